// The result of a run as scripts and people get it: the JSON of the contract, field by field. Every
// form of output is made from it alone, so that a stored result can be shown again in any form.
// Times are integer nanoseconds, rates per second.

/// The result of one run.
public struct RunReport: Codable, Sendable, Equatable {
    /// What made the result.
    public struct Tool: Codable, Sendable, Equatable {
        /// `smppbench`.
        public var name: String
        /// The released version.
        public var version: String
        /// The commit it was built from.
        @Nullable public var commit: String?

        /// A tool.
        public init(name: String, version: String, commit: String?) {
            self.name = name
            self.version = version
            self.commit = commit
        }
    }

    /// Receipt round trips.
    public struct Receipt: Codable, Sendable, Equatable {
        /// Receipt − actual send.
        public var fromSubmit: Distribution
        /// Receipt − submit_sm_resp; an early receipt counts as 0.
        public var fromResponse: Distribution
        /// Run's end − actual send, of the messages that still waited for their receipt.
        public var censored: Distribution
        /// `same`, `hex-decimal` or `decimal-hex`; `mixed` if the accounts differ.
        @Nullable public var idForm: String?
    }

    /// The send lag in parts; those of a message add up to its send lag.
    public struct SendLagParts: Codable, Sendable, Equatable {
        /// The generator's own lateness.
        public var pacer: Distribution
        /// No session of the shard had room in its window.
        public var window: Distribution
        /// No socket took more bytes.
        public var socket: Distribution
        /// A ceiling, or the catch-up's law, let nothing go.
        public var ceiling: Distribution
    }

    /// How times were taken and sends waited for.
    public struct Clock: Codable, Sendable, Equatable {
        /// `kernel` or `user`: who said when most responses and receipts came.
        public var receive: String
        /// `spin` or `sleep`: how the last stretch before a send was waited for.
        public var wait: String
        /// Reads that the kernel's time was taken for.
        public var kernelReads: Int64
        /// Reads timed by the thread itself.
        public var userReads: Int64
    }

    /// The histograms, as HdrHistogram V2, compressed, in Base64.
    public struct Histograms: Codable, Sendable, Equatable {
        /// Response − intended send time, of accepted messages.
        public var latency: String
        /// Response − actual send, of accepted messages.
        public var serviceTime: String
        /// Actual send − intended send time.
        public var sendLag: String
        /// Of the send lag: the generator's own lateness.
        public var pacerLag: String
        /// Of the send lag: windows were full.
        public var windowWait: String
        /// Of the send lag: sockets took no more bytes.
        public var socketWait: String
        /// Of the send lag: a ceiling, or the catch-up's law.
        public var ceilingWait: String
        /// Response − actual send, of throttled messages.
        public var throttledServiceTime: String
        /// Receipt − actual send.
        public var receiptFromSubmit: String
        /// Receipt − submit_sm_resp.
        public var receiptFromResponse: String
        /// Run's end − actual send, of the messages that still waited for their receipt.
        public var receiptCensored: String
    }

    /// The version of this format; a field that is renamed makes a new one.
    public var schemaVersion = 1
    /// What made the result.
    public var tool: Tool
    /// Wall-clock start, ISO 8601 in UTC with milliseconds.
    public var startedAt: String
    /// Name of the profile.
    public var profileName: String
    /// The profile as resolved, secrets removed.
    public var profile: JSONValue
    /// Fingerprint of `profile`.
    public var profileHash: String
    /// The machine.
    public var environment: Environment
    /// The user's own labels.
    public var tags: [String: String]
    /// What was run, in short.
    public var plan: PlanSummary
    /// Whether the measurement holds, and what limited it.
    public var verdict: Verdict
    /// Where every message of the measured phase ended.
    public var counts: Counts
    /// Responses of the measured phase by command_status.
    public var commandStatus: [String: Int64]
    /// Matched receipts of the measured phase by state: `DELIVRD`, …; `none` for those without one.
    public var receiptStates: [String: Int64]
    /// Messages per second of the measured phase.
    public var rates: Rates
    /// Response − intended send time, of accepted messages.
    public var latency: Distribution
    /// Response − actual send, of accepted messages.
    public var serviceTime: Distribution
    /// Actual send − intended send time.
    public var sendLag: Distribution
    /// Who made the messages wait.
    public var sendLagParts: SendLagParts
    /// Response − actual send, of throttled messages.
    public var throttledServiceTime: Distribution
    /// Receipt round trips.
    public var receipt: Receipt
    /// TLS of the connections; absent for plain TCP.
    public var tls: TLS?
    /// How the sends kept to each ceiling.
    public var ceilings: [Ceiling]
    /// Each threshold and what it found.
    public var thresholds: [ThresholdOutcome]
    /// How times were taken and sends waited for.
    public var clock: Clock
    /// What the run cost this machine.
    public var cost: Cost
    /// Where the sender shards ran.
    @Nullable public var placement: Placement?
    /// The phases in order.
    public var phases: [Phase]
    /// One entry a second.
    public var intervals: [Interval]
    /// How far the run slowed down because the SMSC throttled it; absent where it does not do that.
    public var slowDown: SlowDown?
    /// How often sessions were lost, and how they came back; the whole run.
    public var reconnects: Reconnects
    /// The first messages that were in doubt, at most 1,000.
    public var inDoubtMessages: [InDoubtMessage]
    /// Messages in doubt that are not listed.
    public var inDoubtUnlisted: Int64
    /// The measured phase's histograms.
    public var histograms: Histograms
    /// How the run was steered by hand, in order; nil in results from before it was kept.
    @Nullable public var rateChanges: [SteeringChange]?
    /// Things the reader should know, one line each.
    public var notes: [String]
    /// The results a merged one was made of; null for that of one run.
    @Nullable public var parts: [Part]?

    /// The measured phase, if the run got that far.
    public var measured: Phase? {
        phases.last { $0.name == "measure" }
    }
}
