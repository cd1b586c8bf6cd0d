// The smaller parts of the report: counts, rates, ceilings, cost, phases, intervals.
// Each is built from its counterpart in LoadEngine and computes nothing but what is said there.

public import LoadEngine
import Metrics

extension RunReport {
    /// What was run, in short; the whole of it is the profile.
    public struct PlanSummary: Codable, Sendable, Equatable {
        /// Where the SMSC listens.
        public var host: String
        /// TCP port.
        public var port: UInt16
        /// `open` or `closed`.
        public var loop: String
        /// Connections.
        public var sessions: Int
        /// Sender threads.
        public var shards: Int
        /// Unanswered submit_sm allowed per session.
        public var window: Int
        /// Length of the warm-up, nanoseconds.
        public var warmup: Int64
        /// Planned length of the measured phase, nanoseconds.
        public var duration: Int64
        /// `none`, `final` or `all`.
        public var receipts: String
        /// Seed of everything random.
        public var seed: UInt64
        /// The part of the schedule that was sent from here; nil: all of it.
        @Nullable public var segment: Segment?
        /// When slot 0 was to be due, nanoseconds since 1970; nil: once all sessions were bound.
        @Nullable public var startAt: Int64?

        /// One of the parts into which several machines divide a schedule.
        public struct Segment: Codable, Sendable, Equatable {
            /// 1…`of`.
            public var part: Int
            /// How many parts there are.
            public var of: Int

            /// Part `part` of `of`.
            public init(part: Int, of: Int) {
                self.part = part
                self.of = of
            }
        }

        init(_ plan: LoadPlan) {
            host = plan.target.host
            port = plan.target.port
            loop = plan.load == .windowDriven ? "closed" : "open"
            sessions = plan.sessions.count
            shards = plan.shardCount
            window = plan.window
            warmup = plan.warmup
            duration = plan.duration
            receipts = plan.receipts.rawValue
            seed = plan.seed
            segment = plan.segment.map { Segment(part: $0.part, of: $0.of) }
            startAt = plan.startAt
        }
    }

    /// Where messages and receipts ended.
    public struct Counts: Codable, Sendable, Equatable {
        /// Where receipts ended.
        public struct Receipts: Codable, Sendable, Equatable {
            /// Due: accepted messages that asked for one.
            public var expected: Int64
            /// Matched to their message.
            public var matched: Int64
            /// Of the matched: those that came before their submit_sm_resp.
            public var early: Int64
            /// Of a message already receipted.
            public var duplicate: Int64
            /// Of no known message.
            public var orphan: Int64
            /// Expected and never seen.
            public var missing: Int64
            /// Of messages that the receipt table had no room for.
            public var untracked: Int64
            /// Of a state on the way; the final one is still to come.
            public var intermediate: Int64
        }

        /// Slots of the schedule (open loop) or sends (closed loop).
        public var planned: Int64
        /// Slots never sent.
        public var missed: Int64
        /// Messages sent: written to a socket at least once.
        public var submitted: Int64
        /// Answered ESME_ROK.
        public var accepted: Int64
        /// Answered ESME_RTHROTTLED or ESME_RMSGQFUL.
        public var throttled: Int64
        /// Answered with any other status.
        public var rejected: Int64
        /// Not answered within the response timeout.
        public var timedOut: Int64
        /// Unanswered when their session was lost or the run was stopped.
        public var inDoubt: Int64
        /// Without a response: timed out or in doubt.
        public var unanswered: Int64
        /// submit_sm written to a socket, repeats included.
        public var attempts: Int64
        /// Of the attempts: repeats of a throttled message.
        public var retried: Int64
        /// Of the attempts: repeats of a message that was in doubt.
        public var resubmitted: Int64
        /// Accepted messages that had been in doubt before.
        public var possibleDuplicates: Int64
        /// Answers ESME_RTHROTTLED or ESME_RMSGQFUL, also to messages that were then sent again.
        public var throttledAnswers: Int64
        /// Responses to messages that had been given up by then.
        public var lateResponses: Int64
        /// Responses to nothing outstanding.
        public var unexpectedResponses: Int64
        /// deliver_sm and data_sm that were no receipts, answered at once; absent without any.
        public var mobileOriginated: Int64?
        /// Where receipts ended.
        public var receipts: Receipts

        package init(_ ledger: MessageLedger) {
            planned = ledger.planned
            missed = ledger.missed
            submitted = ledger.submitted
            accepted = ledger.accepted
            throttled = ledger.throttled
            rejected = ledger.rejected
            timedOut = ledger.timedOut
            inDoubt = ledger.inDoubt
            unanswered = ledger.timedOut + ledger.inDoubt
            attempts = ledger.attempts
            retried = ledger.retried
            resubmitted = ledger.resubmitted
            possibleDuplicates = ledger.possibleDuplicates
            throttledAnswers = ledger.throttledAnswers
            lateResponses = ledger.lateResponses
            unexpectedResponses = ledger.unexpectedResponses
            mobileOriginated = ledger.mobileOriginated > 0 ? ledger.mobileOriginated : nil
            receipts = Receipts(
                expected: ledger.receiptsExpected, matched: ledger.receiptsMatched,
                early: ledger.receiptsEarly, duplicate: ledger.receiptsDuplicate,
                orphan: ledger.receiptsOrphan, missing: ledger.receiptsMissing,
                untracked: ledger.receiptsUntracked,
                intermediate: ledger.receiptsIntermediate)
        }
    }

