// `smppbench merge` as a user sees it: five processes send the parts of one schedule, and their union
// is the whole of it, or says what is missing.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct MergeCommandTests {
    private static let load = [
        "run", "--host", "127.0.0.1", "--system-id", "load", "--rate", "503/s", "--arrivals",
        "poisson", "--seed", "7", "--warmup", "500ms", "--duration", "3s", "--ceiling", "2001/s",
        "--quiet",
    ]

    private func counts(_ result: [String: Any]) -> [String: Any] {
        result["counts"] as? [String: Any] ?? [:]
    }

    private func reasons(_ result: [String: Any]) -> [String] {
        (result["verdict"] as? [String: Any])?["reasons"] as? [String] ?? []
    }

    @Test func fiveProcessesPartsAddUpToTheScheduleOfOne() throws {
        let folder = try Folder()
        let server = try Program(["smsc", "--port", "0"], in: folder)
        let line = try #require(server.waitForLine(containing: "listening"))
        let port = try #require(line.split(separator: ":").last.map(String.init))
        let load = Self.load + ["--port", port]

        let runs = try (1...5).map { part in
            try Program(
                load + ["--segment", "\(part)/5", "--out", "json=\(part).json"], in: folder)
        }
        let outcomes = try runs.map { try $0.finish() }
        #expect(outcomes.allSatisfy { [0, 98].contains($0.status) })
        let whole = try Program.run(load + ["--out", "json=whole.json"], in: folder)
        #expect([0, 98].contains(whole.status))
        server.terminate()
        #expect(try server.finish().status == 0)

        let parts = (1...5).map { "\($0).json" }
        let merge = try Program.run(["merge"] + parts + ["--out", "json=all.json"], in: folder)
        // A busy machine may send late, which makes a part invalid, and no sum mends it.
        let isValid = outcomes.allSatisfy { $0.status == 0 }
        #expect(merge.status == (isValid ? 0 : 98))
        let all = try folder.json("all.json")
        #expect(
            counts(all)["planned"] as? Int == counts(try folder.json("whole.json"))["planned"]
                as? Int)
        for name in ["planned", "submitted", "accepted"] {
            let sum = try parts.reduce(0) {
                $0 + (counts(try folder.json($1))[name] as? Int ?? 0)
            }
            #expect(counts(all)[name] as? Int == sum, "\(name)")
        }
        let ceilings = all["ceilings"] as? [[String: Any]] ?? []
        #expect(ceilings.first?["tps"] as? Double == 2_001)
        #expect(reasons(all).allSatisfy { !$0.contains("missing") && !$0.contains(" times: ") })

        let four = try Program.run(
            ["merge"] + parts.filter { $0 != "3.json" } + ["--out", "json=four.json"], in: folder)
        #expect(four.status == 98)
        #expect(four.errorLines.contains("invalid: part 3 of 5 is missing"))
        #expect(reasons(try folder.json("four.json")).contains("part 3 of 5 is missing"))
        let shown = try Program.run(["report", "all.json"], in: folder)
        #expect(shown.status == 0)
    }
}
