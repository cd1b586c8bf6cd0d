// `smppbench compare` as a user sees it: stored results, and commands that it runs in turn. The
// commands copy results made once, so that what they "measure" is known.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct CompareCommandTests {
    /// A folder with a result, `a.json`, and one that carried a tenth less, `slow.json`.
    private func prepared() throws -> Folder {
        let folder = try Folder()
        _ = try Program.run(
            [
                "run", "--rate", "max", "--duration", "1s", "--receipts", "none", "--quiet",
                "--out", "json=a.json",
            ], in: folder)
        var slow = try folder.json("a.json")
        var rates = try #require(slow["rates"] as? [String: Any])
        for name in ["acceptedTPS", "achievedTPS"] {
            rates[name] = try #require(rates[name] as? Double) * 0.9
        }
        slow["rates"] = rates
        let data = try JSONSerialization.data(withJSONObject: slow)
        try folder.write(String(decoding: data, as: UTF8.self), to: "slow.json")
        return folder
    }

    @Test func storedResultsGateWithTheStatusesOfTheContract() throws {
        let folder = try prepared()
        let base = [String](repeating: "a.json", count: 8)
        let slow = [String](repeating: "slow.json", count: 8)
        #expect(try Program.run(["compare"] + base + ["--with"] + base, in: folder).status == 0)
        let worse = try Program.run(
            ["compare"] + base + ["--with"] + slow + ["--out", "json=c.json", "--out", "text=-"],
            in: folder)
        #expect(worse.status == 2)
        #expect(worse.output.hasPrefix("REGRESSION"))
        #expect(try folder.json("c.json")["exitStatus"] as? Int == 2)
        #expect(try Program.run(["compare"] + slow + ["--with"] + base, in: folder).status == 4)
        let missing = try Program.run(["compare", "gone.json", "--with", "a.json"], in: folder)
        #expect(missing.status == 5)
        #expect(missing.errors == "no baseline: there is no file gone.json\n")
    }

    @Test func commandsRunInTurnAndTheirPairsAreJudged() throws {
        let folder = try prepared()
        let outcome = try Program.run(
            [
                "compare", "--pairs", "8", "--run", "echo A >> log; cp a.json {out}",
                "--with", "echo B >> log; cp slow.json {out}",
            ], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.output.hasPrefix("REGRESSION  8 pairs of results\n"))
        let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
        let order = log.filter { $0 != "\n" }
        #expect(order == "ABBAABBAABBAABBA")
    }

    @Test func pairsThatLeaveItOpenAreDoubledOnce() throws {
        let folder = try prepared()
        let outcome = try Program.run(
            [
                "compare", "--pairs", "2", "--run", "cp a.json {out}", "--with",
                "cp slow.json {out}",
            ],
            in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("INCONCLUSIVE  4 pairs of results\n"))
        #expect(outcome.output.contains("4 pairs are too few"))
    }

    @Test func aCommandThatWritesNoResultIsNamedWithItsStatus() throws {
        let folder = try Folder()
        let outcome = try Program.run(
            ["compare", "--run", "exit 3 #{out}", "--with", "true"], in: folder)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "pair 1: the command of --run ended with status 3 and wrote no result"))
    }

    @Test func anInterruptEndsTheCommandAndJudgesWhatThereIs() throws {
        let folder = try prepared()
        let pipe = try Program(["pipe"], in: folder, executable: "/usr/bin/mkfifo")
        #expect(try pipe.finish().status == 0)
        let compare = try Program(
            [
                "compare", "--run", "cp a.json {out}",
                "--with", "[ -e once ] && exec cat pipe; touch once; cp a.json {out}",
            ], in: folder)
        // The second pair begins with a reader of the pipe; opening it shows that it is there.
        let writer = FileHandle(forWritingAtPath: folder.path + "/pipe")
        compare.interrupt()
        let outcome = try compare.finish()
        try writer?.close()
        #expect(outcome.status == 105)
        #expect(outcome.output.contains("1 pair of results"))
    }
}
