// Writes a PDU into the caller's buffer, field by field, the header last. Runs on: any thread.
// Allocates: never.

/// The encoding visitor.
struct PDUWriter {
    /// The offset after the last octet written.
    private(set) var offset: Int
    /// The first thing that went wrong.
    private(set) var error: PDUError?
    private let commandID: CommandID
    private let rules: DecodingRules

    /// A writer of a PDU of `commandID` at the start of a buffer.
    init(commandID: CommandID, rules: DecodingRules) {
        self.commandID = commandID
        self.rules = rules
        offset = PDUHeader.byteCount
    }

    /// Writes one whole PDU at the start of `output` and returns its length.
    static func write(
        _ body: some PDUBody, _ header: PDUHeader, rules: DecodingRules,
        into output: inout MutableRawSpan
    ) throws(PDUError) -> Int {
        var writer = PDUWriter(commandID: header.commandID, rules: rules)
        if writer.hasHeaderRoom(output) {
            var body = body
            body.walk(&writer, RawSpan(), &output)
        }
        return try writer.finish(header, &output)
    }

    /// Writes a PDU that is a header alone at the start of `output` and returns its length.
    static func write(
        _ header: PDUHeader, into output: inout MutableRawSpan
    ) throws(PDUError) -> Int {
        var writer = PDUWriter(commandID: header.commandID, rules: .strict)
        _ = writer.hasHeaderRoom(output)
        return try writer.finish(header, &output)
    }

    private mutating func hasHeaderRoom(_ output: borrowing MutableRawSpan) -> Bool {
        if output.byteCount < offset {
            error = PDUError(.bufferTooSmall, .commandLength, offset: 0, in: commandID)
        }
        return error == nil
    }

    private func finish(
        _ header: PDUHeader, _ output: inout MutableRawSpan
    ) throws(PDUError) -> Int {
        if let error { throw error }
        var header = header
        header.commandLength = UInt32(offset)
        header.write(into: &output, at: 0)
        return offset
    }

    private mutating func fail(_ reason: PDUError.Reason, _ field: PDUField) {
        error = PDUError(reason, field, offset: offset, in: commandID)
    }

    /// Whether `count` octets can be written; notes the error if not.
    private mutating func hasRoom(
        _ count: Int, _ field: PDUField, _ output: borrowing MutableRawSpan
    ) -> Bool {
        guard error == nil else { return false }
        guard count <= output.byteCount - offset else {
            fail(.bufferTooSmall, field)
            return false
        }
        return true
    }

    private mutating func put(_ octet: UInt8, _ output: inout MutableRawSpan) {
        output.storeBytes(of: octet, toByteOffset: offset, as: UInt8.self)
        offset += 1
    }

    /// Writes `value` and a NUL if `allows` accepts its number of octets.
    private mutating func putString(
        _ value: String, _ field: PDUField, _ output: inout MutableRawSpan,
        allows: (Int) -> Bool
    ) {
        guard error == nil else { return }
        let start = offset
        let text = value.utf8Span.span
        var index = 0
        while index < text.count {
            guard hasRoom(1, field, output) else { return }
            let (octet, width) = Self.latin1(text, at: index)
            guard octet != 0 else { return fail(.unencodableText, field) }
            put(octet, &output)
            index += width
        }
        guard hasRoom(1, field, output) else { return }
        put(0, &output)
        guard rules == .tolerant || allows(offset - start - 1) else {
            offset = start
            return fail(.badFieldLength, field)
        }
    }

    /// The character at `index` of UTF-8 as one octet, 0 if it is not one, and its UTF-8 width.
    private static func latin1(_ text: Span<UInt8>, at index: Int) -> (octet: UInt8, width: Int) {
        let lead = text[index]
        if lead < 0x80 { return (lead, 1) }
        guard lead == 0xC2 || lead == 0xC3 else { return (0, 1) }
        return (lead << 6 | text[index + 1] & 0x3F, 2)
    }
}

extension PDUWriter: FieldVisitor {
    mutating func octet(
        _ value: inout UInt8, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        if hasRoom(1, field, output) { put(value, &output) }
    }

    mutating func word(
        _ value: inout UInt32, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        guard hasRoom(4, field, output) else { return }
        output.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
        offset += 4
    }

    mutating func text(
        _ value: inout String, _ field: PDUField, max: Int, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        putString(value, field, &output, allows: { $0 < max })
    }

    mutating func time(
        _ value: inout String, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        putString(value, field, &output, allows: FieldLimit.allowsTime)
    }

    mutating func shortMessage(
        _ value: inout [UInt8], _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        guard error == nil else { return }
        let limit = rules == .strict ? FieldLimit.shortMessage : 255
        guard value.count <= limit else { return fail(.badFieldLength, .shortMessage) }
        guard hasRoom(1 + value.count, .shortMessage, output) else { return }
        put(UInt8(value.count), &output)
        for octet in value { put(octet, &output) }
    }

    mutating func list<Element: PDUBody>(
        _ value: inout [Element], _ field: PDUField, count countField: PDUField,
        allowed: ClosedRange<Int>, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        guard error == nil else { return }
        let allowed = rules == .strict ? allowed : 0...255
        guard allowed.contains(value.count) else { return fail(.badFieldLength, countField) }
        guard hasRoom(1, countField, output) else { return }
        put(UInt8(value.count), &output)
        for var element in value { element.walk(&self, frame, &output) }
    }

    mutating func tlvs(_ value: inout [TLV], _ frame: RawSpan, _ output: inout MutableRawSpan) {
        for parameter in value {
            let field = PDUField.tlv(parameter.tag)
            guard error == nil else { return }
            let count = parameter.value.count
            let fits = count <= FieldLimit.tlvValue
            guard fits, rules == .tolerant || parameter.hasStandardLength else {
                return fail(.badFieldLength, field)
            }
            guard hasRoom(4 + count, field, output) else { return }
            output.storeBytes(
                of: parameter.tag.rawValue.bigEndian, toByteOffset: offset, as: UInt16.self)
            output.storeBytes(
                of: UInt16(count).bigEndian, toByteOffset: offset + 2, as: UInt16.self)
            offset += 4
            for octet in parameter.value { put(octet, &output) }
        }
    }

    mutating func reject(_ field: PDUField, _ frame: RawSpan) {
        if error == nil { fail(.invalidValue, field) }
    }
}
