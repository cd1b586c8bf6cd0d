// swift-tools-version: 6.2
// What only a developer of smppbench needs: the machine's own limit, to measure smppbench against.
// Nested, so that nobody who builds or runs smppbench resolves or compiles it.

import PackageDescription

let package = Package(
    name: "Benchmarks",
    targets: [
        .executableTarget(name: "bare-limit", linkerSettings: [.linkedLibrary("pthread")]),
        .executableTarget(name: "arrivals"),
    ],
    cLanguageStandard: .gnu11
)
