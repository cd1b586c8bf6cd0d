// What this program calls itself, on the command line and in results.

import Platform
import Results

enum Version {
    static let name = "smppbench"
    static let number = "0.1.0"

    /// How it was compiled: only a release build is worth measuring with.
    #if DEBUG
        static let build = "debug"
    #else
        static let build = "release"
    #endif

    static let text =
        "\(name) \(number) (\(build) build\(BuildID.commit.map { " of \($0)" } ?? ""))"

    /// What results say they were made by.
    static let tool = RunReport.Tool(name: name, version: number, commit: BuildID.commit)
}
