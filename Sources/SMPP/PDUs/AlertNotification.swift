// alert_notification: a subscriber can be reached again. It has no response.

/// The body of an `alert_notification` (SMPP 3.4 § 4.12.1).
public struct AlertNotification: Sendable, Equatable {
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 64 characters.
    public var sourceAddress = ""
    /// `esme_addr_ton`.
    public var esmeTON: UInt8 = 0
    /// `esme_addr_npi`.
    public var esmeNPI: UInt8 = 0
    /// `esme_addr`: at most 64 characters.
    public var esmeAddress = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A notification of empty fields.
    public init() {}
}

extension AlertNotification: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.longAddress, frame, &output)
        visitor.octet(&esmeTON, .esmeTON, frame, &output)
        visitor.octet(&esmeNPI, .esmeNPI, frame, &output)
        visitor.text(&esmeAddress, .esmeAddress, max: FieldLimit.longAddress, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
