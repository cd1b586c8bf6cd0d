// What limited a run: the rule, in one place. It follows the tests of load generators that know
// this question (Fortio's late share, Hyperfoil's 80 % of a processor), and stays with what one run
// can show; a second run with another window or rate shows more.

import LoadEngine
import Metrics
import SMPP

/// What speaks for each limit in the measured phase of one run.
///
/// The first that applies is the attribution, and each that applies is a reason:
/// 1. generator: more than 1 % of the messages went over 1 ms late or never, and either the sender
///    shards used over 80 % of their processors or full windows do not explain it: they were full
///    for less than a tenth of that share of the time. In a closed loop: over 80 % of the processors.
/// 2. throttled: at least 1 % of the messages.
/// 3. network: sockets that took no more bytes for over 10 % of the time, longer than windows were
///    full.
/// 4. smsc or window: windows full for over 10 % of the time, or so that messages went late (in a
///    closed loop: always). It is the SMSC if the median service time is over three times the
///    shortest, for then it grew with the load; else the window, which is too small for
///    rate × service time.
/// 5. throttled: any message.
///
/// A ceiling that carries less than the schedule explains late messages by itself; the run did as
/// it was told.
struct Evidence {
    private static let lateness: Int64 = 1_000_000
    private static let lateShareLimit = 0.01
    private static let busyShareLimit = 0.8
    /// A stall of a second makes more than a second's messages late where the catch-up is bounded.
    private static let lateSharePerFullShare = 10.0
    private static let fullShareLimit = 0.1
    private static let throttledShareLimit = 0.01
    private static let serviceTimeGrowth = 3.0

    let isOpenLoop: Bool
    private(set) var attribution = Verdict.Attribution.ok
    private(set) var reasons: [String] = []

    /// Of the messages due in the measured phase: those that went late or never.
    private let lateShare: Double
    /// Of the sender shards' time: that in which they ran.
    private let busyShare: Double
    /// Of the sender shards' time: that in which they waited for a window.
    private let windowFullShare: Double
    /// Of the sender shards' time: that in which they waited for a socket.
    private let socketFullShare: Double

    private var isLate: Bool { lateShare > Self.lateShareLimit }
    private var isBusy: Bool { busyShare > Self.busyShareLimit }

    init(_ result: RunResult) {
        isOpenLoop = result.plan.load != .windowDriven
        let phase = result.measured ?? PhaseResult(name: "measure", startedAt: 0, duration: 0)
        let ledger = phase.ledger
        let lag = phase.timings.sendLag
        let late = lag.count - lag.countAtOrBelow(Self.lateness) + ledger.missed
        let shards = Int64(result.plan.shardCount)
        lateShare = Self.share(late, of: lag.count + ledger.missed)
        busyShare = Self.share(
            result.cost.cpuNanoseconds,
            of: result.phases.reduce(0) { $0 + $1.duration } * shards)
        windowFullShare = min(Self.share(result.windowFullTime, of: phase.duration * shards), 1)
        socketFullShare = min(Self.share(result.socketFullTime, of: phase.duration * shards), 1)
        guard ledger.submitted > 0 else {
            reasons = ["no message was sent in the measured phase"]
            return
        }

        let throttledShare = Self.share(ledger.throttled, of: ledger.submitted)
        let throttling = "the SMSC throttled \(HumanUnits.percent(throttledShare)) of the messages"
        if let reason = generatorReason(result) { add(.generator, reason) }
        if throttledShare >= Self.throttledShareLimit { add(.throttled, throttling) }
        if socketFullShare > max(Self.fullShareLimit, windowFullShare) {
            let share = HumanUnits.percent(socketFullShare)
            add(.network, "sockets took no more bytes for \(share) of the time")
        }
        if let (limit, reason) = fullWindowReason(result, phase) { add(limit, reason) }
        if ledger.throttled > 0, throttledShare < Self.throttledShareLimit {
            add(.throttled, throttling)
        }
        reasons += remarks(result, ledger)
    }

    private mutating func add(_ limit: Verdict.Attribution, _ reason: String) {
        if attribution == .ok { attribution = limit }
        reasons.append(reason)
    }

    private func generatorReason(_ result: RunResult) -> String? {
        let busy =
            "the sender shards used \(HumanUnits.percent(busyShare)) of their processors"
        guard isOpenLoop else { return isBusy ? busy : nil }
        guard isLate, Self.ceilingBelowSchedule(result) == nil else { return nil }
        guard isBusy || !fullWindowsExplainLateness else { return nil }
        return "the generator was late: \(HumanUnits.percent(lateShare)) of the messages went over "
            + "\(HumanUnits.duration(Self.lateness)) after their time or never; " + busy
    }

