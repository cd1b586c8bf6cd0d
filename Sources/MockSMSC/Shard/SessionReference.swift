// Names a session across shards in one word, so that a route is one atomic cell.

/// A session of some shard: the shard, its slot there, and which of the slot's sessions.
package struct SessionReference: RawRepresentable, Equatable, Sendable, BitwiseCopyable {
    /// Bits 48-63: the shard; 24-47: the slot; 0-23: the generation, never 0.
    package let rawValue: Int64

    /// No session.
    package static let none = SessionReference(rawValue: 0)

    @inline(__always)
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    @inline(__always)
    init(shard: Int, slot: Int, generation: UInt32) {
        rawValue = Int64(shard) &<< 48 | Int64(slot) &<< 24 | Int64(generation)
    }

    /// Sessions a shard can name.
    static let slotLimit = 1 << 24
    /// The generation after `generation`.
    static func generation(after generation: UInt32) -> UInt32 {
        generation >= 0xFF_FFFF ? 1 : generation + 1
    }

    @inline(__always) var shard: Int { Int(rawValue &>> 48) & 0xFFFF }
    @inline(__always) var slot: Int { Int(rawValue &>> 24) & 0xFF_FFFF }
    @inline(__always) var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue) & 0xFF_FFFF }
}
