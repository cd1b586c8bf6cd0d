// The charts over the time of a run: throughput, latency, send lag, statuses, in flight, receipts
// outstanding. One run in full, or the main series of two laid over each other.

import Metrics

/// A report under the name that a page gives it.
struct NamedReport {
    var name: String
    var report: RunReport
    let slices: [TimeSlice]

    init(_ name: String, _ report: RunReport) {
        self.name = name
        self.report = report
        slices = TimeSlice.slices(of: report.intervals)
    }

    /// Seconds from slot 0 to the last thing that was seen.
    var length: Double {
        let phases = report.phases.map { $0.startedAt + $0.duration }.max() ?? 0
        return Double(max(phases, report.intervals.last.map { $0.at + $0.duration } ?? 0)) / 1e9
    }

    /// When the last phase was over, seconds.
    var sendingEnd: Double {
        Double(report.phases.map { $0.startedAt + $0.duration }.max() ?? 0) / 1e9
    }

    /// The warm-up and the drain.
    var spans: [Chart.Span] {
        let phases = report.phases.map {
            (
                name: $0.name, from: Double($0.startedAt) / 1e9,
                to: Double($0.startedAt + $0.duration) / 1e9
            )
        }
        var spans = phases.filter { $0.name == "warmup" }.map {
            Chart.Span(name: "warm-up", from: $0.from, to: $0.to)
        }
        if let end = phases.last?.to, length > end + 0.5 {
            spans.append(Chart.Span(name: "drain", from: end, to: length))
        }
        return spans
    }
}

/// The charts of one run, or of two under comparison.
struct TimeCharts {
    let runs: [NamedReport]

    var single: NamedReport? { runs.count == 1 ? runs[0] : nil }

    /// Class of the `index`-th run's main line.
    static func style(_ index: Int) -> String { index == 0 ? "c1" : "c4" }

    /// All that have something to show.
    var all: [Chart] {
        let charts = [
            throughput, latency, sendLag, sendLagCauses, statuses, inFlight, receiptsOutstanding,
        ]
        return charts.compactMap(\.self)
    }

    private var x: Axis { Axis.runTime(runs.map(\.length).max() ?? 1) }

    /// What a slice stands for, when it is more than one interval.
    private var sliceNote: String? {
        guard let slice = runs.first?.slices.first, slice.duration > 1.5 else { return nil }
        let length = HumanUnits.duration(slice.to - slice.from)
        return "Each point is \(length): rates are means, times the worst second's."
    }

    func line(
        _ name: String, _ style: String, _ slices: [TimeSlice], dashed: Bool = false,
        _ value: (TimeSlice) -> Double?
    ) -> Chart.Series {
        Chart.Series(
            name: name, style: style,
            shape: .line(
                slices.map { Chart.Point(x: $0.middle, y: value($0)) }, dashed: dashed))
    }

    private func level(_ name: String, _ style: String, _ value: Double) -> Chart.Series {
        let end = runs.map(\.length).max() ?? 1
        return Chart.Series(
            name: name, style: style,
            shape: .line(
                [Chart.Point(x: 0, y: value), Chart.Point(x: end, y: value)], dashed: true))
    }

    /// A chart over time of these series, if any of them has a point.
    func chart(
        _ title: String, _ summary: String, _ y: ([Double]) -> Axis, _ series: [Chart.Series]
    ) -> Chart? {
        let values = series.flatMap(\.values)
        guard !values.isEmpty else { return nil }
        return Chart(
            title: title, summary: summary, x: x, y: y(values), series: series,
            spans: single?.spans ?? [], note: sliceNote)
    }