    /// The conformance of the sends to one ceiling.
    public struct Ceiling: Codable, Sendable, Equatable {
        /// `run`, `account` or `session`.
        public var scope: String
        /// The account or the session that came closest to it; nil for the run.
        @Nullable public var name: String?
        /// Messages or segments per second.
        public var tps: Double
        /// What is counted here and below: `message` or `segment`.
        public var unit: String
        /// What 100 ms and 10 ms may hold beyond their even share.
        public var burst: Int64
        /// Added to the second, nanoseconds.
        public var `guard`: Int64
        /// The part of the rate that this costs, 0…1.
        public var guardCost: Double
        /// Most that any sliding 100 ms may hold.
        public var limit100ms: Int64
        /// Most that any sliding 10 ms may hold.
        public var limit10ms: Int64
        /// Most sends in any sliding second.
        public var worstSecond: Int64
        /// Most sends in any sliding 100 ms.
        public var worst100ms: Int64
        /// Most sends in any sliding 10 ms.
        public var worst10ms: Int64
        /// Smallest gap between two sends, nanoseconds.
        @Nullable public var minimumGap: Int64?
        /// Sends that made a sliding second exceed the ceiling.
        public var violations: Int64
        /// Sends that made a sliding 100 ms exceed its limit.
        public var violations100ms: Int64
        /// Sends that made a sliding 10 ms exceed its limit.
        public var violations10ms: Int64
        /// Sends that could not be checked.
        public var unread: Int64

        init(_ certificate: CeilingCertificate, plan: LoadPlan) {
            scope = certificate.scope.rawValue
            name = certificate.name.isEmpty ? nil : certificate.name
            tps = certificate.tps
            unit = certificate.unit.rawValue
            burst = certificate.burst
            `guard` = plan.ceilingGuard
            guardCost = rounded(plan.guardCost, to: 1_000_000)
            limit100ms = certificate.limit100ms
            limit10ms = certificate.limit10ms
            worstSecond = certificate.worstSecond
            worst100ms = certificate.worst100ms
            worst10ms = certificate.worst10ms
            minimumGap = certificate.minimumGap
            violations = certificate.violations
            violations100ms = certificate.violations100ms
            violations10ms = certificate.violations10ms
            unread = certificate.unread
        }

        /// Whether nothing exceeded the second or its shares, as far as could be checked.
        var isKept: Bool { violations + violations100ms + violations10ms + unread == 0 }
    }

    /// A change of pace by hand.
    public struct SteeringChange: Codable, Sendable, Equatable {
        /// Nanoseconds after the run's start.
        public var at: Int64
        /// How fast the schedule ran from then on: 1 as planned, 0 paused.
        public var factor: Double
        /// Unanswered submit_sm allowed per session from then on; nil: as planned.
        @Nullable public var window: Int?

        package init(_ change: RateChange) {
            at = change.at
            factor = change.factor
            window = change.window
        }
    }

    /// What the run cost this machine; per message submitted, warm-up included.
    public struct Cost: Codable, Sendable, Equatable {
        /// CPU time of the sender shards, nanoseconds.
        @Nullable public var cpuNanosecondsPerMessage: Double?
        /// Of it: spent looking whether the next send is due yet.
        @Nullable public var spinNanosecondsPerMessage: Double?
        /// System calls of the sender shards.
        @Nullable public var systemCallsPerMessage: Double?
        /// Of them: made while looking whether the next send is due yet.
        @Nullable public var spinSystemCallsPerMessage: Double?
        /// Heap allocations of the sender shards.
        @Nullable public var allocationsPerMessage: Double?
        /// High-water mark of resident memory, bytes.
        public var peakResidentBytes: Int64

        init(
            cpuNanosecondsPerMessage: Double?, spinNanosecondsPerMessage: Double?,
            systemCallsPerMessage: Double?, spinSystemCallsPerMessage: Double?,
            allocationsPerMessage: Double?, peakResidentBytes: Int64
        ) {
            self.cpuNanosecondsPerMessage = cpuNanosecondsPerMessage
            self.spinNanosecondsPerMessage = spinNanosecondsPerMessage
            self.systemCallsPerMessage = systemCallsPerMessage
            self.spinSystemCallsPerMessage = spinSystemCallsPerMessage
            self.allocationsPerMessage = allocationsPerMessage
            self.peakResidentBytes = peakResidentBytes
        }

