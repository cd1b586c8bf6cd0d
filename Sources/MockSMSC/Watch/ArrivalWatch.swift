// The worst sliding second of each account: the most messages that came within any second, by the
// kernel's time of the last segment of the read that brought them. Exact, also where no limit is set.
// Runs on: whoever reads the counters, at least once a second; the shards only write their logs.

package import Platform
import Synchronization

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
    /// False once reads went by unseen, for nobody looked for so long; then there were at least so many.
    public var isExact: Bool
}

/// The logs of all shards, put together in the order of time.
package final class ArrivalWatch: Sendable {
    /// Accounts that are shown, the first to bind.
    package static let accountLimit = 256
    package static let second: Int64 = 1_000_000_000
    /// A shard notes a read at the end of its turn; one noted later than this after it came counts as
    /// later.
    private static let longestTurn: Int64 = 100_000_000

    /// One for each shard.
    package let logs: [ArrivalLog]
    private let state: Mutex<State>

    private struct State {
        /// Of each log the next entry.
        var next: [Int64]
        /// What another shard may still have to be put before, in the order of time.
        var pending: [ArrivalLog.Entry] = []
        var accounts: [Int32: SlidingSecond] = [:]
        var isExact = true
    }

    /// Pages of memory are used as messages come, 4 MiB a shard at most.
    package init(shards: Int, arena: Arena) {
        logs = (0..<shards).map { _ in ArrivalLog(arena: arena) }
        state = Mutex(State(next: Array(repeating: 0, count: shards)))
    }

    /// What is known of `accounts` at `now`; `wallOffset` is the wall clock minus the monotonic one.
    package func readings(
        of accounts: [(account: Int32, systemID: String)], at now: Int64, wallOffset: Int64
    ) -> [AccountArrivals] {
        state.withLock { state in
            collect(&state, now)
            return accounts.map { account, systemID in
                var second = state.accounts[account] ?? SlidingSecond()
                for entry in state.pending where entry.account == account { second.add(entry) }
                second.expire(at: now)
                return AccountArrivals(
                    systemID: systemID, lastSecond: second.count, worstSecond: second.worst,
                    worstSecondEnd: second.worst > 0 ? second.worstEnd + wallOffset : 0,
                    isExact: state.isExact)
            }
        }
    }

    private func collect(_ state: inout State, _ now: Int64) {
        for (shard, log) in logs.enumerated() {
            let isWhole = log.follow(from: &state.next[shard], into: &state.pending)
            state.isExact = state.isExact && isWhole
        }
        state.pending.sort { $0.time < $1.time }
        let settled = state.pending.prefix { $0.time <= now - Self.longestTurn }
        for entry in settled {
            state.accounts[entry.account, default: SlidingSecond()].add(entry)
        }
        state.pending.removeFirst(settled.count)
    }
}

/// The messages of the last second, and the most there ever were.
private struct SlidingSecond {
    private(set) var count: Int64 = 0
    private(set) var worst: Int64 = 0
    private(set) var worstEnd: Int64 = 0
    private var entries: [ArrivalLog.Entry] = []
    /// The first of `entries` that is in the second.
    private var first = 0

    /// Takes in a read; one older than the last counts at the time of that.
    mutating func add(_ entry: ArrivalLog.Entry) {
        var entry = entry
        entry.time = max(entry.time, entries.last?.time ?? .min)
        expire(at: entry.time)
        entries.append(entry)
        count += entry.count
        if count > worst {
            worst = count
            worstEnd = entry.time
        }
    }

    /// Forgets what is a second old.
    mutating func expire(at time: Int64) {
        while first < entries.count, entries[first].time <= time - ArrivalWatch.second {
            count -= entries[first].count
            first += 1
        }
        guard first > 1_024, 2 * first > entries.count else { return }
        entries.removeFirst(first)
        first = 0
    }
}