    var throughput: Chart? {
        var series: [Chart.Series] = []
        for (index, run) in runs.enumerated() {
            if single == nil {
                series.append(
                    line(run.name, Self.style(index), run.slices) { $0.rate($0.counts.submitted) })
                continue
            }
            series.append(line("sent", "c1", run.slices) { $0.rate($0.counts.submitted) })
            series.append(line("accepted", "c3", run.slices) { $0.rate($0.counts.accepted) })
            if run.report.plan.receipts != "none" {
                series.append(
                    line("receipts", "c5", run.slices) { $0.rate($0.counts.receipts.matched) })
            }
        }
        guard let first = runs.first else { return nil }
        // Below the others, which hide it where they keep to it.
        series.insert(
            line("target", "target", first.slices, dashed: true) { slice in
                // None in the drain: nothing is due any more.
                slice.middle > first.sendingEnd
                    ? nil : slice.scheduled.map { $0 / max(slice.duration, 1e-9) }
            }, at: 0)
        let peak = series.flatMap(\.values).max() ?? 0
        var note = sliceNote
        for ceiling in first.report.ceilings where ceiling.scope == "run" {
            if ceiling.unit == "segment" {
                let text = "The ceiling of \(ceiling.limitWords) is not drawn, for messages are."
                note = [note, text].compactMap(\.self).joined(separator: " ")
            } else if ceiling.tps <= peak * 2.5 {
                series.append(level("ceiling", "limit", ceiling.tps))
            } else {
                let text = "The ceiling of \(HumanUnits.rate(ceiling.tps)) lies above the chart."
                note = [note, text].compactMap(\.self).joined(separator: " ")
            }
        }
        let achieved = runs.map { HumanUnits.rate($0.report.rates.achievedTPS) }
        var chart = chart(
            "Throughput",
            "Messages a second over the run; achieved \(achieved.joined(separator: " and ")).",
            { Axis.count($0, title: "messages/s") }, series.filter { !$0.values.isEmpty })
        chart?.note = note
        if let single {
            chart?.columns = single.slices.map(Self.rateColumn)
            chart?.marks = Self.steering(single.report)
        }
        return chart
    }

    /// Where the run was steered by hand.
    private static func steering(_ report: RunReport) -> [Chart.Span] {
        let changes = report.rateChanges ?? []
        let length = report.phases.map { $0.startedAt + $0.duration }.max() ?? 0
        // Of changes whose names would touch, the last says what came of them.
        let shown = changes.indices.filter { index in
            index + 1 == changes.count || changes[index + 1].at - changes[index].at > length / 16
        }
        return shown.map { index in
            let change = changes[index]
            let name =
                change.factor == 0
                ? "pause"
                : change.window.map { "window \($0)" }
                    ?? "x" + HumanUnits.small(change.factor)
            return Chart.Span(name: name, from: Double(change.at) / 1e9, to: 0)
        }
    }

    private static func rateColumn(_ slice: TimeSlice) -> Chart.Column {
        var parts = [
            RunClock.text(slice.from),
            "sent \(HumanUnits.rate(slice.rate(slice.counts.submitted)))",
            "accepted \(HumanUnits.rate(slice.rate(slice.counts.accepted)))",
        ]
        let failures = [
            (slice.counts.throttled, "throttled"), (slice.counts.rejected, "rejected"),
            (slice.counts.timedOut, "timed out"), (slice.counts.missed, "missed"),
        ]
        parts += failures.filter { $0.0 > 0 }.map { "\($0.1) \(HumanUnits.count($0.0))" }
        return Chart.Column(
            from: Double(slice.from) / 1e9, to: Double(slice.to) / 1e9,
            text: parts.joined(separator: "\n"))
    }

    /// Bands from the median to the 99th percentile and on to the maximum.
    var latency: Chart? {
        var series: [Chart.Series] = []
        for (index, run) in runs.enumerated() {
            let style = Self.style(index)
            func percentile(_ key: String) -> (TimeSlice) -> Double? {
                { TimeSlice.worst(key, of: $0.latency) }
            }
            let prefix = single == nil ? run.name + " " : ""
            if single != nil {
                series.append(
                    band("p99 to longest", style + " faint", run.slices) { slice in
                        let longest = slice.latency.compactMap(\.max).max().map(Double.init)
                        return Self.pair(percentile("p99")(slice), longest)
                    })
                series.append(
                    band("p50 to p99", style + " soft", run.slices) {
                        Self.pair(percentile("p50")($0), percentile("p99")($0))
                    })
            }
            series.append(line(prefix + "p99", style, run.slices, dashed: true, percentile("p99")))
            series.append(line(prefix + "p50", style, run.slices, percentile("p50")))
        }
        let medians = runs.map { $0.report.latency.percentiles[0].map(ChartUnits.exact) ?? "none" }
        var chart = chart(
            "Latency",
            "Latency of accepted messages by second; median \(medians.joined(separator: " and ")).",
            { Axis.duration($0, title: "due to submit_sm_resp") }, series)
        if let single { chart?.columns = single.slices.compactMap(Self.latencyColumn) }
        return chart
    }

    private static func pair(_ low: Double?, _ high: Double?) -> (Double, Double)? {
        guard let low, let high else { return nil }
        return (low, high)
    }

