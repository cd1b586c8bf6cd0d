// The files for other tools: each as it is on file, and what its reader relies on.

import FoundationEssentials
import LoadEngine
import Metrics
import Results
import Testing

@Suite struct FormatTests {
    private static let schema: JSONValue? = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "results/result.schema.json")
        return try? JSONValue(json: String(contentsOf: path, encoding: .utf8))
    }()

    /// The receipt run with two seconds of its own, and the ids and labels that need escaping.
    private func report(name: String = "pro\"vider|1") throws -> RunReport {
        var result = Fixtures.receiptRun()
        for second in 0..<2 {
            var interval = IntervalResult(
                at: Int64(second) * Fixtures.second, duration: Fixtures.second,
                ledger: MessageLedger(), inFlight: 7, receiptsOutstanding: 9,
                latency: Histogram(.response), receipt: Histogram(.receipt))
            interval.ledger.submitted = 1_000 + Int64(second)
            Fixtures.spread(&interval.latency, 1_000, 1_000_000, 3_000_000)
            interval.statuses = [0: 1_000]
            interval.targetTPS = 1_000
            result.intervals.append(interval)
        }
        return RunReport(
            result,
            context: Fixtures.context(
                name,
                thresholds: [
                    try Threshold(parsing: "latency.p99 < 1ms"),
                    try Threshold(parsing: "throttled == 0"),
                ]))
    }

    @Test(arguments: [
        "open-loop", "closed-loop", "generator-bound", "few-messages", "refused-bind",
    ]) func everyResultFitsThePublishedSchema(_ name: String) throws {
        let schema = try #require(Self.schema)
        let value = try JSONValue(json: try GoldenTests.report(name).json())
        #expect(SchemaValidator.faults(of: value, by: schema) == [])
    }

    @Test func aMergedResultAndOneWithSecondsFitThePublishedSchema() throws {
        let schema = try #require(Self.schema)
        let report = try report()
        let parts = ["a", "b"].map { MergePart(name: $0, report: report) }
        let union = try ResultMerge.union(of: parts, tool: Fixtures.tool)
        for report in [report, union] {
            let value = try JSONValue(json: try report.json())
            #expect(SchemaValidator.faults(of: value, by: schema) == [])
        }
    }

    @Test func theSchemaRefusesWhatIsNoResult() throws {
        let schema = try #require(Self.schema)
        let good = try JSONValue(json: try report().json())
        func faults(_ change: (inout [String: JSONValue]) -> Void) -> [String] {
            var members = good.members
            change(&members)
            return SchemaValidator.faults(of: .object(members), by: schema)
        }
        #expect(faults { $0["counts"] = nil } == ["$: counts is missing"])
        #expect(faults { $0["notes"] = .null }.count == 1)
        #expect(faults { $0["surprise"] = .null } == ["$: surprise is not described"])
        #expect(faults { $0["startedAt"] = .string("today") }.count == 1)
        #expect(faults { $0["schemaVersion"] = .integer(2) }.count == 1)
    }

    @Test(arguments: [
        ResultWriter.Format.junit, .markdown, .prometheus, .hgrm, .github, .bencher,
    ]) func theFileIsTheStoredOne(_ format: ResultWriter.Format) throws {
        let text = try ResultWriter.text(of: report(), as: format)
        try GoldenTests.compare(text, with: "receipts.\(format.rawValue)")
    }

    @Test func theTableHasARowASecond() throws {
        let text = try ResultWriter.text(of: report(), as: .csv)
        let rows = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count == 3)
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        let second = Dictionary(zip(rows[0], rows[2]), uniquingKeysWith: { $1 })
        #expect(second["at"] == "1000000000")
        #expect(second["submitted"] == "1001")
        #expect(second["targetTPS"] == "1000.000")
        #expect(second["inFlight"] == "7")
        #expect(second["latency.max"] == "3000000")
        #expect(second["receiptFromSubmit.p50"] == "")
    }

    @Test func theIntervalLogHoldsEachSecondsHistograms() throws {
        let text = try ResultWriter.text(of: report(), as: .hlog)
        let lines = text.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("#[") }.count == 4)
        #expect(lines.contains("#[BaseTime: 1795442709.123 (seconds since epoch)]"))
        let rows = lines.filter { $0.hasPrefix("Tag=") }
        #expect(rows.count == 2)
        for (second, row) in rows.enumerated() {
            let fields = row.split(separator: ",").map(String.init)
            #expect(fields.prefix(4) == ["Tag=latency", "\(second).000", "1.000", "3.000"])
            #expect(try Histogram(base64V2: fields[4]).count == 1_000)
        }
    }
}
