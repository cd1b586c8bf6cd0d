// What limited a run: the rule, in one place. It follows the tests of load generators that know
// this question (Fortio's late share, Hyperfoil's 80 % of a processor and its stalls), and stays with
// what one run can show; a second run with another window or rate shows more.

import LoadEngine
import Metrics
import SMPP

/// The limit of the measured phase of one run, and why.
///
/// The first that applies is the attribution, and each that applies is a reason:
/// 1. generator: by its own doing more than 1 % of the messages went over 1 ms late or never, or more
///    than 5 % over half a gap; a sender shard worked for over 80 % of the time; a thread stood still
///    for over 100 ms and a message waited for it; or a run of so many messages took over 1 % longer
///    than planned, and the generator's lag was the longest. In a closed loop: the 80 % alone.
/// 2. throttled: at least 1 % of the messages.
/// 3. network: a message was due and sockets took no more for over 10 % of the time, and longer than
///    windows were full; the wait for them was the longest and its p99 over 1 ms; over 1 % as many
///    TCP segments as messages were sent again; or sessions were lost, and that is why or messages
///    were missed.
/// 4. smsc or window: the same of windows (in a closed loop: always). It is the SMSC if the median
///    service time is over three times the shortest, for then it grew with the load; else the
///    window, which is too small for rate × service time.
/// 5. throttled: any message.
///
/// What a ceiling holds back is nobody's fault: the run did as it was told.
struct Attributing {
    private static let lateShareLimit = 0.01
    private static let halfAGapShareLimit = 0.05
    private static let busyShareLimit = 0.8
    private static let stallLimit: Int64 = 100_000_000
    private static let stretchLimit = 0.01
    private static let fullShareLimit = 0.1
    private static let throttledShareLimit = 0.01
    private static let retransmitLimit = 0.01
    private static let serviceTimeGrowth = 3.0

    let isOpenLoop: Bool
    let evidence: Evidence
    private(set) var attribution = Verdict.Attribution.ok
    private(set) var reasons: [String] = []
    private let timings: Timings

    init(_ result: RunResult) {
        isOpenLoop = result.plan.load != .windowDriven
        evidence = Evidence(result)
        let phase = result.measured ?? PhaseResult(name: "measure", startedAt: 0, duration: 0)
        timings = phase.timings
        guard phase.ledger.submitted > 0 else {
            reasons = ["no message was sent in the measured phase"]
            return
        }
        let throttling =
            "the SMSC throttled \(HumanUnits.percent(evidence.throttledShare)) of the messages"
        for reason in generatorReasons() { add(.generator, reason) }
        if evidence.throttledShare >= Self.throttledShareLimit { add(.throttled, throttling) }
        for reason in networkReasons(phase.ledger) { add(.network, reason) }
        if let (limit, reason) = fullWindowReason(result, phase) { add(limit, reason) }
        if phase.ledger.throttled > 0, evidence.throttledShare < Self.throttledShareLimit {
            add(.throttled, throttling)
        }
        reasons += remarks(result, phase.ledger)
    }

    private mutating func add(_ limit: Verdict.Attribution, _ reason: String) {
        if attribution == .ok { attribution = limit }
        reasons.append(reason)
    }

    private func generatorReasons() -> [String] {
        var reasons: [String] = []
        if isOpenLoop {
            if evidence.lateShare > Self.lateShareLimit {
                reasons.append(late(evidence.lateShare, HumanUnits.duration(Evidence.lateness)))
            } else if let share = evidence.lateByHalfAGapShare, share > Self.halfAGapShareLimit {
                reasons.append(late(share, "half a gap"))
            }
            if evidence.longestStall > Self.stallLimit,
                timings.pacerLag.max ?? 0 > Self.stallLimit
            {
                reasons.append(
                    "a sender thread stood still for \(HumanUnits.duration(evidence.longestStall))")
            }
            if let stretch = evidence.stretch, stretch > Self.stretchLimit,
                isLongest(\.pacerLag)
            {
                reasons.append("it took \(HumanUnits.percent(stretch)) longer than planned")
            }
        }
        if evidence.busyShare > Self.busyShareLimit {
            reasons.append(
                "a sender shard used \(HumanUnits.percent(evidence.busyShare)) of its processor")
        }
        return reasons
    }

    private func late(_ share: Double, _ limit: String) -> String {
        "the generator was late: by its own doing \(HumanUnits.percent(share)) of the messages went "
            + "over \(limit) after their time or never"
    }

