// The state of a message in the SMSC: query_sm_resp, the message_state TLV and receipts carry it.

/// The `message_state` field (SMPP 3.4 § 5.2.28).
public struct MessageState: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The value on the wire.
    public let rawValue: UInt8

    /// A state with the given wire value.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The message is on its way (`ENROUTE`).
    public static let enroute = MessageState(rawValue: 1)
    /// The message has been delivered (`DELIVERED`).
    public static let delivered = MessageState(rawValue: 2)
    /// The validity period has passed (`EXPIRED`).
    public static let expired = MessageState(rawValue: 3)
    /// The message has been deleted (`DELETED`).
    public static let deleted = MessageState(rawValue: 4)
    /// The message cannot be delivered (`UNDELIVERABLE`).
    public static let undeliverable = MessageState(rawValue: 5)
    /// The message has been accepted by customer service (`ACCEPTED`).
    public static let accepted = MessageState(rawValue: 6)
    /// The message is in an invalid state (`UNKNOWN`).
    public static let unknown = MessageState(rawValue: 7)
    /// The message has been rejected (`REJECTED`).
    public static let rejected = MessageState(rawValue: 8)

    /// The word a receipt's `stat:` carries for this state (SMPP 3.4 appendix B); nil for values
    /// the standard does not define.
    public var receiptName: String? {
        switch self {
        case .enroute: "ENROUTE"
        case .delivered: "DELIVRD"
        case .expired: "EXPIRED"
        case .deleted: "DELETED"
        case .undeliverable: "UNDELIV"
        case .accepted: "ACCEPTD"
        case .unknown: "UNKNOWN"
        case .rejected: "REJECTD"
        default: nil
        }
    }

    /// The state a receipt's `stat:` word names; nil for any other word.
    public init?(receiptName: String) {
        for rawValue in Self.enroute.rawValue...Self.rejected.rawValue {
            let state = MessageState(rawValue: rawValue)
            if state.receiptName == receiptName {
                self = state
                return
            }
        }
        return nil
    }
}
