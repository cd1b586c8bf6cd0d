// What a run measured: counters, histograms, phases, intervals. The coordinator fills it in;
// Results renders it. Times are nanoseconds; instants are on the monotonic clock.

public import Metrics
public import SMPP

/// Where every message ended.
///
/// The sums are checked at the end of each run.
public struct MessageLedger: Sendable, Equatable {
    /// Slots of the schedule (open loop) or sends (closed loop).
    public var planned: Int64 = 0
    /// Slots never sent.
    public var missed: Int64 = 0
    /// Messages sent: written to a socket at least once.
    public var submitted: Int64 = 0
    /// Answered ESME_ROK.
    public var accepted: Int64 = 0
    /// Answered ESME_RTHROTTLED or ESME_RMSGQFUL.
    public var throttled: Int64 = 0
    /// Answered with any other status, or with a generic_nack.
    public var rejected: Int64 = 0
    /// Not answered within the response timeout.
    public var timedOut: Int64 = 0
    /// Unanswered when their session was lost or the run was stopped.
    public var inDoubt: Int64 = 0

    /// submit_sm written to a socket, repeats included.
    public var attempts: Int64 = 0
    /// Of the attempts: repeats of a message that was answered ESME_RTHROTTLED or ESME_RMSGQFUL.
    public var retried: Int64 = 0
    /// Of the attempts: repeats of a message that was in doubt.
    public var resubmitted: Int64 = 0
    /// Accepted messages that had been in doubt before: the SMSC may have them twice.
    public var possibleDuplicates: Int64 = 0
    /// Answers ESME_RTHROTTLED or ESME_RMSGQFUL, also to messages that were then sent again.
    public var throttledAnswers: Int64 = 0

    /// Receipts due: accepted messages that asked for one.
    public var receiptsExpected: Int64 = 0
    /// Receipts matched to their message.
    public var receiptsMatched: Int64 = 0
    /// Of the matched: those that came before their submit_sm_resp.
    public var receiptsEarly: Int64 = 0
    /// Receipts of a message already receipted.
    public var receiptsDuplicate: Int64 = 0
    /// Receipts of no known message.
    public var receiptsOrphan: Int64 = 0
    /// Receipts of a state on the way (ENROUTE, ACCEPTD): the final one is still to come.
    public var receiptsIntermediate: Int64 = 0
    /// Messages of the SMSC that are no receipts: deliver_sm and data_sm from telephones, answered.
    public var mobileOriginated: Int64 = 0
    /// Expected receipts that never came.
    public var receiptsMissing: Int64 = 0
    /// Accepted messages whose receipt could not be tracked, the table being full.
    public var receiptsUntracked: Int64 = 0
    /// Responses to messages that had timed out, or whose session had been lost, by then.
    public var lateResponses: Int64 = 0
    /// Responses to nothing: a wrong sequence_number, a second one, or one later than is remembered.
    public var unexpectedResponses: Int64 = 0

    /// An empty ledger.
    public init() {}

    /// Adds another shard's or phase's ledger.
    public static func += (left: inout MessageLedger, right: MessageLedger) {
        left.planned += right.planned
        left.missed += right.missed
        left.submitted += right.submitted
        left.accepted += right.accepted
        left.throttled += right.throttled
        left.rejected += right.rejected
        left.timedOut += right.timedOut
        left.inDoubt += right.inDoubt
        left.attempts += right.attempts
        left.retried += right.retried
        left.resubmitted += right.resubmitted
        left.possibleDuplicates += right.possibleDuplicates
        left.throttledAnswers += right.throttledAnswers
        left.receiptsExpected += right.receiptsExpected
        left.receiptsMatched += right.receiptsMatched
        left.receiptsEarly += right.receiptsEarly
        left.receiptsDuplicate += right.receiptsDuplicate
        left.receiptsOrphan += right.receiptsOrphan
        left.mobileOriginated += right.mobileOriginated
        left.receiptsIntermediate += right.receiptsIntermediate
        left.receiptsMissing += right.receiptsMissing
        left.receiptsUntracked += right.receiptsUntracked
        left.lateResponses += right.lateResponses
        left.unexpectedResponses += right.unexpectedResponses
    }

