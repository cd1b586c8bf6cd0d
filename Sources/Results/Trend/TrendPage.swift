// Many results on one page: for each profile and machine the throughput, latency and cost over time
// with their changes of level, and a table that leads to each run's own page.

import Metrics

/// The trend page.
public enum TrendPage {
    /// Results shown in a group's charts; the table has all of them.
    private static let chartLimit = 500

    /// The page of `results`, which may be of any profiles and machines.
    public static func html(_ results: [StoredReport]) -> String {
        let groups = TrendGroup.groups(of: results)
        var body = Markup.text("h1", "", "Results over time") + "\n"
        let runs = results.count == 1 ? "1 result" : "\(results.count) results"
        let kinds = groups.count == 1 ? "1 series" : "\(groups.count) series"
        body +=
            Markup.text(
                "p", "class=\"sub\"", "\(runs) in \(kinds): one for each profile and machine.")
            + "\n"
        if groups.isEmpty {
            body += Markup.text("p", "class=\"note\"", "There is no result to show.") + "\n"
        } else if groups.count > 1 {
            body += contents(groups)
        }
        for (index, group) in groups.enumerated() { body += section(group, number: index) }
        body +=
            Markup.text(
                "footer", "",
                "A change of level is a split that chance makes in less than one of twenty series "
                    + "(E-divisive, seeded permutation test); it takes \(2 * ChangePoints.shortest) "
                    + "results at least. Results that are no measurement take no part.") + "\n"
        return HTMLPage.page(title: "Results over time", body: body)
    }

    /// One line for each series, with its latest numbers.
    private static func contents(_ groups: [TrendGroup]) -> String {
        let rows = groups.enumerated().map { index, group in
            let last = group.results.last?.report
            let cells = [
                HTMLCell(last?.profileName ?? "", link: "#series\(index)"),
                HTMLCell(String(group.results.count)), HTMLCell(day(last?.startedAt ?? "")),
                HTMLCell(last.map { HumanUnits.rate($0.rates.acceptedTPS) } ?? "-"),
                HTMLCell(last?.verdict.headline ?? "", verdictStyle(last)),
                HTMLCell(changeWords(group).joined(separator: "; "), "word"),
            ]
            return (style: "", cells: cells)
        }
        return HTMLPage.table(
            ["series", "results", "last", "accepted", "verdict", "changes of level"], rows,
            caption: "All series")
    }

    private static func section(_ group: TrendGroup, number: Int) -> String {
        guard let last = group.results.last?.report else { return "" }
        let machine = last.environment
        let parts = [
            "\(last.plan.loop) loop",
            last.plan.sessions == 1 ? "1 session" : "\(last.plan.sessions) sessions",
            "window \(HumanUnits.count(Int64(last.plan.window)))",
            "\(machine.cpuModel ?? machine.architecture) × \(machine.cpuCount)",
            "profile \(last.profileHash)",
        ]
        let changes = changeWords(group).map { Markup.text("li", "", $0) }
        let charts = group.series.compactMap { chart($0, of: group) }
        return Markup.text("h2", "id=\"series\(number)\"", last.profileName) + "\n"
            + Markup.text("p", "class=\"sub\"", parts.joined(separator: "  ·  ")) + "\n"
            + (changes.isEmpty
                ? ""
                : Markup.element(
                    "div", "class=\"verdict warn\"", Markup.element("ul", "", changes.joined()))
                    + "\n")
            + (group.results.count < 2 ? "" : HTMLPage.figures(charts, prefix: "g\(number)c"))
            + runs(group)
    }

    /// `Accepted fell by 12.1% on 2026-11-20 14:05 (2,000/s to 1,758/s)`.
    private static func changeWords(_ group: TrendGroup) -> [String] {
        group.series.flatMap { series in
            series.changes.map { change in
                let metric = series.metric
                let way = change.ratio > 0 ? "rose" : "fell"
                let when = day(group.results[change.index].report.startedAt)
                let isWorse = (change.ratio > 0) != metric.isBetterHigh
                return
                    "\(metric.name) \(way) by \(HumanUnits.percent(abs(change.ratio))) on \(when): "
                    + "\(metric.text(change.before)) before, \(metric.text(change.after)) since"
                    + (isWorse ? ", for the worse" : ", for the better")
            }
        }
    }

