// The body shared by submit_sm_resp, deliver_sm_resp and data_sm_resp, owned. The receive paths find
// the message_id in place with MessageIDField.

/// The body of a response that carries a `message_id`.
///
/// SMPP 3.4 § 4.4.2, § 4.6.2, § 4.7.2; `deliver_sm_resp` leaves it empty.
public struct MessageIDResp: Sendable, Equatable {
    /// `message_id`: at most 64 characters.
    public var messageID = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A response of empty fields, as `deliver_sm_resp` has them.
    public init() {}

    /// The answer for the message of this `message_id`.
    public init(messageID: String) {
        self.messageID = messageID
    }
}

extension MessageIDResp: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&messageID, .messageID, max: FieldLimit.messageID, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}

/// The body of a `submit_sm_resp` (SMPP 3.4 § 4.4.2).
public typealias SubmitSMResp = MessageIDResp

/// The body of a `deliver_sm_resp` (SMPP 3.4 § 4.6.2).
public typealias DeliverSMResp = MessageIDResp

/// The body of a `data_sm_resp` (SMPP 3.4 § 4.7.2).
public typealias DataSMResp = MessageIDResp
