// The tables of a run's page: times, thresholds, the ledger with its sums, ceilings, cost, machine and
// profile. Every number of the charts stands in one of them.

import FoundationEssentials
import Metrics

/// The tables of one report; each is empty where there is nothing to say.
struct HTMLTables {
    let report: RunReport

    /// The ASCII unit of HumanUnits with its proper sign, and a space that does not break.
    static func micro(_ text: String) -> String {
        text.replacing(" us", with: " µs").replacing(" ", with: "\u{A0}")
    }

    var times: String {
        let rows = LatencyTable.rows(report).filter { $0.1.count > 0 }
        guard !rows.isEmpty else { return "" }
        let body = rows.map { name, distribution in
            (
                style: "",
                cells: [HTMLCell(name), HTMLCell(HumanUnits.count(distribution.count))]
                    + LatencyTable.cells(distribution).map { HTMLCell(Self.micro($0)) }
            )
        }
        let marks = LatencyTable.marks(rows.map(\.1))
            .joined(separator: ", ").replacing(":, ", with: ": ")
        let notes = (marks.isEmpty ? [] : [marks]) + LatencyTable.remarks(rows.map(\.1))
        return HTMLPage.table(["time", "values"] + LatencyTable.names, body, caption: "Times")
            + notes.map { Markup.text("p", "class=\"note\"", $0) }.joined(separator: "\n")
    }

    var thresholds: String {
        guard !report.thresholds.isEmpty else { return "" }
        let rows = report.thresholds.map { outcome in
            let actual = outcome.actual.map { Self.micro(HumanUnits.amount($0, in: outcome.unit)) }
            return (
                style: "",
                cells: [
                    HTMLCell(outcome.expression), HTMLCell(actual ?? "no samples"),
                    HTMLCell(outcome.passed ? "met" : "FAILED", outcome.passed ? "good" : "bad"),
                ]
            )
        }
        return HTMLPage.table(["threshold", "measured", "verdict"], rows, caption: "Thresholds")
    }

    var ledger: String {
        let counts = report.counts
        guard counts.planned > 0 else { return "" }
        let receipts = counts.receipts
        var rows = [
            row("planned", counts.planned, of: counts.planned, "sum"),
            row("missed: never sent", counts.missed, of: counts.planned, "part"),
            row("submitted", counts.submitted, of: counts.planned, "sum"),
            row("accepted", counts.accepted, of: counts.planned, "part"),
            row("throttled", counts.throttled, of: counts.planned, "part"),
            row("rejected", counts.rejected, of: counts.planned, "part"),
            row("timed out", counts.timedOut, of: counts.planned, "part"),
            row("in doubt", counts.inDoubt, of: counts.planned, "part"),
        ]
        if report.plan.receipts != "none" {
            rows += [
                row("receipts expected", receipts.expected, of: receipts.expected, "sum"),
                row("matched", receipts.matched, of: receipts.expected, "part"),
                row("missing", receipts.missing, of: receipts.expected, "part"),
            ]
        }
        rows += oddities
        let messages = HTMLPage.table(["", "messages", "share"], rows, caption: "Ledger")
        return Markup.element(
            "div", "class=\"pairs\"", box(messages) + box(statuses + receiptStates)) + "\n"
    }

    /// What need not be there: repeats, odd responses, odd receipts.
    private var oddities: [(style: String, cells: [HTMLCell])] {
        let counts = report.counts
        let receipts = counts.receipts
        var rows: [(style: String, cells: [HTMLCell])] = []
        func add(_ pairs: [(String, Int64)], under name: String, _ whole: Int64) {
            let shown = pairs.filter { $0.1 > 0 }
            guard !shown.isEmpty else { return }
            rows.append(row(name, whole, of: whole, "sum"))
            rows += shown.map { row($0.0, $0.1, of: whole, "part") }
        }
        add(
            [("retried after throttling", counts.retried), ("resubmitted", counts.resubmitted)],
            under: "attempts", counts.attempts)
        add(
            [
                ("possible duplicates", counts.possibleDuplicates),
                ("late", counts.lateResponses),
                ("to nothing outstanding", counts.unexpectedResponses),
            ], under: "odd responses",
            counts.possibleDuplicates + counts.lateResponses + counts.unexpectedResponses)
        add(
            [
                ("before their response", receipts.early), ("duplicate", receipts.duplicate),
                ("orphan", receipts.orphan), ("untracked", receipts.untracked),
                ("intermediate", receipts.intermediate),
            ], under: "odd receipts",
            receipts.early + receipts.duplicate + receipts.orphan + receipts.untracked
                + receipts.intermediate)
        return rows
    }

