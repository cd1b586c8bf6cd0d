// Runs the built program as a user does, for the tests of its commands: arguments in, exit status and
// both streams out. It stands beside the test runner, where the build puts it.

import Foundation

/// What a finished program left behind.
struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String

    /// The lines of standard error.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    /// The lines of standard output.
    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A program under way, used by one test.
final class Program {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    private var read = Data()
    /// Held as long as the program, which works in it.
    private let folder: Folder

    /// The file of the built program.
    static let path: String = {
        let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = runner.deletingLastPathComponent().appending(path: "smppbench").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appending(path: ".build/debug/smppbench").path
    }()

    /// Starts the program in `folder`, where it leaves its results.
    init(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:],
        executable: String = Program.path
    ) throws {
        self.folder = folder
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], in folder: Folder? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        try Program(arguments, in: folder ?? Folder(), environment: environment).finish()
    }

    /// Reads standard output up to the first line that holds `text`, and returns that line; nil when
    /// the output ended without one.
    func waitForLine(containing text: String) -> String? {
        while true {
            let lines = String(decoding: read, as: UTF8.self).split(separator: "\n")
            let complete = read.last == UInt8(ascii: "\n") ? lines : lines.dropLast()
            if let line = complete.first(where: { $0.contains(text) }) { return String(line) }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            read += more
        }
    }

    /// Sends SIGINT.
    func interrupt() { process.interrupt() }

    /// Sends SIGTERM.
    func terminate() { process.terminate() }

    /// Sends SIGUSR1.
    func report() { Foundation.kill(process.processIdentifier, SIGUSR1) }

    /// Sends SIGKILL.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end.
    func finish() throws -> Outcome {
        read += try output.fileHandleForReading.readToEnd() ?? Data()
        let errors = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -1,
            output: String(decoding: read, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }
}

/// A folder of one test, removed at its end.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "smppbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Paths of everything inside, relative to the folder.
    func contents() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }

    /// The JSON object in a file.
    func json(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: "\(path)/\(file)"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// Writes a text file.
    func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(file)"))
    }

    /// Removes a file or folder inside.
    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }
}
