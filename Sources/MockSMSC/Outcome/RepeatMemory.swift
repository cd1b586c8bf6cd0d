// Remembers which texts went to which numbers lately, in a table of fixed size that all shards share:
// what a provider asks to refuse the same message a second time.
// Runs on: shard threads. Allocates: never after its creation. Locks: never.

import Platform
import SMPP

/// Hashes of messages with the time they came.
///
/// A word is 32 bits of the hash and the time in milliseconds; four words make a set, the oldest
/// gives way. The set's own number is more of the hash, so that two different messages are taken for
/// one in fewer than one of a billion cases.
struct RepeatMemory: Sendable, BitwiseCopyable {
    private static let ways = 4

    private let words: AtomicCells
    private let origin: Int64

    /// Remembers about `capacity` messages; a power of two.
    init(capacity: Int, origin: Int64, arena: Arena) {
        words = arena.atomicCells(max(capacity, Self.ways))
        self.origin = origin
    }

    /// Whether the message has come within the last `span` nanoseconds; remembers it either way.
    ///
    /// A repeat starts the span anew.
    func isRepeat(
        of message: JudgedMessage, within span: Int64, _ now: Int64
    ) -> Bool {
        let (destination, text) = (message.destination, message.text)
        var hash = Self.hash(
            message.input, message.frame &+ destination.offset, destination.count,
            from: 0xCBF2_9CE4_8422_2325)
        hash = Self.hash(message.input, text.offset, text.count, from: hash ^ 0xFF)
        var mixed = SplitMix64(seed: hash)
        return isRepeat(hash: mixed.next(), within: span, now)
    }

    private func isRepeat(hash: UInt64, within span: Int64, _ now: Int64) -> Bool {
        let tag = Int64(hash >> 32) << 32
        let sets = UInt64(words.count / Self.ways)
        let set = Int(hash % sets) * Self.ways
        // Never 0, which is an unused word's time.
        let time = min((now &- origin) / 1_000_000 &+ 1, Int64(UInt32.max))
        var oldest = set
        var oldestTime = Int64.max
        for way in set..<set + Self.ways {
            let word = words.load(way)
            let then = word & 0xFFFF_FFFF
            if word & ~0xFFFF_FFFF == tag, then != 0 {
                words.store(tag | time, at: way)
                return (time &- then) &* 1_000_000 <= span
            }
            if then < oldestTime {
                oldestTime = then
                oldest = way
            }
        }
        words.store(tag | time, at: oldest)
        return false
    }

    /// FNV-1a.
    private static func hash(_ input: Bytes, _ start: Int, _ count: Int, from seed: UInt64)
        -> UInt64
    {
        var hash = seed
        for place in start..<start &+ count {
            hash = (hash ^ UInt64(input.load8(at: place))) &* 0x100_0000_01B3
        }
        return hash
    }
}
