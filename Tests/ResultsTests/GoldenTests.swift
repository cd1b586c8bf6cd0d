// Whole reports against stored ones, so that a change of the output is seen where it is reviewed.
// UPDATE_GOLDEN=1 swift test --filter GoldenTests writes them anew.

import FoundationEssentials
import LoadEngine
import Metrics
import Results
import Testing

@Suite struct GoldenTests {
    /// Every report that is stored, by the name of its file.
    static func report(_ name: String) throws -> RunReport {
        switch name {
        case "open-loop": try openLoop()
        case "closed-loop": RunReport(closedLoop(), context: Fixtures.context("baseline"))
        case "generator-bound": RunReport(generatorBound(), context: Fixtures.context("soak"))
        case "few-messages":
            RunReport(Fixtures.quietRun(messages: 150), context: Fixtures.context("contact"))
        default: RunReport(refusedBind(), context: Fixtures.context("provider"))
        }
    }

    private static func openLoop() throws -> RunReport {
        var result = Fixtures.receiptRun()
        result.plan.warmup = 5 * Fixtures.second
        result.measure {
            $0.ledger.planned += 5
            $0.ledger.missed = 5
            $0.ledger.submitted += 13
            $0.ledger.planned += 13
            $0.ledger.attempts = $0.ledger.submitted
            $0.ledger.throttled = 10
            $0.ledger.throttledAnswers = 10
            $0.ledger.rejected = 2
            $0.ledger.timedOut = 1
            $0.statuses[0x58] = 10
            $0.statuses[0x0B] = 1
            $0.statuses[0x401] = 1
            Fixtures.spread(&$0.timings.throttledServiceTime, 10, 400_000, 500_000)
        }
        result.ceilings = [
            CeilingCertificate(
                scope: .run, tps: 1_100, worstSecond: 1_004, worst100ms: 101, worst10ms: 11,
                minimumGap: 880_000, violations: 0)
        ]
        result.ceilings[0].burst = 11
        result.ceilings[0].limit100ms = 121
        result.ceilings[0].limit10ms = 22
        result.notes = ["shard 1 could not be pinned to processor 1: Operation not permitted"]
        return RunReport(
            result,
            context: Fixtures.context(
                "provider",
                thresholds: [
                    try Threshold(parsing: "latency.p99 < 50ms"),
                    try Threshold(parsing: "rejected.ratio < 0.1%"),
                    try Threshold(parsing: "receiptMissing == 0"),
                ], tags: ["branch": "main"]))
    }

    private static func closedLoop() -> RunResult {
        var result = Fixtures.receiptRun()
        result.plan.load = .windowDriven
        result.cost.cpuNanoseconds = 38 * Fixtures.second
        result.work(for: 19 * Fixtures.second)
        return result
    }

    private static func generatorBound() -> RunResult {
        var result = Fixtures.quietRun()
        result.makeLate(\.pacerLag)
        return result
    }

    private static func refusedBind() -> RunResult {
        var result = RunResult(plan: Fixtures.plan(Fixtures.steady(100)))
        result.startedAtWallClock = 1_795_442_709_123_000_000
        result.end = .failed("bind_transceiver refused by 127.0.0.1:2775: ESME_RINVPASWD")
        return result
    }

    private func hide(_ histograms: inout RunReport.Histograms) {
        histograms.latency = "…"
        histograms.serviceTime = "…"
        histograms.sendLag = "…"
        histograms.pacerLag = "…"
        histograms.windowWait = "…"
        histograms.socketWait = "…"
        histograms.ceilingWait = "…"
        histograms.throttledServiceTime = "…"
        histograms.receiptFromSubmit = "…"
        histograms.receiptFromResponse = "…"
        histograms.receiptCensored = "…"
    }

    static func compare(_ text: String, with file: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/\(file)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: path)
        }
        let stored = try String(contentsOf: path, encoding: .utf8)
        #expect(text == stored, "differs from Golden/\(file)")
    }

    @Test(arguments: [
        "open-loop", "closed-loop", "generator-bound", "few-messages", "refused-bind",
    ])
    func textReportIsTheStoredOne(name: String) throws {
        let text = TextReport.text(try Self.report(name))
        try Self.compare(text, with: name + ".txt")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 40)
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(text.allSatisfy { $0 == "\n" || ($0.isASCII && !$0.isNewline && $0 != "\u{1B}") })
    }

    @Test(arguments: ["open-loop", "refused-bind"])
    func jsonReportIsTheStoredOne(name: String) throws {
        var report = try Self.report(name)
        // Another zlib may compress in another way; that they decode is tested elsewhere.
        hide(&report.histograms)
        for index in report.phases.indices { hide(&report.phases[index].histograms) }
        try Self.compare(try report.json(), with: name + ".json")
    }
}
