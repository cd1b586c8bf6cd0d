// Which message a deliver_sm reports the final state of. Called by the receive path for each
// deliver_sm of the load engine. Allocates: never.

/// Reads a delivery receipt in place.
public enum FinalReceipt {
    /// The id of the message whose final state `frame` reports, or `nil`.
    ///
    /// `nil` for what is no receipt, for one of a state on the way (ENROUTE, ACCEPTD), and for one
    /// that names no message.
    ///
    /// The TLVs receipted_message_id and message_state go before the text, which some SMSCs cut;
    /// the text may be in message_payload (SMPP 3.4 § 5.3.2.12, § 5.3.2.35, appendix B).
    public static func messageID(_ frame: RawSpan, _ fields: ShortMessageFields) -> FieldRange? {
        guard fields.esmClass & 0x3C == 0x04 else { return nil }
        var text = fields.shortMessage
        var id = FieldRange(offset: 0, count: 0)
        var state: MessageState?
        var cursor = TLVCursor(fields.tlvs)
        while let element = cursor.next(in: frame) {
            switch element.tag {
            case .receiptedMessageID: id = withoutNUL(frame, element.value)
            case .messageState where element.value.count == 1:
                state = MessageState(rawValue: frame.octet(at: element.value.offset))
            case .messagePayload where text.isEmpty: text = element.value
            default: break
            }
        }
        if id.isEmpty || state == nil {
            let fields = ReceiptFields(reading: frame, text: text)
            if id.isEmpty { id = fields.messageID }
            if state == nil { state = fields.state }
        }
        if state == .enroute || state == .accepted { return nil }
        return id.isEmpty ? nil : id
    }

    private static func withoutNUL(_ frame: RawSpan, _ range: FieldRange) -> FieldRange {
        guard range.count > 0, frame.octet(at: range.end - 1) == 0 else { return range }
        return FieldRange(offset: range.offset, count: range.count - 1)
    }
}
