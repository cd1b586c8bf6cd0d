// Any JSON value, and one vector: an object whose members are asked for by name.

/// A JSON value.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case number(Int)
    case fraction(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}

extension JSONValue {
    /// The text of a string.
    var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value of a whole number.
    var number: Int? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The value of a truth value.
    var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an array; none of anything else.
    var elements: [JSONValue] {
        if case .array(let value) = self { value } else { [] }
    }

    /// The members of an object; none of anything else.
    var members: [String: JSONValue] {
        if case .object(let value) = self { value } else { [:] }
    }

    /// The member of an object by its name; null if there is none.
    subscript(_ name: String) -> JSONValue {
        members[name] ?? .null
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON, for a line of the report.
    var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): "\(value)"
        case .fraction(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .array(let values): "[\(values.map(\.description).joined(separator: ", "))]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                .joined(separator: ", ") + "}"
        }
    }
}

/// One line of a file of vectors.
typealias Vector = JSONValue

extension Vector {
    init(_ value: JSONValue) {
        self = value
    }
}

/// A vector that does not have the form it should have.
struct MalformedVector: Error, CustomStringConvertible {
    let description: String
}

extension Vector {
    /// The octets of a member that holds hexadecimal digits.
    func octets(_ name: String) throws(MalformedVector) -> [UInt8] {
        guard let text = self[name].string else {
            throw MalformedVector(description: "no member \(name)")
        }
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else {
            throw MalformedVector(description: "\(name) is not hexadecimal")
        }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    /// The hexadecimal digits of octets, as vectors write them.
    static func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What is unusual about the vector, in the file's words.
    var quirks: [String] {
        self["quirks"].elements.compactMap(\.string)
    }
}
