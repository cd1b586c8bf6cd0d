// Results on disk, and one clear line when there can be none.
// Each test writes to a folder of its own.

import FoundationEssentials
import Results
import Testing

@Suite struct ResultWriterTests {
    private let report = RunReport(Fixtures.quietRun(), context: Fixtures.context("baseline"))

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "results-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    @Test func fileHoldsTheReportInItsFormat() throws {
        try withFolder { folder in
            try ResultWriter.write(report, as: .json, to: folder + "/a.json")
            try ResultWriter.write(report, as: .text, to: folder + "/a.txt")
            #expect(try text(folder + "/a.json") == report.json())
            #expect(try text(folder + "/a.txt") == TextReport.text(report))
            #expect(try RunReport(json: text(folder + "/a.json")) == report)
        }
    }

    @Test func runFolderIsNamedByStartAndProfile() throws {
        try withFolder { parent in
            let results = parent + "/results"
            let folder = try ResultWriter.createRunFolder(
                in: results, startedAtWallClock: 1_795_442_709_123_000_000,
                profileName: "baseline")
            #expect(folder == results + "/2026-11-23T14-05-09Z-baseline")
            try ResultWriter.write(report, toFolder: folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["report.html", "result.json", "result.txt"])
        }
    }

    @Test func secondRunOfTheSameSecondGetsItsOwnFolder() throws {
        try withFolder { parent in
            let names = try (1...3).map { _ in
                try ResultWriter.createRunFolder(
                    in: parent, startedAtWallClock: 0, profileName: "a/b c")
            }
            #expect(
                names == [
                    parent + "/1970-01-01T00-00-00Z-a-b-c",
                    parent + "/1970-01-01T00-00-00Z-a-b-c-2",
                    parent + "/1970-01-01T00-00-00Z-a-b-c-3",
                ])
        }
    }

    @Test func missingFolderIsNamedWithTheReason() {
        let error = #expect(throws: ResultWriteError.self) {
            try ResultWriter.write(report, as: .json, to: "/no-such-folder/result.json")
        }
        #expect(
            error?.description
                == "cannot write /no-such-folder/result.json: No such file or directory")
    }

    @Test func folderBelowAFileIsNamedWithTheReason() throws {
        try withFolder { parent in
            try ResultWriter.write(report, as: .text, to: parent + "/file")
            let error = #expect(throws: ResultWriteError.self) {
                try ResultWriter.createRunFolder(
                    in: parent + "/file/results", startedAtWallClock: 0, profileName: "baseline")
            }
            #expect(error?.path == parent + "/file/results")
            #expect(error?.reason == "Not a directory")
        }
    }

    @Test func deviceIsWrittenToAndNotReplaced() throws {
        try ResultWriter.write(report, as: .json, to: "/dev/null")
        let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
        #expect(attributes[.type] as? FileAttributeType != .typeRegular)
    }
}
