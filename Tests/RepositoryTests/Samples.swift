// Small files that break a rule, with the lines at fault, and near misses that keep it. Read by
// RuleTests alone.

import Testing

struct Sample: Sendable, CustomTestStringConvertible {
    var rule: String
    var path = "Sources/SMPP/Sample.swift"
    var text: String
    /// Lines at fault; empty for a sample that keeps the rule.
    var lines: [Int] = []

    var testDescription: String { "\(rule): \(text.prefix(60).debugDescription)" }

    private static func lines(_ count: Int) -> String {
        String(repeating: "    work()\n", count: count)
    }

    static let bad = [
        Sample(rule: "import arrows", text: "import Foundation\n", lines: [1]),
        Sample(
            rule: "import arrows", path: "Sources/LoadEngine/Sample.swift",
            text: "import SMPP\npublic import MockSMSC\n", lines: [2]),
        Sample(
            rule: "import arrows", path: "Sources/Results/Sample.swift",
            text: "@preconcurrency import struct Glibc.timespec\n", lines: [1]),
        Sample(rule: "import arrows", path: "Sources/Attic/Sample.swift", text: "", lines: [1]),
        Sample(rule: "file length", text: lines(501), lines: [501]),
        Sample(
            rule: "function length", text: "func f() {\n" + lines(68) + "}\n", lines: [1]),
        Sample(
            rule: "function length",
            text: "struct A {\n init(\n a: Int\n ) {\n" + lines(66) + "}\n}\n", lines: [2]),
        Sample(
            rule: "function length",
            text: "func f() { print(\"}\\(g(\"}\"))\")\n // }\n" + lines(67) + "}\n", lines: [1]),
        Sample(rule: "opening comment", text: "import A\n\n// Too late.\n", lines: [1]),
        Sample(
            rule: "opening comment", text: String(repeating: "// too much\n", count: 7), lines: [1]),
        Sample(
            rule: "opening comment", path: "Sources/CLinux/sample.c", text: "#include <a.h>\n",
            lines: [1]),
        Sample(
            rule: "unsafe list",
            text: "let a = unsafe b[0]\n// unsafe\nvar p: UnsafeRawPointer\n@safe struct S {}\n",
            lines: [1, 3, 4]),
        Sample(
            rule: "unchecked Sendable",
            text: "/// A thing.\nfinal class A: @unchecked Sendable {}\n", lines: [2]),
        Sample(
            rule: "unchecked Sendable",
            text: "// Safe because of another.\n\nfinal class A: @unchecked Sendable {}\n",
            lines: [3]),
        Sample(
            rule: "no sleep in tests", path: "Tests/SMPPTests/Sample.swift",
            text: "try await Task.sleep(for: .seconds(1))\nusleep(5)\n", lines: [1, 2]),
        Sample(
            rule: "no testable import", path: "Tests/SMPPTests/Sample.swift",
            text: "@testable import SMPP\n", lines: [1]),
        Sample(
            rule: "no machine path", path: "README.md",
            text: "See " + House.machineFolders[0] + "x\n",
            lines: [1]),
        Sample(
            rule: "no banned word", path: "Makefile", text: "# \(House.bannedWords[0]): later\n",
            lines: [1]),
    ]

    static let good = [
        Sample(
            rule: "import arrows", path: "Sources/Platform/Sample.swift",
            text: "import Glibc\n// import Foundation\nlet text = \"import Foundation\"\n"),
        Sample(rule: "file length", text: lines(500)),
        Sample(rule: "function length", text: "func f() {\n" + lines(67) + "}\n"),
        Sample(
            rule: "function length",
            text: "protocol P {\n func f()\n init(a: Int)\n}\nenum E {\n" + lines(80) + "}\n"),
        Sample(
            rule: "opening comment",
            text: "// swift-tools-version: 6.2\n// What it is,\n// and what it may not do.\n"),
        Sample(
            rule: "unsafe list",
            text:
                "/// Not unsafe.\nlet a = \"unsafe \\(b)\"\nlet c = #\"unsafe \" UnsafePointer\"#\n"
        ),
        Sample(rule: "unsafe list", path: "Sources/Platform/Arena.swift", text: "unsafe f()\n"),
        Sample(
            rule: "unchecked Sendable",
            text: "/// A box.\n// Safe because one thread\n// owns it.\n@frozen\n"
                + "final class A: @unchecked Sendable {}\n"),
        Sample(
            rule: "unchecked Sendable",
            text: "final class A: @unchecked Sendable {} // Safe because it is immutable.\n"),
        Sample(
            rule: "no sleep in tests", path: "Tests/SMPPTests/Sample.swift",
            text: "let sleeper = 1 // sleep(1)\n"),
        Sample(rule: "no machine path", path: "README.md", text: "results/x, https://a.b/c\n"),
        Sample(rule: "no banned word", path: "README.md", text: "XXXX.X and todos\n"),
    ]
}
