// Messages that are to be sent again: put aside when they were throttled or left in doubt, taken in
// order. One for each reason, since each has its own order in time.
// Runs on: shard threads. Allocates: only when made.

import Platform

/// How a message on its way differs from one that is sent for the first time.
package struct Repetition: OptionSet, BitwiseCopyable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Sent again because it was throttled.
    static let retried = Repetition(rawValue: 1)
    /// Sent again because it was in doubt.
    static let resubmitted = Repetition(rawValue: 2)
    /// Has been in doubt: the SMSC may have had it before.
    static let wasInDoubt = Repetition(rawValue: 4)
}

/// A message that waits to be sent again.
struct RepeatEntry: BitwiseCopyable {
    /// When it was due first, and when it may go again.
    var intendedTime: Int64
    var due: Int64
    var message: UInt16
    /// Times it has been sent again after it was throttled.
    var tries: UInt8
    /// What its next sending is.
    var repetition: Repetition
}

/// A first-in, first-out queue of fixed size.
struct RepeatQueue {
    private let entries: Cells<RepeatEntry>
    private var head = 0
    private(set) var count = 0

    init(capacity: Int, arena: Arena) {
        entries = arena.cells(RepeatEntry.self, count: max(capacity, 1))
    }

    /// The entry `index` places behind the first, 0 ..< `count`.
    func entry(_ index: Int) -> RepeatEntry {
        entries[(head + index) % entries.count]
    }

    /// False if there is no place.
    mutating func append(_ entry: RepeatEntry) -> Bool {
        guard count < entries.count else { return false }
        entries[(head + count) % entries.count] = entry
        count += 1
        return true
    }

    mutating func removeFirst() -> RepeatEntry {
        let first = entries[head]
        head = (head + 1) % entries.count
        count -= 1
        return first
    }
}
