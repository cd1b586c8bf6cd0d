// What a ceiling means in numbers: how many tickets any second, 100 ms and 10 ms may hold. A pure
// function of the plan; the ring keeps them, the auditor judges by them, the result shows them.

/// The limits of one ceiling.
package struct CeilingLimits: Sendable, Equatable {
    /// At most `count` tickets in any sliding `window` (nanoseconds).
    package struct Limit: Sendable, Equatable {
        package var count: Int64
        package var window: Int64

        /// The same window with `reserve` fewer tickets.
        func less(_ reserve: Int64) -> Limit {
            Limit(count: max(count - reserve, 0), window: window)
        }
    }

    /// The ceiling itself, its window widened by the guard.
    package let second: Limit
    /// The even share of 100 ms and the burst.
    package let tenth: Limit
    /// The even share of 10 ms and the burst.
    package let hundredth: Limit
    /// What 10 ms and 100 ms may hold beyond their even share.
    package let burst: Int64

    /// The limits of `tps` tickets a second.
    ///
    /// A rate that is no whole number is rounded down; one below one a second allows one message per
    /// 1/tps. `burst` nil is a hundredth of the ceiling, at least 1. The short windows always hold a
    /// message of `largest` tickets, for its segments go together.
    package init(tps: Double, guardTime: Int64, burst: Int64? = nil, largest: Int64 = 1) {
        guard tps >= 1 else {
            let one = Limit(count: 1, window: Int64((1e9 / tps).rounded(.up)) + guardTime)
            (second, tenth, hundredth, self.burst) = (one, one, one, 1)
            return
        }
        let count = Int64(tps)
        let extra = burst ?? max(1, (count + 99) / 100)
        func share(_ parts: Int64) -> Int64 {
            min(max((count + parts - 1) / parts + extra, largest), count)
        }
        self.burst = extra
        second = Limit(count: count, window: 1_000_000_000 + guardTime)
        tenth = Limit(count: share(10), window: 100_000_000)
        hundredth = Limit(count: share(100), window: 10_000_000)
    }
}