    private var fullWindowsExplainLateness: Bool {
        windowFullShare * Self.lateSharePerFullShare >= lateShare
    }

    private func fullWindowReason(
        _ result: RunResult, _ phase: PhaseResult
    ) -> (Verdict.Attribution, String)? {
        if !isOpenLoop, Self.ceilingReached(result, phase) != nil { return nil }
        let isFull =
            !isOpenLoop || windowFullShare > Self.fullShareLimit
            || (isLate && windowFullShare > 0 && fullWindowsExplainLateness)
        let service = phase.timings.serviceTime
        guard
            isFull, let median = service.value(atPercentile: 50),
            let shortest = service.min
        else { return nil }
        if Double(median) > Self.serviceTimeGrowth * Double(max(shortest, 1)) {
            return (
                .smsc,
                "the SMSC slowed down under the load: median service time "
                    + "\(HumanUnits.duration(median)), shortest \(HumanUnits.duration(shortest))"
            )
        }
        let allowed = result.plan.window * result.plan.sessions.count
        let inFlight = "\(HumanUnits.count(Int64(allowed))) messages in flight"
        guard let rate = Rates(phase, plan: result.plan).targetTPS else {
            return (
                .window,
                "\(inFlight) at a service time of \(HumanUnits.duration(median)) carry no more; "
                    + "a larger window may"
            )
        }
        let needed = Int64((rate * Double(median) / 1e9).rounded(.up))
        return (
            .window,
            "windows were full for \(HumanUnits.percent(windowFullShare)) of the time: "
                + "\(HumanUnits.rate(rate)) at a service time of \(HumanUnits.duration(median)) needs "
                + "\(HumanUnits.count(needed)) in flight, \(HumanUnits.count(Int64(allowed))) allowed"
        )
    }

    /// What the reader should know although it limits nothing.
    private func remarks(_ result: RunResult, _ ledger: MessageLedger) -> [String] {
        var remarks: [String] = []
        if isLate, let (ceiling, schedule) = Self.ceilingBelowSchedule(result) {
            remarks.append(
                "the ceiling of \(HumanUnits.rate(ceiling)), with its guard of "
                    + "\(HumanUnits.duration(result.plan.ceilingGuard)) a second, held back the "
                    + "schedule of \(HumanUnits.rate(schedule))")
        }
        if !isOpenLoop, let phase = result.measured,
            let ceiling = Self.ceilingReached(result, phase)
        {
            remarks.append("the ceiling of \(HumanUnits.rate(ceiling)) was the limit")
        }
        for ceiling in result.ceilings {
            let limit =
                "the ceiling of \(HumanUnits.rate(ceiling.tps)) per \(ceiling.scope.rawValue)"
            if ceiling.violations > 0 {
                remarks.append("\(HumanUnits.count(ceiling.violations)) sends exceeded \(limit)")
            }
            let shares = ceiling.violations100ms + ceiling.violations10ms
            if shares > 0 {
                remarks.append(
                    "\(HumanUnits.count(shares)) sends exceeded a 100 ms or 10 ms share of \(limit)"
                )
            }
            if ceiling.unread > 0 {
                remarks.append(
                    "\(HumanUnits.count(ceiling.unread)) sends could not be checked against \(limit)"
                )
            }
        }
        if ledger.accepted == 0 { remarks.append("no message was accepted") }
        if ledger.receiptsUntracked > 0 {
            remarks.append(
                "\(HumanUnits.count(ledger.receiptsUntracked)) receipts could not be "
                    + "matched: no message_id in the response, or no place in the table of "
                    + HumanUnits.count(Int64(result.plan.receiptCapacity)))
        }
        return remarks
    }

    /// The lowest ceiling over the whole run, if it carries less than the schedule's highest rate.
    ///
    /// The guard is added to each of a ceiling's seconds, so that a ceiling equal to the schedule
    /// carries a little less.
    private static func ceilingBelowSchedule(_ result: RunResult) -> (Double, Double)? {
        let plan = result.plan
        guard let schedule = plan.peakTPS, let lowest = plan.lowestCeiling else { return nil }
        return lowest * (1 - plan.guardCost) < schedule ? (lowest, schedule) : nil
    }

    /// The lowest ceiling over the whole run, if the run came as close to it as sends in bursts can.
    private static func ceilingReached(_ result: RunResult, _ phase: PhaseResult) -> Double? {
        guard let lowest = result.plan.lowestCeiling, phase.duration > 0 else { return nil }
        let achieved = Double(phase.ledger.submitted) / (Double(phase.duration) / 1e9)
        return achieved >= 0.9 * lowest ? lowest : nil
    }

    private static func share(_ part: Int64, of whole: Int64) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }
}
