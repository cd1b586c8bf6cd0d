// Which deliver_sm the ESME still owes a response to, at the cost of two counters per message.
// Numbers sent within a stretch of time share a bucket; a bucket is done when as many responses to
// its numbers have come as it has numbers. Runs on: shard threads. Allocates: never.

import Platform

/// Which of a session's buckets are in use; zero bits: none.
struct UnansweredState: Sendable, BitwiseCopyable {
    /// Buckets ever opened.
    var opened: UInt32 = 0
    /// Buckets known to be done or given up, counted from the first.
    var closed: UInt32 = 0
}

/// The buckets of all sessions of a shard.
struct UnansweredDeliveries: Sendable {
    /// Buckets of a session: each spans a sixth of the timeout, so seven are enough.
    private static let perSession = 8

    private struct Bucket: BitwiseCopyable {
        var openedAt: Int64 = 0
        var lastSentAt: Int64 = 0
        var firstNumber: UInt32 = 0
        var sent: UInt32 = 0
        var answered: UInt32 = 0
    }

    private let buckets: Cells<Bucket>
    /// Time that a bucket spans.
    private let span: Int64

    /// Room for `sessionLimit` sessions; an answer is due within `timeout` nanoseconds.
    init(arena: Arena, sessionLimit: Int, timeout: Int64) {
        buckets = arena.cells(Bucket.self, count: sessionLimit * Self.perSession)
        span = timeout / 6
    }

    @inline(__always)
    private func index(_ session: Int, _ bucket: UInt32) -> Int {
        session &* Self.perSession &+ Int(bucket) & (Self.perSession - 1)
    }

    /// The deliver_sm `number` goes out on `session` at `now`; true if it is the first of a bucket.
    @inline(__always)
    func sent(_ number: UInt32, on session: Int, _ state: inout UnansweredState, at now: Int64)
        -> Bool
    {
        let opens =
            state.opened == state.closed
            || now &- buckets[index(session, state.opened &- 1)].openedAt > span
        if opens { open(number, session, &state, now) }
        let newest = index(session, state.opened &- 1)
        buckets[newest].sent &+= 1
        buckets[newest].lastSentAt = now
        return opens
    }

    private func open(
        _ number: UInt32, _ session: Int, _ state: inout UnansweredState, _ now: Int64
    ) {
        retire(session, &state)
        guard state.opened &- state.closed < UInt32(Self.perSession) else { return }
        buckets[index(session, state.opened)] = Bucket(openedAt: now, firstNumber: number)
        state.opened &+= 1
    }

    private func retire(_ session: Int, _ state: inout UnansweredState) {
        while state.closed != state.opened {
            let oldest = buckets[index(session, state.closed)]
            guard oldest.answered >= oldest.sent else { return }
            state.closed &+= 1
        }
    }

    /// A response to `number` has come; false if nothing with that number was open.
    ///
    /// `next` is the number the next deliver_sm would have.
    @inline(__always)
    func answered(
        _ number: UInt32, next: UInt32, on session: Int, _ state: UnansweredState
    ) -> Bool {
        guard Self.isAtLeast(next &- 1, number) else { return false }
        var bucket = state.opened
        while bucket != state.closed {
            bucket &-= 1
            let place = index(session, bucket)
            if Self.isAtLeast(number, buckets[place].firstNumber) {
                buckets[place].answered &+= 1
                return true
            }
        }
        return false
    }

    /// Whether `number` is `first` or comes after it; numbers wrap within 31 bits.
    @inline(__always)
    private static func isAtLeast(_ number: UInt32, _ first: UInt32) -> Bool {
        (number &- first) & 0x7FFF_FFFF < 0x4000_0000
    }

    /// When the oldest unanswered deliver_sm of `session` was sent, monotonic nanoseconds, or up to
    /// a sixth of the timeout later; .max if all are answered.
    func oldest(of session: Int, _ state: inout UnansweredState) -> Int64 {
        retire(session, &state)
        guard state.closed != state.opened else { return .max }
        return buckets[index(session, state.closed)].lastSentAt
    }
}