    private func networkReasons(_ ledger: MessageLedger) -> [String] {
        var reasons: [String] = []
        let share = evidence.socketFullShare
        let isFull =
            share > max(Self.fullShareLimit, evidence.windowFullShare) || isSlowest(\.socketWait)
        let lost = evidence.lostShare
        if lost > 0 && (isFull || ledger.missed > 0 || lost > Self.fullShareLimit) {
            reasons.append(
                "sessions were lost, and without a bind for \(HumanUnits.percent(lost)) of the time"
            )
        } else if isFull {
            reasons.append(
                "sockets took no more bytes for \(HumanUnits.percent(share)) of the time")
        }
        if Double(evidence.retransmits) > Self.retransmitLimit * Double(ledger.submitted) {
            reasons.append(
                "TCP sent \(HumanUnits.count(evidence.retransmits)) segments more than once")
        }
        return reasons
    }

    /// Whether of the parts of the send lag this one has the longest mean.
    private func isLongest(_ part: KeyPath<Timings, Histogram>) -> Bool {
        let parts = [
            timings.pacerLag, timings.windowWait, timings.socketWait, timings.ceilingWait,
        ]
        guard let mean = timings[keyPath: part].mean, mean > 0 else { return false }
        return parts.allSatisfy { ($0.mean ?? 0) <= mean }
    }

    private func isSlowest(_ part: KeyPath<Timings, Histogram>) -> Bool {
        let tail = timings[keyPath: part].value(atPercentile: 99) ?? 0
        return tail > Evidence.lateness && isLongest(part)
    }

    private func fullWindowReason(
        _ result: RunResult, _ phase: PhaseResult
    ) -> (Verdict.Attribution, String)? {
        if !isOpenLoop, Self.ceilingReached(result, phase) != nil { return nil }
        let isFull =
            !isOpenLoop || evidence.windowFullShare > Self.fullShareLimit
            || isSlowest(\.windowWait)
        let service = phase.timings.serviceTime
        guard isFull, let median = service.value(atPercentile: 50), let shortest = service.min
        else { return nil }
        if Double(median) > Self.serviceTimeGrowth * Double(max(shortest, 1)) {
            return (
                .smsc,
                "the SMSC slowed down under the load: median service time "
                    + "\(HumanUnits.duration(median)), shortest \(HumanUnits.duration(shortest))"
            )
        }
        let allowed = HumanUnits.count(evidence.windowAllowed)
        guard let needed = evidence.windowNeeded?.p50,
            let rate = Rates(phase, plan: result.plan).targetTPS
        else {
            return (
                .window,
                "\(allowed) messages in flight at a service time of \(HumanUnits.duration(median)) "
                    + "carry no more; a larger window may"
            )
        }
        return (
            .window,
            "windows were full for \(HumanUnits.percent(evidence.windowFullShare)) of the time: "
                + "\(HumanUnits.rate(rate)) at a service time of \(HumanUnits.duration(median)) needs "
                + "\(HumanUnits.count(needed)) in flight, \(allowed) allowed"
        )
    }

    /// What the reader should know although it limits nothing.
    private func remarks(_ result: RunResult, _ ledger: MessageLedger) -> [String] {
        var remarks: [String] = []
        let isHeld = timings.ceilingWait.value(atPercentile: 99) ?? 0 > Evidence.lateness
        if isHeld || ledger.missed > 0, let (ceiling, schedule) = Self.ceilingBelowSchedule(result)
        {
            remarks.append(
                "the ceiling of \(HumanUnits.rate(ceiling)), with its guard of "
                    + "\(HumanUnits.duration(result.plan.ceilingGuard)) a second, held back the "
                    + "schedule of \(HumanUnits.rate(schedule))")
        }
        if !isOpenLoop, let phase = result.measured,
            let ceiling = Self.ceilingReached(result, phase)
        {
            remarks.append("the ceiling of \(ceiling.limitWords) was the limit")
        }
        for ceiling in result.ceilings {
            let limit = "the ceiling of \(ceiling.limitWords)"
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
    private static func ceilingReached(
        _ result: RunResult, _ phase: PhaseResult
    ) -> LoadPlan.Ceiling? {
        guard let lowest = result.plan.tightestCeiling, phase.duration > 0 else { return nil }
        let achieved = Double(phase.ledger.submitted) / (Double(phase.duration) / 1e9)
        return achieved >= 0.9 * lowest.tps ? lowest.ceiling : nil
    }
}
