// The send lag over the time of a run: how late messages went, and by whose doing. Of an open loop only,
// for in a closed one a message is due when it goes. Used by the page of a run.

import LoadEngine

extension TimeCharts {
    var sendLag: Chart? {
        var series: [Chart.Series] = []
        for (index, run) in runs.enumerated() {
            // A closed loop has none: a message is due when it goes.
            guard run.report.plan.loop == "open" else { continue }
            let prefix = single == nil ? run.name + " " : ""
            for (key, dashed) in [("p99", true), ("p50", false)] {
                series.append(
                    line(prefix + key, Self.style(index), run.slices, dashed: dashed) {
                        TimeSlice.worst(key, of: $0.sendLag)
                    })
            }
        }
        return chart(
            "Send lag", "How late messages went, by second.",
            { Axis.duration($0, title: "due to sent") }, series)
    }

    /// Means: unlike percentiles, those of the parts add up to that of the whole.
    ///
    /// As lines, since the parts of one run may differ ten thousandfold and a logarithmic axis allows no
    /// stack.
    var sendLagCauses: Chart? {
        guard let single, single.report.plan.loop == "open" else { return nil }
        let shown = Self.causes.filter { cause in
            single.slices.contains { ($0.meanLag(cause.path) ?? 0) >= 1 }
        }
        let series = shown.map { cause in
            line(cause.name, cause.style, single.slices) { slice in
                slice.meanLag(cause.path).flatMap { $0 >= 1 ? $0 : nil }
            }
        }
        let names = shown.map(\.name).joined(separator: ", ")
        var chart = chart(
            "Send lag by cause", "Mean send lag by second and by what held the messages: \(names).",
            { Axis.duration($0, title: "mean, due to sent") }, series)
        chart?.columns = single.slices.compactMap(Self.causeColumn)
        return chart
    }

    private struct Cause: Sendable {
        var name: String
        var style: String
        var path: any KeyPath<LagTotals, Int64> & Sendable
    }

    private static let causes = [
        Cause(name: "generator", style: "c1", path: \.pacer),
        Cause(name: "full windows", style: "c4", path: \.window),
        Cause(name: "full sockets", style: "c2", path: \.socket),
        Cause(name: "ceiling", style: "c5", path: \.ceiling),
    ]

    private static func causeColumn(_ slice: TimeSlice) -> Chart.Column? {
        guard slice.lagTotals != nil else { return nil }
        var parts = [RunClock.text(slice.from)]
        for cause in causes {
            let mean = Int64((slice.meanLag(cause.path) ?? 0).rounded())
            if mean > 0 { parts.append("\(cause.name) \(ChartUnits.exact(mean))") }
        }
        return Chart.Column(
            from: Double(slice.from) / 1e9, to: Double(slice.to) / 1e9,
            text: parts.joined(separator: "\n"))
    }
}
