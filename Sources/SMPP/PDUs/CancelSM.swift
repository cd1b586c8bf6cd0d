// cancel_sm: takes back a message, or all messages between two addresses. Its response is a header.

/// The body of a `cancel_sm` (SMPP 3.4 § 4.9.1).
public struct CancelSM: Sendable, Equatable {
    /// `service_type`: at most 5 characters.
    public var serviceType = ""
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 20 characters.
    public var sourceAddress = ""
    /// `dest_addr_ton`.
    public var destinationTON: UInt8 = 0
    /// `dest_addr_npi`.
    public var destinationNPI: UInt8 = 0
    /// `destination_addr`: at most 20 characters.
    public var destinationAddress = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A cancellation of empty fields.
    public init() {}
}

extension CancelSM: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&serviceType, .serviceType, max: FieldLimit.serviceType, frame, &output)
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.address, frame, &output)
        visitor.octet(&destinationTON, .destinationTON, frame, &output)
        visitor.octet(&destinationNPI, .destinationNPI, frame, &output)
        visitor.text(
            &destinationAddress, .destinationAddress, max: FieldLimit.address, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
