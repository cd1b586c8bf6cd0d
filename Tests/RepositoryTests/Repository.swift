// The project's own files as the rules see them: what git tracks and what it would track next.
// Cold; reads the working tree, changes nothing.

import Foundation

enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// False for sources without their history (a tarball): the rules have nothing to hold on to.
    static let isCheckout = FileManager.default.fileExists(
        atPath: root.appending(path: ".git").path)

    /// Paths that git tracks.
    static func trackedPaths() throws -> [String] {
        try git("ls-files", "-z")
    }

    /// Every text file that is tracked, or new and not ignored; read once.
    static func files() throws -> [SourceFile] {
        try cachedFiles.get()
    }

    /// Those of `paths` that git leaves alone, as .gitignore says; at least one of them has to be.
    static func ignored(_ paths: [String]) throws -> [String] {
        try git(["check-ignore", "--no-index"] + paths)
            .flatMap { $0.split(separator: "\n").map(String.init) }
    }

    private static let cachedFiles = Result { try readFiles() }

    private static func readFiles() throws -> [SourceFile] {
        let paths = try git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return Set(paths).sorted().compactMap { path in
            guard let data = try? Data(contentsOf: root.appending(path: path)),
                let text = String(data: data, encoding: .utf8)
            else { return nil }
            return SourceFile(path: path, text: text)
        }
    }

    private static func git(_ arguments: String...) throws -> [String] {
        try git(arguments)
    }

    private static func git(_ arguments: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-c", "safe.directory=*", "-C", root.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GitFailed(status: process.terminationStatus)
        }
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    struct GitFailed: Error {
        var status: Int32
    }
}
