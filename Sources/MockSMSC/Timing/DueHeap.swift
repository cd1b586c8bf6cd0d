// A heap of what is due when, in cells of fixed number. Four children a node: half the levels of a
// binary heap, and the children side by side in one cache line.
// Runs on: shard threads. Allocates: never after its creation.

import Platform

/// What is due when; of two due at the same time, the one that came first.
struct DueHeap: Sendable {
    private struct Entry: BitwiseCopyable {
        var due: Int64
        /// Counts the entries as they come; wraps.
        var order: UInt32
        var slot: Int32

        @inline(__always)
        func isBefore(_ other: Entry) -> Bool {
            if due != other.due { return due < other.due }
            return Int32(bitPattern: order &- other.order) < 0
        }
    }

    private let entries: Cells<Entry>
    private var order: UInt32 = 0
    /// Entries there are.
    private(set) var count = 0

    init(arena: Arena, capacity: Int) {
        entries = arena.cells(Entry.self, count: capacity)
    }

    /// When the first one is due; .max without any.
    @inline(__always) var nextDue: Int64 { count > 0 ? entries[0].due : .max }

    /// Adds an entry; the heap must not be full.
    mutating func push(_ slot: Int32, due: Int64) {
        let entry = Entry(due: due, order: order, slot: slot)
        order &+= 1
        var place = count
        count &+= 1
        while place > 0 {
            let parent = (place &- 1) / 4
            guard entry.isBefore(entries[parent]) else { break }
            entries[place] = entries[parent]
            place = parent
        }
        entries[place] = entry
    }

    /// Takes the entry that is due first; there must be one.
    mutating func pop() -> Int32 {
        precondition(count > 0)
        let first = entries[0].slot
        count &-= 1
        let last = entries[count]
        var place = 0
        while true {
            let child = place &* 4 &+ 1
            guard child < count else { break }
            var least = child
            for other in child &+ 1..<min(child &+ 4, max(count, child &+ 1))
            where entries[other].isBefore(entries[least]) {
                least = other
            }
            guard entries[least].isBefore(last) else { break }
            entries[place] = entries[least]
            place = least
        }
        if count > 0 { entries[place] = last }
        return first
    }
}
