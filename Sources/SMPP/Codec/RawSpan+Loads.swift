// The only loads from raw memory in this module. Each is checked against the span's bounds by the
// standard library; `unsafe` is asked for because a load of a general type may form an invalid
// value, which an integer cannot.

extension RawSpan {
    /// The octet at `offset`; traps outside the span.
    @inlinable
    func octet(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
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
