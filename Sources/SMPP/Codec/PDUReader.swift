// Reads the body of a PDU field by field into an owned value. For binds, tools and everything that
// is not sent once per message; submit_sm and deliver_sm are found by ShortMessageFields instead.

/// The decoding visitor.
///
/// What makes the PDU impossible to follow is reported before a length beyond the standard's limit,
/// wherever in the PDU the two are: such a length may be the consequence of the former.
struct PDUReader {
    /// The first thing that makes the PDU impossible to follow.
    private var error: PDUError?
    /// The first field of a length the standard does not allow.
    private var lengthError: PDUError?
    private var offset = PDUHeader.byteCount
    private let rules: DecodingRules

    /// A reader of bodies by `rules`.
    init(rules: DecodingRules) {
        self.rules = rules
    }

    /// The body of `frame`.
    static func read<Body: PDUBody>(
        _ frame: RawSpan, rules: DecodingRules
    ) throws(PDUError) -> Body {
        var reader = PDUReader(rules: rules)
        var body = Body()
        var unused = MutableRawSpan()
        body.walk(&reader, frame, &unused)
        if let error = reader.error ?? reader.lengthError { throw error }
        return body
    }

    /// The body of a response: nil if it has none and need not have one.
    ///
    /// The standard leaves out the body of a response with an error status. Several SMSCs send one
    /// all the same; it is read if it can be, and otherwise counts as left out.
    static func readResponse<Body: PDUBody>(
        _ frame: RawSpan, first field: PDUField, rules: DecodingRules
    ) throws(PDUError) -> Body? {
        let start = PDUHeader.byteCount
        let mayBeAbsent = PDUHeader(reading: frame, at: 0).commandStatus != .ok
        guard frame.byteCount > start else {
            guard rules == .tolerant || mayBeAbsent else {
                throw PDUError(.missingBody, field, offset: start, in: frame.commandID)
            }
            return nil
        }
        do throws(PDUError) {
            return try read(frame, rules: rules)
        } catch {
            guard mayBeAbsent else { throw error }
            return nil
        }
    }

    private mutating func fail(_ reason: PDUError.Reason, _ field: PDUField, _ frame: RawSpan) {
        if error == nil {
            error = PDUError(reason, field, offset: offset, in: frame.commandID)
        }
    }

    /// Notes a length the standard does not allow, unless the rules do.
    private mutating func check(_ isAllowed: Bool, _ field: PDUField, _ frame: RawSpan) {
        if rules == .strict, !isAllowed, lengthError == nil {
            lengthError = PDUError(.badFieldLength, field, offset: offset, in: frame.commandID)
        }
    }

    /// Whether the PDU has `count` more octets; notes the error if not.
    private mutating func has(_ count: Int, _ field: PDUField, _ frame: RawSpan) -> Bool {
        guard error == nil else { return false }
        guard frame.byteCount - offset >= count else {
            fail(.truncatedBody, field, frame)
            return false
        }
        return true
    }

    /// A C-octet string whose length, without the NUL, `allows` accepts.
    private mutating func string(
        _ field: PDUField, _ frame: RawSpan, allows: (Int) -> Bool
    ) -> String? {
        guard has(1, field, frame) else { return nil }
        let end = frame.byteCount
        let nul = frame.offsetOfNUL(from: offset, before: end)
        guard nul < end || rules == .tolerant else {
            fail(.unterminatedString, field, frame)
            return nil
        }
        let range = FieldRange(offset: offset, count: nul - offset)
        check(allows(range.count), field, frame)
        offset = min(nul + 1, end)
        return frame.text(range)
    }
}

extension PDUReader: FieldVisitor {
    mutating func octet(
        _ value: inout UInt8, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        guard has(1, field, frame) else { return }
        value = frame.octet(at: offset)
        offset += 1
    }

    mutating func word(
        _ value: inout UInt32, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        guard has(4, field, frame) else { return }
        value = frame.uint32(at: offset)
        offset += 4
    }

    mutating func text(
        _ value: inout String, _ field: PDUField, max: Int, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        if let text = string(field, frame, allows: { $0 < max }) { value = text }
    }

    mutating func time(
        _ value: inout String, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan
    ) {
        if let text = string(field, frame, allows: FieldLimit.allowsTime) { value = text }
    }

    mutating func shortMessage(
        _ value: inout [UInt8], _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        guard has(1, .shortMessageLength, frame) else { return }
        let count = Int(frame.octet(at: offset))
        offset += 1
        guard count <= frame.byteCount - offset else {
            return fail(.shortMessageOverrun, .shortMessage, frame)
        }
        check(count <= FieldLimit.shortMessage, .shortMessage, frame)
        value = frame.octets(FieldRange(offset: offset, count: count))
        offset += count
    }

    mutating func list<Element: PDUBody>(
        _ value: inout [Element], _ field: PDUField, count countField: PDUField,
        allowed: ClosedRange<Int>, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        guard has(1, countField, frame) else { return }
        let count = Int(frame.octet(at: offset))
        check(allowed.contains(count), countField, frame)
        offset += 1
        for _ in 0..<count where error == nil {
            var element = Element()
            element.walk(&self, frame, &output)
            value.append(element)
        }
    }

    mutating func tlvs(_ value: inout [TLV], _ frame: RawSpan, _ output: inout MutableRawSpan) {
        guard error == nil else { return }
        let range = FieldRange(offset: offset, count: frame.byteCount - offset)
        error = TLVCursor.validate(range, in: frame)
        if error == nil { value = frame.tlvs(range) }
    }

    mutating func reject(_ field: PDUField, _ frame: RawSpan) {
        fail(.invalidValue, field, frame)
    }
}
