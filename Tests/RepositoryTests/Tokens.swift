// The words and marks of a file's code, and what the rules ask of them. Works on code that
// SourceFile has blanked; knows no more Swift than that.

struct Token: Sendable {
    var text: String
    /// Counted from 1.
    var line: Int
    /// Whether the character before is a full stop.
    var isMember: Bool

    /// Identifiers (with their `@`), and every other byte but spaces alone.
    static func all(in code: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var at = 0
        while at < code.count {
            let start = at
            at += 1
            if isWord(code[start]) || code[start] == UInt8(ascii: "@") {
                while at < code.count, isWord(code[at]) { at += 1 }
            } else if code[start] == UInt8(ascii: "\n") {
                line += 1
                continue
            } else if code[start] == UInt8(ascii: " ") {
                continue
            }
            let isMember = start > 0 && code[start - 1] == UInt8(ascii: ".")
            tokens.append(
                Token(
                    text: String(decoding: code[start..<at], as: UTF8.self), line: line,
                    isMember: isMember))
        }
        return tokens
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}

extension SourceFile {
    /// Every function, initialiser and subscript with a body: where it begins, how many lines.
    func functions() -> [(line: Int, lineCount: Int)] {
        tokens.indices.compactMap { index in
            guard Self.declares(tokens, at: index),
                let opening = Self.opening(tokens, after: index),
                let closing = Self.closing(tokens, of: opening)
            else { return nil }
            let line = tokens[index].line
            return (line, tokens[closing].line - line + 1)
        }
    }

    private static let declarations: Set<String> = ["func", "init", "deinit", "subscript"]

    private static func declares(_ tokens: [Token], at index: Int) -> Bool {
        let token = tokens[index]
        guard declarations.contains(token.text), !token.isMember else { return false }
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        return switch token.text {
        case "func": true
        case "deinit": next == "{"
        default: ["(", "<", "?", "!"].contains(next)
        }
    }

    /// The `{` of the body; nil for a requirement without one.
    private static func opening(_ tokens: [Token], after index: Int) -> Int? {
        var depth = 0
        for candidate in tokens.indices.dropFirst(index + 1) {
            switch tokens[candidate].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return candidate
            case "}" where depth == 0: return nil
            case "var", "let", "static", "mutating", "associatedtype": if depth == 0 { return nil }
            case let text where depth == 0 && declarations.contains(text):
                if declares(tokens, at: candidate) { return nil }
            default: break
            }
        }
        return nil
    }

    private static func closing(_ tokens: [Token], of opening: Int) -> Int? {
        var depth = 0
        for candidate in tokens.indices.dropFirst(opening) {
            switch tokens[candidate].text {
            case "{": depth += 1
            case "}":
                depth -= 1
                if depth == 0 { return candidate }
            default: break
            }
        }
        return nil
    }

    /// The modules imported, each with its line.
    func imports() -> [(module: String, line: Int)] {
        let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", !tokens[index].isMember else { return nil }
            var name = index + 1
            if name < tokens.count, kinds.contains(tokens[name].text) { name += 1 }
            guard name < tokens.count, tokens[name].line == tokens[index].line else { return nil }
            return (tokens[name].text, tokens[name].line)
        }
    }
}
