// A result as Markdown, short enough for the summary of a CI job: the verdict, the thresholds, rates,
// times and statuses.

/// Writes a result as Markdown.
enum MarkdownReport {
    static func text(_ report: RunReport) -> String {
        let limit = report.verdict.limiter.map { ", limited by \($0)" } ?? ""
        var blocks = ["### \(escaped(report.profileName)): \(report.verdict.headline)\(limit)"]
        if !report.verdict.reasons.isEmpty {
            blocks.append(
                report.verdict.reasons.map { "- " + escaped($0) }.joined(separator: "\n"))
        }
        if !report.thresholds.isEmpty {
            blocks.append(
                table(
                    ["threshold", "measured", "passed"],
                    report.thresholds.map {
                        [$0.expression, $0.measured, $0.passed ? "yes" : "NO"]
                    }
                ))
        }
        blocks.append(rates(report))
        blocks.append(times(report))
        blocks.append(
            table(
                ["status", "responses"],
                report.commandStatus.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                    .map { [$0.key, HumanUnits.count($0.value)] }))
        blocks += report.notes.map { "> " + escaped($0) }
        let machine = report.environment
        blocks.append(
            escaped(
                "\(report.tool.name) \(report.tool.version), \(report.startedAt), "
                    + "\(machine.cpuModel ?? machine.architecture) x \(machine.cpuCount)"))
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func rates(_ report: RunReport) -> String {
        let rates = report.rates
        let counts = report.counts
        func rate(_ value: Double?) -> String { value.map(HumanUnits.rate) ?? "-" }
        return table(
            ["", "per second", "messages"],
            [
                ["target", rate(rates.targetTPS), HumanUnits.count(counts.planned)],
                ["achieved", rate(rates.achievedTPS), HumanUnits.count(counts.submitted)],
                ["accepted", rate(rates.acceptedTPS), HumanUnits.count(counts.accepted)],
            ]
                + (rates.receiptTPS.map {
                    [["receipts", rate($0), HumanUnits.count(counts.receipts.matched)]]
                } ?? []))
    }

    private static func times(_ report: RunReport) -> String {
        var rows = [
            ("latency", report.latency), ("service time", report.serviceTime),
            ("send lag", report.sendLag),
        ]
        if report.rates.receiptTPS != nil {
            rows.append(("receipt - submit", report.receipt.fromSubmit))
        }
        func time(_ value: Int64?) -> String { value.map(HumanUnits.duration) ?? "-" }
        return table(
            ["time", "min"] + Percentile.reported.map(\.label) + ["max"],
            rows.map { name, times in
                [name, time(times.min)] + times.percentiles.map(time) + [time(times.max)]
            })
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let line = head.indices.map { $0 == 0 ? "---" : "---:" }
        return ([head, line] + rows.map { $0.map(escaped) })
            .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    /// `text` on one line, without a meaning in Markdown or HTML.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 {
                result += " "
            } else if "\\`*_[]<>|#".unicodeScalars.contains(scalar) {
                result += "\\" + String(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
