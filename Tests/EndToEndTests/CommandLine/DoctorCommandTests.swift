// `smppbench doctor` as a user sees it, on whatever machine this is: a verdict, a line for each thing
// looked at, and a status that tells only what it was asked to tell.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct DoctorCommandTests {
    @Test func theVerdictComesFirstAndTheStatusIsZeroWhateverItIs() throws {
        let folder = try Folder()
        let outcome = try Program.run(
            ["doctor", "--out", "text=-", "--out", "json=d.json", "--out", "markdown=d.md"],
            in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let report = try folder.json("d.json")
        let verdict = try #require(report["verdict"] as? String)
        let word = ["bad": "BAD", "warning": "WARNING", "ok": "FINE"][verdict]
        #expect(outcome.output.hasPrefix(try #require(word) + "  "))
        let findings = try #require(report["findings"] as? [[String: Any]])
        for finding in findings {
            let grade = try #require(finding["grade"] as? String)
            let subject = try #require(finding["subject"] as? String)
            #expect(outcome.outputLines.contains { $0.hasPrefix(grade) && $0.contains(subject) })
        }
        #expect(!outcome.output.contains("\u{1B}"))
        let table = try String(contentsOfFile: folder.path + "/d.md", encoding: .utf8)
        #expect(table.split(separator: "\n").count { $0.hasPrefix("| ") } == findings.count + 2)
        #expect(try folder.contents() == ["d.json", "d.md"])
    }

    @Test func asAGateItFailsOnWhatItWasToldTo() throws {
        let folder = try Folder()
        for strictness in ["warning", "bad"] {
            let outcome = try Program.run(
                ["doctor", "--fail-on", strictness, "--out", "json=d.json"], in: folder)
            let verdict = try #require(try folder.json("d.json")["verdict"] as? String)
            let fails = verdict == "bad" || verdict == strictness
            #expect(outcome.status == (fails ? 98 : 0))
            #expect(outcome.output == "")
        }
    }

    @Test func aFileThatCannotBeWrittenIsNamed() throws {
        let outcome = try Program.run(["doctor", "--out", "json=/no-such-folder/d.json"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("cannot write /no-such-folder/d.json: "))
    }
}
