// What the reads of one shard brought, for whoever watches: a ring that its thread writes and another
// follows, without either waiting. Runs on: its shard thread. Allocates: never after its creation.

package import Platform

/// The reads of one shard that brought messages.
package struct ArrivalLog: Sendable, BitwiseCopyable {
    /// Reads that are remembered until they are followed: more than a shard does in a second.
    package static let length = 1 << 18

    /// What one read brought.
    package struct Entry: Sendable, BitwiseCopyable {
        package var time: Int64
        package var account: Int32
        package var count: Int64
    }

    /// How many were written, on a cache line of its own, then two words each.
    private let words: AtomicCells

    package init(arena: Arena) {
        words = arena.atomicCells(8 + 2 * Self.length)
    }

    /// Notes `count` messages of `account`, at most 2^31, that came by `time`.
    @inline(__always)
    package func add(_ count: Int64, of account: Int32, at time: Int64) {
        let number = words.load(0)
        let place = Self.place(number)
        words.store(time, at: place)
        words.store(Int64(account) &<< 32 | count, at: place &+ 1)
        words.store(number &+ 1, at: 0)
    }

    private static func place(_ number: Int64) -> Int {
        8 &+ 2 &* (Int(truncatingIfNeeded: number) & (length - 1))
    }

    /// Appends what was noted since `next`, and moves that on; false if some of it was overwritten.
    package func follow(from next: inout Int64, into entries: inout [Entry]) -> Bool {
        let end = words.load(0)
        let first = max(next, end - Int64(Self.length))
        var isWhole = first == next
        for number in first..<end {
            let place = Self.place(number)
            let (time, word) = (words.load(place), words.load(place + 1))
            // The writer may have come round meanwhile; it is one ahead of what it has counted.
            guard words.load(0) - number < Int64(Self.length) else {
                isWhole = false
                continue
            }
            entries.append(
                Entry(time: time, account: Int32(word >> 32), count: word & 0xFFFF_FFFF))
        }
        next = end
        return isWhole
    }
}