    /// The identities that must hold at the end of a run, each with its two sides.
    public var identities: [(name: String, left: Int64, right: Int64)] {
        [
            ("planned = missed + submitted", planned, missed + submitted),
            (
                "submitted = accepted + throttled + rejected + timedOut + inDoubt", submitted,
                accepted + throttled + rejected + timedOut + inDoubt
            ),
            (
                "attempts = submitted + retried + resubmitted", attempts,
                submitted + retried + resubmitted
            ),
            (
                "throttled answers = throttled + retried", throttledAnswers, throttled + retried
            ),
            (
                "receipts expected = matched + missing", receiptsExpected,
                receiptsMatched + receiptsMissing
            ),
            (
                "receipts matched are no more than expected",
                min(receiptsMatched, receiptsExpected), receiptsMatched
            ),
        ]
    }
}

/// The time distributions of a phase or of a run, in nanoseconds.
public struct Timings: Sendable {
    /// Response − intended send time, of accepted messages.
    public var latency = Histogram(.response)
    /// Response − actual send, of accepted messages.
    public var serviceTime = Histogram(.response)
    /// Actual send − intended send time; of each message the sum of the four parts that follow.
    public var sendLag = Histogram(.response)
    /// Of the send lag: what nothing else explains, the generator's own lateness.
    public var pacerLag = Histogram(.response)
    /// Of the send lag: the time in which no session of the shard had room in its window.
    public var windowWait = Histogram(.response)
    /// Of the send lag: the time in which a window had room, and no socket took more bytes.
    public var socketWait = Histogram(.response)
    /// Of the send lag: the time in which a ceiling, or the catch-up's law, let nothing go.
    public var ceilingWait = Histogram(.response)
    /// Response − actual send of throttled messages.
    public var throttledServiceTime = Histogram(.response)
    /// Receipt − actual send.
    public var receiptFromSubmit = Histogram(.receipt)
    /// Receipt − submit_sm_resp; an early receipt is counted at 0.
    public var receiptFromResponse = Histogram(.receipt)
    /// Run's end − actual send, of the accepted messages that still waited for a receipt.
    ///
    /// Their round trips are longer than that, if they have one (right-censored). Untracked ones are
    /// not in it.
    public var receiptCensored = Histogram(.receipt)

    /// Empty distributions.
    public init() {}

    /// Adds another phase's or shard's distributions.
    public mutating func merge(_ other: Timings) {
        latency.merge(other.latency)
        serviceTime.merge(other.serviceTime)
        sendLag.merge(other.sendLag)
        pacerLag.merge(other.pacerLag)
        windowWait.merge(other.windowWait)
        socketWait.merge(other.socketWait)
        ceilingWait.merge(other.ceilingWait)
        throttledServiceTime.merge(other.throttledServiceTime)
        receiptFromSubmit.merge(other.receiptFromSubmit)
        receiptFromResponse.merge(other.receiptFromResponse)
        receiptCensored.merge(other.receiptCensored)
    }
}

/// One phase of a run: warm-up or measure.
///
/// A message belongs to the phase of its intended time.
public struct PhaseResult: Sendable {
    /// `warmup` or `measure`.
    public var name: String
    /// Monotonic instant of the start.
    public var startedAt: Int64
    /// Planned length; the actual one, up to the end of sending, when `count` or a stop ended the run.
    public var duration: Int64
    /// The part of the schedule that lies in it, where that is not `duration`: the run was steered.
    public var scheduledDuration: Int64?
    /// Message counts.
    public var ledger = MessageLedger()
    /// Time distributions.
    public var timings = Timings()
    /// command_status → number of responses.
    public var statuses: [UInt32: Int64] = [:]
    /// Missed slots for whose lateness the generator is the largest part; not those that nobody had
    /// looked at when sending ended.
    public var missedByGenerator: Int64 = 0
    /// message_state → number of matched receipts; 15 for all that state none of SMPP 3.4 § 5.2.28.
    public var receiptStates: [UInt8: Int64] = [:]
    /// The number of unanswered submit_sm, summed up over the phase's time: message nanoseconds.
    public var inFlightTime: Int64 = 0

    /// An empty phase.
    public init(name: String, startedAt: Int64, duration: Int64) {
        self.name = name
        self.startedAt = startedAt
        self.duration = duration
    }
}

