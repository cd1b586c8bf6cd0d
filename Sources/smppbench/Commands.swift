// From the arguments to the command that does the work. Used by main.swift alone.

import LoadEngine
import MockSMSC
import Platform
import Profiles
import Results

/// Why a command could not do its work.
struct CommandFailure: Error {
    /// What to tell, one line each.
    var lines: [String]
    /// What to exit with.
    var status: Int32

    init(_ usage: UsageError) {
        lines = usage.lines
        status = UsageError.exitStatus
    }

    /// A failure that has a status of its own.
    init(_ line: String, status: Int32) {
        lines = [line]
        self.status = status
    }

    /// Something outside of this program: a port, a file, a host.
    init(_ line: String) {
        lines = [line]
        status = Verdict.ExitStatus.failed.rawValue
    }
}

enum Commands {
    /// Does what `arguments` ask for and returns the exit status.
    static func run(_ arguments: [String]) throws(CommandFailure) -> Int32 {
        let invocation: Invocation
        do throws(UsageError) {
            invocation = try Invocation(arguments, host: .current())
        } catch {
            throw CommandFailure(error)
        }
        switch invocation {
        case .help(let topic): StandardStream.output.write(topic.text)
        case .version: StandardStream.output.write(Version.text + "\n")
        case .serve(let configuration, let live): try ServeCommand(configuration, live).run()
        case .report(let request): try ReportCommand(request).run()
        case .merge(let request): return try MergeCommand(request).run()
        case .compare(let request): return try CompareCommand(request).run()
        case .doctor(let request): return try DoctorCommand(request).run()
        case .load(let profile): return try LoadCommand(profile).run()
        }
        return 0
    }
}
