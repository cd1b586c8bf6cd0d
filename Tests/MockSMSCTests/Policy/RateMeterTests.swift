// Rate meters against an oracle that keeps every accepted message and knows nothing of words and
// tickets: to the message, at any rate and from any number of threads. Seeds are printed.

import MockSMSC
import Platform
import Synchronization
import TestSupport
import Testing

/// Judges by the list of what it has accepted, in exact arithmetic.
private struct Oracle {
    let limit: RateLimit
    /// Rate as count / period in nanoseconds.
    let count: Int128
    let period: Int128
    private var accepted: [(time: Int64, units: Int64)] = []
    /// Bucket: tokens × period, when it was last looked at.
    private var level: Int128
    private var looked: Int64 = 0
    private var penaltyEnd: Int64 = .min

    init(_ limit: RateLimit, perHour: Int64) {
        self.limit = limit
        count = Int128(perHour)
        period = 3_600_000_000_000
        level = Int128(Self.depth(limit)) * period
    }

    private static func depth(_ limit: RateLimit) -> Int {
        limit.policy == .minimumGap ? 1 : limit.burst ?? max(1, Int(limit.rate.rounded()))
    }

    mutating func accepts(_ units: Int64, at now: Int64) -> Bool {
        if now < penaltyEnd { return false }
        let fits = hasRoom(units, now)
        if !fits, limit.penalty > 0 { penaltyEnd = now + limit.penalty }
        return fits
    }

    private mutating func hasRoom(_ units: Int64, _ now: Int64) -> Bool {
        switch limit.policy {
        case .tokenBucket, .minimumGap:
            let depth = Int128(Self.depth(limit)) * period
            level = min(depth, level + Int128(now - looked) * count)
            looked = now
            guard level >= min(Int128(units) * period, depth) else { return false }
            level -= Int128(units) * period
            return true
        case .fixedWindow:
            let capacity = Int64(limit.unitsPerWindow ?? 0)
            let start = now / limit.window * limit.window
            accepted.removeAll { $0.time < start }
            let sum = accepted.reduce(0) { $0 + $1.units }
            guard sum + units <= capacity || sum == 0 else { return false }
            accepted.append((now, units))
            return true
        case .slidingWindow:
            let capacity = Int64(limit.unitsPerWindow ?? 0)
            accepted.removeAll { $0.time <= now - limit.window }
            let sum = accepted.reduce(0) { $0 + $1.units }
            guard sum + min(units, capacity) <= capacity else { return false }
            accepted.append((now, min(units, capacity)))
            return true
        }
    }
}

@Suite struct RateMeterTests {
    private static let second: Int64 = 1_000_000_000

    /// A meter with words of its own.
    private struct Meter: Sendable {
        private let meter: RateMeter
        private let words: AtomicCells

        init(_ limit: RateLimit, _ arena: Arena) {
            words = arena.atomicCells(RateMeter.wordCount(limit) + 3)
            meter = RateMeter(limit, first: 3, origin: 0)
        }

        func take(_ units: Int64, at now: Int64, waits: Bool) -> Int64 {
            meter.take(units, at: now, waits: waits, in: words)
        }
    }

    @Test(arguments: RateLimit.Policy.allCases, 1...25 as ClosedRange<UInt64>)
    func everyMessageIsJudgedAsTheOracleJudgesIt(policy: RateLimit.Policy, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func below(_ limit: UInt64) -> Int64 { Int64(random.next() % limit) }
        let rates: [Int64] = [1, 7, 10, 30, 97, 150, 1000, 4093]
        let perSecond = rates[Int(below(UInt64(rates.count)))]
        var limit = RateLimit(policy, rate: Double(perSecond))
        limit.burst = below(2) == 0 ? nil : Int(below(50)) + 1
        if below(3) == 0 { limit.penalty = below(2_000_000_000) }
        let arena = Arena()
        let meter = Meter(limit, arena)
        var oracle = Oracle(limit, perHour: perSecond * 3600)
        var now: Int64 = 0
        for number in 0..<3_000 {
            // Bursts, a pace near the limit, odd pauses.
            switch below(10) {
            case 0: now += below(3_000_000_000)
            case 1...4: now += below(2_000_000_000 / UInt64(perSecond))
            case 5: now += Self.second / perSecond
            default: break
            }
            let units = below(4) == 0 ? below(5) + 1 : 1
            let time = meter.take(units, at: now, waits: false)
            let expected = oracle.accepts(units, at: now)
            let got = time == now
            if got != expected {
                Issue.record("\(limit), seed \(seed), message \(number), time \(now): \(got)")
                return
            }
        }
    }

