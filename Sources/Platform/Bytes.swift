// A fixed run of bytes in an arena: the socket buffers and PDU templates of the hot path. Access is
// checked; PDUs are read and written through spans that do not outlive the call.

import Glibc

// Safe because the memory outlives the handle (see Arena) and every access is bounded; one thread
// at a time uses a piece, as with any plain memory.
/// Bytes in an arena.
@safe public struct Bytes: @unchecked Sendable, BitwiseCopyable {
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Number of bytes.
    public let count: Int

    init(base: UnsafeMutableRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @inlinable @inline(__always)
    func check(_ offset: Int, _ length: Int) {
        precondition(offset >= 0 && length >= 0 && offset &+ length <= count)
    }

    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func load8(at offset: Int) -> UInt8 {
        check(offset, 1)
        return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The big-endian 32-bit integer at `offset`.
    @inlinable @inline(__always)
    public func load32(at offset: Int) -> UInt32 {
        check(offset, 4)
        return unsafe UInt32(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The plain value whose bits `store` has put at `offset`.
    @inlinable @inline(__always)
    public func load<T: BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
        check(offset, MemoryLayout<T>.size)
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: T.self)
    }

    /// Stores a big-endian 32-bit integer at `offset`.
    @inlinable @inline(__always)
    public func store32(_ value: UInt32, at offset: Int) {
        check(offset, 4)
        unsafe base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Stores the bits of a plain value, in the machine's byte order, at `offset`.
    @inlinable @inline(__always)
    public func store<T: BitwiseCopyable>(_ value: T, at offset: Int) {
        check(offset, MemoryLayout<T>.size)
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: T.self)
    }

    /// Copies `length` bytes of `source`, from `sourceOffset`, to `offset`; the two may overlap.
    @inlinable @inline(__always)
    public func copy(from source: Bytes, _ sourceOffset: Int, count length: Int, to offset: Int) {
        source.check(sourceOffset, length)
        check(offset, length)
        unsafe (base + offset).copyMemory(from: source.base + sourceOffset, byteCount: length)
    }

    /// Copies `bytes` to `offset`.
    public func copy(_ bytes: [UInt8], to offset: Int) {
        check(offset, bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            if let from = source.baseAddress {
                unsafe (base + offset).copyMemory(from: from, byteCount: source.count)
            }
        }
    }

    /// Whether `length` bytes at `offset` are those of `other` at `otherOffset`.
    ///
    /// For some dozens of bytes, where a call of memcmp costs more than the comparison.
    @inlinable @inline(__always)
    public func equals(_ other: Bytes, at otherOffset: Int, _ offset: Int, count length: Int)
        -> Bool
    {
        check(offset, length)
        other.check(otherOffset, length)
        let left = unsafe base + offset
        let right = unsafe other.base + otherOffset
        guard length >= 8 else {
            for place in 0..<length
            where load8(at: offset &+ place) != other.load8(at: otherOffset &+ place) {
                return false
            }
            return true
        }
        var place = 0
        while place < length &- 8 {
            if unsafe left.word(place) != right.word(place) { return false }
            place &+= 8
        }
        // The last eight may overlap those before.
        return unsafe left.word(length &- 8) == right.word(length &- 8)
    }

    /// Reads `length` bytes at `offset` through a span.
    @inlinable @inline(__always)
    public func withSpan<R>(_ offset: Int, _ length: Int, _ body: (RawSpan) -> R) -> R {
        check(offset, length)
        return body(
            unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base + offset), byteCount: length))
    }

    /// Writes `length` bytes at `offset` through a span.
    @inlinable @inline(__always)
    public func withMutableSpan<R>(
        _ offset: Int, _ length: Int, _ body: (inout MutableRawSpan) -> R
    ) -> R {
        check(offset, length)
        var span = unsafe MutableRawSpan(_unsafeStart: base + offset, byteCount: length)
        return body(&span)
    }

    /// The address of `length` bytes at `offset`, for a system call.
    func pointer(_ offset: Int, _ length: Int) -> UnsafeMutableRawPointer {
        check(offset, length)
        return unsafe base + offset
    }
}

extension UnsafeMutableRawPointer {
    /// The eight bytes at `offset`.
    @inlinable @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
