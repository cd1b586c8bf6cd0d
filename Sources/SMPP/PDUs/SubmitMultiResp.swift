// submit_multi_resp: the message_id, and the destinations that were refused.

/// The body of a `submit_multi_resp` (SMPP 3.4 § 4.5.2).
public struct SubmitMultiResp: Sendable, Equatable {
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// `unsuccess_sme`: the destinations that were refused.
    public var unsuccessful: [Unsuccessful] = []
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A response of empty fields.
    public init() {}

    /// One destination that was refused.
    public struct Unsuccessful: Sendable, Equatable {
        /// `dest_addr_ton`.
        public var ton: UInt8 = 0
        /// `dest_addr_npi`.
        public var npi: UInt8 = 0
        /// `destination_addr`: at most 20 characters.
        public var address = ""
        /// `error_status_code`: why.
        public var status = CommandStatus.ok

        /// A destination of empty fields.
        public init() {}
    }
}

extension SubmitMultiResp: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.list(
            &unsuccessful, .unsuccessfulDestinations, count: .unsuccessfulCount,
            allowed: 0...FieldLimit.destinations, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}

extension SubmitMultiResp.Unsuccessful: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.octet(&ton, .destinationTON, frame, &output)
        visitor.octet(&npi, .destinationNPI, frame, &output)
        visitor.text(&address, .destinationAddress, max: FieldLimit.address, frame, &output)
        var code = status.rawValue
        visitor.word(&code, .errorStatusCode, frame, &output)
        status = CommandStatus(rawValue: code)
    }
}
