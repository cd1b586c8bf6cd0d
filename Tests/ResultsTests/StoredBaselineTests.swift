// The results of results/baseline, against which CI judges: whole, valid, described by the schema and of
// one machine. Where there are none yet, that the check would find what is wrong with them.

import Foundation
import LoadEngine
import Results
import Testing

@Suite struct StoredBaselineTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "results")

    /// What is wrong with a baseline, one line each, of the results in `files`.
    private func faults(of files: [String: Data]) throws -> [String] {
        let schema = try JSONValue(
            json: String(
                contentsOf: Self.folder.appending(path: "result.schema.json"), encoding: .utf8))
        var faults: [String] = []
        var reports: [RunReport] = []
        for (name, data) in files.sorted(by: { $0.key < $1.key }) {
            guard let report = try? JSONDecoder().decode(RunReport.self, from: data) else {
                faults.append("\(name): no result")
                continue
            }
            let value = try JSONValue(json: String(decoding: data, as: UTF8.self))
            faults += SchemaValidator.faults(of: value, by: schema).map { "\(name): \($0)" }
            if !report.verdict.valid { faults.append("\(name): not valid") }
            if report.profileName != "baseline" { faults.append("\(name): another profile") }
            if report.cost.allocationsPerMessage != 0 { faults.append("\(name): allocates") }
            reports.append(report)
        }
        guard let first = reports.first else { return faults }
        let comparison = Comparison(base: [first], new: reports)
        if comparison.outcome == .notComparable { faults += comparison.notes }
        return faults
    }

    @Test func everyStoredResultIsAValidMeasurementOfOneMachine() throws {
        let folder = Self.folder.appending(path: "baseline")
        var files: [String: Data] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where name.hasSuffix(".json") {
            files[name] = try Data(contentsOf: folder.appending(path: name))
        }
        #expect(try faults(of: files) == [])
    }

    @Test func aResultThatDoesNotBelongThereIsNamed() throws {
        func data(_ change: (inout RunReport) -> Void) throws -> Data {
            var report = RunReport(
                Fixtures.quietRun(.windowDriven), context: Fixtures.context("baseline"))
            change(&report)
            return Data(try report.json().utf8)
        }
        let good = try data { _ in }
        #expect(try faults(of: ["1.json": good, "2.json": good]) == [])
        #expect(try faults(of: ["1.json": Data("{}".utf8)]) == ["1.json: no result"])
        let wrong = try [
            "1.json": good,
            "2.json": data { $0.verdict.valid = false },
            "3.json": data { $0.profileName = "steady" },
            "4.json": data { $0.cost.allocationsPerMessage = 4 },
            "5.json": data { $0.environment.cpuCount = 64 },
        ]
        let found = try faults(of: wrong)
        #expect(
            found.prefix(3) == [
                "2.json: not valid", "3.json: another profile", "4.json: allocates",
            ])
        #expect(found.contains("number of processors differs: 2 and 64"))
    }
}
