// replace_sm: a new text for a message that is still in the SMSC. Its response is a header.

/// The body of a `replace_sm` (SMPP 3.4 § 4.10.1).
public struct ReplaceSM: Sendable, Equatable {
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 20 characters.
    public var sourceAddress = ""
    /// `schedule_delivery_time`: empty, or 16 characters.
    public var scheduleDeliveryTime = ""
    /// `validity_period`: empty, or 16 characters.
    public var validityPeriod = ""
    /// `registered_delivery`.
    public var registeredDelivery: UInt8 = 0
    /// `sm_default_msg_id`.
    public var defaultMessageID: UInt8 = 0
    /// `short_message`: at most 254 octets.
    public var shortMessage: [UInt8] = []
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A replacement of empty fields.
    public init() {}
}

extension ReplaceSM: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.address, frame, &output)
        visitor.time(&scheduleDeliveryTime, .scheduleDeliveryTime, frame, &output)
        visitor.time(&validityPeriod, .validityPeriod, frame, &output)
        visitor.octet(&registeredDelivery, .registeredDelivery, frame, &output)
        visitor.octet(&defaultMessageID, .defaultMessageID, frame, &output)
        visitor.shortMessage(&shortMessage, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
