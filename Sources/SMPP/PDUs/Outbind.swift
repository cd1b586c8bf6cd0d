// outbind: the SMSC asks an ESME to bind as receiver. It has no response of its own.

/// The body of an `outbind` (SMPP 3.4 § 4.1.7).
public struct Outbind: Sendable, Equatable {
    /// `system_id`: at most 15 characters.
    public var systemID = ""
    /// `password`: at most 8 characters.
    public var password = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// An outbind of empty fields.
    public init() {}
}

extension Outbind: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&systemID, .systemID, max: FieldLimit.systemID, frame, &output)
        visitor.text(&password, .password, max: FieldLimit.password, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
