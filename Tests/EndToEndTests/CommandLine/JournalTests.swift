// The journal of a run as a user meets it: after kill -9 it holds what was measured, and a full disk
// costs the journal but not the run.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct JournalTests {
    private func counts(_ result: [String: Any]) -> [String: Int] {
        result["counts"] as? [String: Int] ?? [:]
    }

    private func journal(in folder: Folder) throws -> String? {
        try folder.contents().first { $0.hasSuffix("/journal") }
    }

    @Test func aKilledRunIsReportedUpToItsLastSecond() throws {
        let folder = try Folder()
        let run = try Program(
            [
                "run", "--rate", "500/s", "--duration", "10m", "--warmup", "1s", "--ceiling",
                "600/s,700seg/s",
            ], in: folder)
        // The line of a second is shown after the journal has its record to write.
        #expect(run.waitForLine(containing: "0:04  measure") != nil)
        run.kill()
        #expect(try run.finish().status == -1)

        let path = try #require(try journal(in: folder))
        let shown = try Program.run(["report", path, "--out", "json=a.json"], in: folder)
        #expect(shown.errors == "")
        #expect(shown.status == 0)
        let result = try folder.json("a.json")
        let verdict = result["verdict"] as? [String: Any] ?? [:]
        #expect(verdict["exitStatus"] as? Int == 105)
        let reasons = verdict["reasons"] as? [String] ?? []
        #expect(
            reasons.first?.hasPrefix("interrupted: the run was cut off, and is incomplete") == true)
        let intervals = result["intervals"] as? [[String: Any]] ?? []
        #expect(intervals.count >= 2)
        let phases = result["phases"] as? [[String: Any]] ?? []
        #expect(phases.map { $0["name"] as? String } == ["warmup", "measure"])
        let sent = phases.reduce(0) {
            $0 + ((($1["counts"] as? [String: Any])?["submitted"] as? Int) ?? 0)
        }
        let seconds = intervals.reduce(0) {
            $0 + ((($1["counts"] as? [String: Any])?["submitted"] as? Int) ?? 0)
        }
        #expect(sent > 0)
        #expect(sent == seconds)
        let ceilings = result["ceilings"] as? [[String: Any]] ?? []
        #expect(ceilings.map { $0["unit"] as? String } == ["message", "segment"])
        for ceiling in ceilings {
            let worst = try #require(ceiling["worstSecond"] as? Int)
            #expect((1...600).contains(worst))
            #expect(ceiling["violations"] as? Int == 0)
        }
        let cost = result["cost"] as? [String: Any] ?? [:]
        #expect(cost["cpuNanosecondsPerMessage"] as? Double ?? 0 > 100)
        #expect(cost["systemCallsPerMessage"] as? Double ?? 0 > 0)
        #expect(cost["peakResidentBytes"] as? Int ?? 0 > 1_000_000)
        let text = try Program.run(["report", path], in: folder)
        #expect(text.output.contains("the run was cut off"))
    }

    @Test func theJournalOfACompleteRunIsItsResult() throws {
        let folder = try Folder()
        let run = try Program.run(["run", "--rate", "500/s", "--duration", "2s"], in: folder)
        #expect(run.errors == "")
        let path = try #require(try journal(in: folder))
        let again = try Program.run(["report", path, "--out", "json=a.json"], in: folder)
        #expect(again.errors == "")
        let result = try Data(
            contentsOf: URL(
                filePath: "\(folder.path)/\(path.replacing("/journal", with: "/result.json"))"))
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/a.json")) == result)
    }

    @Test func aJournalBesideNamedFilesGoesWhenTheyAreWritten() throws {
        let folder = try Folder()
        let run = try Program.run(
            ["run", "--rate", "500/s", "--duration", "1s", "--out", "json=a.json"], in: folder)
        #expect(run.errors == "")
        #expect(try folder.contents() == ["a.json"])
    }

    @Test func aFullDiskIsToldOnceAndTheRunEndsWithItsSummary() throws {
        let folder = try Folder()
        // Blocks of 512 bytes: the head of the journal does not fit, much less the result.
        let run = try Program(
            ["-c", "ulimit -f 2; exec \"$0\" run --rate 500/s --duration 3s", Program.path],
            in: folder, executable: "/bin/sh")
        let outcome = try run.finish()
        #expect(outcome.status == 1)
        let told = outcome.errorLines.filter { $0.contains("journal") }
        #expect(told.count == 1)
        #expect(
            told.first?.hasSuffix(": File too large; the run goes on without its journal") == true)
        #expect(outcome.output.contains("submitted ="))
        #expect(outcome.output.contains("latency"))
    }
}
