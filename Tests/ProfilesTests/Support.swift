// Command lines and profiles for the tests of this folder: a machine of four processors, profiles in
// a folder of their own, errors with that folder taken out of them.

import Foundation
import Profiles
import Testing

let fourProcessors = HostFacts(
    processorCount: 4, environment: ["SECRET": "s3cret", "LONG": "ninechars", "EMPTY": ""],
    executablePath: "/nowhere/bin/smppbench", currentFolder: "/nowhere")

/// The root of the project, from this file's place in it.
let projectFolder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

/// The words of a command line, separated by single spaces.
func words(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
}

/// What a command line resolves to.
func invocation(_ arguments: [String], _ host: HostFacts = fourProcessors) throws -> Invocation {
    try Invocation(arguments, host: host)
}

/// The profile of a command line that loads.
func load(_ arguments: [String], _ host: HostFacts = fourProcessors) throws -> ResolvedProfile {
    guard case .load(let profile) = try invocation(arguments, host) else {
        throw UsageError("no load: \(arguments)")
    }
    return profile
}

/// The lines of complaint about a command line; empty when there is none.
func complaints(_ arguments: [String], _ host: HostFacts = fourProcessors) -> [String] {
    do throws(UsageError) {
        _ = try Invocation(arguments, host: host)
        return []
    } catch {
        return error.lines
    }
}

/// A profile's file in a folder of its own, removed at the end.
final class TemporaryProfile {
    let folder: String
    let path: String

    init(_ text: String, name: String = "p.json5") throws {
        folder =
            FileManager.default.temporaryDirectory
            .appending(path: "profiles-\(UUID().uuidString)").path
        path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The complaints about the profile with the folder's name taken out.
    func complaints(_ flags: [String] = [], command: String = "run") -> [String] {
        ProfilesTests.complaints([command, path] + flags).map {
            $0.replacingOccurrences(of: folder + "/", with: "")
        }
    }
}
