// The only file of this module that says `unsafe`: loads of integers from a span, and an array's
// octets as a span. Each load is checked against the span's bounds by the standard library; the word
// is asked for because a value of a general type might be invalid or have padding, which integers
// do not.

extension RawSpan {
    /// The octet at `offset`; traps outside the span.
    @inlinable
    func octet(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// The two octets at `offset`, the first one first; traps outside the span.
    @inlinable
    func octetPair(at offset: Int) -> (UInt8, UInt8) {
        let pair = uint16(at: offset)
        return (UInt8(truncatingIfNeeded: pair &>> 8), UInt8(truncatingIfNeeded: pair))
    }

    /// The two octets at `offset`, most significant first; traps outside the span.
    @inlinable
    func uint16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The four octets at `offset`, most significant first; traps outside the span.
    @inlinable
    func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The eight octets at `offset`, the first one least significant; traps outside the span.
    @inlinable
    func littleEndianWord(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension Array where Element == UInt8 {
    /// Lends the octets to `body`.
    package func withRawSpan<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe span.bytes)
    }

    /// Lends the octets to `body`, which may change them.
    package mutating func withMutableRawSpan<Result, Failure: Error>(
        _ body: (inout MutableRawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var elements = mutableSpan
        var octets = unsafe elements.mutableBytes
        return try body(&octets)
    }
}
