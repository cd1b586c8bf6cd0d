// The numbering of requests within a session.

/// The range and order of `sequence_number` (SMPP 3.4 § 5.1.4).
public enum SequenceNumber {
    /// The first number of a session.
    public static let first: UInt32 = 1

    /// The last number before the count starts again.
    public static let last: UInt32 = 0x7FFF_FFFF

    /// The number after `number`; wraps from `last` to `first`.
    @inlinable
    public static func next(after number: UInt32) -> UInt32 {
        number >= last ? first : number &+ 1
    }

    /// How many numbers after `number` comes `later`, over the wrap if need be.
    @inlinable
    public static func distance(from number: UInt32, to later: UInt32) -> UInt32 {
        later >= number ? later &- number : later &+ (last &- number)
    }
}
