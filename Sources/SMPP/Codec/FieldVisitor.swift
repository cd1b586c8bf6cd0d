// One definition of each layout serves decoding, encoding and listing: a body walks its fields in
// the order they are sent and hands each to a visitor, which fills it, writes it or notes it.

/// The body of a PDU: its fields in the order of the standard.
package protocol PDUBody: Sendable, Equatable {
    /// A body of empty fields, to decode into.
    init()

    /// Hands every field to `visitor`.
    ///
    /// The two spans are for the visitor: what it reads from and what it writes to. They are
    /// arguments because a visitor cannot keep a span.
    mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan)
}

/// What is done with each field of a body.
///
/// After its first error a visitor does nothing more, so a walk needs no checks of its own.
package protocol FieldVisitor {
    /// A field of one octet.
    mutating func octet(
        _ value: inout UInt8, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan)

    /// A field of four octets, most significant first.
    mutating func word(
        _ value: inout UInt32, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan)

    /// A C-octet string of at most `max` octets, its NUL included.
    mutating func text(
        _ value: inout String, _ field: PDUField, max: Int, _ frame: RawSpan,
        _ output: inout MutableRawSpan)

    /// A time: empty, or 16 characters and a NUL.
    mutating func time(
        _ value: inout String, _ field: PDUField, _ frame: RawSpan,
        _ output: inout MutableRawSpan)

    /// `sm_length` and `short_message`.
    mutating func shortMessage(
        _ value: inout [UInt8], _ frame: RawSpan, _ output: inout MutableRawSpan)

    /// A count of one octet, in `countField`, and that many elements.
    mutating func list<Element: PDUBody>(
        _ value: inout [Element], _ field: PDUField, count countField: PDUField,
        allowed: ClosedRange<Int>, _ frame: RawSpan, _ output: inout MutableRawSpan)

    /// The optional parameters, up to the end of the PDU.
    mutating func tlvs(_ value: inout [TLV], _ frame: RawSpan, _ output: inout MutableRawSpan)

    /// The value just visited leaves the rest of the PDU without a meaning.
    mutating func reject(_ field: PDUField, _ frame: RawSpan)
}