/// What one second of the run saw, by the clock (not by intended time).
public struct IntervalResult: Sendable {
    /// Start, in nanoseconds after the run's start.
    public var at: Int64
    /// Length in nanoseconds.
    public var duration: Int64
    /// Counts of this interval alone.
    public var ledger: MessageLedger
    /// Unanswered submit_sm at the interval's end.
    public var inFlight: Int64
    /// The number of unanswered submit_sm, summed up over the interval: message nanoseconds.
    public var inFlightTime: Int64 = 0
    /// Receipts outstanding at the interval's end.
    public var receiptsOutstanding: Int64
    /// Latency of the responses that came in this interval.
    public var latency: Histogram
    /// Receipt round trips (from submit) that closed in this interval.
    public var receipt: Histogram
    /// Send lag of the messages that went in this interval.
    public var sendLag = Histogram(.response)
    /// What that lag was made of; nil where it was not kept.
    public var lagTotals: LagTotals?
    /// command_status → number of responses that came in this interval.
    public var statuses: [UInt32: Int64] = [:]
    /// The schedule's mean rate over this interval, messages per second; nil in a closed loop.
    public var targetTPS: Double?
    /// Sessions that had been lost and were not bound at the interval's end.
    public var sessionsLost: Int64 = 0

    /// An interval.
    public init(
        at: Int64, duration: Int64, ledger: MessageLedger, inFlight: Int64,
        receiptsOutstanding: Int64, latency: Histogram, receipt: Histogram
    ) {
        self.at = at
        self.duration = duration
        self.ledger = ledger
        self.inFlight = inFlight
        self.receiptsOutstanding = receiptsOutstanding
        self.latency = latency
        self.receipt = receipt
    }
}

/// The conformance of the sends to one ceiling, from the log of send times.
///
/// Where a ceiling holds for each account or session, it is that of the one that came closest.
public struct CeilingCertificate: Sendable, Equatable {
    /// What was counted together.
    public var scope: LoadPlan.CeilingScope
    /// Which account (its system_id) or session (its number, from 1); empty for the run.
    public var name = ""
    /// The ceiling, messages or segments per second.
    public var tps: Double
    /// What was counted; the numbers below are in it.
    public var unit = LoadPlan.CeilingUnit.message
    /// What 100 ms and 10 ms may hold beyond their even share.
    public var burst: Int64 = 0
    /// Most that any sliding 100 ms may hold: the even share and the burst.
    public var limit100ms: Int64 = 0
    /// Most that any sliding 10 ms may hold.
    public var limit10ms: Int64 = 0
    /// Most sends in any sliding second, 100 ms and 10 ms.
    public var worstSecond: Int64
    /// Most sends in any sliding 100 ms.
    public var worst100ms: Int64
    /// Most sends in any sliding 10 ms.
    public var worst10ms: Int64
    /// Smallest gap between two sends, nanoseconds; nil with fewer than two.
    public var minimumGap: Int64?
    /// Sends that made a sliding second exceed the ceiling.
    public var violations: Int64
    /// Sends that made a sliding 100 ms exceed its limit.
    public var violations100ms: Int64 = 0
    /// Sends that made a sliding 10 ms exceed its limit.
    public var violations10ms: Int64 = 0
    /// Sends whose times were gone before they could be checked: the coordinator was kept away.
    public var unread: Int64 = 0

    /// A certificate.
    public init(
        scope: LoadPlan.CeilingScope, tps: Double, worstSecond: Int64, worst100ms: Int64,
        worst10ms: Int64, minimumGap: Int64?, violations: Int64
    ) {
        self.scope = scope
        self.tps = tps
        self.worstSecond = worstSecond
        self.worst100ms = worst100ms
        self.worst10ms = worst10ms
        self.minimumGap = minimumGap
        self.violations = violations
    }
}

extension CeilingCertificate {
    /// Whether `other` came closer to its ceiling.
    func isBetter(than other: CeilingCertificate) -> Bool {
        let faults = violations + violations100ms + violations10ms
        let others = other.violations + other.violations100ms + other.violations10ms
        return (faults, worstSecond, worst100ms, worst10ms)
            < (others, other.worstSecond, other.worst100ms, other.worst10ms)
    }
}

