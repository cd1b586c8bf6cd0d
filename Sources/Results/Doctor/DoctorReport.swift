// A diagnosis as people read it, as text or Markdown, and as JSON for scripts, with the facts it came from.
// Written by `smppbench doctor`.

import FoundationEssentials

/// A diagnosis with its facts.
public struct DoctorReport: Sendable {
    /// What was found.
    public var facts: MachineFacts
    /// What it means.
    public var diagnosis: Diagnosis
    /// What made the report.
    public var tool: RunReport.Tool

    /// The report on a machine.
    public init(_ facts: MachineFacts, tool: RunReport.Tool) {
        self.facts = facts
        diagnosis = Diagnosis(facts)
        self.tool = tool
    }

    private struct File: Codable {
        var tool: RunReport.Tool
        var verdict: Finding.Grade
        var findings: [Finding]
        var facts: MachineFacts
    }

    /// The report as JSON, in the same order every time, with a final newline.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let file = File(
            tool: tool, verdict: diagnosis.grade, findings: diagnosis.findings, facts: facts)
        return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
    }

    /// The report for a terminal, with a final newline; ANSI colours only if `color`.
    public func text(color: Bool = false) -> String {
        var lines = [
            Self.colour(diagnosis.grade).paint(headline, if: color) + "  " + summary, machine, "",
        ]
        let subjects = diagnosis.findings.map(\.subject.count).max() ?? 0
        for finding in diagnosis.findings {
            let mark = TextLayout.leftAligned(finding.grade.rawValue, Self.gradeColumns)
            let subject = TextLayout.leftAligned(finding.subject, subjects)
            let indent = Self.gradeColumns + subjects + 4
            var body = Self.wrapped(finding.fact, indent)
            if let spoils = finding.spoils {
                body += Self.wrapped("spoils  " + spoils, indent, hanging: 8)
            }
            // On one line, however long: a command is there to be copied.
            if let mend = finding.mend { body.append("mend    " + mend) }
            let paint = finding.grade < .note
            let head = paint ? Self.colour(finding.grade).paint(mark, if: color) : mark
            lines.append("\(head)  \(subject)  \(body[0])")
            lines += body.dropFirst().map { String(repeating: " ", count: indent) + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report for a CI job's summary.
    public func markdown() -> String {
        func row(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        var lines = ["### \(headline)", "", summary, "", machine, ""]
        lines += [row(["grade", "subject", "found", "spoils", "mend"])]
        lines += [row(["---", "---", "---", "---", "---"])]
        lines += diagnosis.findings.map {
            row([$0.grade.rawValue, $0.subject, $0.fact, $0.spoils ?? "", $0.mend ?? ""])
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let gradeColumns = 7

    private var headline: String {
        switch diagnosis.grade {
        case .bad: "BAD"
        case .warning: "WARNING"
        case .note, .ok: "FINE"
        }
    }

    private var summary: String {
        let all = diagnosis.findings.count
        let counts = [Finding.Grade.bad, .warning].filter { diagnosis.count($0) > 0 }.map {
            let count = diagnosis.count($0)
            return "\(count) \($0.rawValue)" + ($0 == .warning && count > 1 ? "s" : "")
        }
        guard !counts.isEmpty else {
            return "nothing of \(all) things looked at would spoil a measurement"
        }
        return counts.joined(separator: ", ") + " among \(all) things looked at"
    }

    private var machine: String {
        let machine = facts.environment
        let parts = [
            "\(machine.cpuModel ?? machine.architecture) x \(machine.cpuCount)",
            machine.memoryBytes.map(HumanUnits.bytes),
            machine.kernel.map { "kernel \($0)" },
            machine.virtualMachine.map { $0 ? "virtual machine" : "no hypervisor" },
        ]
        return parts.compactMap(\.self).joined(separator: "  ")
    }

    private static func colour(_ grade: Finding.Grade) -> Colour {
        switch grade {
        case .bad: .red
        case .warning: .yellow
        case .note, .ok: .green
        }
    }

    /// The words of `text` in lines that, indented, are no wider than a page; later ones hang.
    private static func wrapped(_ text: String, _ indent: Int, hanging: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, indent + line.count + 1 + word.count > TextLayout.columns {
                lines.append(line)
                line = String(repeating: " ", count: hanging) + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}
