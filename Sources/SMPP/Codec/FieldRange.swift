// Where a field lies inside a frame. In-place decoding hands these out instead of copies.

/// A field's place inside a frame: nothing is copied.
public struct FieldRange: Sendable, Equatable, BitwiseCopyable {
    @usableFromInline let start: UInt32
    @usableFromInline let length: UInt32

    /// No place at all.
    public static let none = FieldRange(offset: 0, count: 0)

    /// `count` octets from `offset`; both below 4 GiB, as every PDU is.
    @inlinable
    public init(offset: Int, count: Int) {
        start = UInt32(truncatingIfNeeded: offset)
        length = UInt32(truncatingIfNeeded: count)
    }

    /// The offset of the first octet from the start of the frame.
    @inlinable public var offset: Int { Int(start) }

    /// The number of octets, without the NUL that ends a C-octet string.
    @inlinable public var count: Int { Int(length) }

    /// Whether the field has no octets.
    @inlinable public var isEmpty: Bool { length == 0 }

    /// The offset after the last octet.
    @inlinable public var end: Int { Int(start) &+ Int(length) }

    /// The same place as a range of offsets, for `RawSpan.extracting`.
    @inlinable public var bounds: Range<Int> { offset..<end }
}
