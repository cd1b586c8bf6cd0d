// The files that results are written to: `--out FORMAT=FILE`, of a run and of the commands that work
// on results.

/// A file to write.
public struct OutputRequest: Sendable, Equatable {
    /// How the file is written.
    public enum Format: String, CaseIterable, Sendable {
        /// The whole result.
        case json
        /// The summary a person reads.
        case text
        /// The report as one self-contained page.
        case html
        /// The seconds as comma-separated values.
        case csv
        /// The thresholds as JUnit XML.
        case junit
        /// The summary for a CI job.
        case markdown
        /// HdrHistogram's percentile distribution of the latency.
        case hgrm
        /// HdrHistogram's interval log.
        case hlog
        /// Prometheus' text format.
        case prometheus
        /// github-action-benchmark, smaller is better.
        case github
        /// Bencher Metric Format.
        case bencher

        /// Whether several results may go into one file of this format.
        var takesSeveralResults: Bool { self == .text || self == .html || self == .markdown }
    }

    /// How the file is written.
    public var format: Format
    /// Where; `-` is standard output.
    public var path: String

    /// `format` at `path`.
    public init(format: Format, path: String) {
        self.format = format
        self.path = path
    }

    /// Whether it goes to standard output.
    public var isStandardOutput: Bool { path == "-" }
}
