// `smppbench run` and `baseline` as a user sees them: streams, files, exit statuses, signals.

import Foundation
import Testing

@Suite struct RunCommandTests {
    @Test func aShortRunPrintsItsReportAndKeepsItsResult() throws {
        let folder = try Folder()
        let outcome = try Program.run(
            ["run", "--rate", "500/s", "--duration", "1s", "--receipts", "final"], in: folder)
        #expect(outcome.errors == "")
        #expect(outcome.status == 0 || outcome.status == 98, "\(outcome.output)")
        #expect(outcome.output.hasPrefix("run: open loop, 1 session, window 100, built-in SMSC at"))
        #expect(outcome.output.contains("500 accepted"))
        let files = try folder.contents()
        #expect(files.count == 6 && files[0] == "results")
        let run = try #require(files.dropFirst().first)
        #expect(run.hasPrefix("results/") && run.hasSuffix("-run"))
        #expect(
            files.suffix(4)
                == ["journal", "report.html", "result.json", "result.txt"].map { "\(run)/\($0)" })

        let result = try folder.json("\(run)/result.json")
        #expect(result["schemaVersion"] as? Int == 1)
        let counts = try #require(result["counts"] as? [String: Any])
        #expect(counts["planned"] as? Int == 500)
        #expect(counts["accepted"] as? Int == 500)
        let receipts = try #require(counts["receipts"] as? [String: Any])
        #expect(receipts["matched"] as? Int == 500)
        let profile = try #require(result["profile"] as? [String: Any])
        #expect(profile["rate"] as? String == "500/s")
        #expect((result["profileHash"] as? String)?.count == 16)
        let verdict = try #require(result["verdict"] as? [String: Any])
        #expect(verdict["exitStatus"] as? Int == Int(outcome.status))
    }

    @Test func quietPrintsTheReportOnlyAndOutNamesTheFiles() throws {
        let folder = try Folder()
        let outcome = try Program.run(
            ["run", "--count", "100", "--quiet", "--out", "json=a.json", "--out", "text=a.txt"],
            in: folder)
        #expect(outcome.errors == "")
        #expect(outcome.output.hasPrefix("VALID"))
        #expect(try folder.contents() == ["a.json", "a.txt"])
        let text = try String(contentsOfFile: "\(folder.path)/a.txt", encoding: .utf8)
        #expect(outcome.output == text)
    }

    @Test func theBaselineIsFoundFromAnotherFolder() throws {
        let outcome = try Program.run(
            ["baseline", "--duration", "500ms", "--warmup", "100ms", "--out", "json=b.json"])
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("baseline: closed loop, 1 session, window 1000"))
        #expect(!outcome.output.contains("\u{1B}"), "no escape sequences in a pipe")
    }

    @Test func aFailedThresholdIs99() throws {
        let outcome = try Program.run(
            ["run", "--count", "1000", "--quiet", "--threshold", "latency.p50 < 1us"])
        #expect(outcome.status == 99)
        #expect(outcome.output.contains("THRESHOLD FAILED"))
    }

    @Test(arguments: [
        ["runn"], ["run", "--windw", "5"], ["run", "--rate", "5"], ["run", "nowhere.json5"],
        ["run", "--host", "example.net"], ["run", "--threshold", "latncy.p99 < 5ms"], [],
        ["smsc", "--port", "x"],
    ]) func aUsageErrorIsOneLineOnStandardErrorAnd104(_ arguments: [String]) throws {
        let folder = try Folder()
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.status == 104)
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
        #expect(try folder.contents() == [])
    }

    @Test(arguments: [
        ["--help"], ["help", "keys"], ["run", "--help"], ["baseline", "--help"],
        ["smsc", "--help"], ["--version"],
    ]) func helpAndVersionGoToStandardOutput(_ arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("smppbench") || arguments == ["help", "keys"])
    }

    @Test func aResultsFolderThatCannotBeMadeIsFoundBeforeTheRun() throws {
        let folder = try Folder()
        try folder.write("a file", to: "results")
        let outcome = try Program.run(["run", "--duration", "168h"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("cannot write results"))
    }

    @Test(arguments: [
        ("none/a.json", "cannot write none/a.json: there is no folder none"),
        (".", "cannot write .: it is a folder"),
        ("/proc/a.json", "cannot write /proc/a.json: no file can be made in /proc"),
    ]) func anOutputThatCannotBeWrittenIsFoundBeforeTheRun(
        _ file: String, _ line: String
    ) throws {
        let outcome = try Program.run(["run", "--duration", "168h", "--out", "json=\(file)"])
        #expect(outcome.status == 1)
        #expect(outcome.errorLines == [line])
        #expect(outcome.output == "")
    }

    @Test func anOutputLostDuringTheRunStillPrintsTheReport() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/sub", withIntermediateDirectories: false)
        let program = try Program(
            ["run", "--rate", "100/s", "--duration", "2s", "--out", "json=sub/a.json"], in: folder)
        #expect(program.waitForLine(containing: "submitted") != nil)
        try folder.remove("sub")
        let outcome = try program.finish()
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("cannot write sub/a.json: "))
        #expect(outcome.output.contains("200 accepted"))
    }

    @Test func theFirstInterruptDrainsAndKeepsTheResult() throws {
        let folder = try Folder()
        let program = try Program(
            [
                "run", "--rate", "100/s", "--duration", "10m", "--receipts", "final", "--set",
                "smsc.receiptDelay=200ms", "--out", "json=a.json",
            ], in: folder)
        #expect(program.waitForLine(containing: "submitted") != nil)
        program.interrupt()
        let outcome = try program.finish()
        #expect(outcome.status == 105)
        #expect(outcome.errors == "")
        let counts = try #require(try folder.json("a.json")["counts"] as? [String: Any])
        let receipts = try #require(counts["receipts"] as? [String: Any])
        #expect(receipts["missing"] as? Int == 0, "drained")
        #expect((receipts["matched"] as? Int ?? 0) > 50)
    }

    @Test func theSecondInterruptStopsAtOnceAndKeepsTheResult() throws {
        let folder = try Folder()
        let program = try Program(
            [
                "run", "--rate", "100/s", "--duration", "10m", "--receipts", "final", "--drain",
                "10m", "--set", "smsc.receiptDelay=1h", "--out", "json=a.json",
            ], in: folder)
        #expect(program.waitForLine(containing: "submitted") != nil)
        program.interrupt()
        // The drain goes on: an hour's delay keeps all receipts.
        #expect(program.waitForLine(containing: "drain") != nil)
        program.interrupt()
        let outcome = try program.finish()
        #expect(outcome.status == 105)
        let counts = try #require(try folder.json("a.json")["counts"] as? [String: Any])
        let receipts = try #require(counts["receipts"] as? [String: Any])
        #expect((receipts["missing"] as? Int ?? 0) > 50)
    }

    @Test func theLagOfEachSecondIsMadeOfWhatHeldItsMessages() throws {
        let folder = try Folder()
        _ = try Program.run(
            [
                "run", "--rate", "500/s", "--duration", "2s", "--window", "1", "--set",
                "smsc.responseDelay=3ms", "--quiet", "--out", "json=a.json",
            ], in: folder)
        let intervals = try #require(try folder.json("a.json")["intervals"] as? [[String: Any]])
        var held: Int64 = 0
        for interval in intervals {
            let lag = try #require(interval["sendLag"] as? [String: Any])
            let totals = try #require(interval["sendLagTotals"] as? [String: Int64])
            let count = try #require(lag["count"] as? Int64)
            guard count > 0 else { continue }
            let mean = try #require(lag["mean"] as? Double)
            // Means are written to the nanosecond.
            let difference = Double(totals.values.reduce(0, +)) - mean * Double(count)
            #expect(abs(difference) <= Double(count) + 4)
            held += totals["window"] ?? 0
        }
        // One message at a time, each for 3 ms, where one was due every 2 ms.
        #expect(held > 0)
    }
}
