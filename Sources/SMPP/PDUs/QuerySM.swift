// query_sm and its response: what has become of a message.

/// The body of a `query_sm` (SMPP 3.4 § 4.8.1).
public struct QuerySM: Sendable, Equatable {
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 20 characters.
    public var sourceAddress = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A query of empty fields.
    public init() {}
}

extension QuerySM: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.address, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}

/// The body of a `query_sm_resp` (SMPP 3.4 § 4.8.2).
public struct QuerySMResp: Sendable, Equatable {
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// `final_date`: empty while the message has no final state, or 16 characters.
    public var finalDate = ""
    /// `message_state`.
    public var messageState = MessageState(rawValue: 0)
    /// `error_code`: the network's or the SMSC's own code of a failure.
    public var errorCode: UInt8 = 0
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// An answer of empty fields.
    public init() {}
}

extension QuerySMResp: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.time(&finalDate, .finalDate, frame, &output)
        var state = messageState.rawValue
        visitor.octet(&state, .messageState, frame, &output)
        messageState = MessageState(rawValue: state)
        visitor.octet(&errorCode, .errorCode, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
