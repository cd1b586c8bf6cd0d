// A result for services that keep benchmarks over time: github-action-benchmark (customSmallerIsBetter)
// and Bencher (BMF). Times are nanoseconds; a rate is the time it leaves for one message where only
// less can be better.

enum BenchmarkFiles {
    private struct Measure {
        var name: String
        var bencher: String
        var unit: String
        var value: Double?
    }

    /// The array that github-action-benchmark takes with `tool: customSmallerIsBetter`.
    static func github(_ report: RunReport) throws -> String {
        let accepted = report.rates.acceptedTPS
        let each = Measure(
            name: "time per accepted message", bencher: "", unit: "ns",
            value: accepted > 0 ? rounded(1e9 / accepted, to: 1_000) : nil)
        let entries = ([each] + measures(report)).compactMap { measure in
            measure.value.map { value in
                JSONValue.object([
                    "name": .string("\(report.profileName): \(measure.name)"),
                    "unit": .string(measure.unit), "value": .number(value),
                    "extra": .string(
                        "\(report.verdict.headline), \(report.counts.accepted) accepted"),
                ])
            }
        }
        return try JSONValue.array(entries).json() + "\n"
    }

    /// Bencher Metric Format: the profile as the benchmark, `throughput` and `latency` among its
    /// measures.
    static func bencher(_ report: RunReport) throws -> String {
        var measures = Dictionary(
            Self.measures(report).compactMap { measure in
                measure.value.map { (measure.bencher, JSONValue.object(["value": .number($0)])) }
            }, uniquingKeysWith: { $1 })
        measures["throughput"] = .object(["value": .number(report.rates.acceptedTPS)])
        return try JSONValue.object([report.profileName: .object(measures)]).json() + "\n"
    }

    private static func measures(_ report: RunReport) -> [Measure] {
        func time(_ name: String, _ bencher: String, _ times: Distribution) -> [Measure] {
            [("p50", 0), ("p99", 4)].map { label, index in
                Measure(
                    name: "\(name) \(label)", bencher: bencher + (index == 0 ? "" : "-\(label)"),
                    unit: "ns", value: times.percentiles[index].map(Double.init))
            }
        }
        let cost = report.cost
        return time("latency", "latency", report.latency)
            + time("service time", "service-time", report.serviceTime)
            + time("receipt", "receipt", report.receipt.fromSubmit) + [
                Measure(
                    name: "system calls per message", bencher: "system-calls-per-message",
                    unit: "calls", value: cost.systemCallsPerMessage),
                Measure(
                    name: "allocations per message", bencher: "allocations-per-message",
                    unit: "allocations", value: cost.allocationsPerMessage),
                Measure(
                    name: "CPU time per message", bencher: "cpu-time-per-message", unit: "ns",
                    value: cost.cpuNanosecondsPerMessage),
            ]
    }
}
