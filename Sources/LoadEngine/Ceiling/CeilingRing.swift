// A rate that is never exceeded, across shards and without a lock: the k-th send of a scope may go
// when the (k - N)-th has been written at least a window ago.
// Runs on: shard threads; the auditor reads it from the coordinator. Allocates: only when made.

package import Platform

/// The recent sends of one scope, in ticket order.
///
/// A send takes the next ticket, writes its PDU and only then stores its times. A later send
/// compares the time BEFORE its own write with the time AFTER the write of the send N before it, so
/// that however long the scheduler keeps a thread off its core in between, two sends N apart reach
/// the socket at least a window apart.
package struct CeilingRing: Sendable {
    /// At most `count` sends in any sliding `window` (nanoseconds).
    package struct Limit: Sendable, Equatable {
        package var count: Int64
        package var window: Int64
    }

    private let second: Limit
    private let tenth: Limit
    private let hundredth: Limit
    let capacity: Int64
    private let head: AtomicCells
    private let tickets: AtomicCells
    private let before: AtomicCells
    private let after: AtomicCells

    /// Never sent.
    static let never = Int64.min / 4

    /// A ring for the limits of `ceiling`; `guardTime` widens the second.
    package init(tps: Double, guardTime: Int64, arena: Arena) {
        (second, tenth, hundredth) = Self.limits(tps: tps, guardTime: guardTime)
        // Four windows long, so that the auditor may look on its own time.
        capacity = Int64(UInt64(max(second.count * 4, 4_096)).nextPowerOfTwo)
        head = arena.atomicCells(1)
        tickets = arena.atomicCells(Int(capacity))
        before = arena.atomicCells(Int(capacity))
        after = arena.atomicCells(Int(capacity))
    }

    /// The second with its guard, and the shares of 100 ms and 10 ms with one 10 ms share of burst.
    ///
    /// A rate that is no whole number is rounded down; below one a second, one message per 1/tps.
    package static func limits(
        tps: Double, guardTime: Int64
    ) -> (second: Limit, tenth: Limit, hundredth: Limit) {
        guard tps >= 1 else {
            let one = Limit(count: 1, window: Int64((1e9 / tps).rounded(.up)) + guardTime)
            return (one, one, one)
        }
        let second = Int64(tps)
        let burst = max(1, (second + 99) / 100)
        return (
            Limit(count: second, window: 1_000_000_000 + guardTime),
            Limit(count: (second + 9) / 10 + burst, window: 100_000_000),
            Limit(count: (second + 99) / 100 + burst, window: 10_000_000)
        )
    }

    /// Tickets given out so far.
    var issued: Int64 { head.load(0) }

    /// Takes up to `wanted` tickets that may be sent at `now`; returns the first and how many.
    package func reserve(_ wanted: Int64, now: Int64) -> (first: Int64, count: Int64) {
        while true {
            let first = head.load(0)
            var count: Int64 = 0
            while count < wanted && permit(first + count, before: now) <= now { count += 1 }
            if count == 0 { return (first, 0) }
            if head.exchange(first, with: first + count, at: 0) { return (first, count) }
        }
    }

    /// When the next ticket may go, as far as is known; `Int64.max` while an earlier send is being
    /// written.
    package func nextPermit(now: Int64) -> Int64 {
        permit(head.load(0), before: now)
    }

    private func permit(_ ticket: Int64, before now: Int64) -> Int64 {
        max(
            permit(ticket, second, now),
            max(permit(ticket, tenth, now), permit(ticket, hundredth, now)))
    }

    private func permit(_ ticket: Int64, _ limit: Limit, _ now: Int64) -> Int64 {
        let old = ticket - limit.count
        if old < 0 { return now }
        let slot = Int(old & (capacity - 1))
        // Ticket numbers are stored one up: 0 is an unused slot.
        guard tickets.load(slot) == old + 1 else { return .max }
        return max(now, after.load(slot) + limit.window)
    }

    /// Gives back the last `count` of the tickets up to `end`: a send of long ago in each, unless no
    /// shard has taken one since.
    package func cancel(_ count: Int64, upTo end: Int64) {
        if head.exchange(end, with: end - count, at: 0) { return }
        commit(end - count, count: count, before: Self.never, after: Self.never)
    }

    /// Stores the times of `count` sends from ticket `first`, after their write.
    package func commit(_ first: Int64, count: Int64, before start: Int64, after end: Int64) {
        for ticket in first..<first + count {
            let slot = Int(ticket & (capacity - 1))
            before.store(start, at: slot)
            after.store(end, at: slot)
            tickets.store(ticket + 1, at: slot)
        }
    }

    /// The times of `ticket`, nil while it is being written or once it has been overwritten.
    func times(of ticket: Int64) -> (before: Int64, after: Int64)? {
        let slot = Int(ticket & (capacity - 1))
        guard tickets.load(slot) == ticket + 1 else { return nil }
        let pair = (before.load(slot), after.load(slot))
        return tickets.load(slot) == ticket + 1 ? pair : nil
    }
}

extension UInt64 {
    /// The smallest power of two that is not less.
    var nextPowerOfTwo: UInt64 {
        self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount)
    }
}
