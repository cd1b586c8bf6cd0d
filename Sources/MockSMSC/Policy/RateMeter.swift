// Keeps one rate limit for one session, one account or the whole SMSC: a machine of a few atomic
// words, so that all shards may ask the same one. Time is an argument; no clock is read.
// Runs on: shard threads. Allocates: never. Locks: never.

package import Platform

/// A rate limit at work.
///
/// A word holds all that decides: for the token bucket the time at which it would be full again (the
/// generic cell rate algorithm), for the fixed window its number and count, for the sliding window
/// the round and the place of the next ticket in a ring as long as the limit, which holds the time of
/// each. It is exchanged as a whole, so that however many shards ask, no message too many passes.
package struct RateMeter: Sendable, BitwiseCopyable {
    private enum Law: UInt8, BitwiseCopyable {
        case bucket, fixedWindow, slidingWindow
    }

    /// A message that conforms only later, when nothing may wait.
    package static let refused: Int64 = -1

    private let law: Law
    /// Where among the words its own are: the state, the end of the penalty, then the ring.
    private let first: Int
    /// Times count from here.
    private let origin: Int64
    /// Bucket: steps of a nanosecond, so that the time of one unit is a whole number of them.
    private let steps: Int64
    /// Bucket: steps from one unit to the next.
    private let interval: Int64
    /// Units a bucket or a window holds.
    private let limit: Int64
    private let window: Int64
    private let penalty: Int64

    /// Words that a meter of this limit takes.
    package static func wordCount(_ limit: RateLimit) -> Int {
        limit.policy == .slidingWindow ? 2 + (limit.unitsPerWindow ?? 1) : 2
    }

    /// A meter whose words, from `first` on, are all 0 at first.
    ///
    /// No time it is asked about is before `origin`. Fixed windows begin at `origin` plus whole
    /// windows.
    package init(_ limit: RateLimit, first: Int, origin: Int64) {
        let fraction = RateFraction(limit.rate)
        self.first = first
        self.origin = origin
        steps = fraction.steps
        interval = fraction.interval
        window = limit.window
        penalty = limit.penalty
        switch limit.policy {
        case .tokenBucket:
            law = .bucket
            self.limit = Int64(limit.burst ?? max(1, Int(limit.rate.rounded())))
        case .minimumGap:
            // A bucket of one is empty for just the time of one message.
            law = .bucket
            self.limit = 1
        case .fixedWindow:
            law = .fixedWindow
            self.limit = Int64(limit.unitsPerWindow ?? 1)
        case .slidingWindow:
            law = .slidingWindow
            self.limit = Int64(limit.unitsPerWindow ?? 1)
        }
    }

    /// Forgets all it has seen.
    func reset(in words: AtomicCells) {
        words.store(0, at: first)
        words.store(0, at: first + 1)
    }

    /// Counts a message of `units` that arrived at `now`.
    ///
    /// Returns `now` if the limit has room for it. Else, when it may wait, the time at which there
    /// is room, which is then taken; when it may not, or cannot, `refused`, and nothing is counted.
    /// A message of more units than fit at all is treated as one that fills the limit.
    @inline(__always)
    package func take(
        _ units: Int64, at now: Int64, waits: Bool, in words: AtomicCells
    ) -> Int64 {
        if penalty > 0, !waits, now < words.load(first &+ 1) { return Self.refused }
        let time =
            switch law {
            case .bucket: takeTokens(units, now, waits, words)
            case .fixedWindow: takePlace(units, now, waits, words)
            case .slidingWindow: takeTickets(units, now, waits, words)
            }
        if time == Self.refused, penalty > 0 { words.store(now &+ penalty, at: first &+ 1) }
        return time
    }

    private func takeTokens(
        _ units: Int64, _ now: Int64, _ waits: Bool, _ words: AtomicCells
    ) -> Int64 {
        let time = (now &- origin) &* steps
        let room = min(units, limit)
        while true {
            let word = words.load(first)
            let start = max(word, time)
            // Above 0: steps until the bucket holds as much as is wanted.
            let wait = start &+ (room &- limit) &* interval &- time
            if wait > 0, !waits { return Self.refused }
            if words.exchange(word, with: start &+ units &* interval, at: first) {
                return wait <= 0 ? now : now &+ (wait &+ steps &- 1) / steps
            }
        }
    }

    private func takePlace(
        _ units: Int64, _ now: Int64, _ waits: Bool, _ words: AtomicCells
    ) -> Int64 {
        let current = (now &- origin) / window
        while true {
            let word = words.load(first)
            // A shard whose look at the clock is older counts in the window that has begun.
            let index = max(word &>> 24, current)
            let past = word & 0xFF_FFFF
            let count = max(past &- (index &- word &>> 24) &* limit, 0)
            let carried = waits || index == word &>> 24 ? count : 0
            let total = carried &+ units
            let fits = total <= limit || (carried == 0 && !waits)
            guard fits || (waits && total <= 0xFF_FFFF) else { return Self.refused }
            guard words.exchange(word, with: index &<< 24 | min(total, 0xFF_FFFF), at: first) else {
                continue
            }
            let later = (carried &+ min(units, limit) &- 1) / limit
            return later == 0 ? now : origin &+ (index &+ later) &* window
        }
    }

    private func takeTickets(
        _ units: Int64, _ now: Int64, _ waits: Bool, _ words: AtomicCells
    ) -> Int64 {
        let time = now &- origin
        let wanted = min(units, limit)
        while true {
            let next = words.load(first)
            let (round, place) = (next &>> 32, next & 0xFFFF_FFFF)
            // The youngest ticket that must have left the window before this message fits: a round
            // ago, in the place of the last one wanted.
            var (leaving, lastRound) = (place &+ wanted &- 1, round &- 1)
            if leaving >= limit { (leaving, lastRound) = (leaving &- limit, round) }
            var conforming = time
            if lastRound >= 0 {
                let cell = words.load(ring(leaving))
                // The lowest bit tells the rounds of the ring apart: a ticket just given out may
                // not have been dated yet.
                let isDated = cell & 1 == lastRound & 1
                conforming = max(time, (isDated ? cell &>> 1 : time) &+ window)
            }
            if conforming > time, !waits { return Self.refused }
            let end = place &+ wanted
            let after = end < limit ? next &+ wanted : (round &+ 1) &<< 32 | (end &- limit)
            guard words.exchange(next, with: after, at: first) else { continue }
            for ticket in place..<end {
                let isNextRound = ticket >= limit
                words.store(
                    conforming &<< 1 | (isNextRound ? round &+ 1 : round) & 1,
                    at: ring(isNextRound ? ticket &- limit : ticket))
            }
            return origin &+ conforming
        }
    }

    @inline(__always)
    private func ring(_ place: Int64) -> Int {
        first &+ 2 &+ Int(place)
    }
}

/// A rate as a whole number of steps from one message to the next, a step being a whole fraction of
/// a nanosecond: 30/s is 100,000,000 steps of a third.
///
/// Exact for every rate whose steps are no finer than 4096 to the nanosecond, among them all whole
/// rates up to 4096/s and their products with powers of two and five; for others the time of a
/// message is off by at most 1/8192 ns. With the finest steps times last 26 days.
struct RateFraction {
    let steps: Int64
    let interval: Int64

    init(_ rate: Double) {
        // Rates are written per second, minute or hour; one of these makes them whole.
        let scale = [1.0, 60, 3600].first { (rate * $0).rounded() == rate * $0 }
        let count = scale.map { Int64(rate * $0) } ?? Int64((rate * 1e6).rounded())
        let period = Int64((scale ?? 1e6) * 1e9)
        let divisor = Self.greatestCommonDivisor(max(count, 1), period)
        let fine = max(count, 1) / divisor
        steps = min(fine, 4096)
        interval =
            fine <= 4096
            ? period / divisor : Int64((Double(period) / Double(count) * 4096).rounded())
    }

    private static func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
        second == 0 ? first : greatestCommonDivisor(second, first % second)
    }
}
