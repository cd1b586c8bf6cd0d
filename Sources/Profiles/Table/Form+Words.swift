// The forms of words: choices, texts, switches, and the lists' elements that are made of two parts.

import LoadEngine
import MockSMSC

extension Form where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of an enumeration's words.
    static func choice(_ metavar: String) -> Form {
        let words = Value.allCases.map(\.rawValue)
        let allowed = words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        return Form(
            metavar, allowed: allowed, hint: allowed,
            read: { Value(rawValue: $0).map { .value($0) } ?? .malformed },
            write: { .text($0.rawValue) })
    }
}

extension Form where Value == Bool {
    /// `true` or `false`.
    static let truth = Form(
        "", allowed: "true or false", kinds: [.boolean],
        read: { $0 == "true" ? .value(true) : $0 == "false" ? .value(false) : .malformed },
        write: { .boolean($0) })
}

extension Form where Value == String {
    /// Any text of at most `limit` bytes.
    static func text(_ limit: Int, _ metavar: String) -> Form {
        Form(
            metavar, allowed: "text of at most \(limit) bytes",
            read: { $0.utf8.count <= limit ? .value($0) : .outOfRange },
            write: { .text($0) })
    }

    /// An SMPP C-octet string: ASCII without control characters, `limit` bytes without its NUL.
    static func octets(_ limit: Int, _ metavar: String) -> Form {
        Form(
            metavar, allowed: "at most \(limit) ASCII characters",
            hint: "at most \(limit) characters",
            read: { text in
                guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                    return .malformed
                }
                return text.utf8.count <= limit ? .value(text) : .outOfRange
            },
            write: { .text($0) })
    }

    /// An SMPP time: empty, or the 16 characters of SMPP 3.4 § 7.1.1.
    static let smppTime = Form(
        "SMPPTIME", allowed: "empty, or 16 characters YYMMDDhhmmsstnnp (SMPP 3.4 § 7.1.1)",
        hint: "YYMMDDhhmmsstnnp, SMPP 3.4 § 7.1.1",
        read: { text in
            if text.isEmpty { return .value(text) }
            let digits = text.utf8.dropLast().allSatisfy { (0x30...0x39).contains($0) }
            guard text.utf8.count == 16, digits, let last = text.last, "+-R".contains(last) else {
                return .malformed
            }
            return .value(text)
        },
        write: { .text($0) })

    /// A host name or a literal address; the brackets of `[::1]` are dropped.
    static let host = Form(
        "HOST", allowed: "a host name or an IPv4 or IPv6 address",
        read: { text in
            let bare =
                text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
            let fits = (1...253).contains(bare.utf8.count)
            let clean = bare.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/")
            }
            return fits && clean ? .value(String(bare)) : .malformed
        },
        write: { .text($0) })

    /// The name of an environment variable or a file.
    static func reference(_ metavar: String) -> Form {
        Form(
            metavar, allowed: "a name that is not empty",
            read: { $0.isEmpty || $0.utf8.contains(0) ? .malformed : .value($0) },
            write: { .text($0) })
    }

    /// A run's name, which becomes part of a folder's name.
    static let runName = Form(
        "NAME",
        allowed: "letters, digits, \"-\", \"_\" and \".\", at most 64, not starting with \".\"",
        read: { isRunName($0) ? .value($0) : .malformed },
        write: { .text($0) })
}

/// Whether `text` can be part of a folder's name everywhere.
func isRunName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".") && text.utf8.allSatisfy(isNameByte)
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
    default: false
    }
}

private let formats =
    "FORMAT " + OutputRequest.Format.allCases.map(\.rawValue).joined(separator: ", ")

extension Form where Value == OutputRequest {
    /// A file in one of the formats: `json=FILE`.
    static let output = Form(
        "FORMAT=FILE",
        allowed: "FORMAT=FILE with \(formats)", hint: formats,
        read: { text in
            guard let (name, file) = split(text, at: "="), !file.isEmpty,
                let format = OutputRequest.Format(rawValue: name)
            else { return .malformed }
            return .value(OutputRequest(format: format, path: file))
        },
        write: { .text("\($0.format.rawValue)=\($0.path)") })

    /// A file in one of some formats.
    static func output(in formats: [OutputRequest.Format]) -> Form {
        let names = "FORMAT " + formats.map(\.rawValue).joined(separator: ", ")
        return Form(
            output.metavar, allowed: "\(output.metavar) with \(names)", hint: names,
            read: { text in
                guard case .value(let request) = output.read(text),
                    formats.contains(request.format)
                else { return .malformed }
                return .value(request)
            },
            write: output.write)
    }
}

extension Form where Value == Tag {
    /// `NAME=VALUE`.
    static let tag = Form(
        "NAME=VALUE", allowed: "NAME=VALUE",
        read: { text in
            guard let (name, value) = split(text, at: "="), !name.isEmpty else { return .malformed }
            return .value(Tag(name: name, value: value))
        },
        write: { .text($0.value) })
}

extension Form where Value == MockSMSCConfiguration.Account {
    /// `ID:PASSWORD`; only the ID is ever written.
    static let account = Form(
        "ID:PASSWORD",
        allowed: "ID:PASSWORD with an ID of 1…15 characters and a password of at most 8",
        read: { text in
            guard let (id, password) = split(text, at: ":"), (1...15).contains(id.utf8.count),
                password.utf8.count <= 8
            else { return .malformed }
            return .value(MockSMSCConfiguration.Account(systemID: id, password: password))
        },
        write: { $0.rules == nil ? .text($0.systemID) : Record.account.write($0) })
}

func split(_ text: String, at separator: Character) -> (String, String)? {
    guard let index = text.firstIndex(of: separator) else { return nil }
    return (String(text[..<index]), String(text[text.index(after: index)...]))
}

extension Form where Value == Pinning {
    /// A processor's number, `auto` or `none`.
    static let pinning = Form(
        "CPU", allowed: "a processor's number 0…4095, auto or none", hint: "0…4095, auto or none",
        kinds: [.string, .number],
        read: { text in
            if text == "none" { return .value(.none) }
            if text == "auto" { return .value(.automatic) }
            switch Form<UInt16>.whole(0...4095).read(text) {
            case .value(let first): return .value(.from(first))
            case .malformed: return .malformed
            case .outOfRange: return .outOfRange
            }
        },
        write: { pinning in
            switch pinning {
            case .none: .text("none")
            case .automatic: .text("auto")
            case .from(let first): .integer(Int64(first))
            }
        })
}