    @Test(arguments: RateLimit.Policy.allCases, [10, 100, 3_000, 30_000, 100_000])
    func overTenSecondsAsManyPassAsThePolicySays(policy: RateLimit.Policy, rate: Int64) {
        var limit = RateLimit(policy, rate: Double(rate))
        limit.burst = 1
        let arena = Arena()
        let meter = Meter(limit, arena)
        // Three times the rate, evenly, from 0 on; the gap is a whole number of nanoseconds.
        let gap = Self.second / rate / 3
        var accepted: Int64 = 0
        var now: Int64 = 0
        while now < 10 * Self.second {
            if meter.take(1, at: now, waits: false) == now { accepted += 1 }
            now += gap
        }
        let expected: Int64
        switch policy {
        case .fixedWindow, .slidingWindow: expected = 10 * rate
        case .tokenBucket:
            // Offers that come no later than a token's time take the next: all tokens but rounding
            // of the offers' own times.
            expected = acceptedBySimplestBucket(rate, gap)
        case .minimumGap:
            expected = acceptedByGap(rate, gap)
        }
        #expect(accepted == expected)
    }

    private func acceptedBySimplestBucket(_ rate: Int64, _ gap: Int64) -> Int64 {
        var accepted: Int64 = 0
        var free: Int128 = 0
        var now: Int128 = 0
        while now < Int128(10 * Self.second) * Int128(rate) {
            if now >= free {
                accepted += 1
                free = max(free, now) + Int128(Self.second)
            }
            now += Int128(gap) * Int128(rate)
        }
        return accepted
    }

    private func acceptedByGap(_ rate: Int64, _ gap: Int64) -> Int64 {
        var accepted: Int64 = 0
        var last = Int64.min / 2
        var now: Int64 = 0
        while now < 10 * Self.second {
            if (now - last) >= (Self.second + rate - 1) / rate {
                accepted += 1
                last = now
            }
            now += gap
        }
        return accepted
    }

    @Test(arguments: RateLimit.Policy.allCases)
    func whatWaitsIsToldTheTimeAtWhichItWouldHavePassed(policy: RateLimit.Policy) {
        var limit = RateLimit(policy, rate: 10)
        limit.burst = 10
        let arena = Arena()
        let meter = Meter(limit, arena)
        let times = (0..<25).map { _ in meter.take(1, at: 0, waits: true) }
        let tenth = Self.second / 10
        let expected: [Int64] = (0..<25).map { number in
            switch policy {
            case .tokenBucket: max(0, Int64(number - 9)) * tenth
            case .minimumGap: Int64(number) * tenth
            case .fixedWindow, .slidingWindow: Int64(number / 10) * Self.second
            }
        }
        #expect(times == expected)
        // What waited has taken its place: nothing passes before.
        #expect(meter.take(1, at: tenth, waits: false) == RateMeter.refused)
    }

    @Test func ratesBelowOneASecondAreExactToo() {
        let arena = Arena()
        let meter = Meter(RateLimit(.minimumGap, rate: 7.0 / 3600), arena)
        let gap = (3600 * Self.second + 6) / 7
        #expect(meter.take(1, at: 5, waits: false) == 5)
        #expect(meter.take(1, at: 5 + gap - 1, waits: false) == RateMeter.refused)
        #expect(meter.take(1, at: 5 + gap, waits: false) == 5 + gap)
    }

    @Test(arguments: RateLimit.Policy.allCases)
    func threadsTogetherGetNoMoreAndNoLessThanOne(policy: RateLimit.Policy) throws {
        var limit = RateLimit(policy, rate: 1_000)
        limit.burst = 1_000
        let arena = Arena()
        let meter = Meter(limit, arena)
        final class Shared: Sendable {
            let total = Atomic<Int>(0)
        }
        let shared = Shared()
        // All offers at one time: the order of the threads cannot matter.
        let threads = try (0..<4).map { index in
            try ShardThread(name: "meter-\(index)") {
                var accepted = 0
                for _ in 0..<20_000 where meter.take(1, at: 0, waits: false) == 0 { accepted += 1 }
                shared.total.add(accepted, ordering: .relaxed)
            }
        }
        for thread in threads { thread.join() }
        #expect(shared.total.load(ordering: .relaxed) == (policy == .minimumGap ? 1 : 1_000))
        withExtendedLifetime(arena) {}
    }
}
