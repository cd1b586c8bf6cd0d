// Walks the tokens of a JSON5 profile to learn which key stands on which line. It understands the
// structure only: what a value means is left to Foundation, which is given the value's own text.
// Two things JSON5 allows are refused: a text that runs over a line end, an escape inside a key.

/// The token walker: `ProfileWalker.tree(of:)` is its only use.
struct ProfileWalker {
    /// Sections and lists inside each other; profiles need three.
    private static let depthLimit = 16

    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The tree of a whole profile, which must be one section `{ … }`.
    static func tree(of bytes: [UInt8]) throws(ProfileSyntaxError) -> ProfileNode {
        var walker = ProfileWalker(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { walker.offset = 3 }
        try walker.skipSpace()
        guard walker.current == UInt8(ascii: "{") else {
            throw walker.error("a profile is one section in { }, found \(walker.found)")
        }
        let root = try walker.value()
        try walker.skipSpace()
        guard walker.current == nil else {
            throw walker.error("the profile is complete, then comes \(walker.found)")
        }
        return root
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private var next: UInt8? { offset + 1 < bytes.count ? bytes[offset + 1] : nil }

    private mutating func advance() {
        if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
        offset += 1
    }

    private func error(_ reason: String) -> ProfileSyntaxError {
        ProfileSyntaxError(line: line, reason: reason)
    }

    /// What stands at the current place, for an error.
    private var found: String {
        guard let current else { return "the end of the file" }
        if current == UInt8(ascii: "\n") { return "the end of the line" }
        var end = offset + 1
        if isBare(current) {
            while end < bytes.count, isBare(bytes[end]) { end += 1 }
        } else if current >= 0x80 {
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        }
        return "\"" + shown(String(decoding: bytes[offset..<end], as: UTF8.self)) + "\""
    }

    // MARK: Values

    private mutating func value() throws(ProfileSyntaxError) -> ProfileNode {
        let start = line
        switch current {
        case UInt8(ascii: "{"):
            return ProfileNode(line: start, content: .section(try section()))
        case UInt8(ascii: "["):
            return ProfileNode(line: start, content: .list(try list()))
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return ProfileNode(line: start, content: .scalar(try quotedText()))
        case .some(let byte) where isBare(byte):
            return ProfileNode(line: start, content: .scalar(bareText()))
        default:
            throw error("a value is missing, found \(found)")
        }
    }

    private mutating func section() throws(ProfileSyntaxError) -> [ProfileNode.Member] {
        let opening = line
        try enter()
        var members: [ProfileNode.Member] = []
        while try !closes(with: "}", opening, "section") {
            let keyLine = line
            let (key, wantsQuotes) = try self.key()
            if let first = members.first(where: { $0.key == key }) {
                throw ProfileSyntaxError(
                    line: keyLine,
                    reason: "key \"\(shown(key))\" is here twice, first on line \(first.line)")
            }
            try skipSpace()
            guard current == UInt8(ascii: ":") else {
                throw error("\":\" is missing after \"\(shown(key))\", found \(found)")
            }
            advance()
            try skipSpace()
            members.append(
                ProfileNode.Member(
                    key: key, wantsQuotes: wantsQuotes, line: keyLine, node: try value()))
            try separator("}", after: "\"\(shown(key))\"")
        }
        depth -= 1
        return members
    }

    private mutating func list() throws(ProfileSyntaxError) -> [ProfileNode] {
        let opening = line
        try enter()
        var elements: [ProfileNode] = []
        while try !closes(with: "]", opening, "list") {
            elements.append(try value())
            try separator("]", after: "an element")
        }
        depth -= 1
        return elements
    }

    private mutating func enter() throws(ProfileSyntaxError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw error("sections are nested more than \(Self.depthLimit) deep")
        }
        advance()
    }

    /// Skips to the next token; true, and past it, when that closes the section or list.
    private mutating func closes(
        with end: Unicode.Scalar, _ opening: Int, _ what: String
    ) throws(ProfileSyntaxError) -> Bool {
        try skipSpace()
        guard let current else {
            throw error("the file ends inside the \(what) opened on line \(opening)")
        }
        guard current == UInt8(ascii: end) else { return false }
        advance()
        return true
    }

    /// A comma, or nothing before the end of the section or list.
    private mutating func separator(
        _ end: Unicode.Scalar, after what: String
    ) throws(ProfileSyntaxError) {
        let valueLine = line
        try skipSpace()
        if current == UInt8(ascii: ",") {
            advance()
        } else if current != UInt8(ascii: end), current != nil {
            // The comma is missing where the value stands, not where the next key does.
            throw ProfileSyntaxError(
                line: valueLine,
                reason: "\",\" or \"\(end)\" is missing after \(what), found \(found)")
        }
    }

    // MARK: Tokens

    private mutating func key() throws(ProfileSyntaxError) -> (String, wantsQuotes: Bool) {
        guard let first = current else { throw error("a key is missing, found \(found)") }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let text = try quotedText().dropFirst().dropLast()
            guard !text.utf8.contains(UInt8(ascii: "\\")) else {
                throw error("key \"\(shown(String(text)))\" has an escape; no key needs one")
            }
            return (String(text), false)
        }
        guard isBare(first) else { throw error("a key is missing, found \(found)") }
        let text = bareText()
        return (text, !isIdentifier(text))
    }

    /// A text with its quotes, escapes untouched.
    private mutating func quotedText() throws(ProfileSyntaxError) -> String {
        let quote = current
        let start = offset
        advance()
        while let byte = current, byte != quote {
            if byte == UInt8(ascii: "\\"), next != UInt8(ascii: "\n") { advance() }
            guard let byte = current, byte != UInt8(ascii: "\n") else { break }
            advance()
        }
        guard current == quote else { throw error("a text is not closed on its line") }
        advance()
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func bareText() -> String {
        let start = offset
        while let byte = current, isBare(byte), !startsComment { advance() }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private var startsComment: Bool {
        current == UInt8(ascii: "/") && (next == UInt8(ascii: "/") || next == UInt8(ascii: "*"))
    }

    private mutating func skipSpace() throws(ProfileSyntaxError) {
        while let byte = current {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                advance()
            } else if startsComment, next == UInt8(ascii: "/") {
                while let byte = current, byte != UInt8(ascii: "\n") { advance() }
            } else if startsComment {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(ProfileSyntaxError) {
        let opening = line
        offset += 2
        while current != UInt8(ascii: "*") || next != UInt8(ascii: "/") {
            guard current != nil else {
                throw error("the file ends inside the comment opened on line \(opening)")
            }
            advance()
        }
        offset += 2
    }
}

/// A byte of an unquoted key or value: anything but space, quotes and structure.
private func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""),
        UInt8(ascii: "'"):
        false
    default: byte < 0x80
    }
}

private func isIdentifier(_ text: String) -> Bool {
    text.utf8.enumerated().allSatisfy { index, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
        default: false
        }
    }
}
