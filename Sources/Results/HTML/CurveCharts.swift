// The charts of whole distributions: percentiles on the scale of HdrHistogram's plots, and the share
// of receipts that had arrived after a time, with those that never came.

import Metrics

/// Curves of one run's histograms, or of two runs' under comparison.
struct CurveCharts {
    let runs: [NamedReport]

    private static let steps = 240

    var all: [Chart] { [percentiles, receiptArrival].compactMap(\.self) }

    private func histogram(_ text: String) -> Histogram? {
        guard let histogram = try? Histogram(base64V2: text), histogram.count > 0 else {
            return nil
        }
        return histogram
    }

    /// Value against 1 / (1 − percentile), so that each further nine has the same room.
    var percentiles: Chart? {
        var curves: [(name: String, style: String, histogram: Histogram)] = []
        for (index, run) in runs.enumerated() {
            let stored = run.report.histograms
            let isSingle = runs.count == 1
            var wanted = [
                (isSingle ? "latency" : run.name, index == 0 ? "c1" : "c4", stored.latency)
            ]
            if isSingle {
                wanted.append(("service time", "c3", stored.serviceTime))
                if run.report.plan.loop == "open" {
                    wanted.append(("send lag", "c2", stored.sendLag))
                }
                wanted.append(("receipt - submit", "c5", stored.receiptFromSubmit))
            }
            for (name, style, text) in wanted {
                if let histogram = histogram(text) { curves.append((name, style, histogram)) }
            }
        }
        guard let most = curves.map(\.histogram.count).max() else { return nil }
        let high = max(Double(most), 100)
        var series: [Chart.Series] = []
        for curve in curves {
            let (solid, pale) = Self.points(curve.histogram, to: high)
            series.append(
                Chart.Series(
                    name: curve.name, style: curve.style, shape: .line(solid, dashed: false)))
            series.append(
                Chart.Series(
                    name: curve.name, style: curve.style, shape: .line(pale, dashed: true),
                    isNamed: false))
        }
        let summary = curves.map { curve in
            let median = curve.histogram.value(atPercentile: 50).map(ChartUnits.exact) ?? ""
            let longest = curve.histogram.max.map(ChartUnits.exact) ?? ""
            return "\(curve.name): median \(median), longest \(longest)"
        }
        return Chart(
            title: "Percentiles", summary: summary.joined(separator: "; ") + ".",
            x: Self.percentileAxis(to: high),
            y: Axis.duration(series.flatMap(\.values), title: "time"), series: series,
            note: "Dashed where fewer than \(OrderStatistics.requiredExceedances) values lie above."
        )
    }

    /// The curve, and its end that too few values carry.
    private static func points(
        _ histogram: Histogram, to high: Double
    ) -> (solid: [Chart.Point], pale: [Chart.Point]) {
        let count = Double(histogram.count)
        let carried = count / Double(OrderStatistics.requiredExceedances)
        var solid: [Chart.Point] = []
        var pale: [Chart.Point] = []
        let last = logarithm10(count)
        for step in 0...steps {
            let x = power10(last * Double(step) / Double(steps))
            let value = histogram.value(atPercentile: 100 * (1 - 1 / x)).map(Double.init)
            let point = Chart.Point(x: x, y: value)
            if x <= carried {
                solid.append(point)
            } else {
                if pale.isEmpty, let joint = solid.last { pale.append(joint) }
                pale.append(point)
            }
        }
        return (solid, pale)
    }

    private static func percentileAxis(to high: Double) -> Axis {
        var ticks = [Axis.Tick(value: 1, label: "0"), Axis.Tick(value: 2, label: "50%")]
        var label = "90%"
        var value = 10.0
        while value <= high * 1.001 {
            ticks.append(Axis.Tick(value: value, label: label))
            label = value == 10 ? "99%" : value == 100 ? "99.9%" : label.dropLast() + "9%"
            value *= 10
        }
        return Axis(low: 1, high: high, isLogarithmic: true, ticks: ticks, title: "percentile")
    }

