// The judgement on two sets of results: what differs, by how much, how sure that is, and the exit
// status that says so. Pure; every form of output is made from it alone.

/// Two sets of results compared.
public struct Comparison: Codable, Sendable, Equatable {
    /// What may be said of a metric, or of the whole.
    public enum Outcome: String, Codable, Sendable {
        /// Worse by more than the margin, and surely so.
        case regression
        /// Better by more than the margin, and surely so.
        case improvement
        /// Within the margin, and surely so.
        case equivalent
        /// Not sure.
        case inconclusive
        /// Not measured alike.
        case notComparable = "not comparable"
    }

    /// Exit statuses of `compare`.
    public enum ExitStatus: Int32, Sendable {
        /// No gated metric is surely worse or better.
        case same = 0
        /// A gated metric is surely worse.
        case regression = 2
        /// A gated metric is surely better, none worse.
        case improvement = 4
        /// A file of the baseline is not there.
        case baselineMissing = 5
        /// The two were not measured alike.
        case notComparable = 98
    }

    /// How to compare.
    public struct Rules: Sendable, Equatable {
        /// The largest number of metrics that decide.
        public static let gateLimit = 5
        /// The largest number of runs of one set.
        public static let runLimit = 100

        /// The metrics that decide; empty: the default ones.
        public var gates: [ComparisonMetric] = []
        /// Margins other than the default ones, as shares.
        public var margins: [ComparisonMetric: Double] = [:]
        /// The sets are no pairs even if they are equally long.
        public var unpaired = false
        /// Whether a gated metric that is inconclusive fails the comparison.
        public var failsOnInconclusive = false
        /// How often a difference may be seen where there is none.
        public var alpha = 0.05

        /// The default rules.
        public init() {}
    }

    /// One metric.
    public struct Row: Codable, Sendable, Equatable {
        /// Which.
        public var metric: ComparisonMetric
        /// Whether it decides.
        public var gated: Bool
        /// Median of the baseline.
        @Nullable public var base: Double?
        /// Median of the new results.
        @Nullable public var new: Double?
        /// By what share the new ones differ: the Hodges-Lehmann estimate.
        @Nullable public var change: Double?
        /// Where the change lies at least with 1 − alpha; nil where there are too few runs.
        @Nullable public var low: Double?
        /// The interval's upper end.
        @Nullable public var high: Double?
        /// The change that is let pass, as a share.
        public var margin: Double
        /// The p of a change beyond the margin, after Holm's correction; nil where nothing was tested.
        @Nullable public var significance: Double?
        /// What may be said.
        public var outcome: Outcome
        /// Why there is nothing to say.
        @Nullable public var reason: String?
    }

    /// What is said of the whole.
    public var outcome: Outcome
    /// What the command exits with.
    public var exitStatus: Int32
    /// Whether each new result belongs to one of the baseline.
    public var paired: Bool
    /// Results of the baseline that count.
    public var baseRuns: Int
    /// New results that count.
    public var newRuns: Int
    /// Results of both sets that were left out because they are no valid measurement.
    public var dropped: Int
    /// How often a difference may be seen where there is none.
    public var alpha: Double
    /// The metrics that both sets measured.
    public var rows: [Row]
    /// What the reader should know, one line each.
    public var notes: [String]

    /// Whether more runs could make a gated metric sure.
    public var isUndecided: Bool {
        outcome != .regression && outcome != .notComparable
            && rows.contains { $0.gated && $0.outcome == .inconclusive }
    }
}
