// What the live view knows of a run: the plan, what came in so far, and what binds it now. Fed with
// one interval a second; pure, so that it is tested without a run.

public import LoadEngine
import Metrics
import SMPP

/// A run as it is watched.
public struct LiveState: Sendable {
    /// The seconds that the curves keep.
    static let secondsKept = 600

    let plan: LoadPlan
    /// The last interval; nil before the first second is over.
    private(set) var last: IntervalResult?
    /// Of all intervals so far.
    private(set) var ledger = MessageLedger()
    private(set) var statuses: [UInt32: Int64] = [:]
    private(set) var latency = Histogram(.response)
    private(set) var receipt = Histogram(.receipt)
    /// Messages sent and accepted in each of the last seconds, per second.
    private(set) var sent: [Double] = []

    /// A run of `plan` that has not begun.
    public init(plan: LoadPlan) {
        self.plan = plan
    }

    /// Takes in what one second saw.
    public mutating func add(_ interval: IntervalResult) {
        last = interval
        ledger += interval.ledger
        statuses.merge(interval.statuses, uniquingKeysWith: +)
        latency.merge(interval.latency)
        receipt.merge(interval.receipt)
        sent.append(rate(interval.ledger.submitted))
        if sent.count > Self.secondsKept { sent.removeFirst() }
    }

    /// `count` of the last interval, per second.
    func rate(_ count: Int64) -> Double {
        guard let last, last.duration > 0 else { return 0 }
        return Double(count) / (Double(last.duration) / 1e9)
    }

    /// The lowest ceiling, in messages per second of all sessions.
    var ceiling: Double? { plan.lowestCeiling }

    /// What binds the run in its last second.
    struct Limit: Equatable {
        var text: String
        /// Whether the run does less than it was meant to.
        var holdsBack: Bool
    }

    /// What binds the run now: the first that applies, from the last interval alone.
    func limit(_ progress: RunProgress) -> Limit {
        if progress.factor == 0 { return Limit(text: "paused by hand", holdsBack: true) }
        if progress.phase == "drain" {
            return Limit(
                text: "nothing is sent any more: waiting for what is due", holdsBack: false)
        }
        guard let last else { return Limit(text: "", holdsBack: false) }
        let answered = last.statuses.values.reduce(0, +)
        if last.ledger.throttled * 100 >= max(answered, 1) {
            let share = HumanUnits.percent(Double(last.ledger.throttled) / Double(answered))
            return Limit(text: "the SMSC throttles \(share)", holdsBack: true)
        }
        if let ceiling, rate(last.ledger.submitted) >= 0.95 * ceiling {
            return Limit(text: "the ceiling of \(HumanUnits.rate(ceiling))", holdsBack: false)
        }
        if plan.load == .windowDriven {
            let allowed = HumanUnits.count(progress.inFlightAllowed)
            return Limit(text: "the window of \(allowed), as in any closed loop", holdsBack: false)
        }
        if last.inFlight * 100 >= progress.inFlightAllowed * 95 {
            return Limit(text: "the window: it is full", holdsBack: true)
        }
        if let lag = last.sendLag.value(atPercentile: 99), lag > 10_000_000 {
            return Limit(
                text: "sends go late, 1% by over \(HumanUnits.duration(lag))", holdsBack: true)
        }
        return Limit(text: "the schedule, which is kept", holdsBack: false)
    }
}
