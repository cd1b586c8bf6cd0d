// The words and marks of a line or a file of code, and what the rules ask of them. Works on code
// that SourceFile has blanked; knows no more Swift than that.

struct Token: Equatable {
    var text: String
    /// Counted from 1.
    var line: Int
    /// Whether the character before is a full stop.
    var isMember: Bool
}

extension SourceFile {
    /// Identifiers (with their `@`), and every other character but spaces alone.
    func tokens() -> [Token] {
        var tokens: [Token] = []
        for (index, line) in code.enumerated() {
            var word = ""
            var previous: Character = " "
            var isMember = false
            func flush() {
                guard !word.isEmpty else { return }
                tokens.append(Token(text: word, line: index + 1, isMember: isMember))
                word = ""
            }
            for character in line {
                let isWord = character.isLetter || character.isNumber || character == "_"
                if isWord, !word.isEmpty {
                    word.append(character)
                } else if isWord || character == "@" {
                    flush()
                    isMember = previous == "."
                    word = String(character)
                } else {
                    flush()
                    if !character.isWhitespace {
                        tokens.append(
                            Token(text: String(character), line: index + 1, isMember: false))
                    }
                }
                previous = character
            }
            flush()
        }
        return tokens
    }

    /// Every function, initialiser and subscript with a body: where it begins, how many lines.
    func functions() -> [(line: Int, lineCount: Int)] {
        let tokens = tokens()
        return tokens.indices.compactMap { index in
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
        let tokens = tokens()
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", !tokens[index].isMember else { return nil }
            var name = index + 1
            if name < tokens.count, kinds.contains(tokens[name].text) { name += 1 }
            guard name < tokens.count, tokens[name].line == tokens[index].line else { return nil }
            return (tokens[name].text, tokens[name].line)
        }
    }
}
