// The seven letters that a receipt text has for a message_state, both ways. Used by the receipt
// scan and by the receipt writer. Runs on: shard thread. Allocates: never.

/// The state words of SMPP 3.4 Appendix B, table B-2, as the integers that a scan compares.
enum ReceiptState {
    /// The state that the word at `range` of `span` names, in any case.
    ///
    /// The seven letters of Appendix B, and the four names of § 5.2.28 that are longer and that some
    /// vendors write out. `nil` for every other word: vendors have their own.
    @inline(__always)
    static func state(in span: RawSpan, _ range: FieldRange) -> MessageState? {
        guard range.count == 7 else { return longState(in: span, range) }
        switch span.littleEndianWord(at: range.offset, before: range.end) | 0x20_2020_2020_2020 {
        case delivered: return .delivered
        case undeliverable: return .undeliverable
        case expired: return .expired
        case rejected: return .rejected
        case accepted: return .accepted
        case enroute: return .enroute
        case deleted: return .deleted
        case unknown: return .unknown
        default: return nil
        }
    }

    @inline(never)
    private static func longState(in span: RawSpan, _ range: FieldRange) -> MessageState? {
        guard range.count >= 8 && range.count <= 13 else { return nil }
        let first = span.littleEndianWord(at: range.offset) | 0x2020_2020_2020_2020
        let second = span.littleEndianWord(at: range.offset &+ 8, before: range.end)
        switch (range.count, first) {
        case (8, 0x6465_7463_656A_6572): return .rejected
        case (8, 0x6465_7470_6563_6361): return .accepted
        case (9, 0x6572_6576_696C_6564):  // "delivere"
            return second | 0x20 == 0x64 ? .delivered : nil
        case (13, 0x6576_696C_6564_6E75):  // "undelive"
            return second | 0x20_2020_2020 == 0x65_6C62_6172 ? .undeliverable : nil
        default: return nil
        }
    }

    /// The state that a word of the text names on its own: some SMSCs leave `stat:` out.
    @inline(never)
    static func loneState(in span: RawSpan, _ text: FieldRange) -> MessageState? {
        var start = text.offset
        while start < text.end {
            var end = start
            while end < text.end && span.octet(at: end) > 0x20 { end &+= 1 }
            let word = FieldRange(offset: start, count: end &- start)
            if let state = state(in: span, word) { return state }
            start = end &+ 1
        }
        return nil
    }

    /// The seven letters for `state`, the first one in the lowest bits, in upper case.
    @inline(__always)
    static func letters(of state: MessageState) -> UInt64 {
        let word: UInt64 =
            switch state {
            case .delivered: delivered
            case .undeliverable: undeliverable
            case .expired: expired
            case .rejected: rejected
            case .accepted: accepted
            case .enroute: enroute
            case .deleted: deleted
            default: unknown
            }
        return word & ~0x20_2020_2020_2020
    }

    private static var enroute: UInt64 { 0x65_7475_6F72_6E65 }
    private static var delivered: UInt64 { 0x64_7276_696C_6564 }
    private static var expired: UInt64 { 0x64_6572_6970_7865 }
    private static var deleted: UInt64 { 0x64_6574_656C_6564 }
    private static var undeliverable: UInt64 { 0x76_696C_6564_6E75 }
    private static var accepted: UInt64 { 0x64_7470_6563_6361 }
    private static var unknown: UInt64 { 0x6E_776F_6E6B_6E75 }
    private static var rejected: UInt64 { 0x64_7463_656A_6572 }
}