    private var receiptStates: String {
        guard !report.receiptStates.isEmpty else { return "" }
        let total = report.receiptStates.values.reduce(0, +)
        let rows = report.receiptStates.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            row($0.key, $0.value, of: total, "")
        }
        return HTMLPage.table(
            ["receipt state", "receipts", "share"], rows, caption: "Receipts by state")
    }

    private func row(
        _ name: String, _ count: Int64, of whole: Int64, _ style: String
    ) -> (style: String, cells: [HTMLCell]) {
        let share = whole > 0 ? HumanUnits.percent(Double(count) / Double(whole)) : ""
        return (
            style, [HTMLCell(name), HTMLCell(HumanUnits.count(count)), HTMLCell(share)]
        )
    }

    private func box(_ content: String) -> String { Markup.element("div", "", content) }

    private var statuses: String {
        guard !report.commandStatus.isEmpty else { return "" }
        let total = report.commandStatus.values.reduce(0, +)
        let rows = report.commandStatus.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            row($0.key, $0.value, of: total, "")
        }
        return HTMLPage.table(
            ["command_status", "responses", "share"], rows, caption: "Responses by command_status")
    }

    var ceilings: String {
        guard !report.ceilings.isEmpty else { return "" }
        let most = RunReport.Ceiling.most
        let rows = report.ceilings.map { ceiling in
            (
                style: "",
                cells: [
                    HTMLCell(
                        ceiling.limitWords + (ceiling.name.map { ", closest: \($0)" } ?? "")),
                    HTMLCell(HumanUnits.count(ceiling.worstSecond)),
                    HTMLCell(most(ceiling.worst100ms, ceiling.limit100ms)),
                    HTMLCell(most(ceiling.worst10ms, ceiling.limit10ms)),
                    HTMLCell(ceiling.minimumGap.map(ChartUnits.exact) ?? "-"),
                    HTMLCell(
                        "\(ChartUnits.exact(ceiling.guard)), \(HumanUnits.percent(ceiling.guardCost))"
                    ),
                    HTMLCell(HumanUnits.count(ceiling.burst)),
                    HTMLCell(ceiling.outcomeWords, ceiling.isKept ? "good" : "bad"),
                ]
            )
        }
        return HTMLPage.table(
            [
                "ceiling", "most in any 1 s", "100 ms", "10 ms", "smallest gap",
                "guard and its cost", "burst", "verdict",
            ], rows, caption: "How the sends kept to the ceilings")
    }

    var costAndMachine: String {
        let cost = report.cost
        var costs: [(String, String)] = []
        if let time = cost.cpuNanosecondsPerMessage {
            costs.append(("CPU a message", ChartUnits.exact(Int64(time.rounded()))))
        }
        if let spun = cost.spinNanosecondsPerMessage, spun > 0 {
            costs.append(("of it spinning", ChartUnits.exact(Int64(spun.rounded()))))
        }
        if let calls = cost.systemCallsPerMessage {
            costs.append(("system calls per 1,000 messages", HumanUnits.small(calls * 1_000)))
        }
        if let allocations = cost.allocationsPerMessage {
            costs.append(("allocations per 1,000 messages", HumanUnits.small(allocations * 1_000)))
        }
        costs.append(("peak memory", HumanUnits.bytes(cost.peakResidentBytes)))
        costs.append(("receive times by", report.clock.receive))
        costs.append(("sends waited for by", report.clock.wait))
        if let tls = report.tls {
            costs.append(("TLS", tls.items.joined(separator: "  ")))
        }
        return Markup.element(
            "div", "class=\"pairs\"",
            box(HTMLPage.pairs(costs, caption: "Cost"))
                + box(HTMLPage.pairs(machine, caption: "Machine"))) + "\n"
    }

    private var machine: [(String, String)] {
        let machine = report.environment
        let pairs: [(String, String?)] = [
            ("processor", "\(machine.cpuModel ?? machine.architecture) × \(machine.cpuCount)"),
            ("limited to", machine.cgroupCPULimit.map { HumanUnits.small($0) + " processors" }),
            ("memory", machine.memoryBytes.map(HumanUnits.bytes)),
            ("memory limit", machine.cgroupMemoryLimitBytes.map(HumanUnits.bytes)),
            ("system", machine.operatingSystem), ("kernel", machine.kernel),
            ("governor", machine.cpuGovernor),
            ("turbo", machine.cpuBoost.map { $0 ? "on" : "off" }),
            ("NUMA nodes", machine.numaNodes),
            ("clock source", machine.clockSource),
            (
                "load before the run",
                machine.loadAverage.map(HumanUnits.small).joined(separator: "  ")
            ),
            ("other programs", machine.otherLoadShare.map(HumanUnits.percent)),
            ("steal", machine.stealShare.map(HumanUnits.percent)),
            ("Swift", machine.swiftVersion),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }

    var run: String {
        let phases = report.phases.map { phase in
            (
                style: "",
                cells: [
                    HTMLCell(phase.name), HTMLCell(ChartUnits.exact(phase.duration)),
                    HTMLCell(HumanUnits.count(phase.counts.submitted)),
                    HTMLCell(HumanUnits.rate(phase.rates.achievedTPS)),
                    HTMLCell(HumanUnits.rate(phase.rates.acceptedTPS)),
                    HTMLCell(phase.latency.percentiles[0].map(ChartUnits.exact) ?? "-"),
                    HTMLCell(phase.latency.max.map(ChartUnits.exact) ?? "-"),
                ]
            )
        }
        var text =
            phases.isEmpty
            ? ""
            : HTMLPage.table(
                ["phase", "length", "submitted", "achieved", "accepted", "p50", "longest"], phases,
                caption: "Phases")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        if let bytes = try? encoder.encode(report.profile) {
            let profile = String(decoding: bytes, as: UTF8.self)
            text +=
                Markup.element(
                    "details", "",
                    Markup.text("summary", "", "Profile as resolved (hash \(report.profileHash))")
                        + Markup.text("pre", "", profile)) + "\n"
        }
        return text
    }
}
