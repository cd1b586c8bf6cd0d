// Package.swift and the table of imports draw the same arrows between targets. The compiler holds a
// target to what is built before it, not to what it declares, so a test has to.

import Foundation
import Testing

@Suite("Package arrows")
struct PackageArrowTests {
    /// Target → the targets it declares, read from the text of a package description.
    static func declaredArrows(in lines: [String]) -> [String: Set<String>] {
        let targets = lines.drop { $0 != "    targets: [" }.joined(separator: " ")
        var arrows: [String: Set<String>] = [:]
        for call in ["room(", "tests(", ".target(", ".executableTarget("] {
            for part in targets.components(separatedBy: call).dropFirst() {
                let arguments = argumentList(part)
                guard let name = quoted(arguments).first else { continue }
                let list = arguments.drop { $0 != "[" }.prefix { $0 != "]" }
                arrows[name] = Set(quoted(list))
            }
        }
        return arrows
    }

    /// What stands before the closing parenthesis.
    private static func argumentList(_ text: String) -> Substring {
        var depth = 1
        return text.prefix { character in
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            return depth > 0
        }
    }

    private static func quoted(_ text: Substring) -> [String] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }

    @Test func declaredArrowsAreRead() {
        let description = """
                targets: [
                    .target(name: "CLinux"),
                    room("SMPP"),
                    room("Platform", ["CLinux"]),
                    .executableTarget(
                        name: "tool",
                        dependencies: [
                            "SMPP", "Platform",
                        ],
                        swiftSettings: strict),
                    .target(name: "Help", path: "Tests/Help", swiftSettings: strict),
                    tests("SMPPTests", ["SMPP"]),
            """
        #expect(
            Self.declaredArrows(in: description.components(separatedBy: "\n")) == [
                "CLinux": [], "SMPP": [], "Platform": ["CLinux"], "tool": ["SMPP", "Platform"],
                "Help": [], "SMPPTests": ["SMPP"],
            ])
    }

    @Test func packageAndTableDrawTheSameArrows() throws {
        let text = try String(
            contentsOf: Repository.root.appending(path: "Package.swift"), encoding: .utf8)
        let declared = Self.declaredArrows(in: text.components(separatedBy: "\n"))
        let inHouse = Set(declared.keys).union(["CNuma", "COpenSSL", "CZlib"])
        for (folder, allowed) in House.imports {
            let name = House.targetNames[folder] ?? String(folder.split(separator: "/")[1])
            let arrows = try #require(declared[name], "\(name) is not in Package.swift")
            // Every test target gets TestSupport from `tests(…)` itself.
            #expect(
                arrows == allowed.intersection(inHouse).subtracting(["TestSupport"]), "\(folder)")
        }
    }
}
