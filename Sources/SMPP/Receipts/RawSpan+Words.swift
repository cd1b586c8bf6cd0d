// Reads the last few octets of a text as one integer, so that scanning and hashing take eight
// octets a step up to the very end. Runs on: shard thread. Allocates: never.

extension RawSpan {
    /// The octets from `offset` up to `end`, at most eight, the first one least significant.
    ///
    /// Octets from `end` on read as 0. Octets in front of `offset` may be touched, but not seen.
    @inline(__always)
    func littleEndianWord(at offset: Int, before end: Int) -> UInt64 {
        let left = end &- offset
        if left >= 8 { return littleEndianWord(at: offset) }
        if left <= 0 { return 0 }
        guard end >= 8 else { return shortWord(at: offset, count: left) }
        return littleEndianWord(at: end &- 8) &>> UInt64(truncatingIfNeeded: 64 &- left &* 8)
    }

    /// The same near the front of the span, where no eight octets lie before `end`.
    @inline(never)
    private func shortWord(at offset: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count {
            value |= UInt64(octet(at: offset &+ index)) &<< UInt64(truncatingIfNeeded: index &* 8)
        }
        return value
    }
}

extension UInt64 {
    /// The top bits of the octets that are a blank or a control, 0x20 at most.
    ///
    /// The lowest bit set is exact: a borrow reaches only the octets above it.
    @inline(__always)
    var blankMarks: UInt64 {
        (self &- 0x2121_2121_2121_2121) & ~self & 0x8080_8080_8080_8080
    }
}
