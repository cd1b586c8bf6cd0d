// What a deliver_sm or data_sm says about a message sent before. Called by the receive path for each
// of them. Allocates: never. Throws: never.

/// A delivery receipt, read in place.
///
/// The TLVs receipted_message_id and message_state go before the text, which some SMSCs cut; the text
/// may be in message_payload (SMPP 3.4 § 5.3.2.12, § 5.3.2.35, appendix B).
public struct ReceivedReceipt: Sendable, BitwiseCopyable {
    /// Where the id of the message is; empty if the receipt names none.
    public private(set) var messageID = FieldRange(offset: 0, count: 0)
    /// The state it reports; nil if it has none of SMPP 3.4 § 5.2.28.
    public private(set) var state: MessageState?
    /// Whether more receipts of the message are to come: a notification on the way (esm_class 0x20),
    /// or a state on the way (ENROUTE, ACCEPTD, SMPP 5's SCHEDULED).
    public private(set) var isIntermediate = false

    /// Reads `frame`, whose fields have been found; nil if it is no receipt.
    ///
    /// A receipt is marked as one in esm_class (SMPP 3.4 § 5.2.12). Some SMSCs leave the mark out: what
    /// has a receipted_message_id, or a text that begins with an id and has a state, is one too.
    public init?(_ frame: RawSpan, _ fields: ShortMessageFields) {
        let kind = fields.esmClass & 0x3C
        guard kind == 0x04 || kind == 0x20 || kind == 0 else { return nil }
        var text = fields.shortMessage
        var cursor = TLVCursor(fields.tlvs)
        while let element = cursor.next(in: frame) {
            switch element.tag {
            case .receiptedMessageID: messageID = element.value
            case .messageState where element.value.count == 1:
                state = MessageState(rawValue: frame.octet(at: element.value.offset))
            case .messagePayload where text.isEmpty: text = element.value
            default: break
            }
        }
        messageID = Self.withoutPadding(frame, messageID)
        let isMarked = kind != 0 || !messageID.isEmpty
        guard isMarked || Self.beginsWithID(frame, text) else { return nil }
        if messageID.isEmpty || state == nil {
            let fields = ReceiptFields(reading: frame, text: text)
            if messageID.isEmpty { messageID = fields.messageID }
            if state == nil { state = fields.state ?? ReceiptState.loneState(in: frame, text) }
            if !isMarked && state == nil { return nil }
        }
        isIntermediate =
            kind == 0x20 || state == .enroute || state == .accepted || state?.rawValue == 0
    }

    /// The id of the TLV without the NUL and the blanks that some SMSCs add.
    private static func withoutPadding(_ frame: RawSpan, _ range: FieldRange) -> FieldRange {
        var count = range.count
        while count > 0, frame.octet(at: range.offset &+ count &- 1) <= 0x20 { count &-= 1 }
        return FieldRange(offset: range.offset, count: count)
    }

    private static func beginsWithID(_ frame: RawSpan, _ text: FieldRange) -> Bool {
        text.count > 3
            && (frame.littleEndianWord(at: text.offset, before: text.end) | 0x2020) & 0xFF_FFFF
                == 0x3A_6469
    }
}
