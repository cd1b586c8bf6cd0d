// Results that may be compared over time: one profile on one kind of machine, in the order they were
// run, with the changes of level of each metric. Used by the trend page.

import Metrics

/// A result with where a reader finds the rest of it.
public struct StoredReport: Sendable {
    /// The result.
    public var report: RunReport
    /// The file it was read from.
    public var path: String
    /// Where its own page is, seen from the trend page; nil if there is none.
    public var link: String?

    /// A stored result.
    public init(report: RunReport, path: String, link: String?) {
        self.report = report
        self.path = path
        self.link = link
    }
}

/// One profile on one kind of machine.
struct TrendGroup {
    /// What is followed.
    struct Metric {
        var name: String
        /// The axis' title.
        var unit: String
        var isBetterHigh: Bool
        var value: @Sendable (RunReport) -> Double?
        /// The value for people.
        var text: @Sendable (Double) -> String
        /// The value on an axis.
        var label: @Sendable (Double) -> String

        static let all = [
            Metric(
                name: "Accepted", unit: "messages/s", isBetterHigh: true,
                value: { $0.rates.acceptedTPS > 0 ? $0.rates.acceptedTPS : nil },
                text: { HumanUnits.rate($0) }, label: { ChartUnits.count($0) }),
            Metric(
                name: "Latency p99", unit: "due to submit_sm_resp", isBetterHigh: false,
                value: { report in
                    let cells = zip(Percentile.reported, report.latency.percentiles)
                    let p99 = cells.first { $0.0.key == "p99" }?.1
                    return OrderStatistics.carries(percentile: 99, count: report.latency.count)
                        ? p99.map(Double.init) : nil
                },
                text: { ChartUnits.exact(Int64($0)) }, label: { ChartUnits.duration($0) }),
            Metric(
                name: "CPU a message", unit: "sender threads", isBetterHigh: false,
                value: { $0.cost.cpuNanosecondsPerMessage },
                text: { ChartUnits.exact(Int64($0.rounded())) },
                label: { ChartUnits.duration($0) }),
        ]
    }

    /// A metric's values and where their level changed.
    struct Series {
        var metric: Metric
        /// By result; nil where it was not measured or the result is no measurement.
        var values: [Double?]
        var changes: [ChangePoints.Change]
    }

    /// Oldest first.
    let results: [StoredReport]
    let series: [Series]

    /// The results of one group, in any order.
    init(_ results: [StoredReport]) {
        let sorted = results.sorted {
            ($0.report.startedAt, $0.path) < ($1.report.startedAt, $1.path)
        }
        self.results = sorted
        series = Metric.all.map { metric in
            let values = sorted.map { stored in
                Self.isMeasurement(stored.report) ? metric.value(stored.report) : nil
            }
            let places = values.indices.filter { values[$0] != nil }
            let changes = ChangePoints.find(in: values.compactMap(\.self)).map { change in
                var change = change
                change.index = places[change.index]
                return change
            }
            return Series(metric: metric, values: values, changes: changes)
        }
    }

    /// Whether a result's numbers mean what they say: a failed threshold does not spoil them.
    static func isMeasurement(_ report: RunReport) -> Bool {
        let status = Verdict.ExitStatus(rawValue: report.verdict.exitStatus)
        return report.verdict.valid && (status == .met || status == .thresholdFailed)
    }

    /// The results by profile and machine; the group with the newest result first.
    static func groups(of results: [StoredReport]) -> [TrendGroup] {
        Dictionary(grouping: results) { key(of: $0.report) }.values.map { TrendGroup($0) }
            .sorted {
                ($1.newest, $0.results[0].path) < ($0.newest, $1.results[0].path)
            }
    }

    private var newest: String { results.last?.report.startedAt ?? "" }

    /// What must be the same for two results to stand in one series.
    static func key(of report: RunReport) -> [String] {
        let machine = report.environment
        return [
            report.profileName, report.profileHash, machine.cpuModel ?? machine.architecture,
            String(machine.cpuCount), machine.cgroupCPULimit.map { String($0) } ?? "",
            machine.memoryBytes.map { String($0 >> 30) } ?? "",
        ]
    }
}
