// One run as a page: the verdict, the three numbers that matter first, then charts and every table.
// Made from the report alone; two runs can be laid over each other.

/// A run's report as HTML.
public enum HTMLReport {
    /// The page of `report`: one self-contained file without a script.
    public static func html(_ report: RunReport) -> String {
        let run = NamedReport(report.profileName, report)
        let times = TimeCharts(runs: [run])
        let tables = HTMLTables(report: report)
        var body = header(report) + verdict(report) + cards(report)
        body += HTMLPage.section("Thresholds", tables.thresholds)
        body += HTMLPage.section("Over time", overTime(run, times))
        body += HTMLPage.section(
            "Distributions",
            HTMLPage.figures(CurveCharts(runs: [run]).all, prefix: "d") + tables.times)
        body += HTMLPage.section("Where every message ended", tables.ledger)
        body += HTMLPage.section("Ceilings", tables.ceilings)
        body += HTMLPage.section("Cost and machine", tables.costAndMachine)
        body += HTMLPage.section("Run", tables.run)
        body += footer([report])
        return HTMLPage.page(
            title: "\(report.verdict.headline) · \(report.profileName) · \(report.startedAt)",
            body: body)
    }

    static func header(_ report: RunReport) -> String {
        let plan = report.plan
        let parts =
            [
                "\(plan.host):\(plan.port)", "\(plan.loop) loop",
                plan.sessions == 1
                    ? "1 session" : "\(HumanUnits.count(Int64(plan.sessions))) sessions",
                "window \(HumanUnits.count(Int64(plan.window)))",
                report.startedAt.prefix(19).replacing("T", with: " ") + " UTC",
            ] + report.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return Markup.text("h1", "", report.profileName) + "\n"
            + Markup.text("p", "class=\"sub\"", parts.joined(separator: "  ·  ")) + "\n"
    }

    private static func verdict(_ report: RunReport) -> String {
        let verdict = report.verdict
        let style =
            switch Verdict.ExitStatus(rawValue: verdict.exitStatus) {
            case .met: "good"
            case .interrupted: "warn"
            case .failed, .invalid, .thresholdFailed, nil: "bad"
            }
        let limit = verdict.limiter.map { Markup.text("span", "", "limited by " + $0) } ?? ""
        let warnings = [report.tls?.warning].compactMap(\.self)
        let lines = (verdict.reasons + (warnings + report.notes).map { "note: " + $0 })
            .map { Markup.text("li", "", $0) }
        return Markup.element(
            "div", "class=\"verdict \(style)\"",
            Markup.text("b", "", verdict.headline) + limit
                + (lines.isEmpty ? "" : Markup.element("ul", "", lines.joined()))) + "\n"
    }

    private static func cards(_ report: RunReport) -> String {
        guard report.counts.planned > 0 else { return "" }
        func card(_ title: String, _ value: String, _ more: [String]) -> String {
            Markup.element(
                "div", "class=\"card\"",
                Markup.text("h3", "", title) + Markup.text("strong", "", value)
                    + Markup.text("p", "", more.joined(separator: "  ·  ")))
        }
        var rate: [String] = []
        if let target = report.rates.targetTPS { rate.append("target \(HumanUnits.rate(target))") }
        rate += report.ceilings.map { "ceiling \($0.limitWords)" }
        if let measured = report.measured {
            rate.append("over \(ChartUnits.exact(measured.duration))")
        }
        return Markup.element(
            "div", "class=\"cards\"",
            card("Achieved", HumanUnits.rate(report.rates.achievedTPS), rate)
                + latencyCard(report, card) + acceptedCard(report, card)) + "\n"
    }

    private static func latencyCard(
        _ report: RunReport, _ card: (String, String, [String]) -> String
    ) -> String {
        let cells = LatencyTable.cells(report.latency).map(HTMLTables.micro)
        let names = LatencyTable.names
        func cell(_ name: String) -> String {
            names.firstIndex(of: name).map { cells[$0] } ?? "-"
        }
        // The highest of the usual percentiles that the sample carries.
        let main = ["p99", "p95", "p90", "p50"].first { cell($0) != "-" }
        guard let main else { return card("Latency", "no sample", ["too few accepted messages"]) }
        let more = ["p50", "p99.9", "max"].filter { $0 != main && cell($0) != "-" }
        return card("Latency \(main)", cell(main), more.map { "\($0) \(cell($0))" })
    }

    private static func acceptedCard(
        _ report: RunReport, _ card: (String, String, [String]) -> String
    ) -> String {
        let counts = report.counts
        let share = Double(counts.accepted) / Double(max(counts.planned, 1))
        var more = [
            (counts.missed, "missed"), (counts.throttled, "throttled"),
            (counts.rejected, "rejected"), (counts.timedOut, "timed out"),
            (counts.inDoubt, "in doubt"),
        ].filter { $0.0 > 0 }.map { "\(HumanUnits.count($0.0)) \($0.1)" }
        if counts.receipts.expected > 0 {
            let came = Double(counts.receipts.matched) / Double(counts.receipts.expected)
            more.append("receipts \(wholeShare(came))")
        }
        if more.isEmpty { more = ["all \(HumanUnits.count(counts.accepted)) messages"] }
        return card("Accepted of planned", wholeShare(share), more)
    }

    /// A share that says 100 % only when nothing is missing.
    static func wholeShare(_ share: Double) -> String {
        share < 1 && share >= 0.9995 ? "over 99.9%" : HumanUnits.percent(share)
    }

    private static func overTime(_ run: NamedReport, _ charts: TimeCharts) -> String {
        let all = charts.all
        guard all.isEmpty else { return HTMLPage.figures(all, prefix: "t") }
        guard run.report.counts.planned > 0 else { return "" }
        return Markup.text(
            "p", "class=\"note\"", "The run was over before its first whole second; no chart.")
            + "\n"
    }

    static func footer(_ reports: [RunReport]) -> String {
        guard let report = reports.first else { return "" }
        let commit = report.tool.commit.map { " (\($0))" } ?? ""
        return Markup.text(
            "footer", "",
            "Made by \(report.tool.name) \(report.tool.version)\(commit). Latency counts from the "
                + "moment a message was due; a message belongs to the phase in which it was due.")
            + "\n"
    }
}
