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
///    shards used over 80 % of their processors or no window was full for 1 % of the time, so that
///    the SMSC cannot have caused it. In a closed loop: over 80 % of the processors.
/// 2. throttled: at least 1 % of the messages.
/// 3. network: sockets that took no more bytes for over 10 % of the time, longer than windows were
///    full.
/// 4. smsc or window: windows full for over 10 % of the time (in a closed loop: always). It is the
///    SMSC if the median service time is over three times the shortest, for then it grew with the
///    load; else the window, which is too small for rate × service time.
/// 5. throttled: any message.
///
/// A ceiling below the schedule explains late messages by itself; the run did as it was told.
struct Evidence {
    private static let lateness: Int64 = 1_000_000
    private static let lateShareLimit = 0.01
    private static let busyShareLimit = 0.8
    private static let windowExcuseShare = 0.01
    private static let fullShareLimit = 0.1
    private static let throttledShareLimit = 0.01
    private static let serviceTimeGrowth = 3.0

    let isOpenLoop: Bool
    private(set) var attribution = Verdict.Attribution.ok
    private(set) var reasons: [String] = []

    init(_ result: RunResult) {
        isOpenLoop = result.plan.load != .windowDriven
        guard let phase = result.measured, phase.ledger.submitted > 0 else {
            reasons = ["no message was sent in the measured phase"]
            return
        }
        let ledger = phase.ledger
        let throttledShare = Double(ledger.throttled) / Double(ledger.submitted)
        let throttling = "the SMSC throttled \(HumanUnits.percent(throttledShare)) of the messages"

        if let reason = generatorReason(result, phase) { add(.generator, reason) }
        if throttledShare >= Self.throttledShareLimit { add(.throttled, throttling) }
        if let reason = networkReason(result, phase) { add(.network, reason) }
        if let (limit, reason) = fullWindowReason(result, phase) { add(limit, reason) }
        if ledger.throttled > 0, throttledShare < Self.throttledShareLimit {
            add(.throttled, throttling)
        }
        reasons += Self.remarks(result, ledger)
    }

    private mutating func add(_ limit: Verdict.Attribution, _ reason: String) {
        if attribution == .ok { attribution = limit }
        reasons.append(reason)
    }

    private func generatorReason(_ result: RunResult, _ phase: PhaseResult) -> String? {
        let sending = result.phases.reduce(0) { $0 + $1.duration } * Int64(result.plan.shardCount)
        let busyShare = sending > 0 ? Double(result.cost.cpuNanoseconds) / Double(sending) : 0
        let busy =
            "the sender shards used \(HumanUnits.percent(busyShare)) of their processors"
        guard isOpenLoop else { return busyShare > Self.busyShareLimit ? busy : nil }

        if Self.ceilingBelowSchedule(result) != nil { return nil }
        let lag = phase.timings.sendLag
        let due = lag.count + phase.ledger.missed
        let late = lag.count - lag.countAtOrBelow(Self.lateness) + phase.ledger.missed
        let lateShare = due > 0 ? Double(late) / Double(due) : 0
        guard lateShare > Self.lateShareLimit else { return nil }
        let excused = Self.share(result.windowFullTime, phase) >= Self.windowExcuseShare
        guard busyShare > Self.busyShareLimit || !excused else { return nil }
        return "the generator was late: \(HumanUnits.percent(lateShare)) of the messages went over "
            + "\(HumanUnits.duration(Self.lateness)) after their time or never; " + busy
    }

    private func networkReason(_ result: RunResult, _ phase: PhaseResult) -> String? {
        let share = Self.share(result.socketFullTime, phase)
        guard share > Self.fullShareLimit, result.socketFullTime > result.windowFullTime else {
            return nil
        }
        return "sockets took no more bytes for \(HumanUnits.percent(share)) of the time"
    }

    private func fullWindowReason(
        _ result: RunResult, _ phase: PhaseResult
    ) -> (Verdict.Attribution, String)? {
        let share = isOpenLoop ? Self.share(result.windowFullTime, phase) : 1
        let service = phase.timings.serviceTime
        guard
            share > Self.fullShareLimit, let median = service.value(atPercentile: 50),
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
            "a window was full for \(HumanUnits.percent(share)) of the time: "
                + "\(HumanUnits.rate(rate)) at a service time of \(HumanUnits.duration(median)) needs "
                + "\(HumanUnits.count(needed)) in flight, \(HumanUnits.count(Int64(allowed))) allowed"
        )
    }

    /// What the reader should know although it limits nothing.
    private static func remarks(_ result: RunResult, _ ledger: MessageLedger) -> [String] {
        var remarks: [String] = []
        if let (ceiling, schedule) = ceilingBelowSchedule(result) {
            remarks.append(
                "the ceiling of \(HumanUnits.rate(ceiling)) held back the schedule of "
                    + HumanUnits.rate(schedule))
        }
        for ceiling in result.ceilings where ceiling.violations > 0 {
            remarks.append(
                "\(HumanUnits.count(ceiling.violations)) sends exceeded the ceiling of "
                    + "\(HumanUnits.rate(ceiling.tps)) per \(ceiling.scope.rawValue)")
        }
        if ledger.accepted == 0 { remarks.append("no message was accepted") }
        if ledger.receiptsUntracked > 0 {
            remarks.append(
                "\(HumanUnits.count(ledger.receiptsUntracked)) receipts had no place in the table "
                    + "of \(HumanUnits.count(Int64(result.plan.receiptCapacity)))")
        }
        return remarks
    }

    /// The lowest ceiling over the whole run that is below the schedule's highest rate.
    private static func ceilingBelowSchedule(_ result: RunResult) -> (Double, Double)? {
        guard case .scheduled(let stages, _) = result.plan.load else { return nil }
        let schedule = stages.reduce(0) { max($0, $1.startTPS, $1.endTPS) }
        let sessions = result.plan.sessions
        let accounts = Set(sessions.map(\.bind.systemID)).count
        let totals = result.plan.ceilings.map { ceiling in
            switch ceiling.scope {
            case .run: ceiling.tps
            case .account: ceiling.tps * Double(accounts)
            case .session: ceiling.tps * Double(sessions.count)
            }
        }
        guard let lowest = totals.min(), lowest < schedule else { return nil }
        return (lowest, schedule)
    }

    private static func share(_ time: Int64, _ phase: PhaseResult) -> Double {
        phase.duration > 0 ? Double(time) / Double(phase.duration) : 0
    }
}
