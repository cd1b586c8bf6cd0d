// Messages and receipts on their way to the receipt table, some steps behind the walk over a read, so
// that the table's cache lines have come when they are looked at.
// Runs on: its shard's thread. Allocates: only when made.

import Platform

/// A message that waits for its receipt from here on, or a receipt that looks for its message.
struct Meeting: BitwiseCopyable {
    var key: UInt64
    /// When it came: the submit_sm_resp, or the receipt.
    var time: Int64
    /// When the message was sent.
    var sendTime: Int64 = 0
    /// The phase of the message; of a receipt the state.
    var detail: Int64
    var isReceipt = false
}

/// The last few of them, in the order in which they came.
struct Meetings {
    /// A line from memory takes as long as some of these do.
    private static let depth = 8

    private let ring: Cells<Meeting>
    private var first = 0
    private(set) var count = 0

    init(arena: Arena) {
        ring = arena.cells(Meeting.self, count: Self.depth)
    }

    var isFull: Bool { count == Self.depth }

    @inline(__always)
    mutating func append(_ meeting: Meeting) {
        ring[(first &+ count) % Self.depth] = meeting
        count &+= 1
    }

    @inline(__always)
    mutating func takeFirst() -> Meeting {
        let meeting = ring[first]
        first = (first &+ 1) % Self.depth
        count &-= 1
        return meeting
    }
}
