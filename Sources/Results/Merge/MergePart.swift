// One of the results that are merged, with the name of its file, and what the merged result keeps of
// it.

public import Metrics

/// A result to merge, and where it came from.
public struct MergePart: Sendable {
    /// What complaints call it: its file.
    public var name: String
    /// The result.
    public var report: RunReport

    /// The result that `name` held.
    public init(name: String, report: RunReport) {
        self.name = name
        self.report = report
    }

    /// Whether it is a valid measurement that was not cut short.
    var isWhole: Bool {
        let verdict = report.verdict
        return verdict.valid && verdict.exitStatus != Verdict.ExitStatus.interrupted.rawValue
    }

    /// Start of the run, nanoseconds since 1970; nil if the text is no time.
    var startedAt: Int64? { RunReport.wallClock(of: report.startedAt) }
}

/// A stored result whose histograms are damaged.
public struct DamagedResult: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public let name: String
    /// What is wrong.
    public let reason: HistogramDecodingError

    /// One line with both.
    public var description: String {
        "cannot use \(name): a histogram does not fit its counts (\(reason))"
    }
}

extension RunReport {
    /// One result that a merged one was made of.
    public struct Part: Codable, Sendable, Equatable {
        /// The file it was in.
        public var name: String
        /// Which part of a divided schedule it ran.
        @Nullable public var segment: PlanSummary.Segment?
        /// Its start.
        public var startedAt: String
        /// Whether its own measurement holds.
        public var valid: Bool
        /// submit_sm sent in its measured phase.
        public var submitted: Int64
        /// Its share of the rate, messages per second.
        public var achievedTPS: Double
        /// Its machine.
        public var environment: Environment

        init(_ part: MergePart) {
            name = part.name
            segment = part.report.plan.segment
            startedAt = part.report.startedAt
            valid = part.report.verdict.valid
            submitted = part.report.counts.submitted
            achievedTPS = part.report.rates.achievedTPS
            environment = part.report.environment
        }
    }
}
