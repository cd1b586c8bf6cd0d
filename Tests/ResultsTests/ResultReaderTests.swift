// Stored results read back, and what is said of files that hold none.

import FoundationEssentials
import Results
import Testing

@Suite struct ResultReaderTests {
    private func reason(_ text: String) throws -> String? {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "result-\(UUID().uuidString).json").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(ResultReadError) {
            _ = try ResultReader.report(at: path)
            return nil
        } catch {
            #expect(error.path == path)
            return error.reason
        }
    }

    @Test func aStoredResultIsTheOneThatWasWritten() throws {
        let report = RunReport(Fixtures.receiptRun(), context: Fixtures.context("p"))
        let path = FileManager.default.temporaryDirectory
            .appending(path: "result-\(UUID().uuidString).json").path
        try ResultWriter.write(report, as: .json, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try ResultReader.report(at: path) == report)
    }

    @Test func aFileThatHoldsNoResultIsRefusedWithTheReason() throws {
        #expect(try reason("") == "not JSON")
        #expect(try reason("{\"a\": ") == "not JSON")
        let other = "JSON, but no result of smppbench run: it has no schemaVersion and tool"
        #expect(try reason("{}") == other)
        let tool = "\"tool\": {\"name\": \"smppbench\", \"version\": \"9\"}"
        #expect(
            try reason("{\"schemaVersion\": 2, \(tool)}")
                == "schemaVersion 2; this version reads 1")
        #expect(
            try reason("{\"schemaVersion\": 1, \(tool)}")
                == "not a whole result: startedAt is missing")
    }

    @Test func aMissingFileIsNamedInTheSystemsWords() {
        #expect(throws: ResultReadError.self) { try ResultReader.report(at: "/no/such/file") }
        do throws(ResultReadError) {
            _ = try ResultReader.report(at: "/no/such/file")
        } catch {
            #expect(error.description == "cannot read /no/such/file: No such file or directory")
        }
    }
}
