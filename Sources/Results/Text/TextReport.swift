// The report a person reads in ten seconds: the verdict, then rates, times, the ledger with its
// sums, the ceilings, the cost and the machine. Made from the report alone, never from the run.

import Metrics

/// A run's report as text: at most 100 columns, about 40 lines.
public enum TextReport {
    /// Distinct command statuses that are named; the rest are summed up.
    private static let statusesShown = 8
    /// Reasons, notes and failed thresholds that are shown of each.
    private static let linesShown = 6

    /// The text of `report`, with a final newline; ANSI colours only if `color`.
    public static func text(_ report: RunReport, color: Bool = false) -> String {
        var lines = verdict(report, color: color)
        lines.append("")
        lines += rates(report)
        lines.append("")
        if report.counts.submitted > 0 { lines += LatencyTable.lines(report) + [""] }
        lines += ledger(report)
        lines += thresholds(report, color: color)
        lines += ceilings(report)
        if let tls = report.tls { lines += TextLayout.section("TLS", tls.items) }
        lines += cost(report)
        lines += machine(report)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func verdict(_ report: RunReport, color: Bool) -> [String] {
        let word = colour(of: report.verdict).paint(report.verdict.headline, if: color)
        let limit = report.verdict.limiter.map { "  limited by " + $0 } ?? ""
        let status = report.verdict.exitStatus
        let title =
            word + limit + (status == 0 ? "" : "  exit status \(status)")
        var lines = [title]
        for reason in report.verdict.reasons.prefix(linesShown) {
            lines += TextLayout.paragraph("", reason)
        }
        if let warning = report.tls?.warning {
            lines += TextLayout.paragraph("note", warning).map { Colour.red.paint($0, if: color) }
        }
        for note in report.notes.prefix(linesShown) { lines += TextLayout.paragraph("note", note) }
        return lines
    }

    private static func colour(of verdict: Verdict) -> Colour {
        switch Verdict.ExitStatus(rawValue: verdict.exitStatus) {
        case .met: .green
        case .interrupted: .yellow
        case .thresholdFailed, .invalid, .failed, nil: .red
        }
    }

    private static func rates(_ report: RunReport) -> [String] {
        let plan = report.plan
        let run = TextLayout.section(
            "run",
            [
                report.profileName, "\(plan.host):\(plan.port)", "\(plan.loop) loop",
                "sessions \(plan.sessions)", "window \(plan.window)", "shards \(plan.shards)",
                "seed \(plan.seed)",
            ] + (plan.segment.map { ["segment \($0.part)/\($0.of)"] } ?? [])
                + report.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        var items: [String] = []
        if let target = report.rates.targetTPS { items.append("target \(HumanUnits.rate(target))") }
        items.append("achieved \(HumanUnits.rate(report.rates.achievedTPS))")
        items.append("accepted \(HumanUnits.rate(report.rates.acceptedTPS))")
        if let receipts = report.rates.receiptTPS {
            items.append("receipts \(HumanUnits.rate(receipts))")
        }
        if let measured = report.measured {
            items.append("over \(HumanUnits.duration(measured.duration))")
        } else {
            items.append("stopped before the measured phase")
        }
        if plan.warmup > 0 { items.append("after \(HumanUnits.duration(plan.warmup)) warm-up") }
        let steady = report.measured?.steady
        if steady?.isSteady == true { items.append("steady") }
        let rate = run + TextLayout.section("rate", items)
        guard let steady, steady.isSteady == false else { return rate }
        return rate
            + TextLayout.paragraph("", "not steady: " + steady.reasons.joined(separator: "; "))
    }

    private static func ledger(_ report: RunReport) -> [String] {
        let counts = report.counts
        var lines = TextLayout.section(
            "messages",
            sum(
                (counts.planned, "planned"),
                of: [
                    (counts.missed, "missed"), (counts.submitted, "submitted"),
                ]), gap: " ")
        lines += TextLayout.section(
            "",
            sum(
                (counts.submitted, "submitted"),
                of: [
                    (counts.accepted, "accepted"), (counts.throttled, "throttled"),
                    (counts.rejected, "rejected"), (counts.timedOut, "timed out"),
                    (counts.inDoubt, "in doubt"),
                ]), gap: " ")
        if report.plan.receipts != "none" {
            lines += receipts(counts.receipts) + states(report)
        }
        lines += faults(counts) + sessions(report.reconnects)
        if let slowDown = report.slowDown, slowDown.lowest < 1 {
            lines += TextLayout.section(
                "throttling",
                [
                    "slowed down to \(HumanUnits.percent(slowDown.lowest)) of the rate",
                    "\(HumanUnits.percent(slowDown.final)) at the end",
                ])
        }
        if let count = counts.mobileOriginated {
            lines += TextLayout.section(
                "mobile", ["\(HumanUnits.count(count)) mobile-originated messages answered"])
        }
        return lines + statuses(report.commandStatus)
    }

    /// Repeats and odd responses, where there are any.
    private static func faults(_ counts: RunReport.Counts) -> [String] {
        var lines: [String] = []
        if counts.attempts != counts.submitted {
            lines += TextLayout.section(
                "attempts",
                sum(
                    (counts.attempts, "attempts"),
                    of: [
                        (counts.submitted, "submitted"), (counts.retried, "retried"),
                        (counts.resubmitted, "resubmitted"),
                    ]), gap: " ")
        }
        let odd = [
            (counts.possibleDuplicates, "possible duplicates"), (counts.lateResponses, "late"),
            (counts.unexpectedResponses, "to nothing outstanding"),
        ].filter { $0.0 > 0 }.map { "\(HumanUnits.count($0.0)) \($0.1)" }
        return odd.isEmpty ? lines : lines + TextLayout.section("responses", odd)
    }

    private static func sessions(_ reconnects: RunReport.Reconnects) -> [String] {
        guard reconnects.losses > 0 else { return [] }
        return TextLayout.section(
            "sessions",
            [
                "lost \(HumanUnits.count(reconnects.losses)) times",
                "bound again \(HumanUnits.count(reconnects.binds)) times",
                "attempts \(HumanUnits.count(reconnects.attempts))",
                "without a bind for \(HumanUnits.duration(reconnects.lostTime))",
            ])
    }

    private static func receipts(_ counts: RunReport.Counts.Receipts) -> [String] {
        let extra = [
            (counts.early, "before their response"), (counts.duplicate, "duplicate"),
            (counts.orphan, "orphan"), (counts.untracked, "untracked"),
            (counts.intermediate, "intermediate"),
        ].filter { $0.0 > 0 }.map { "\(HumanUnits.count($0.0)) \($0.1)" }
        let lines = TextLayout.section(
            "receipts",
            sum(
                (counts.expected, "expected"),
                of: [
                    (counts.matched, "matched"), (counts.missing, "missing"),
                ]), gap: " ")
        return extra.isEmpty ? lines : lines + TextLayout.section("", extra)
    }

    /// `20,000 planned = 0 missed + 20,000 submitted`, in parts that stay together.
    private static func sum(
        _ whole: (Int64, String), of parts: [(Int64, String)]
    ) -> [String] {
        let texts = parts.map { "\(HumanUnits.count($0.0)) \($0.1)" }
        return ["\(HumanUnits.count(whole.0)) \(whole.1) ="]
            + texts.dropLast().map { $0 + " +" } + texts.suffix(1)
    }

    private static func statuses(_ statuses: [String: Int64]) -> [String] {
        named("status", statuses)
    }

    /// What became of the messages, where it is more than their delivery, and how their ids are written
    /// in the receipts, where it is not as in the responses.
    private static func states(_ report: RunReport) -> [String] {
        var lines: [String] = []
        if report.receiptStates.contains(where: { $0.key != "DELIVRD" }) {
            lines += named("", report.receiptStates)
        }
        if let form = report.receipt.idForm, form != "same" {
            lines += TextLayout.section("", ["ids in response and receipt: \(form)"])
        }
        return lines
    }

    /// Counts by name, the largest first.
    private static func named(_ title: String, _ counts: [String: Int64]) -> [String] {
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !ordered.isEmpty else { return [] }
        var items = ordered.prefix(statusesShown).map { "\($0.key) \(HumanUnits.count($0.value))" }
        let rest = ordered.dropFirst(statusesShown)
        if !rest.isEmpty {
            let total = rest.reduce(0) { $0 + $1.value }
            items.append("\(rest.count) others \(HumanUnits.count(total))")
        }
        return TextLayout.section(title, items)
    }

    private static func thresholds(_ report: RunReport, color: Bool) -> [String] {
        guard !report.thresholds.isEmpty else { return [] }
        let passed = report.thresholds.filter(\.passed).count
        var lines = TextLayout.section(
            "thresholds", ["\(passed) of \(report.thresholds.count) met"])
        for outcome in report.thresholds.prefix(linesShown) {
            let word = outcome.passed ? "met   " : Colour.red.paint("FAILED", if: color)
            lines += TextLayout.section(
                "", [word, outcome.expression, "measured: \(outcome.measured)"])
        }
        return lines
    }

    private static func ceilings(_ report: RunReport) -> [String] {
        report.ceilings.flatMap { ceiling in
            let gap = ceiling.minimumGap.map { ["smallest gap \(HumanUnits.duration($0))"] } ?? []
            let whose = ceiling.name.map { " (closest: \($0))" } ?? ""
            let most = RunReport.Ceiling.most
            return TextLayout.section(
                "ceiling",
                [
                    "\(ceiling.limitWords) \(ceiling.outcomeWords)\(whose)",
                    "most in 1 s: \(HumanUnits.count(ceiling.worstSecond))",
                    "100 ms: \(most(ceiling.worst100ms, ceiling.limit100ms))",
                    "10 ms: \(most(ceiling.worst10ms, ceiling.limit10ms))",
                ] + gap + [
                    "guard \(HumanUnits.duration(ceiling.guard)), which costs "
                        + "\(HumanUnits.percent(ceiling.guardCost)) of the rate",
                    "burst \(HumanUnits.count(ceiling.burst))",
                ])
        }
    }

    private static func cost(_ report: RunReport) -> [String] {
        let cost = report.cost
        var items: [String] = []
        if let time = cost.cpuNanosecondsPerMessage {
            let spun = cost.spinNanosecondsPerMessage ?? 0
            let work = HumanUnits.duration(Int64((time - spun).rounded()))
            items.append("CPU \(work) a message")
            if spun > 0 {
                items.append("and \(HumanUnits.duration(Int64(spun.rounded()))) spinning")
            }
        }
        // A thousand at a time: one message costs less than a hundredth of a call.
        var thousand: [String] = []
        if let calls = cost.systemCallsPerMessage {
            let work = calls - (cost.spinSystemCallsPerMessage ?? 0)
            thousand.append("\(HumanUnits.small(work * 1_000)) system calls")
        }
        if let allocations = cost.allocationsPerMessage {
            thousand.append("\(HumanUnits.small(allocations * 1_000)) allocations")
        }
        if !thousand.isEmpty {
            items.append("per 1,000: " + thousand.joined(separator: ", "))
        }
        if cost.peakResidentBytes == 0 { return [] }
        items.append("peak memory \(HumanUnits.bytes(cost.peakResidentBytes))")
        return TextLayout.section("cost", items)
    }

    /// What else went on during the run, where it is worth a word.
    private static func disturbance(_ machine: Environment) -> [String] {
        var items: [String] = []
        if let share = machine.stealShare, share >= 0.001 {
            items.append("steal \(HumanUnits.percent(share))")
        }
        if let share = machine.otherLoadShare, share >= 0.01 {
            items.append("other programs \(HumanUnits.percent(share))")
        }
        return items
    }

    private static func machine(_ report: RunReport) -> [String] {
        let machine = report.environment
        var items = ["\(machine.cpuModel ?? machine.architecture) x \(machine.cpuCount)"]
        if let limit = machine.cgroupCPULimit {
            items.append("limited to \(HumanUnits.small(limit))")
        }
        if let memory = machine.memoryBytes { items.append(HumanUnits.bytes(memory)) }
        if let kernel = machine.kernel { items.append("kernel \(kernel)") }
        if let governor = machine.cpuGovernor { items.append("governor \(governor)") }
        if let load = machine.loadAverage.first { items.append("load \(HumanUnits.small(load))") }
        items += disturbance(machine)
        if let clock = machine.clockSource { items.append("clock \(clock)") }
        if let placement = report.placement, placement.pinned > 0 {
            let nodes = placement.numaNodes
            items.append(nodes > 1 ? "pinned, \(nodes) NUMA nodes" : "pinned, no NUMA")
        }
        items.append(
            "receive times of the \(report.clock.receive == "kernel" ? "kernel" : "thread")")
        items.append("sends \(report.clock.wait == "spin" ? "spun" : "slept") for")
        items.append("Swift \(machine.swiftVersion)")
        let commit = report.tool.commit.map { " (\($0))" } ?? ""
        let tool = "\(report.tool.name) \(report.tool.version)\(commit)"
        return TextLayout.section("machine", items)
            + TextLayout.section("made by", [tool, report.startedAt])
    }
}
