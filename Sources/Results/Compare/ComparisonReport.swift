// A comparison as people read it: text for a terminal, Markdown for a CI summary, JSON for scripts,
// and the table that goes on top of the page that lays two runs over each other.

import FoundationEssentials
import Platform

extension Comparison {
    private static let header = [
        "metric", "base", "new", "change", "interval", "margin", "verdict",
    ]

    /// The comparison for a terminal, with a final newline; ANSI colours only if `color`.
    public func text(color: Bool = false) -> String {
        var lines = [colour.paint(headline, if: color) + "  " + runs, ""]
        let cells = rows.map(Self.cells)
        let widths = Self.header.indices.map { column in
            ([Self.header] + cells).map { $0[column].count }.max() ?? 0
        }
        for row in rows.isEmpty ? [] : [Self.header] + cells {
            let aligned = row.enumerated().map { column, cell in
                column == 0 || column == row.count - 1
                    ? TextLayout.leftAligned(cell, widths[column])
                    : TextLayout.rightAligned(cell, widths[column])
            }
            lines.append(Self.trimmed(aligned.joined(separator: "  ")))
        }
        if !rows.isEmpty { lines.append("") }
        lines += remarks.flatMap { TextLayout.paragraph("note", $0) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The comparison for a CI job's summary.
    public func markdown() -> String {
        func row(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        var lines = ["### \(headline)", "", runs, ""]
        if !rows.isEmpty {
            lines += [row(Self.header), row(["---", "--:", "--:", "--:", "--:", "--:", "---"])]
            lines += rows.map { row(Self.cells($0)) } + [""]
        }
        lines += remarks.map { "- " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The comparison as JSON, in the same order every time, with a final newline.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// The comparison as markup: what it says and its table.
    var markup: String {
        let style =
            switch outcome {
            case .regression, .notComparable: "warn"
            default: ""
            }
        let list = remarks.map { Markup.text("li", "", $0) }.joined()
        var body = Markup.element(
            "div", "class=\"verdict \(style)\"",
            Markup.text("b", "", headline) + Markup.text("p", "", runs)
                + (list.isEmpty ? "" : Markup.element("ul", "", list)))
        if !rows.isEmpty {
            let cells = rows.map { row in
                (
                    style: "",
                    cells: Self.cells(row).enumerated().map { column, cell in
                        HTMLCell(cell, column == 0 || column == 6 ? "word" : "")
                    }
                )
            }
            body += HTMLPage.table(Self.header, cells, caption: "Comparison")
        }
        return body + "\n"
    }

    private var headline: String {
        switch outcome {
        case .regression: "REGRESSION"
        case .improvement: "IMPROVEMENT"
        case .equivalent: "SAME"
        case .inconclusive: "INCONCLUSIVE"
        case .notComparable: "NOT COMPARABLE"
        }
    }

    private var colour: Colour {
        switch outcome {
        case .regression: .red
        case .improvement, .equivalent: .green
        case .inconclusive, .notComparable: .yellow
        }
    }

    private var runs: String {
        paired
            ? "\(newRuns) \(newRuns == 1 ? "pair" : "pairs") of results"
            : "\(baseRuns) results against \(newRuns), not paired: margins are twice as wide"
    }

    private var remarks: [String] {
        notes
            + rows.compactMap { row in
                row.reason.map { "\(row.metric.rawValue): \($0)" }
            }
            + (rows.isEmpty ? [] : ["* decides the verdict; the others are for information"])
    }

    private static func cells(_ row: Row) -> [String] {
        let interval = row.low.flatMap { low in
            row.high.map { "\(HumanUnits.change(low))…\(HumanUnits.change($0))" }
        }
        return [
            row.metric.rawValue + (row.gated ? " *" : ""),
            row.base.map(row.metric.text) ?? "-", row.new.map(row.metric.text) ?? "-",
            row.change.map(HumanUnits.change) ?? "-", interval ?? "-",
            HumanUnits.percent(row.margin),
            row.outcome.rawValue,
        ]
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
