// The body of the PDUs that are a header alone: unbind, enquire_link, generic_nack and the responses
// that only report a status.

/// A body without mandatory fields.
public struct EmptyBody: Sendable, Equatable {
    /// Optional parameters; the standard has none here, what a peer adds is kept.
    public var tlvs: [TLV] = []

    /// A body of nothing.
    public init() {}
}

extension EmptyBody: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.tlvs(&tlvs, frame, &output)
    }
}
