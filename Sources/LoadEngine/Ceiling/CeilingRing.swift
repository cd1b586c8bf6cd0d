// A rate that is never exceeded, across shards and without a lock: the k-th ticket of a scope may go
// when the (k - N)-th has been written at least a window ago.
// Runs on: shard threads; the auditor reads it from the coordinator. Allocates: only when made.

package import Platform

/// The recent sends of one scope, in ticket order; a message takes a ticket, or one a segment.
///
/// A send takes the next tickets, writes its PDU and only then stores its times. A later send
/// compares the time BEFORE its own write with the time AFTER the write of the ticket N before it, so
/// that however long the scheduler keeps a thread off its core in between, two tickets N apart reach
/// the network at least a window apart. Tickets are granted in order, so the same holds for all that
/// are further apart.
///
/// What a write leaves with TCP, whose window is full, has no time after it until TCP has sent it, and
/// later tickets wait for that. What TCP keeps for long is held in reserve instead: it may arrive at
/// any time, so the others get that much less in every window, and once it is sent it takes tickets
/// of that time.
package struct CeilingRing: Sendable {
    package let limits: CeilingLimits
    let capacity: Int64
    /// The next ticket, then what is held in reserve: of the second, and of the short windows.
    private let head: AtomicCells
    private let tickets: AtomicCells
    private let before: AtomicCells
    private let after: AtomicCells

    /// Never sent.
    static let never = Int64.min / 4
    /// The time after a write of what TCP has not sent yet.
    package static let unsent = Int64.max

    /// A ring that keeps `limits`.
    package init(_ limits: CeilingLimits, arena: Arena) {
        self.limits = limits
        // Four windows long, so that the auditor may look on its own time.
        capacity = Int64(UInt64(max(limits.second.count * 4, 4_096)).nextPowerOfTwo)
        // A line of its own: it is what all shards write to.
        head = arena.atomicCells(8)
        tickets = arena.atomicCells(Int(capacity))
        before = arena.atomicCells(Int(capacity))
        after = arena.atomicCells(Int(capacity))
    }

    /// Tickets given out so far.
    var issued: Int64 { head.load(0) }

    /// Takes up to `wanted` tickets that may be sent at `now`; returns the first and how many.
    package func reserve(_ wanted: Int64, now: Int64) -> (first: Int64, count: Int64) {
        while true {
            let (first, count) = available(wanted, now: now)
            if count == 0 || take(first, count) { return (first, count) }
        }
    }

    /// How many tickets, up to `wanted`, may be sent at `now`, and which is the first.
    func available(_ wanted: Int64, now: Int64) -> (first: Int64, count: Int64) {
        while true {
            let first = head.load(0)
            let rest = rest
            var count: Int64 = 0
            while count < wanted && permit(first + count, rest, now) <= now { count += 1 }
            // Sends that have gone into the reserve meanwhile have got their times.
            if rest == self.rest { return (first, count) }
        }
    }

    /// Takes `count` tickets if `first` is still the next one.
    func take(_ first: Int64, _ count: Int64) -> Bool {
        head.exchange(first, with: first + count, at: 0)
    }

    /// When the next `count` tickets may go together, as far as is known; `Int64.max` while an
    /// earlier send is being written.
    package func nextPermit(_ count: Int64 = 1, now: Int64) -> Int64 {
        let first = head.load(0)
        let rest = rest
        var latest = now
        for ticket in first..<first + count { latest = max(latest, permit(ticket, rest, now)) }
        return latest
    }

    /// What each window may hold beside what is held in reserve.
    private struct Rest: Equatable {
        let second: CeilingLimits.Limit
        let tenth: CeilingLimits.Limit
        let hundredth: CeilingLimits.Limit
    }

    private var rest: Rest {
        let short = head.load(2)
        return Rest(
            second: limits.second.less(head.load(1)), tenth: limits.tenth.less(short),
            hundredth: limits.hundredth.less(short))
    }

    private func permit(_ ticket: Int64, _ rest: Rest, _ now: Int64) -> Int64 {
        max(
            permit(ticket, rest.second, now),
            max(permit(ticket, rest.tenth, now), permit(ticket, rest.hundredth, now)))
    }

    private func permit(_ ticket: Int64, _ limit: CeilingLimits.Limit, _ now: Int64) -> Int64 {
        if limit.count == 0 { return .max }
        let old = ticket - limit.count
        if old < 0 { return now }
        let slot = Int(old & (capacity - 1))
        // Ticket numbers are stored one up: 0 is an unused slot.
        guard tickets.load(slot) == old + 1 else { return .max }
        let end = after.load(slot)
        return end == Self.unsent ? .max : max(now, end + limit.window)
    }

    /// Gives back the last `count` of the tickets up to `end`: a send of long ago in each, unless no
    /// shard has taken one since.
    package func cancel(_ count: Int64, upTo end: Int64) {
        if head.exchange(end, with: end - count, at: 0) { return }
        for ticket in end - count..<end { store(ticket, Self.never, Self.never) }
    }

    /// Stores the times of `messages` sends of `weight` tickets each from ticket `first`, after their
    /// write; `end` is `unsent` while TCP keeps them back.
    package func commit(
        _ first: Int64, messages: Int64, weight: Int64 = 1, before start: Int64, after end: Int64
    ) {
        var ticket = first
        for _ in 0..<messages {
            // Of a message's tickets only the first is a send of its own; the others say so by a sign.
            store(ticket, start, end)
            for next in ticket + 1..<ticket + max(weight, 1) { store(next, -start, end) }
            ticket += weight
        }
    }

    /// What TCP kept back of the `count` tickets from `first` on is sent: at `end` at the latest.
    package func finish(_ first: Int64, _ count: Int64, at end: Int64) {
        for ticket in first..<first + count {
            let slot = Int(ticket & (capacity - 1))
            if after.load(slot) == Self.unsent { after.store(end, at: slot) }
        }
    }

    /// Holds `count` tickets in reserve, whose sends from ticket `first` on were written by `end` and
    /// are still with TCP.
    package func hold(_ first: Int64, _ count: Int64, at end: Int64) {
        // First the reserve, then their times: no other finds neither.
        _ = head.add(count, at: 1)
        _ = head.add(count, at: 2)
        finish(first, count, at: end)
    }

    /// Holds `count` tickets in reserve of the second alone from now on.
    package func easeHold(_ count: Int64) {
        _ = head.add(-count, at: 2)
    }

    /// What is held in reserve is sent: at `end` at the latest.
    ///
    /// `isEased`: after `easeHold`.
    package func release(_ count: Int64, isEased: Bool, at end: Int64) {
        var first = head.load(0)
        while !take(first, count) { first = head.load(0) }
        commit(first, messages: 1, weight: count, before: end, after: end)
        _ = head.add(-count, at: 1)
        if !isEased { easeHold(count) }
    }

    private func store(_ ticket: Int64, _ start: Int64, _ end: Int64) {
        let slot = Int(ticket & (capacity - 1))
        before.store(start, at: slot)
        after.store(end, at: slot)
        tickets.store(ticket + 1, at: slot)
    }

    /// The times of `ticket`, nil while it is being written and sent or once it has been overwritten.
    func times(of ticket: Int64) -> (before: Int64, after: Int64)? {
        let slot = Int(ticket & (capacity - 1))
        guard tickets.load(slot) == ticket + 1 else { return nil }
        let pair = (before.load(slot), after.load(slot))
        return tickets.load(slot) == ticket + 1 && pair.1 != Self.unsent ? pair : nil
    }
}

extension UInt64 {
    /// The smallest power of two that is not less.
    var nextPowerOfTwo: UInt64 {
        self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount)
    }
}
