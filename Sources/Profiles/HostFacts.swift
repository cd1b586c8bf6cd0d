// What the resolver wants to know of the machine, handed in so that tests can choose it.

import FoundationEssentials

/// The facts of the machine and the process that a profile's resolution depends on.
public struct HostFacts: Sendable {
    /// Processors this process may use; at least 1.
    public var processorCount: Int
    /// The environment's variables, for `--password-env`.
    public var environment: [String: String]
    /// The running program's file, for finding the shipped profiles.
    public var executablePath: String
    /// The current folder, for the same.
    public var currentFolder: String
    /// The time, nanoseconds since 1970, for `--start-at`.
    public var now: Int64

    /// Facts as given.
    public init(
        processorCount: Int, environment: [String: String], executablePath: String,
        currentFolder: String, now: Int64 = 0
    ) {
        self.processorCount = processorCount
        self.environment = environment
        self.executablePath = executablePath
        self.currentFolder = currentFolder
        self.now = now
    }

    /// The facts of this process.
    public static func current() -> HostFacts {
        let process = ProcessInfo.processInfo
        let files = FileManager.default
        let executable = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return HostFacts(
            processorCount: max(1, process.activeProcessorCount),
            environment: process.environment,
            executablePath: executable ?? "",
            currentFolder: files.currentDirectoryPath,
            now: Int64(Date().timeIntervalSince1970 * 1_000) * 1_000_000)
    }
}
