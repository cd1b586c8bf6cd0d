// The mobile-originated deliver_sm that a session has not answered: which, and since when.
// Runs on: shard threads. Allocates: never after its creation.

import Platform

/// Where a session's ring stands; zero bits: empty.
struct MobileWindowState: Sendable, BitwiseCopyable {
    var head: UInt32 = 0
    var tail: UInt32 = 0
    var outstanding: Int32 = 0
}

/// The rings of all sessions of a shard.
struct MobileWindow: Sendable, BitwiseCopyable {
    private struct Entry: BitwiseCopyable {
        /// 0: answered.
        var number: UInt32 = 0
        var sentAt: Int64 = 0
    }

    /// deliver_sm that a session may have unanswered.
    let limit: Int
    private let size: UInt32
    private let entries: Cells<Entry>

    init(arena: Arena, sessionLimit: Int, limit: Int, partCount: Int) {
        self.limit = limit
        var size = 4
        while size < 2 * max(limit, partCount) { size *= 2 }
        self.size = UInt32(size)
        entries = arena.cells(Entry.self, count: sessionLimit * size)
    }

    @inline(__always)
    private func place(_ session: Int, _ position: UInt32) -> Int {
        session &* Int(size) &+ Int(position & (size &- 1))
    }

    /// Whether a message of `parts` may go; one of more parts than the window waits for an empty one.
    @inline(__always)
    func hasRoom(_ state: MobileWindowState, parts: Int) -> Bool {
        let fits = Int(state.outstanding) &+ parts <= limit || state.outstanding == 0
        return fits && Int(state.tail &- state.head) &+ parts <= Int(size)
    }

    /// The deliver_sm `number` has gone at `now`; there must be room.
    @inline(__always)
    func sent(_ number: UInt32, on session: Int, _ state: inout MobileWindowState, at now: Int64) {
        entries[place(session, state.tail)] = Entry(number: number, sentAt: now)
        state.tail &+= 1
        state.outstanding &+= 1
    }

    /// When the deliver_sm `number`, which is answered now, had gone; nil if it is none of these.
    @inline(__always)
    func answered(_ number: UInt32, on session: Int, _ state: inout MobileWindowState) -> Int64? {
        var position = state.head
        while position != state.tail {
            let index = place(session, position)
            if entries[index].number == number {
                let sentAt = entries[index].sentAt
                entries[index].number = 0
                state.outstanding &-= 1
                while state.head != state.tail, entries[place(session, state.head)].number == 0 {
                    state.head &+= 1
                }
                return sentAt
            }
            position &+= 1
        }
        return nil
    }
}
