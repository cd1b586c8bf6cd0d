// The live view on a terminal, which script(1) lends it: keys are pressed and pictures looked at as a user
// would, at two widths. Every step waits for the picture that shows it.

import Foundation
import Testing

/// A shell command on a terminal of its own.
private final class TerminalProgram {
    private let process = Process()
    private let keys = Pipe()
    private let output = Pipe()
    /// Held as long as the command, which works in it.
    private let folder: Folder
    private var seen = Data()
    /// Four a second.
    private static let patience = 200

    init(_ command: String, in folder: Folder, color: Bool = false) throws {
        self.folder = folder
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["script", "-q", "-e", "-c", command, "/dev/null"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        var environment = ProcessInfo.processInfo.environment
        environment["NO_COLOR"] = color ? nil : "1"
        process.environment = environment.merging(
            ["TERM": "xterm", "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh"]
        ) { $1 }
        process.standardInput = keys
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // With its terminal gone the run ends.
        if process.isRunning { process.terminate() }
    }

    func press(_ key: String) throws {
        // A key for nobody would end the tests with a SIGPIPE.
        try #require(process.isRunning)
        try keys.fileHandleForWriting.write(contentsOf: Data(key.utf8))
    }

    /// The next picture that `isWanted`, as its lines; nil when the output ended before, or when so
    /// many others came that it will not.
    func picture(_ isWanted: ([String]) -> Bool) -> [String]? {
        var others = 0
        let begin = Data("\u{1B}[H".utf8)
        let end = Data("\u{1B}[J".utf8)
        while true {
            while let from = seen.range(of: begin),
                let to = seen.range(of: end, in: from.upperBound..<seen.endIndex)
            {
                // The terminal adds a return of its own to each.
                let octets = seen[from.upperBound..<to.lowerBound].filter { $0 != 13 }
                seen = seen[to.upperBound...]
                let lines = String(decoding: octets, as: UTF8.self)
                    .replacing("\u{1B}[K", with: "")
                    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                if isWanted(lines) { return lines }
                others += 1
                if others == Self.patience { return nil }
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            seen += more
        }
    }

    /// Waits for the end: the status, and all that was written and not looked at.
    func finish() throws -> (status: Int32, rest: String) {
        seen += try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: seen, as: UTF8.self))
    }
}

@Suite(.timeLimit(.minutes(15))) struct LiveTerminalTests {
    private func shows(_ text: String) -> ([String]) -> Bool {
        { lines in lines.contains { $0.contains(text) } }
    }

    @Test func keysSteerTheRunAndItsPictureFollowsTheTerminalsWidth() throws {
        let folder = try Folder()
        let terminal = try TerminalProgram(
            """
            stty cols 100 rows 30; tty >tty; stty -g >before
            '\(Program.path)' run --rate 200/s --duration 60s --out json=a.json
            status=$?; stty -g >after; exit $status
            """, in: folder)
        let first = try #require(terminal.picture(shows("measure")))
        #expect(first.map(\.count).max() ?? 0 > 60)
        #expect(first.count <= 30)
        #expect(first.contains { $0.contains("q stop") })
        #expect(!first.contains { $0.contains("\u{1B}") }, "no colour")

        try terminal.press("+")
        #expect(terminal.picture(shows("pace x1.1")) != nil)
        try terminal.press("-")
        #expect(terminal.picture { !shows("pace")($0) } != nil)
        try terminal.press("p")
        #expect(terminal.picture(shows("PAUSED")) != nil)

        let tty = try String(contentsOfFile: folder.path + "/tty", encoding: .utf8)
        let resize = try Program(
            ["stty", "-F", String(tty.dropLast()), "cols", "60", "rows", "20"], in: folder,
            executable: "/usr/bin/env")
        #expect(try resize.finish().status == 0)
        let narrow = terminal.picture { lines in lines.allSatisfy { $0.count <= 60 } }
        #expect(narrow?.count ?? 99 <= 20)
        #expect(narrow.map(shows("PAUSED")) == true)

        try terminal.press("p")
        #expect(terminal.picture { !shows("PAUSED")($0) } != nil)
        try terminal.press("q")
        let (status, rest) = try terminal.finish()
        #expect(status == 105)
        // The other screen is left before the summary is written, and the keyboard is as it was.
        let summary = rest.components(separatedBy: "\u{1B}[?1049l")
        #expect(summary.count == 2)
        #expect(summary.last?.contains("INTERRUPTED") == true)
        let modes = try ["before", "after"].map {
            try String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8)
        }
        #expect(modes[0] == modes[1])
        let changes = try folder.json("a.json")["rateChanges"] as? [[String: Any]]
        let factors = changes?.compactMap { $0["factor"] as? Double } ?? []
        #expect(factors.map { ($0 * 100).rounded() } == [110, 100, 0, 100])
    }

    @Test func aPictureIsColouredUnlessNoColorIsSet() throws {
        let terminal = try TerminalProgram(
            "stty cols 100 rows 30; '\(Program.path)' run --rate 200/s --duration 60s",
            in: Folder(), color: true)
        #expect(terminal.picture { $0.contains { $0.contains("\u{1B}[3") } } != nil)
        try terminal.press("q")
        #expect(try terminal.finish().status == 105)
    }

    @Test func aTerminalTooNarrowForAPictureGetsALineASecond() throws {
        let terminal = try TerminalProgram(
            "stty cols 40 rows 30; '\(Program.path)' run --rate 200/s --duration 2200ms",
            in: Folder())
        let (status, rest) = try terminal.finish()
        // A busy machine may spoil the measurement, 98.
        #expect([0, 98].contains(status))
        #expect(rest.contains("0:01  measure  submitted") && rest.contains("0:02  measure"))
        #expect(!rest.contains("\u{1B}[H"))
    }
}