        init(_ cost: RunCost, messages: Int64) {
            func perMessage(_ total: Int64?) -> Double? {
                guard let total, messages > 0 else { return nil }
                return rounded(Double(total) / Double(messages), to: 1_000_000)
            }
            self.init(
                cpuNanosecondsPerMessage: perMessage(cost.cpuNanoseconds),
                spinNanosecondsPerMessage: perMessage(cost.spinNanoseconds),
                systemCallsPerMessage: perMessage(cost.systemCalls),
                spinSystemCallsPerMessage: perMessage(cost.spinSystemCalls),
                allocationsPerMessage: perMessage(cost.allocations),
                peakResidentBytes: cost.peakResidentBytes)
        }
    }

    /// Where the sender shards ran.
    public struct Placement: Codable, Sendable, Equatable {
        /// Sender threads.
        public var shards: Int
        /// Those of them that were pinned to a processor, with memory from its node.
        public var pinned: Int
        /// Memory nodes of the machine; 1 without NUMA.
        public var numaNodes: Int

        package init(_ placement: RunPlacement) {
            shards = placement.shards
            pinned = placement.pinned
            numaNodes = placement.numaNodes
        }
    }

    /// One phase.
    public struct Phase: Codable, Sendable, Equatable {
        /// `warmup` or `measure`.
        public var name: String
        /// Nanoseconds after the run's first slot.
        public var startedAt: Int64
        /// Nanoseconds.
        public var duration: Int64
        /// Where its messages ended.
        public var counts: Counts
        /// Messages per second.
        public var rates: Rates
        /// Responses by command_status.
        public var commandStatus: [String: Int64]
        /// Matched receipts by state.
        public var receiptStates: [String: Int64]
        /// Response − intended send time.
        public var latency: Distribution
        /// Response − actual send.
        public var serviceTime: Distribution
        /// Actual send − intended send time.
        public var sendLag: Distribution
        /// Who made the messages wait.
        public var sendLagParts: SendLagParts
        /// Whether it stood still.
        public var steady: SteadyState
        /// Response − actual send, of throttled messages.
        public var throttledServiceTime: Distribution
        /// Receipt round trips.
        public var receipt: Receipt
        /// Its histograms.
        public var histograms: Histograms
    }

    /// The histograms of an interval, as HdrHistogram V2, compressed, in Base64; null if empty.
    public struct IntervalHistograms: Codable, Sendable, Equatable {
        /// Latency of the responses that came in it.
        @Nullable public var latency: String?
        /// Send lag of the messages that went in it.
        @Nullable public var sendLag: String?
        /// Receipt round trips (from submit) that closed in it.
        @Nullable public var receiptFromSubmit: String?

        init(latency: Histogram, sendLag: Histogram, receiptFromSubmit: Histogram) {
            self.latency = latency.count > 0 ? latency.base64V2 : nil
            self.sendLag = sendLag.count > 0 ? sendLag.base64V2 : nil
            self.receiptFromSubmit = receiptFromSubmit.count > 0 ? receiptFromSubmit.base64V2 : nil
        }
    }

    /// What one second saw, by the clock.
    public struct Interval: Codable, Sendable, Equatable {
        /// Nanoseconds after the run's start.
        public var at: Int64
        /// Nanoseconds.
        public var duration: Int64
        /// What was sent, answered and receipted in it.
        public var counts: Counts
        /// Unanswered submit_sm at its end.
        public var inFlight: Int64
        /// Receipts outstanding at its end.
        public var receiptsOutstanding: Int64
        /// Sessions that had been lost and were not bound at its end.
        public var sessionsLost: Int64
        /// Latency of the responses that came in it.
        public var latency: Distribution
        /// Receipt round trips (from submit) that closed in it.
        public var receiptFromSubmit: Distribution
        /// Send lag of the messages that went in it; nil in results from before it was kept.
        @Nullable public var sendLag: Distribution?
        /// That lag by what held the messages, all of them together; nil in a closed loop and in results
        /// from before it was kept.
        @Nullable public var sendLagTotals: LagTotals?
        /// Responses that came in it by command_status; nil in results from before it was kept.
        @Nullable public var commandStatus: [String: Int64]?
        /// The schedule's mean rate over it; nil in a closed loop.
        @Nullable public var targetTPS: Double?
        /// The histograms of both.
        public var histograms: IntervalHistograms

        init(_ interval: IntervalResult) {
            at = interval.at
            duration = interval.duration
            counts = Counts(interval.ledger)
            inFlight = interval.inFlight
            receiptsOutstanding = interval.receiptsOutstanding
            sessionsLost = interval.sessionsLost
            latency = Distribution(interval.latency)
            receiptFromSubmit = Distribution(interval.receipt)
            sendLag = Distribution(interval.sendLag)
            // In a closed loop a message is due when it goes.
            sendLagTotals = interval.targetTPS == nil ? nil : interval.lagTotals
            commandStatus = RunReport.named(interval.statuses)
            targetTPS = interval.targetTPS.map { rounded($0, to: 1_000) }
            histograms = IntervalHistograms(
                latency: interval.latency, sendLag: interval.sendLag,
                receiptFromSubmit: interval.receipt)
        }
    }
}

/// `value` without digits that mean nothing: to the nearest part in `parts`.
func rounded(_ value: Double, to parts: Double) -> Double {
    (value * parts).rounded() / parts
}
