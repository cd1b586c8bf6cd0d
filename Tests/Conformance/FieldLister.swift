// Turns a decoded PDU into the names and values that vectors state.

import SMPP

/// The visitor that notes every field by the standard's name.
struct FieldLister: FieldVisitor {
    private(set) var fields: [String: JSONValue] = [:]

    /// The fields of a PDU, its header included.
    static func list(_ pdu: PDU, _ header: PDUHeader) -> [String: JSONValue] {
        var lister = FieldLister()
        lister.note(header)
        if let body = pdu.body { lister.walk(body) }
        return lister.fields
    }

    /// The four fields of a header.
    static func list(_ header: PDUHeader) -> [String: JSONValue] {
        var lister = FieldLister()
        lister.note(header)
        return lister.fields
    }

    /// The members by which vectors state an optional parameter.
    static func member(_ parameter: TLV) -> JSONValue {
        .object([
            "tag": .number(Int(parameter.tag.rawValue)),
            "name": parameter.tag.specName.map { .string($0) } ?? .null,
            "length": .number(parameter.value.count),
            "value_hex": .string(Vector.hexadecimal(parameter.value)),
        ])
    }

    private mutating func note(_ header: PDUHeader) {
        fields["command_length"] = .number(Int(header.commandLength))
        fields["command_id"] = .number(Int(header.commandID.rawValue))
        fields["command_status"] = .number(Int(header.commandStatus.rawValue))
        fields["sequence_number"] = .number(Int(header.sequenceNumber))
    }

    private mutating func walk(_ body: some PDUBody) {
        var body = body
        var unused = MutableRawSpan()
        body.walk(&self, RawSpan(), &unused)
    }

    mutating func octet(
        _ value: inout UInt8, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        fields[field.specName] = .number(Int(value))
    }

    mutating func word(
        _ value: inout UInt32, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        fields[field.specName] = .number(Int(value))
    }

    mutating func text(
        _ value: inout String, _ field: PDUField, max: Int, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        fields[field.specName] = .string(value)
    }

    mutating func time(
        _ value: inout String, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        fields[field.specName] = .string(value)
    }

    mutating func shortMessage(
        _ value: inout [UInt8], _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        fields[PDUField.shortMessageLength.specName] = .number(value.count)
        fields[PDUField.shortMessage.specName + "_hex"] = .string(Vector.hexadecimal(value))
    }

    mutating func list<Element: PDUBody>(
        _ value: inout [Element], _ field: PDUField, count countField: PDUField,
        allowed: ClosedRange<Int>, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        fields[countField.specName] = .number(value.count)
        fields[field.specName] = .array(
            value.map { element in
                var lister = FieldLister()
                lister.walk(element)
                return .object(lister.fields)
            })
    }

    mutating func tlvs(_ value: inout [TLV], _ frame: RawSpan, _ output: inout MutableRawSpan) {
        if !value.isEmpty { fields["tlvs"] = .array(value.map(Self.member)) }
    }

    mutating func reject(_ field: PDUField, _ frame: RawSpan) {}
}

extension PDUError.Reason {
    /// What the files of vectors call this reason.
    var vectorName: String {
        switch self {
        case .badCommandLength: "bad_command_length"
        case .unknownCommandID: "unknown_command_id"
        case .missingBody: "missing_body"
        case .truncatedBody: "truncated_body"
        case .unterminatedString: "cstring_unterminated"
        case .badFieldLength: "bad_length"
        case .shortMessageOverrun: "sm_length_overrun"
        case .truncatedTLV: "tlv_truncated"
        case .overrunTLV: "tlv_overrun"
        case .invalidValue: "invalid_value"
        case .unencodableText: "unencodable_text"
        case .bufferTooSmall: "buffer_too_small"
        }
    }
}

extension PDUField {
    /// What the files of vectors call this field.
    var vectorName: String {
        switch self {
        case .tlvHeader:
            return "header"
        case .tlv(let tag):
            let digits = String(tag.rawValue, radix: 16)
            return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
        default:
            return specName
        }
    }
}
