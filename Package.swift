// swift-tools-version: 6.2
// The package: one target per room of the architecture article. No Swift package dependency.
// The nested package in Benchmarks/ holds what only a developer needs.

import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "smppbench",
    products: [
        .executable(name: "smppbench", targets: ["smppbench"]),
        .library(name: "SMPP", targets: ["SMPP"]),
        .library(name: "MockSMSC", targets: ["MockSMSC"]),
        .library(name: "LoadEngine", targets: ["LoadEngine"]),
    ],
    targets: [
        .systemLibrary(name: "CNuma", pkgConfig: "numa", providers: [.apt(["libnuma-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CAllocationCount"),

        room("SMPP"),
        room("Metrics"),
        room("Platform", ["CLinux", "CNuma", "COpenSSL", "CZlib"]),
        room("LoadEngine", ["SMPP", "Metrics", "Platform"]),
        room("MockSMSC", ["SMPP", "Metrics", "Platform"]),
        room("Profiles", ["LoadEngine", "MockSMSC", "SMPP"]),
        room("Results", ["LoadEngine", "Metrics", "Platform", "SMPP"]),
        .executableTarget(
            name: "smppbench",
            dependencies: [
                "Profiles", "Results", "LoadEngine", "MockSMSC", "Platform", "CAllocationCount",
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["SMPP", "Platform"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "smpp-conformance", dependencies: ["SMPP"], path: "Tests/Conformance",
            swiftSettings: strict),
        tests("SMPPTests", ["SMPP"]),
        tests("MetricsTests", ["Metrics"]),
        tests("PlatformTests", ["Platform"]),
        tests("LoadEngineTests", ["LoadEngine", "SMPP", "Metrics", "Platform"]),
        tests("MockSMSCTests", ["MockSMSC", "SMPP", "Platform"]),
        tests("ProfilesTests", ["Profiles", "LoadEngine", "MockSMSC", "SMPP"]),
        tests("ResultsTests", ["Results", "LoadEngine", "Metrics", "SMPP"], exclude: ["Golden"]),
        tests(
            "EndToEndTests",
            ["LoadEngine", "MockSMSC", "Metrics", "Platform", "SMPP", "CAllocationCount"]),
        tests("RepositoryTests", []),
    ]
)
