// The one reading of a receipt text: finds the fields one after the other, in place. ReceiptFields
// (hot) takes the two it needs, DeliveryReceipt (cold) takes all, so both always agree.
// Runs on: shard thread. Allocates: never. Traps on nothing a peer may send.

/// A field of the receipt text of SMPP 3.4 Appendix B.
enum ReceiptKey: UInt8 {
    case id, sub, dlvrd, submitDate, doneDate, stat, err, text
}

/// Finds the fields of a receipt text.
///
/// SMPP 3.4 Appendix B calls its format vendor specific, and vendors differ: fields are left out, come
/// in any order, with keys in any case, with or without the blank inside `submit date`, between
/// one or more blanks, with other fields and stray words among them, with a NUL at the end.
/// A key counts only at the start of a word, the first of two equal keys wins, and a value ends at a
/// blank. `text` takes all that follows, unless a key not seen yet follows it at once.
struct ReceiptScanner {
    private(set) var position: Int
    private let end: Int
    private var seen: UInt8 = 0

    /// Starts at the front of the text that `range` marks in `span`.
    @inline(__always)
    init(_ span: RawSpan, _ range: FieldRange) {
        position = range.offset
        var end = range.end
        while end > position && span.octet(at: end &- 1) == 0 { end &-= 1 }
        self.end = end
    }

    /// Finds the next field: its key and where its value is, or `nil` at the end of the text.
    @inline(__always)
    mutating func next(in span: RawSpan) -> (key: ReceiptKey, value: FieldRange)? {
        while true {
            skipBlanks(in: span)
            guard position < end else { return nil }
            guard let match = matchKey(in: span, at: position) else {
                position = blank(in: span, from: position)
                continue
            }
            let start = position &+ match.length
            let value =
                match.key == .text ? textValue(in: span, from: start) : word(in: span, from: start)
            position = value.end
            guard !hasSeen(match.key) else { continue }
            seen |= 1 &<< match.key.rawValue
            return (match.key, value)
        }
    }

    @inline(__always)
    private func hasSeen(_ key: ReceiptKey) -> Bool { seen & (1 &<< key.rawValue) != 0 }

    @inline(__always)
    private mutating func skipBlanks(in span: RawSpan) {
        while position < end && span.octet(at: position) <= 0x20 { position &+= 1 }
    }

    /// The word that is the value of a key that ends at `start`; blanks may come in front of it.
    @inline(__always)
    private func word(in span: RawSpan, from start: Int) -> FieldRange {
        guard start < end && span.octet(at: start) <= 0x20 else {
            return field(start, blank(in: span, from: start))
        }
        return wordAfterBlanks(in: span, from: start)
    }

    @inline(never)
    private func wordAfterBlanks(in span: RawSpan, from start: Int) -> FieldRange {
        var ahead = self
        ahead.position = start
        ahead.skipBlanks(in: span)
        let first = ahead.position
        if first == end || matchKey(in: span, at: first) != nil { return field(start, start) }
        return field(first, blank(in: span, from: first))
    }

    /// The rest of the text, or nothing when a key not seen yet follows at once.
    @inline(never)
    private func textValue(in span: RawSpan, from start: Int) -> FieldRange {
        var ahead = self
        ahead.position = start
        ahead.skipBlanks(in: span)
        if let match = matchKey(in: span, at: ahead.position), match.key != .text,
            !hasSeen(match.key)
        {
            return field(start, start)
        }
        return field(start, end)
    }

    @inline(__always)
    private func field(_ start: Int, _ end: Int) -> FieldRange {
        FieldRange(offset: start, count: end &- start)
    }

    /// Where the next blank or control octet is: the end of a word.
    @inline(__always)
    private func blank(in span: RawSpan, from start: Int) -> Int {
        var offset = start
        while offset < end {
            let marks = span.littleEndianWord(at: offset, before: end).blankMarks
            if marks != 0 { return offset &+ marks.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        return end
    }

    /// The key at `offset`, with the length it takes, the colon included.
    ///
    /// Each comparison sets the bit that tells upper from lower case, in the letters only. The
    /// constants are the key's octets, the first one in the lowest bits.
    @inline(__always)
    private func matchKey(in span: RawSpan, at offset: Int) -> (key: ReceiptKey, length: Int)? {
        let word = span.littleEndianWord(at: offset, before: end)
        switch UInt8(truncatingIfNeeded: word) | 0x20 {
        case UInt8(ascii: "i"):
            if (word | 0x2020) & 0xFF_FFFF == 0x3A_6469 { return (.id, 3) }
        case UInt8(ascii: "s"):
            if (word | 0x20_2020) & 0xFFFF_FFFF == 0x3A62_7573 { return (.sub, 4) }
            if (word | 0x2020_2020) & 0xFF_FFFF_FFFF == 0x3A_7461_7473 { return (.stat, 5) }
            if (word | 0x2020_2020_2020) & 0xFFFF_FFFF_FFFF == 0x7469_6D62_7573,
                let rest = matchDate(in: span, at: offset &+ 6)
            {
                return (.submitDate, 6 &+ rest)
            }
        case UInt8(ascii: "d"):
            if (word | 0x20_2020_2020) & 0xFFFF_FFFF_FFFF == 0x3A64_7276_6C64 { return (.dlvrd, 6) }
            if (word | 0x2020_2020) & 0xFFFF_FFFF == 0x656E_6F64,
                let rest = matchDate(in: span, at: offset &+ 4)
            {
                return (.doneDate, 4 &+ rest)
            }
        case UInt8(ascii: "e"):
            if (word | 0x20_2020) & 0xFFFF_FFFF == 0x3A72_7265 { return (.err, 4) }
        case UInt8(ascii: "t"):
            if (word | 0x2020_2020) & 0xFF_FFFF_FFFF == 0x3A_7478_6574 { return (.text, 5) }
        default: break
        }
        return nil
    }

    /// The length of `date:` at `offset`, or of ` date:`; some vendors leave the blank out.
    @inline(__always)
    private func matchDate(in span: RawSpan, at offset: Int) -> Int? {
        let word = span.littleEndianWord(at: offset, before: end)
        let hasBlank = UInt8(truncatingIfNeeded: word) == 0x20
        let date = hasBlank ? word &>> 8 : word
        guard (date | 0x2020_2020) & 0xFF_FFFF_FFFF == 0x3A_6574_6164 else { return nil }
        return hasBlank ? 6 : 5
    }
}
