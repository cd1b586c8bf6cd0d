// The PDUs of a shard that wait for their time. Those that come in the order of their times, as with
// a fixed delay, form a line and cost next to nothing; the others go through a heap.
// Runs on: shard threads. Allocates: never after its creation.

package import Platform

/// Which slots of the pool are due when.
package struct Timetable: Sendable {
    /// Kinds of waiting PDUs, each with a line of its own.
    package enum Kind {
        case receipt, response
    }

    private struct Lane {
        var line = ReceiptLine()
        var lastDue: Int64 = .min
    }

    private var receipts = Lane()
    private var responses = Lane()
    private var heap: DueHeap

    /// A timetable for the slots of a pool of `capacity`.
    package init(arena: Arena, capacity: Int) {
        heap = DueHeap(arena: arena, capacity: capacity)
    }

    /// Slots that wait.
    package var count: Int { Int(receipts.line.count) + Int(responses.line.count) + heap.count }

    /// Has the slot wait until it is due, as its description in the pool says.
    @inline(__always)
    package mutating func add(_ slot: Int32, _ kind: Kind, in pool: ReceiptPool) {
        let due = pool.due(slot)
        let isInLine =
            switch kind {
            case .receipt: Self.append(slot, due, to: &receipts, in: pool)
            case .response: Self.append(slot, due, to: &responses, in: pool)
            }
        if !isInLine { heap.push(slot, due: due) }
    }

    @inline(__always)
    private static func append(
        _ slot: Int32, _ due: Int64, to lane: inout Lane, in pool: ReceiptPool
    ) -> Bool {
        guard lane.line.count == 0 || due >= lane.lastDue else { return false }
        lane.line.append(slot, in: pool)
        lane.lastDue = due
        return true
    }

    /// When the first slot is due; .max without any.
    @inline(__always)
    package func nextDue(in pool: ReceiptPool) -> Int64 {
        min(Self.firstDue(receipts, in: pool), Self.firstDue(responses, in: pool), heap.nextDue)
    }

    @inline(__always)
    private static func firstDue(_ lane: Lane, in pool: ReceiptPool) -> Int64 {
        lane.line.count > 0 ? pool.due(lane.line.first) : .max
    }

    /// Takes the slot that is due first, a response before a receipt of the same time; -1 if none
    /// is due at `now`.
    @inline(__always)
    package mutating func takeDue(_ now: Int64, in pool: ReceiptPool) -> Int32 {
        let response = Self.firstDue(responses, in: pool)
        let receipt = Self.firstDue(receipts, in: pool)
        let other = heap.nextDue
        guard min(response, receipt, other) <= now else { return -1 }
        if response <= min(receipt, other) { return responses.line.removeFirst(in: pool) }
        return receipt < other ? receipts.line.removeFirst(in: pool) : heap.pop()
    }
}
