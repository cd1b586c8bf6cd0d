// One file in two readings: as written, and as the tokens of its code alone, so that a rule cannot
// stumble over a word in prose. Used by the rules.

struct SourceFile: Sendable {
    var path: String
    /// The lines as written.
    var lines: [String]
    /// What is left when comments and the text of strings are blank; Swift files only.
    var tokens: [Token] = []

    init(path: String, text: String) {
        self.path = path
        let bytes = Array(text.utf8)
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if lines.last == "" { lines.removeLast() }
        guard isSwift else { return }
        var blanking = Blanking(source: bytes)
        blanking.run()
        tokens = Token.all(in: blanking.output)
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isC: Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }

    /// `Sources/X` or `Tests/X`; nil for files of no target.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return parts[0] + "/" + parts[1]
    }
}

/// Turns comments and the text of strings into spaces; code inside `\( )` stays.
private struct Blanking {
    let source: [UInt8]
    var output: [UInt8] = []
    var at = 0

    init(source: [UInt8]) {
        self.source = source
    }

    mutating func run() {
        code(untilClosingParenthesis: false)
    }

    private func starts(_ text: StaticString, plus hashes: Int = 0) -> Bool {
        let wanted = Array("\(text)".utf8) + Array(repeating: UInt8(ascii: "#"), count: hashes)
        return source[at...].starts(with: wanted)
    }

    private mutating func keep(_ count: Int = 1) {
        output += source[at..<min(at + count, source.count)]
        at += count
    }

    private mutating func blank(_ count: Int = 1) {
        for byte in source[at..<min(at + count, source.count)] {
            output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        at += count
    }

    private mutating func code(untilClosingParenthesis nested: Bool) {
        var depth = 0
        while at < source.count {
            if starts("//") {
                while at < source.count, source[at] != UInt8(ascii: "\n") { blank() }
            } else if starts("/*") {
                blockComment()
            } else if let hashes = hashesBeforeQuote() {
                string(hashes: hashes)
            } else {
                if source[at] == UInt8(ascii: "(") { depth += 1 }
                if source[at] == UInt8(ascii: ")") {
                    depth -= 1
                    if nested, depth < 0 { return }
                }
                keep()
            }
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < source.count
    }

    /// The number of `#` before a quote that opens a string here.
    private func hashesBeforeQuote() -> Int? {
        var end = at
        while end < source.count, source[end] == UInt8(ascii: "#") { end += 1 }
        return end < source.count && source[end] == UInt8(ascii: "\"") ? end - at : nil
    }

    private mutating func string(hashes: Int) {
        keep(hashes)
        let isMultiline = starts("\"\"\"")
        keep(isMultiline ? 3 : 1)
        while at < source.count {
            if isMultiline ? starts("\"\"\"", plus: hashes) : starts("\"", plus: hashes) {
                keep((isMultiline ? 3 : 1) + hashes)
                return
            }
            if !isMultiline, source[at] == UInt8(ascii: "\n") { return }
            if starts("\\", plus: hashes) {
                blank(1 + hashes)
                if at < source.count, source[at] == UInt8(ascii: "(") {
                    keep()
                    code(untilClosingParenthesis: true)
                }
            }
            blank()
        }
    }
}