/// What the sender shards cost.
public struct RunCost: Sendable, Equatable, Codable {
    /// CPU time of the sender shards while sending, nanoseconds.
    public var cpuNanoseconds: Int64 = 0
    /// System calls the sender shards made while sending.
    public var systemCalls: Int64 = 0
    /// Heap allocations on the sender shards while sending; nil where they are not counted.
    public var allocations: Int64?
    /// Of the CPU time: spent looking whether the next send is due yet, nanoseconds.
    public var spinNanoseconds: Int64 = 0
    /// Of the system calls: those that looked for events meanwhile.
    public var spinSystemCalls: Int64 = 0
    /// High-water mark of the process's resident memory, bytes.
    public var peakResidentBytes: Int64 = 0

    /// No cost.
    public init() {}
}

/// Where the sender shards ran.
public struct RunPlacement: Sendable, Equatable {
    /// Sender threads.
    public var shards: Int
    /// Those of them that were pinned to a processor, with memory from its node.
    public var pinned: Int
    /// Memory nodes of the machine; 1 without NUMA.
    public var numaNodes: Int

    /// A placement.
    public init(shards: Int, pinned: Int, numaNodes: Int) {
        self.shards = shards
        self.pinned = pinned
        self.numaNodes = numaNodes
    }
}

/// Why a run ended.
public enum RunEnd: Sendable, Equatable {
    /// Duration or count reached, drained.
    case completed
    /// Asked to stop (Ctrl-C); drained.
    case interrupted
    /// No session could go on; the reason is one line for a person.
    case failed(String)
}

/// Everything a run measured.
public struct RunResult: Sendable {
    /// The plan that was run.
    public var plan: LoadPlan
    /// Wall-clock start, nanoseconds since 1970.
    public var startedAtWallClock: Int64 = 0
    /// Monotonic instant of slot 0.
    public var startedAt: Int64 = 0
    /// Phases in order, warm-up (if any) and measure, without those that the run did not get to.
    public var phases: [PhaseResult] = []
    /// One entry a second.
    public var intervals: [IntervalResult] = []
    /// One certificate per ceiling (the worst session or account of its scope).
    public var ceilings: [CeilingCertificate] = []
    /// What it cost.
    public var cost = RunCost()
    /// How it ended.
    public var end: RunEnd = .completed
    /// Where the sender shards ran.
    public var placement: RunPlacement?
    /// How the ids in receipts are written, by system_id; without the accounts where it was not found
    /// out.
    public var receiptIDForms: [String: ReceiptIDForm] = [:]
    /// Things the reader should know (a pin refused, a session lost), one line each.
    public var notes: [String] = []
    /// How the run was steered by hand, in order.
    public var rateChanges: [RateChange] = []
    /// The TLS of the run's connections; nil for plain TCP.
    public var tls: TLSResult?
    /// How far the run slowed down; nil where it does not do that.
    public var slowDown: SlowDownResult?
    /// How often sessions were lost and came back.
    public var reconnects = Reconnects()
    /// Messages that were unanswered when their session was lost or the run was stopped: the first of
    /// each shard, at most 1,000, in the order of sending.
    public var inDoubtMessages: [InDoubtMessage] = []
    /// Messages in doubt that are not listed.
    public var inDoubtUnlisted: Int64 = 0
    /// Nanoseconds of the measured phase, summed over the sender shards, in which a message was due
    /// and no window of the shard had room; open loop only.
    public var windowFullTime: Int64 = 0
    /// Nanoseconds of the measured phase, summed over the sender shards, in which a message was due,
    /// a window had room and no socket took more bytes.
    public var socketFullTime: Int64 = 0
    /// Nanoseconds of the measured phase, summed over the sender shards, in which a ceiling, or the
    /// catch-up's law, let nothing go that was due.
    public var ceilingHeldTime: Int64 = 0
    /// How times were taken and sends waited for.
    public var clock = RunClock()
    /// Each sender shard's account of itself, in the order in which they ended.
    public var shards: [ShardRecord] = []

    /// An empty result of `plan`.
    public init(plan: LoadPlan) {
        self.plan = plan
    }

    /// The measured phase, if the run got that far.
    public var measured: PhaseResult? {
        phases.last { $0.name == "measure" }
    }
}
