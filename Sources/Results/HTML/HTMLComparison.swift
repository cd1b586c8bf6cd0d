// Two runs laid over each other: their verdicts, their numbers side by side and their curves in the
// same charts. It shows and does not judge: whether a difference is more than luck takes several runs.

import Metrics

extension HTMLReport {
    /// The page of two results, `base` first; one self-contained file without a script.
    ///
    /// `comparison` is the judgement on the sets they are taken from.
    public static func html(
        comparing base: StoredReport, with new: StoredReport, judged comparison: Comparison? = nil
    ) -> String {
        let names = names(base.report, new.report)
        let runs = [NamedReport(names.0, base.report), NamedReport(names.1, new.report)]
        let title =
            base.report.profileName == new.report.profileName
            ? "\(base.report.profileName): \(names.0) and \(names.1)" : "\(names.0) and \(names.1)"
        var body = Markup.text("h1", "", title) + "\n"
        body += comparison?.markup ?? ""
        body +=
            Markup.text(
                "p", "class=\"sub\"",
                "Two runs laid over each other. A difference between two runs may be luck; judge it by "
                    + "several of each.") + "\n"
        let remarks = differences(base.report, new.report)
        if !remarks.isEmpty {
            body +=
                Markup.element(
                    "div", "class=\"verdict warn\"",
                    Markup.text("b", "", "NOT THE SAME RUN")
                        + Markup.element(
                            "ul", "", remarks.map { Markup.text("li", "", $0) }.joined()))
                + "\n"
        }
        body += sideBySide(base, new, names)
        body += HTMLPage.section(
            "Over time", HTMLPage.figures(TimeCharts(runs: runs).all, prefix: "t"))
        body += HTMLPage.section(
            "Distributions", HTMLPage.figures(CurveCharts(runs: runs).all, prefix: "d"))
        body += footer([new.report])
        return HTMLPage.page(title: title, body: body)
    }

    /// A short name for each: the first thing that tells them apart.
    private static func names(_ base: RunReport, _ new: RunReport) -> (String, String) {
        func time(_ report: RunReport) -> String {
            String(report.startedAt.prefix(19)).replacing("T", with: " ")
        }
        let candidates: [(RunReport) -> String] = [
            { $0.profileName }, { String(($0.tool.commit ?? "").prefix(9)) },
            { $0.tool.version }, time,
        ]
        for name in candidates where name(base) != name(new) {
            if !name(base).isEmpty, !name(new).isEmpty { return (name(base), name(new)) }
        }
        return ("A", "B")
    }

    /// What makes the numbers stand for different things.
    private static func differences(_ base: RunReport, _ new: RunReport) -> [String] {
        var remarks: [String] = []
        if base.profileHash != new.profileHash {
            remarks.append("the profiles differ: \(base.profileHash) and \(new.profileHash)")
        }
        let machines = [base, new].map { report in
            let machine = report.environment
            return "\(machine.cpuModel ?? machine.architecture) × \(machine.cpuCount), kernel "
                + (machine.kernel ?? "unknown")
        }
        if machines[0] != machines[1] {
            remarks.append("the machines differ: \(machines[0]) and \(machines[1])")
        }
        for (report, name) in [(base, "the first"), (new, "the second")]
        where !TrendGroup.isMeasurement(report) {
            remarks.append("\(name) is no measurement: \(report.verdict.headline)")
        }
        let rates = (base.rates.achievedTPS, new.rates.achievedTPS)
        if abs(rates.0 - rates.1) > 0.01 * max(rates.0, rates.1) {
            remarks.append(
                "the rates differ by over 1%, so latencies belong to different loads")
        }
        return remarks
    }

    private static func sideBySide(
        _ base: StoredReport, _ new: StoredReport, _ names: (String, String)
    ) -> String {
        var rows: [(style: String, cells: [HTMLCell])] = [
            (
                "",
                [
                    HTMLCell("verdict"), HTMLCell(base.report.verdict.headline, link: base.link),
                    HTMLCell(new.report.verdict.headline, link: new.link), HTMLCell(""),
                ]
            )
        ]
        func add(
            _ name: String, _ value: (RunReport) -> Double?, _ text: (Double) -> String
        ) {
            let (before, after) = (value(base.report), value(new.report))
            guard before != nil || after != nil else { return }
            rows.append(
                (
                    "",
                    [
                        HTMLCell(name), HTMLCell(before.map(text) ?? "-"),
                        HTMLCell(after.map(text) ?? "-"), HTMLCell(change(before, after)),
                    ]
                ))
        }
        func time(_ value: Double) -> String { ChartUnits.exact(Int64(value.rounded())) }
        add("achieved", { $0.rates.achievedTPS }, HumanUnits.rate)
        add("accepted", { $0.rates.acceptedTPS }, HumanUnits.rate)
        for (index, percentile) in Percentile.reported.enumerated() {
            add(
                "latency \(percentile.label)",
                { report in
                    OrderStatistics.carries(
                        percentile: percentile.value, count: report.latency.count)
                        ? report.latency.percentiles[index].map(Double.init) : nil
                }, time)
        }
        add("longest latency", { $0.latency.max.map(Double.init) }, time)
        for failure in failures {
            add(
                failure.name,
                { report in
                    let count = failure.count(report.counts)
                    return count > 0 ? Double(count) : nil
                }, { HumanUnits.count(Int64($0)) })
        }
        add("CPU a message", { $0.cost.cpuNanosecondsPerMessage }, time)
        add("system calls a message", { $0.cost.systemCallsPerMessage }, HumanUnits.small)
        add("peak memory", { Double($0.cost.peakResidentBytes) }) { HumanUnits.bytes(Int64($0)) }
        return HTMLPage.table(["", names.0, names.1, "change"], rows, caption: "Side by side")
    }

    private static let failures: [(name: String, count: @Sendable (RunReport.Counts) -> Int64)] = [
        ("missed", { $0.missed }), ("throttled", { $0.throttled }),
        ("rejected", { $0.rejected }), ("timed out", { $0.timedOut }),
        ("in doubt", { $0.inDoubt }), ("receipts missing", { $0.receipts.missing }),
    ]

    /// `+3.2%`; nothing where there is nothing to compare with.
    private static func change(_ before: Double?, _ after: Double?) -> String {
        guard let before, let after, before > 0 else { return "" }
        return HumanUnits.change(after / before - 1)
    }
}