    private static func latencyColumn(_ slice: TimeSlice) -> Chart.Column? {
        guard !slice.latency.isEmpty else { return nil }
        var parts = [RunClock.text(slice.from)]
        for percentile in Percentile.reported where ["p50", "p95", "p99"].contains(percentile.key) {
            let value = TimeSlice.worst(percentile.key, of: slice.latency)
            if let value { parts.append("\(percentile.label) \(ChartUnits.exact(Int64(value)))") }
        }
        if let longest = slice.latency.compactMap(\.max).max() {
            parts.append("longest \(ChartUnits.exact(longest))")
        }
        return Chart.Column(
            from: Double(slice.from) / 1e9, to: Double(slice.to) / 1e9,
            text: parts.joined(separator: "\n"))
    }

    private func band(
        _ name: String, _ style: String, _ slices: [TimeSlice],
        _ value: (TimeSlice) -> (Double, Double)?
    ) -> Chart.Series {
        Chart.Series(
            name: name, style: style,
            shape: .area(
                slices.compactMap { slice in
                    value(slice).map { Chart.Range(x: slice.middle, low: $0.0, high: $0.1) }
                }))
    }

    /// Stacked; without ESME_ROK where the others would be a hair's breadth.
    var statuses: Chart? {
        guard let single else { return nil }
        let totals = single.slices.reduce(into: [String: Int64]()) {
            $0.merge($1.statuses, uniquingKeysWith: +)
        }
        let failures = totals.filter { $0.key != "ESME_ROK" }
        let failed = failures.values.reduce(0, +)
        let sum = totals.values.reduce(0, +)
        let isThin = failed > 0 && Double(failed) < 0.05 * Double(sum)
        let shown = (isThin ? failures : totals)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        let named = Array(shown.prefix(6))
        let rest = Set(shown.dropFirst(6))
        var base = [Double](repeating: 0, count: single.slices.count)
        var series: [Chart.Series] = []
        for (index, name) in (named + (rest.isEmpty ? [] : ["others"])).enumerated() {
            var ranges: [Chart.Range] = []
            for (place, slice) in single.slices.enumerated() {
                let count =
                    name == "others" && !rest.isEmpty
                    ? slice.statuses.filter { rest.contains($0.key) }.values.reduce(0, +)
                    : slice.statuses[name] ?? 0
                let top = base[place] + slice.rate(count)
                ranges.append(Chart.Range(x: slice.middle, low: base[place], high: top))
                base[place] = top
            }
            let style =
                name == "ESME_ROK" ? "c3" : ["c4", "c2", "c5", "c6", "c7", "c8", "c1"][index % 7]
            series.append(Chart.Series(name: name, style: style, shape: .area(ranges)))
        }
        guard !series.isEmpty else { return nil }
        return chart(
            isThin ? "Responses other than ESME_ROK" : "Responses by command_status",
            "Responses a second, stacked by command_status: \(named.joined(separator: ", ")).",
            { Axis.count($0, title: "responses/s") }, series)
    }

    var inFlight: Chart? {
        var series = runs.enumerated().map { index, run in
            line(single == nil ? run.name : "in flight", Self.style(index), run.slices) {
                Double($0.inFlight)
            }
        }
        let peak = series.flatMap(\.values).max() ?? 0
        // A line along 0 says nothing: the seconds ended between two messages.
        guard peak > 0 else { return nil }
        if let plan = single?.report.plan, single?.slices.isEmpty == false {
            let allowed = Double(plan.window * plan.sessions)
            if allowed <= max(peak * 4, 10) {
                series.append(level("allowed by the windows", "limit", allowed))
            }
        }
        return chart(
            "In flight", "Messages without a response at the end of each second.",
            { Axis.count($0, title: "messages") }, series)
    }

    var receiptsOutstanding: Chart? {
        let series = runs.enumerated().filter { $1.report.plan.receipts != "none" }.map {
            index, run in
            line(single == nil ? run.name : "outstanding", Self.style(index), run.slices) {
                Double($0.receiptsOutstanding)
            }
        }
        guard series.flatMap(\.values).contains(where: { $0 > 0 }) else { return nil }
        return chart(
            "Receipts outstanding", "Receipts that were still to come at the end of each second.",
            { Axis.count($0, title: "receipts") }, series)
    }
}

extension Chart.Series {
    /// All values, for the range of an axis.
    var values: [Double] {
        switch shape {
        case .line(let points, _), .dots(let points): points.compactMap(\.y)
        case .area(let ranges): ranges.flatMap { [$0.low, $0.high] }
        }
    }
}
