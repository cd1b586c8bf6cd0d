// The 64-bit key under which a response and its receipt meet: a hash of the message id, read in
// place. Runs on: shard thread. Allocates: never. Throws: never.

/// Keys for message ids: equal for two ways of writing the same id.
///
/// Peers write the id in the submit_sm_resp and the one in the receipt differently: other letter case,
/// leading zeroes kept or stripped, the dashes of a UUID kept or not, blanks or NULs around. None of
/// these makes another key; another base does, see ``ReceiptIDForm``. Two different ids share a key once
/// in 2^64 pairs or so; 10 million ids waiting at once have one such pair in about 370,000 runs.
public enum MessageIDKey {
    /// The key of the id that `range` marks in `span`; never 0.
    ///
    /// Letters of ASCII count as lower case, leading zeroes do not count (except the last digit of an
    /// id of zeroes), and neither do blanks, control octets and NULs around, nor the four dashes of a
    /// UUID.
    @inlinable
    public static func hash(_ span: RawSpan, _ range: FieldRange) -> UInt64 {
        hash(span.extracting(range.bounds))
    }

    @usableFromInline
    static func hash(_ id: RawSpan) -> UInt64 {
        let count = id.byteCount
        guard count > 0 else { return mix(id, 0..<0) }
        let first = id.octet(at: 0)
        let last = id.octet(at: count &- 1)
        let isPlain =
            first > 0x20 && first != UInt8(ascii: "0") && last > 0x20 && count != dashedUUIDLength
        return isPlain ? mix(id, 0..<count) : normalized(id)
    }

    private static let dashedUUIDLength = 36

    /// The key of an id that is not written in the plain way.
    @inline(never)
    private static func normalized(_ id: RawSpan) -> UInt64 {
        let range = trimmed(id, 0..<id.byteCount)
        guard isDashedUUID(id, range) else { return mix(id, significantPart(of: id, range)) }
        var digits = InlineArray<32, UInt8>(repeating: 0)
        var count = 0
        for offset in range where !isDash(id, offset) {
            digits[count] = id.octet(at: offset)
            count &+= 1
        }
        let span = RawSpan(_elements: digits.span)
        return mix(span, significantPart(of: span, 0..<count))
    }

    /// Whether the dashes are where a UUID has them, and nowhere else.
    private static func isDashedUUID(_ id: RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count == dashedUUIDLength else { return false }
        for place in 0..<dashedUUIDLength {
            let belongs = place == 8 || place == 13 || place == 18 || place == 23
            if isDash(id, range.lowerBound &+ place) != belongs { return false }
        }
        return true
    }

    private static func isDash(_ id: RawSpan, _ offset: Int) -> Bool {
        id.octet(at: offset) == UInt8(ascii: "-")
    }

    /// `range` of an id without what is no character around it.
    static func trimmed(_ id: RawSpan, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end && id.octet(at: start) <= 0x20 { start &+= 1 }
        while start < end && id.octet(at: end &- 1) <= 0x20 { end &-= 1 }
        return start..<end
    }

    /// `range` of an id without leading zeroes; of zeroes the last one stays.
    static func significantPart(of id: RawSpan, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound &- 1 && id.octet(at: start) == UInt8(ascii: "0") {
            start &+= 1
        }
        return start..<range.upperBound
    }

    /// Mixes the octets in `range` in the manner of wyhash: 16 a step, the last 16 overlapping.
    @inline(__always)
    private static func mix(_ id: RawSpan, _ range: Range<Int>) -> UInt64 {
        let start = range.lowerBound
        let end = range.upperBound
        let count = end &- start
        var state = 0xA076_1D64_78BD_642F ^ UInt64(truncatingIfNeeded: count)
        var low: UInt64 = 0
        var high: UInt64 = 0
        if count > 16 {
            var offset = start
            while offset < end &- 16 {
                state = step(
                    id.littleEndianWord(at: offset), id.littleEndianWord(at: offset &+ 8), state)
                offset &+= 16
            }
            low = id.littleEndianWord(at: end &- 16)
            high = id.littleEndianWord(at: end &- 8)
        } else if count >= 8 {
            low = id.littleEndianWord(at: start)
            high = id.littleEndianWord(at: end &- 8)
        } else {
            low = id.littleEndianWord(at: start, before: end)
        }
        let key = fold(step(low, high, state) ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
        return key == 0 ? 1 : key
    }

    @inline(__always)
    private static func step(_ low: UInt64, _ high: UInt64, _ state: UInt64) -> UInt64 {
        fold(lowercased(low) ^ 0xE703_7ED1_A0B4_28DB, lowercased(high) ^ state)
    }

    /// The product of both, 128 bits wide, folded to 64: every bit depends on every bit.
    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// Eight octets with `A`…`Z` made `a`…`z` and all others as they were.
    @inline(__always)
    private static func lowercased(_ word: UInt64) -> UInt64 {
        // Without their top bits the octets cannot carry into each other.
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let aboveZ = low &+ 0x2525_2525_2525_2525
        let upper = fromA & ~aboveZ & ~word & 0x8080_8080_8080_8080
        return word | upper &>> 2
    }
}
