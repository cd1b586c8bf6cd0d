// Certificates for one test, made by the openssl program at test time: an authority, and what it has
// signed. They live in a folder that goes with the value.

import Foundation

/// An authority of a test's own and the certificates it signs.
public final class Certificates {
    private let folder: URL

    /// The authority's certificate, PEM.
    public var authority: String { path("ca.pem") }

    /// Makes an authority.
    public init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "smppbench-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout ca.key -out ca.pem")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A certificate for `names` ("DNS:localhost,IP:127.0.0.1") that ends `days` from now, with its
    /// key in the same file; returns the file.
    public func sign(_ name: String, for names: String, days: Int = 1) throws -> String {
        try Data("subjectAltName=\(names)".utf8).write(to: folder.appending(path: "\(name).san"))
        try openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name)"
                + " -keyout \(name).key -out \(name).csr")
        try openssl(
            "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days \(days)"
                + " -extfile \(name).san -out \(name).crt")
        let parts = try ["\(name).crt", "\(name).key"].map {
            try Data(contentsOf: folder.appending(path: $0))
        }
        try (parts[0] + parts[1]).write(to: folder.appending(path: "\(name).pem"))
        return path("\(name).pem")
    }

    private func openssl(_ words: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + words.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ScriptFailure(
                description: "openssl \(words): \(String(decoding: text, as: UTF8.self))")
        }
    }
}