    private static func chart(_ series: TrendGroup.Series, of group: TrendGroup) -> Chart? {
        let first = max(0, series.values.count - chartLimit)
        let places = first..<series.values.count
        let values = places.compactMap { series.values[$0] }
        guard let high = values.max() else { return nil }
        let metric = series.metric
        let dots = places.map { Chart.Point(x: Double($0 + 1), y: series.values[$0]) }
        var levels: [Chart.Series] = []
        let borders = [0] + series.changes.map(\.index) + [series.values.count]
        for (start, end) in zip(borders, borders.dropFirst()) where end > first {
            let level = ChangePoints.median(series.values[start..<end].compactMap(\.self))
            let from = Double(max(start, first)) + 0.6
            levels.append(
                Chart.Series(
                    name: "median between changes", style: "c4",
                    shape: .line(
                        [
                            Chart.Point(x: from, y: level),
                            Chart.Point(x: Double(end) + 0.4, y: level),
                        ],
                        dashed: false)))
        }
        var chart = Chart(
            title: metric.name,
            summary: "\(metric.name) of \(values.count) results, oldest first.",
            x: resultAxis(group, places),
            y: Axis.linear(to: high * 1.15, title: metric.unit, label: metric.label),
            series: [Chart.Series(name: "a result", style: "c1", shape: .dots(dots))] + levels)
        chart.marks = series.changes.filter { $0.index >= first }.map { change in
            let sign = change.ratio > 0 ? "+" : "-"
            return Chart.Span(
                name: sign + HumanUnits.percent(abs(change.ratio)),
                from: Double(change.index) + 0.5,
                to: 0)
        }
        chart.columns = places.compactMap { place in
            series.values[place].map { value in
                Chart.Column(
                    from: Double(place) + 0.5, to: Double(place) + 1.5,
                    text: "\(day(group.results[place].report.startedAt))\n\(metric.text(value))")
            }
        }
        return chart
    }

    /// The results' numbers, with the day of some of them.
    private static func resultAxis(_ group: TrendGroup, _ places: Range<Int>) -> Axis {
        let step = max(1, Int(Axis.niceStep(Double(places.count), atMost: 6)))
        let ticks = places.filter { ($0 - places.lowerBound) % step == 0 }.map { place in
            Axis.Tick(
                value: Double(place + 1),
                label: String(day(group.results[place].report.startedAt).prefix(10).dropFirst(5)))
        }
        return Axis(
            low: Double(places.lowerBound) + 0.5, high: Double(places.upperBound) + 0.5,
            ticks: ticks, title: "results in order, by month and day")
    }

    /// Every run of a group, newest first.
    private static func runs(_ group: TrendGroup) -> String {
        let rows = group.results.indices.reversed().map { place in
            let stored = group.results[place]
            let report = stored.report
            let started = day(report.startedAt)
            let values = group.series.map { series in
                series.metric.value(report).map(series.metric.text) ?? "-"
            }
            let share =
                report.counts.planned > 0
                ? HTMLReport.wholeShare(
                    Double(report.counts.accepted) / Double(report.counts.planned)) : "-"
            let version =
                report.tool.version + (report.tool.commit.map { " " + $0.prefix(9) } ?? "")
            let tags = report.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let cells =
                [
                    HTMLCell(started, link: stored.link),
                    HTMLCell(report.verdict.headline, verdictStyle(report)),
                ] + values.map { HTMLCell($0) }
                + [
                    HTMLCell(share), HTMLCell(version),
                    HTMLCell(tags.joined(separator: " "), "word"),
                ]
            return (style: "", cells: cells)
        }
        return HTMLPage.table(
            ["started, UTC", "verdict"] + TrendGroup.Metric.all.map(\.name)
                + ["accepted of planned", "version", "tags"], rows, caption: "Runs")
    }

    private static func verdictStyle(_ report: RunReport?) -> String {
        switch report.flatMap({ Verdict.ExitStatus(rawValue: $0.verdict.exitStatus) }) {
        case .met: "good"
        case .interrupted: "warn"
        case .failed, .invalid, .thresholdFailed, nil: "bad"
        }
    }

    /// `2026-11-23 14:05`.
    private static func day(_ startedAt: String) -> String {
        String(startedAt.prefix(16).replacing("T", with: " "))
    }
}
