// The gate that the README shows as a shell script, taken from there and run: what it passes, and with which
// status it stops. Its runs are real, but leave results that are known beforehand.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct ReadmeScriptTests {
    private static let script: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try? String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        return text?.components(separatedBy: "```sh\n").first { $0.hasPrefix("#!/bin/sh") }?
            .components(separatedBy: "```")[0]
    }()

    /// A folder with the script, a short profile, results to be found, and a baseline of five.
    private func prepared() throws -> Folder {
        let folder = try Folder()
        try folder.write(try #require(Self.script), to: "gate.sh")
        try folder.write("{ rate: 'max', window: 10, duration: '200ms' }", to: "p.json5")
        // A run whose flags are wrong ends the script; whatever else it came to, its result is $RESULT.
        try folder.write(
            """
            #!/bin/sh
            [ "$1" = run ] || exec "$REAL" "$@"
            "$REAL" "$@" >log 2>&1 || [ $? -ne 104 ] || exit 104
            for argument; do
              case $argument in json=*) cp "$RESULT" "${argument#json=}" ;; esac
            done
            exit "${FAILURE:-0}"
            """, to: "bench")
        _ = try Program.run(
            [
                "run", "p.json5", "--duration", "1s", "--quiet", "--out", "json=same.json",
            ], in: folder)
        for (name, section, keys, factor) in [
            ("slow", "rates", ["acceptedTPS", "achievedTPS"], 0.8),
            ("greedy", "cost", ["allocationsPerMessage"], 3),
        ] {
            var result = try folder.json("same.json")
            var values = try #require(result[section] as? [String: Any])
            for key in keys {
                values[key] = try #require(values[key] as? Double) * factor
            }
            result[section] = values
            let data = try JSONSerialization.data(withJSONObject: result)
            try folder.write(String(decoding: data, as: UTF8.self), to: "\(name).json")
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/base", withIntermediateDirectories: true)
        for run in 1...5 {
            try FileManager.default.copyItem(
                atPath: folder.path + "/same.json", toPath: folder.path + "/base/\(run).json")
        }
        return folder
    }

    private func gate(_ result: String, in folder: Folder, _ more: [String: String] = [:]) throws
        -> Outcome
    {
        let environment = [
            "SMPPBENCH": folder.path + "/bench", "PROFILE": "p.json5", "BASELINE": "base",
            "NEW": "new", "REAL": Program.path, "RESULT": result,
        ]
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bench")
        return try Program(
            ["gate.sh"], in: folder, environment: environment.merging(more) { $1 },
            executable: "/bin/sh"
        ).finish()
    }

    @Test func theScriptIsWellFormed() throws {
        let folder = try Folder()
        try folder.write(try #require(Self.script), to: "gate.sh")
        for shell in ["/bin/sh", "/bin/bash"] {
            let outcome = try Program(["-n", "gate.sh"], in: folder, executable: shell).finish()
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
        }
    }

    @Test func equalRunsPassAndWorseOnesStopItWithTheStatusOfTheGate() throws {
        let folder = try prepared()
        let same = try gate("same.json", in: folder)
        #expect(same.status == 0)
        #expect(same.errors == "")
        let files = try folder.contents().filter { $0.hasPrefix("new/") }
        #expect(
            files == ["1", "2", "3", "4", "5"].flatMap { run in
                ["json", "md", "xml"].map { "new/\(run).\($0)" }
            } + ["new/compare.html", "new/counted.md", "new/timed.md"])

        let slow = try gate("slow.json", in: folder)
        #expect(slow.status == 2)
        #expect(slow.output.contains("\nREGRESSION  5 results against 5"))

        let greedy = try gate("greedy.json", in: folder, ["RUNS": "1"])
        #expect(greedy.status == 2)
        #expect(try !folder.contents().contains("new/timed.md"))

        let failed = try gate("same.json", in: folder, ["RUNS": "1", "FAILURE": "99"])
        #expect(failed.status == 99)
        #expect(!failed.output.contains("EQUIVALENT"))

        let missing = try gate("same.json", in: folder, ["RUNS": "1", "BASELINE": "gone"])
        #expect(missing.status == 5)
        #expect(missing.errors == "no baseline: there is no file gone/*.json\n")
    }
}
