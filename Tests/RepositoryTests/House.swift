// The house's law as tables: who may import what, which files may reach past memory safety, which
// may be long. A change of the law is a change here, in sight. Read by the rules of this folder.

enum House {
    /// Target folder → every module its files may import.
    static let imports: [String: Set<String>] = [
        "Sources/SMPP": [],
        "Sources/Metrics": [],
        "Sources/Platform": [
            "Glibc", "Synchronization", "CLinux", "CNuma", "COpenSSL", "CZlib",
        ],
        "Sources/LoadEngine": ["SMPP", "Metrics", "Platform", "Synchronization"],
        "Sources/MockSMSC": ["SMPP", "Metrics", "Platform", "Synchronization"],
        "Sources/Profiles": foundation.union(["LoadEngine", "MockSMSC", "SMPP"]),
        "Sources/Results": foundation.union(["LoadEngine", "Metrics", "Platform", "SMPP"]),
        "Sources/smppbench": foundation.union([
            "Profiles", "Results", "LoadEngine", "MockSMSC", "Platform", "Synchronization",
            "CAllocationCount",
        ]),
        "Tests/TestSupport": foundation.union([
            "Testing", "Synchronization", "SMPP", "Platform",
        ]),
        "Tests/Conformance": foundation.union(["SMPP"]),
        "Tests/SMPPTests": testTools.union(["SMPP"]),
        "Tests/MetricsTests": testTools.union(["Metrics"]),
        "Tests/PlatformTests": testTools.union(["Platform"]),
        "Tests/LoadEngineTests": testTools.union(["LoadEngine", "SMPP", "Metrics", "Platform"]),
        "Tests/MockSMSCTests": testTools.union(["MockSMSC", "SMPP", "Platform"]),
        "Tests/ProfilesTests": testTools.union(["Profiles", "LoadEngine", "MockSMSC", "SMPP"]),
        "Tests/ResultsTests": testTools.union(["Results", "LoadEngine", "Metrics", "SMPP"]),
        "Tests/EndToEndTests": testTools.union([
            "LoadEngine", "MockSMSC", "Metrics", "Platform", "SMPP", "CAllocationCount",
        ]),
        "Tests/RepositoryTests": foundation.union(["Testing"]),
    ]

    private static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]
    private static let testTools = foundation.union(["Testing", "TestSupport", "Synchronization"])

    /// Targets that are not called like their folder.
    static let targetNames = ["Tests/Conformance": "smpp-conformance"]

    /// The only files that may say `unsafe`, `@safe` or name an unsafe pointer.
    static let unsafeFiles: Set<String> = [
        "Sources/LoadEngine/Shard/ShardStatistics.swift",
        "Sources/Metrics/HistogramRecorder.swift",
        "Sources/Platform/AppendedFile.swift",
        "Sources/Platform/Arena.swift",
        "Sources/Platform/Bytes.swift",
        "Sources/Platform/ChildProcess.swift",
        "Sources/Platform/Epoll.swift",
        "Sources/Platform/ShardThread.swift",
        "Sources/Platform/Socket.swift",
        "Sources/Platform/SocketEnds.swift",
        "Sources/Platform/StandardStream.swift",
        "Sources/Platform/SystemError.swift",
        "Sources/Platform/TLS/TLSContext.swift",
        "Sources/Platform/TLS/TLSSession.swift",
        "Sources/Platform/Zlib.swift",
        "Sources/SMPP/Codec/RawMemory.swift",
        "Tests/MetricsTests/HistogramRecorderTests.swift",
    ]

    /// Most lines of a file, and the tables that may be longer.
    static let fileLineLimit = 500
    static let longTables: Set<String> = []

    /// A function is shorter than this, from its name's line to its closing brace.
    static let functionLineLimit = 70

    /// Lines of the comment that opens a file.
    static let headerLines = 1...6

    /// Half of all files are no longer than this.
    static let medianLineLimit = 150

    /// All that may stand at the top.
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "Benchmarks", "Profiles", "results", "README.md",
        "CONTRIBUTING.md", "LICENSE", "Makefile", ".ci", ".gitignore", ".swift-format",
    ]

    /// Folders of a developer's own machine, put together here so that this file keeps the rule.
    static let machineFolders = ["work", "tmp", "root", "farm", "home", "Users", "opt"].map {
        "/" + $0 + "/"
    }

    /// Words that mark what is not done, in two halves for the same reason.
    static let bannedWords = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
}
