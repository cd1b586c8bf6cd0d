// Two commands run in turn, pair by pair: A B, then B A, so that what drifts on the machine meets both
// alike. Each run is a process of its own and leaves its result in a folder.

import FoundationEssentials
import Platform
import Profiles
import Results
import Synchronization

struct PairedRuns {
    static let defaultPairs = 10

    /// The child that runs now, for whoever is asked to stop it.
    private final class Running: Sendable {
        private let state = Mutex<(child: ChildProcess?, isStopped: Bool)>((nil, false))

        var isStopped: Bool { state.withLock(\.isStopped) }

        /// Starts `command` unless there was a stop; a stop from now on reaches it.
        func start(_ command: String) throws(SystemError) -> ChildProcess? {
            try state.withLock { (state) throws(SystemError) -> ChildProcess? in
                guard !state.isStopped else { return nil }
                state.child = try ChildProcess(shell: command)
                return state.child
            }
        }

        /// Its end was seen: the id may be another's from now on.
        func ended() { state.withLock { $0.child = nil } }

        func stop() {
            state.withLock { state in
                state.isStopped = true
                state.child?.stop()
            }
        }
    }

    /// Where the results lie.
    let folder: String
    /// Of the first command, by pair.
    private(set) var base: [RunReport] = []
    /// Of the second command, by pair.
    private(set) var new: [RunReport] = []

    private let commands: [(flag: String, letter: String, text: String)]
    private let running = Running()

    init(baseline: String, other: String) throws(CommandFailure) {
        commands = [("--run", "a", baseline), ("--with", "b", other)]
        do throws(SystemError) {
            try Signals.onStop { [running] in running.stop() }
        } catch {
            throw CommandFailure(error.description)
        }
        do throws(ResultWriteError) {
            folder = try ResultWriter.createRunFolder(
                startedAtWallClock: Clock.wall(), profileName: "compare")
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Whether Ctrl-C or SIGTERM came.
    var isStopped: Bool { running.isStopped }

    /// Measures `count` pairs more, fewer if it is stopped.
    mutating func measure(_ count: Int) throws(CommandFailure) {
        for _ in 0..<count {
            let pair = base.count + 1
            var reports: [RunReport?] = [nil, nil]
            for side in pair.isMultiple(of: 2) ? [1, 0] : [0, 1] {
                guard let report = try result(side, pair) else { return }
                reports[side] = report
            }
            guard let before = reports[0], let after = reports[1] else { return }
            base.append(before)
            new.append(after)
            StandardStream.error.write(
                "pair \(pair): accepted \(Self.rate(before)) and \(Self.rate(after))\n")
        }
    }

    private static func rate(_ report: RunReport) -> String {
        let rate = "\(Int(report.rates.acceptedTPS.rounded()))/s"
        return report.verdict.valid ? rate : rate + " (not valid)"
    }

    /// The result of one command's run; nil if it was stopped.
    private func result(_ side: Int, _ pair: Int) throws(CommandFailure) -> RunReport? {
        let command = commands[side]
        let number = pair < 10 ? "0\(pair)" : String(pair)
        let file = "\(folder)/\(command.letter)-\(number).json"
        let status: Int32
        do throws(SystemError) {
            guard let child = try running.start(Self.line(command.text, writing: file)) else {
                return nil
            }
            status = child.wait()
            running.ended()
        } catch {
            throw CommandFailure(error.description)
        }
        if running.isStopped { return nil }
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(
                "pair \(pair): the command of \(command.flag) ended with status \(status) and "
                    + "wrote no result; it must write one to {out}, or take --out json=FILE")
        }
        return try ReportCommand.read(file)
    }

    /// `command` with the file's path, quoted for the shell, where {out} stands, or at its end.
    private static func line(_ command: String, writing file: String) -> String {
        let quoted = "'" + file.replacing("'", with: "'\\''") + "'"
        return command.contains("{out}")
            ? command.replacing("{out}", with: quoted) : command + " --out json=" + quoted
    }
}
