// The rules that hold for each file by itself. A rule finds what breaks it and where; RuleTests runs
// it over the project, and over small samples so that a rule that cannot fail is noticed.

import Foundation
import Testing

struct Finding: Equatable, CustomStringConvertible {
    var path: String
    var line: Int
    var what: String

    var description: String { "\(path):\(line): \(what)" }
}

struct Rule: Sendable, CustomTestStringConvertible {
    var name: String
    var appliesTo: @Sendable (SourceFile) -> Bool
    /// What breaks the rule: line (from 1) and what is wrong.
    var check: @Sendable (SourceFile) -> [(line: Int, what: String)]

    var testDescription: String { name }

    func findings(in file: SourceFile) -> [Finding] {
        guard appliesTo(file) else { return [] }
        return check(file).map { Finding(path: file.path, line: $0.line, what: $0.what) }
    }

    static let all = [
        importArrows, fileLength, functionLength, header, unsafeList, uncheckedSendable, noSleep,
        noTestableImport, noMachinePath, noBannedWord,
    ]
}

extension Rule {
    static let importArrows = Rule(
        name: "import arrows", appliesTo: { $0.isSwift && $0.target != nil },
        check: { file in
            guard let target = file.target, let allowed = House.imports[target] else {
                return [(1, "a target without a line in the table of imports")]
            }
            return file.imports().filter { !allowed.contains($0.module) }
                .map { ($0.line, "\(target) may not import \($0.module)") }
        })

    static let fileLength = Rule(
        name: "file length", appliesTo: { $0.isSwift || $0.isC },
        check: { file in
            guard file.lines.count > House.fileLineLimit, !House.longTables.contains(file.path)
            else { return [] }
            return [(file.lines.count, "\(file.lines.count) lines, at most \(House.fileLineLimit)")]
        })

    static let functionLength = Rule(
        name: "function length", appliesTo: \.isSwift,
        check: { file in
            file.functions().filter { $0.lineCount >= House.functionLineLimit }
                .map { ($0.line, "\($0.lineCount) lines, under \(House.functionLineLimit)") }
        })

    static let header = Rule(
        name: "opening comment", appliesTo: { $0.isSwift || $0.isC },
        check: { file in
            let lines = file.lines.drop { $0.hasPrefix("// swift-tools-version") }
            guard file.isSwift || lines.first?.hasPrefix("/*") != true else { return [] }
            let count = lines.prefix { $0.hasPrefix("// ") }.count
            guard !House.headerLines.contains(count) else { return [] }
            return [(1, "\(count) lines of opening comment, not \(House.headerLines)")]
        })

    static let unsafeList = Rule(
        name: "unsafe list", appliesTo: \.isSwift,
        check: { file in
            guard !House.unsafeFiles.contains(file.path) else { return [] }
            return file.unsafeTokens().map { ($0.line, "\($0.text) outside the listed files") }
        })

    static let uncheckedSendable = Rule(
        name: "unchecked Sendable", appliesTo: \.isSwift,
        check: { file in
            file.tokens.filter { $0.text == "@unchecked" && !file.isJustified(line: $0.line) }
                .map {
                    ($0.line, "@unchecked Sendable without \"Safe because\" beside or above it")
                }
        })

    static let noSleep = Rule(
        name: "no sleep in tests", appliesTo: { $0.isSwift && $0.path.hasPrefix("Tests/") },
        check: { file in
            let calls: Set<String> = ["sleep", "usleep", "nanosleep", "clock_nanosleep"]
            return file.tokens.filter { calls.contains($0.text) }
                .map { ($0.line, "wait for the event, not for time") }
        })

    static let noTestableImport = Rule(
        name: "no testable import", appliesTo: \.isSwift,
        check: { file in
            file.tokens.filter { $0.text == "@testable" }
                .map { ($0.line, "test the public or package interface") }
        })

    static let noMachinePath = Rule(
        name: "no machine path", appliesTo: { _ in true },
        check: { file in
            file.linesContaining(House.machineFolders) { "\($0) is a folder of one machine" }
        })

    static let noBannedWord = Rule(
        name: "no banned word", appliesTo: { _ in true },
        check: { file in
            file.lines.enumerated().flatMap { index, line in
                let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
                return House.bannedWords.filter { words.contains(Substring($0)) }
                    .map { (index + 1, "\($0): do it or leave it out") }
            }
        })
}

extension SourceFile {
    func unsafeTokens() -> [Token] {
        tokens.filter { token in
            ["unsafe", "@unsafe", "@safe", "OpaquePointer", "Unmanaged"].contains(token.text)
                || token.text.hasPrefix("Unsafe")
        }
    }

    /// Whether a comment that starts "Safe because" stands on the line or in the block above it.
    func isJustified(line: Int) -> Bool {
        func comment(_ text: String) -> Substring? {
            text.range(of: "//").map { text[$0.upperBound...].drop { $0 == "/" || $0 == " " } }
        }
        if comment(lines[line - 1])?.hasPrefix("Safe because") == true { return true }
        return lines[..<(line - 1)].reversed()
            .prefix {
                $0.drop { $0 == " " }.hasPrefix("//") || $0.drop { $0 == " " }.hasPrefix("@")
            }
            .contains { comment($0)?.hasPrefix("Safe because") == true }
    }

    func linesContaining(
        _ texts: [String], describe: (String) -> String
    ) -> [(line: Int, what: String)] {
        lines.enumerated().flatMap { index, line in
            texts.filter { line.contains($0) }.map { (index + 1, describe($0)) }
        }
    }
}
