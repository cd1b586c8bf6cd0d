// `smppbench report` as a user sees it: a stored result again, and errors that name the file.

import Foundation
import Testing

@Suite struct ReportCommandTests {
    @Test func aRunsResultIsShownAgainAsItEnded() throws {
        let folder = try Folder()
        let run = try Program.run(
            [
                "run", "--rate", "500/s", "--duration", "1s", "--quiet",
                "--out", "json=a.json", "--out", "text=a.txt",
            ], in: folder)
        #expect(run.errors == "")
        let report = try Program.run(["report", "a.json"], in: folder)
        #expect(report.status == 0)
        #expect(report.errors == "")
        #expect(report.output == run.output)
        let again = try Program.run(
            ["report", "a.json", "--out", "json=b.json", "--out", "text=-"], in: folder)
        #expect(again.output == run.output)
        let files = try ["a.json", "b.json"].map {
            try Data(contentsOf: URL(filePath: "\(folder.path)/\($0)"))
        }
        #expect(files[0] == files[1])
    }

    @Test func aResultOnStandardOutputHasItForItself() throws {
        let folder = try Folder()
        let run = try Program.run(
            ["run", "--count", "500", "--out", "json=-"], in: folder)
        let result = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        #expect((result as? [String: Any])?["schemaVersion"] as? Int == 1)
        #expect(run.errors.contains("500 submitted = 500 accepted"))
    }

    @Test func aFileThatHoldsNoResultIsNamed() throws {
        let folder = try Folder()
        try folder.write("{}", to: "a.json")
        let report = try Program.run(["report", "a.json"], in: folder)
        #expect(report.status == 1)
        #expect(report.output == "")
        #expect(
            report.errorLines == [
                "cannot read a.json: JSON, but no result of smppbench run: it has no "
                    + "schemaVersion and tool"
            ])
    }
}
