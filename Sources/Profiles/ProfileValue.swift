// A resolved setting on its way into the result's JSON: in table order, so that equal profiles give
// equal text and equal hashes.

/// A JSON value of the resolved profile.
public indirect enum ProfileValue: Sendable, Equatable {
    /// A JSON string.
    case text(String)
    /// A JSON number; no setting has a fraction.
    case integer(Int64)
    /// `true` or `false`.
    case boolean(Bool)
    /// Not set.
    case null
    /// A JSON array.
    case list([ProfileValue])
    /// A JSON object, its members in table order.
    case section([Member])

    /// A name and its value inside a section.
    public struct Member: Sendable, Equatable {
        /// The key.
        public var key: String
        /// Its value.
        public var value: ProfileValue

        /// A member of a section.
        public init(key: String, value: ProfileValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value as JSON on one line, without spaces.
    public var json: String {
        switch self {
        case .text(let text): quoted(text)
        case .integer(let number): String(number)
        case .boolean(let flag): String(flag)
        case .null: "null"
        case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
        case .section(let members):
            "{" + members.map { quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }

    /// Puts `value` at a dotted path, making sections on the way; `self` must be a section.
    mutating func insert(_ value: ProfileValue, at path: ArraySlice<Substring>) {
        guard case .section(var members) = self, let first = path.first else { return }
        let key = String(first)
        let rest = path.dropFirst()
        if rest.isEmpty {
            members.append(Member(key: key, value: value))
        } else if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value.insert(value, at: rest)
        } else {
            var section = ProfileValue.section([])
            section.insert(value, at: rest)
            members.append(Member(key: key, value: section))
        }
        self = .section(members)
    }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20:
            let hex = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// FNV-1a over the UTF-8 of `text`, 64 bits, as 16 hexadecimal digits.
///
/// Names a load, not a secret: it only has to differ when two profiles differ.
func stableHash(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let hex = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
}
