// What the load engine needs of a receipt: the message's id and its state, found in place.
// DeliveryReceipt has all fields, for people. Runs on: shard thread. Allocates: never. Throws: never.

/// The id and the state in a receipt text, found where they are.
///
/// Reads as tolerantly as ``DeliveryReceipt`` and agrees with it; see there for what vendors do.
public struct ReceiptFields: Sendable, BitwiseCopyable {
    /// Where the message id is, in offsets of the span that was read; empty when the text has none.
    ///
    /// Without an id in the text the TLV `receipted_message_id` has it.
    public var messageID: FieldRange

    /// The state that the text states, or `nil` when it states none of SMPP 3.4 § 5.2.28.
    ///
    /// Without a state in the text the TLV `message_state` has it.
    public var state: MessageState?

    /// Reads the receipt text that `text` marks in `span`.
    ///
    /// A text in the standard's own layout is read at a few fixed places, any other field by field.
    public init(reading span: RawSpan, text: FieldRange) {
        messageID = .none
        state = nil
        if !readStandardLayout(span, text) { readFields(span, text) }
    }

    @inline(never)
    private mutating func readFields(_ span: RawSpan, _ text: FieldRange) {
        var scanner = ReceiptScanner(span, text)
        var missing = 2
        while missing > 0, let field = scanner.next(in: span) {
            if field.key == .id {
                messageID = field.value
                missing &-= 1
            } else if field.key == .stat {
                state = ReceiptState.state(in: span, field.value)
                missing &-= 1
            }
        }
    }

    /// Reads `id:I… sub:SSS dlvrd:DDD submit date:D… done date:D… stat:SSSSSSS`, with dates of ten or
    /// of twelve octets; false, and nothing read, for a text that begins in any other way.
    ///
    /// The octets between the names need no look: three are too few for another field, and a date
    /// is only skipped when it has no blank. The constants are the octets of the names, the first one
    /// in the lowest bits.
    @inline(__always)
    private mutating func readStandardLayout(_ span: RawSpan, _ text: FieldRange) -> Bool {
        let end = text.end
        let start = text.offset &+ 3
        guard text.count >= 8, span.littleEndianWord(at: text.offset) & 0xFF_FFFF == 0x3A_6469
        else { return false }
        var sub = start
        while true {
            guard end &- sub >= 75 else { return false }
            let marks = span.littleEndianWord(at: sub).blankMarks
            guard marks == 0 else {
                sub &+= marks.trailingZeroBitCount &>> 3
                break
            }
            sub &+= 8
        }
        guard end &- sub >= 75 else { return false }
        let submitted = sub &+ 31
        let dateCount = span.octet(at: submitted &+ 10) == 0x20 ? 10 : 12
        let done = submitted &+ dateCount &+ 11
        let stat = done &+ dateCount
        let stateEnd = stat &+ 13
        guard stateEnd <= end else { return false }

        var difference = span.littleEndianWord(at: sub) & 0xFF_FFFF_FFFF ^ 0x3A_6275_7320
        difference |=
            span.littleEndianWord(at: sub &+ 8) & 0xFF_FFFF_FFFF_FFFF ^ 0x3A_6472_766C_6420
        // " submit " and "it date:"
        difference |= span.littleEndianWord(at: sub &+ 18) ^ 0x2074_696D_6275_7320
        difference |= span.littleEndianWord(at: submitted &- 8) ^ 0x3A65_7461_6420_7469
        difference |= span.littleEndianWord(at: submitted).blankMarks
        difference |= span.littleEndianWord(at: submitted &+ dateCount &- 8).blankMarks
        // " done da" and "ne date:"
        difference |= span.littleEndianWord(at: done &- 11) ^ 0x6164_2065_6E6F_6420
        difference |= span.littleEndianWord(at: done &- 8) ^ 0x3A65_7461_6420_656E
        difference |= span.littleEndianWord(at: done).blankMarks
        difference |= span.littleEndianWord(at: stat &- 8).blankMarks
        difference |= span.littleEndianWord(at: stat) & 0xFFFF_FFFF_FFFF ^ 0x3A74_6174_7320
        guard difference == 0, stateEnd == end || span.octet(at: stateEnd) <= 0x20
        else { return false }
        messageID = FieldRange(offset: start, count: sub &- start)
        state = ReceiptState.state(in: span, FieldRange(offset: stat &+ 6, count: 7))
        return true
    }
}
