// Where a run's files go. Tried before the run, so that no load is spent on a result that cannot be
// kept, and used after it.

import FoundationEssentials
import Platform
import Profiles
import Results

struct RunOutputs {
    private enum Place {
        case files([OutputRequest])
        case folder(String)
    }

    private let place: Place

    /// Makes the run's folder, or sees that the files asked for can be written.
    init(_ profile: ResolvedProfile) throws(CommandFailure) {
        guard profile.outputs.isEmpty else {
            for output in profile.outputs where !output.isStandardOutput {
                try Self.checkWritable(output.path)
            }
            place = .files(profile.outputs)
            return
        }
        do throws(ResultWriteError) {
            place = .folder(
                try ResultWriter.createRunFolder(
                    startedAtWallClock: Clock.wall(), profileName: profile.name))
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// What the reader is told: the folder, or nothing when the user named the files.
    var folder: String? {
        if case .folder(let path) = place { path } else { nil }
    }

    /// Where the run's journal grows: in the folder, or beside the first of the files as FILE.journal;
    /// nil where all of them are pipes or devices.
    var journal: String? {
        switch place {
        case .folder(let path): path + "/journal"
        case .files(let outputs):
            outputs.first { !$0.isStandardOutput && Self.isFile($0.path) }
                .map { $0.path + ".journal" }
        }
    }

    /// Takes away the journal beside files that were asked for and now hold all of it.
    func discardJournal() {
        guard case .files = place, let journal else { return }
        try? FileManager.default.removeItem(atPath: journal)
    }

    /// Writes the report everywhere; the lines tell what could not be written.
    func write(_ report: RunReport) -> [String] {
        var problems: [String] = []
        func attempt(_ body: () throws(ResultWriteError) -> Void) {
            do throws(ResultWriteError) {
                try body()
            } catch {
                problems.append(error.description)
            }
        }
        switch place {
        case .folder(let path):
            attempt { () throws(ResultWriteError) in
                try ResultWriter.write(report, toFolder: path)
            }
        case .files(let outputs):
            for output in outputs {
                attempt { () throws(ResultWriteError) in try output.write([report]) }
            }
        }
        return problems
    }

    /// Takes away the folder of a run that never began, if it is empty.
    func discard() {
        guard case .folder(let path) = place else { return }
        let files = FileManager.default
        if (try? files.contentsOfDirectory(atPath: path))?.isEmpty == true {
            try? files.removeItem(atPath: path)
        }
    }

    /// Whether `path` is a regular file, a link, or nothing yet.
    private static func isFile(_ path: String) -> Bool {
        let kind =
            try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return kind == nil || kind == .typeRegular || kind == .typeSymbolicLink
    }

    /// Tries what the writer will do: a new file beside the old one, which it then replaces.
    ///
    /// What is no file, a pipe or a terminal, is written to as it is.
    private static func checkWritable(_ path: String) throws(CommandFailure) {
        let files = FileManager.default
        var isFolder = false
        let exists = files.fileExists(atPath: path, isDirectory: &isFolder)
        if isFolder { throw CommandFailure("cannot write \(path): it is a folder") }
        if exists, !isFile(path) {
            guard !files.isWritableFile(atPath: path) else { return }
            throw CommandFailure("cannot write \(path): not permitted")
        }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw CommandFailure("cannot write \(path): there is no folder \(folder)")
        }
        let trial = "\(folder)/.smppbench-\(ProcessInfo.processInfo.processIdentifier)"
        guard files.createFile(atPath: trial, contents: nil) else {
            throw CommandFailure("cannot write \(path): no file can be made in \(folder)")
        }
        try? files.removeItem(atPath: trial)
    }
}