    /// The share of the receipts due that had come so long after their submit_sm.
    var receiptArrival: Chart? {
        var series: [Chart.Series] = []
        var notes: [String] = []
        var curves: [(run: NamedReport, histogram: Histogram, style: String)] = []
        for (index, run) in runs.enumerated() where run.report.counts.receipts.expected > 0 {
            guard let histogram = histogram(run.report.histograms.receiptFromSubmit) else {
                continue
            }
            curves.append((run, histogram, index == 0 ? "c5" : "c4"))
        }
        guard let low = curves.compactMap(\.histogram.min).min(),
            let high = curves.compactMap(\.histogram.max).max()
        else { return nil }
        let axis = Axis.logarithmic(
            from: Double(max(low, 1_000)), to: Double(max(high, 2_000)) * 1.5,
            title: "time since submit_sm, logarithmic", label: ChartUnits.duration)
        for curve in curves {
            let receipts = curve.run.report.counts.receipts
            let points = Self.arrivals(
                curve.histogram,
                censored: histogram(curve.run.report.histograms.receiptCensored),
                of: receipts.expected, low: axis.low)
            series.append(
                Chart.Series(
                    name: runs.count == 1 ? "arrived" : curve.run.name, style: curve.style,
                    shape: .line(points, dashed: false)))
            guard let end = points.last, let share = end.y else { continue }
            if receipts.missing > 0, runs.count == 1 {
                series.append(
                    Chart.Series(
                        name: "had not come when the run ended", style: "limit faint",
                        shape: .area([
                            Chart.Range(x: end.x, low: share, high: 100),
                            Chart.Range(x: axis.high, low: share, high: 100),
                        ])))
            }
            series.append(
                Chart.Series(
                    name: "", style: curve.style,
                    shape: .line([end, Chart.Point(x: axis.high, y: share)], dashed: true),
                    isNamed: false))
            let whose = runs.count == 1 ? "" : curve.run.name + ": "
            notes.append(
                whose + "\(HumanUnits.count(receipts.matched)) of "
                    + "\(HumanUnits.count(receipts.expected)) receipts came, "
                    + "\(HumanUnits.count(receipts.missing)) are missing.")
        }
        let percent = Axis(
            low: 0, high: 100,
            ticks: [0, 25, 50, 75, 100].map { Axis.Tick(value: $0, label: "\(Int($0))%") },
            title: "receipts that had come")
        return Chart(
            title: "Receipt arrival", summary: notes.joined(separator: " "), x: axis, y: percent,
            series: series, note: notes.joined(separator: " "))
    }

    /// The share of receipts that have come by a time, in per cent.
    ///
    /// Kaplan and Meier's estimate (1958): a message whose wait ended with the run counts among those
    /// waited for up to its own wait and not beyond.
    private static func arrivals(
        _ histogram: Histogram, censored: Histogram?, of expected: Int64, low: Double
    ) -> [Chart.Point] {
        let buckets = histogram.buckets
        guard let first = buckets.first else { return [] }
        let given = censored?.buckets ?? []
        // The curve begins where its first receipts came, not at the axis.
        var points = [Chart.Point(x: low, y: 0), Chart.Point(x: Double(first.lowestValue), y: 0)]
        let stride = max(1, buckets.count / steps)
        var waiting = Double(max(expected, histogram.count))
        var outstanding = 1.0
        var next = 0
        for (index, bucket) in buckets.enumerated() {
            while next < given.count, given[next].highestValue < bucket.lowestValue {
                waiting -= Double(given[next].count)
                next += 1
            }
            if waiting > 0 { outstanding *= 1 - min(Double(bucket.count) / waiting, 1) }
            waiting -= Double(bucket.count)
            guard index % stride == 0 || index == buckets.count - 1 else { continue }
            points.append(
                Chart.Point(x: Double(bucket.highestValue), y: 100 * (1 - outstanding)))
        }
        return points
    }
}
