// The worst sliding second of each account: the most messages that came within any second, by the time
// of the read that brought them. Exact, also where no limit is set; one look a batch, not a message.
// Runs on: shard threads, and whoever reads the counters. Allocates: never after its creation.

package import Platform

/// How fast one account sent.
public struct AccountArrivals: Sendable, Equatable, Codable {
    /// Who bound.
    public var systemID: String
    /// Messages that came in the second before the reading.
    public var lastSecond: Int64
    /// The most messages that came in any second: a message exactly a second old is no longer in it.
    public var worstSecond: Int64
    /// When that second ended, nanoseconds since 1970; 0 before the first message.
    public var worstSecondEnd: Int64
    /// False once more reads came in a second than are remembered; then there were at least so many.
    public var isExact: Bool
}

/// A counter of a second's messages for each of the first accounts.
package struct ArrivalWatch: Sendable, BitwiseCopyable {
    /// Accounts that are watched, the first to bind; others are not.
    package static let accountLimit = 256
    /// Reads of one account in a second that are remembered.
    package static let ringLength = 1 << 16
    package static let second: Int64 = 1_000_000_000

    /// What one read brought.
    private struct Entry: BitwiseCopyable {
        var time: Int64
        var count: Int64
    }

    /// An account's numbers; entries count on and are found at their number modulo the ring.
    private struct State: BitwiseCopyable {
        var first: Int64
        var next: Int64
        var inWindow: Int64
        var worst: Int64
        var worstEnd: Int64
        var isInexact: Bool
    }

    private let locks: AtomicCells
    private let states: Cells<State>
    private let entries: Cells<Entry>

    /// Pages of memory are used as accounts send: 16 octets a read, 1 MiB an account at most.
    package init(arena: Arena) {
        locks = arena.atomicCells(Self.accountLimit * 8)
        states = arena.cells(State.self, count: Self.accountLimit)
        entries = arena.cells(Entry.self, count: Self.accountLimit * Self.ringLength)
    }

    private func place(_ account: Int, _ number: Int64) -> Int {
        account &* Self.ringLength &+ Int(truncatingIfNeeded: number) & (Self.ringLength - 1)
    }

    private func locked(_ account: Int, _ body: (inout State) -> Void) {
        while !locks.exchange(0, with: 1, at: account &* 8) {}
        body(&states[account])
        locks.store(0, at: account &* 8)
    }

    /// Counts `count` messages of `account` that were read at `now`.
    ///
    /// A read of another shard that is older than the last one counts at the time of that.
    package func count(_ count: Int64, of account: Int32, at now: Int64) {
        let account = Int(account)
        guard account >= 0, account < Self.accountLimit else { return }
        locked(account) { state in
            let hasLast = state.next > state.first
            let last = hasLast ? entries[place(account, state.next &- 1)].time : .min
            let time = max(now, last)
            expire(account, &state, at: time)
            if state.next > state.first, last == time {
                entries[place(account, state.next &- 1)].count &+= count
            } else if state.next &- state.first == Int64(Self.ringLength) {
                state.isInexact = true
                entries[place(account, state.next &- 1)].count &+= count
            } else {
                entries[place(account, state.next)] = Entry(time: time, count: count)
                state.next &+= 1
            }
            state.inWindow &+= count
            if state.inWindow > state.worst {
                state.worst = state.inWindow
                state.worstEnd = time
            }
        }
    }

    /// Forgets what is a second old.
    private func expire(_ account: Int, _ state: inout State, at time: Int64) {
        let limit = time &- Self.second
        // After a silence all at once.
        if state.next > state.first, entries[place(account, state.next &- 1)].time <= limit {
            state.first = state.next
            state.inWindow = 0
            return
        }
        while state.first < state.next {
            let entry = entries[place(account, state.first)]
            guard entry.time <= limit else { return }
            state.inWindow &-= entry.count
            state.first &+= 1
        }
    }

    /// What is known of `account` at `now`; `wallOffset` is the wall clock minus the monotonic one.
    package func reading(
        of account: Int32, called systemID: String, at now: Int64, wallOffset: Int64
    ) -> AccountArrivals? {
        let account = Int(account)
        guard account >= 0, account < Self.accountLimit else { return nil }
        var reading = AccountArrivals(
            systemID: systemID, lastSecond: 0, worstSecond: 0, worstSecondEnd: 0, isExact: true)
        locked(account) { state in
            expire(account, &state, at: now)
            reading.lastSecond = state.inWindow
            reading.worstSecond = state.worst
            reading.worstSecondEnd = state.worst > 0 ? state.worstEnd &+ wallOffset : 0
            reading.isExact = !state.isInexact
        }
        return reading
    }
}
