// Ceilings under simulated time: whoever asks, however late threads wake, no sliding second holds
// more sends than allowed. Seeds are printed with failures.

import LoadEngine
import Platform
import TestSupport
import Testing

@Suite struct CeilingTests {
    private static let second: Int64 = 1_000_000_000

    /// One send as the server sees it: somewhere between the times before and after the write.
    private struct Send {
        var before: Int64
        var after: Int64
    }

    /// Shards that wake at random, take what they can and write with random delays.
    private func simulate(
        tps: Double, shards: Int, seconds: Int64, guardTime: Int64, seed: UInt64
    ) -> [Send] {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: tps, guardTime: guardTime), arena: arena)
        var random = SeededGenerator(seed: seed)
        var clocks = [Int64](repeating: 0, count: shards)
        var sends: [Send] = []
        var pending: [(first: Int64, count: Int64, send: Send)] = []
        while let now = clocks.min(), now < seconds * Self.second {
            let shard = clocks.firstIndex(of: now) ?? 0
            // Writes that ended by now become visible to the others.
            for done in pending where done.send.after <= now {
                ring.commit(
                    done.first, messages: done.count, before: done.send.before,
                    after: done.send.after)
            }
            pending.removeAll { $0.send.after <= now }
            let wanted = Int64.random(in: 1...8, using: &random)
            let granted = ring.reserve(wanted, now: now)
            // A shard is now and then taken off its core, also between its decision and its write.
            let stall: Int64 = Int.random(in: 0..<200, using: &random) == 0 ? 30_000_000 : 20_000
            let before = now + Int64.random(in: 0...stall, using: &random)
            let after = before + Int64.random(in: 1_000...stall, using: &random)
            if granted.count > 0 {
                let send = Send(before: before, after: after)
                pending.append((granted.first, granted.count, send))
                for _ in 0..<granted.count { sends.append(send) }
                clocks[shard] = after + 1
            } else {
                let permit = ring.nextPermit(now: now)
                clocks[shard] = permit == .max || permit <= now ? now + 50_000 : permit
            }
        }
        return sends
    }

    /// The most sends whose arrival can share a half-open window: each arrives after its write
    /// began, and the older ones at the latest when theirs ended.
    private func worst(_ sends: [Send], _ window: Int64) -> Int {
        let order = sends.sorted { $0.before < $1.before }
        let ends = sends.map(\.after).sorted()
        var worst = 0
        for (index, send) in order.enumerated() {
            // Sends up to this one that may not have arrived a window before it.
            let gone = ends.prefix(index).partitioningIndex { send.before - $0 < window }
            worst = max(worst, index + 1 - gone)
        }
        return worst
    }

    @Test(
        arguments: [(10.0, 1), (10.0, 3), (30.0, 2), (1_000.0, 1), (1_000.0, 4), (10_000.0, 2)],
        [UInt64(1), 2])
    func noSlidingSecondHoldsMoreThanTheCeiling(load: (tps: Double, shards: Int), seed: UInt64) {
        let (tps, shards) = load
        let sends = simulate(tps: tps, shards: shards, seconds: 5, guardTime: 0, seed: seed)
        #expect(worst(sends, Self.second) <= Int(tps), "seed \(seed)")
        #expect(worst(sends, Self.second / 10) <= Int(tps) / 10 + max(1, Int(tps) / 100) + 1)
        // And the ceiling is used: stalls of at most 60 ms each do not halve it.
        #expect(Double(sends.count) > tps * 5 * 0.5, "seed \(seed)")
    }

    @Test func aSteadySenderGetsAllOfItsCeilingLessTheGuard() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 1_000, guardTime: 500_000), arena: arena)
        var now: Int64 = 0
        var sent: Int64 = 0
        while now < 30 * Self.second {
            let granted = ring.reserve(1, now: now)
            if granted.count == 1 {
                ring.commit(granted.first, messages: 1, before: now, after: now)
                sent += 1
            }
            now += 100_000
        }
        #expect(sent <= 30_000)
        #expect(Double(sent) >= 30_000 * 0.999)
    }

    @Test(arguments: [UInt64(5), 6])
    func whatTCPKeepsBackCountsFromWhenItIsSent(seed: UInt64) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 100, guardTime: 0), arena: arena)
        var random = SeededGenerator(seed: seed)
        var arrivals: [Int64] = []
        var kept: [(first: Int64, count: Int64, until: Int64)] = []
        for now in stride(from: Int64(0), to: 20 * Self.second, by: 500_000) {
            while let batch = kept.first, batch.until <= now {
                kept.removeFirst()
                ring.finish(batch.first, batch.count, at: now)
                arrivals += Array(repeating: now, count: Int(batch.count))
            }
            // A session whose messages are kept back has no others written.
            guard kept.isEmpty else { continue }
            let granted = ring.reserve(.random(in: 1...3, using: &random), now: now)
            guard granted.count > 0 else { continue }
            let isSent = Int.random(in: 0..<20, using: &random) > 0
            ring.commit(
                granted.first, messages: granted.count, before: now,
                after: isSent ? now : CeilingRing.unsent)
            if isSent {
                arrivals += Array(repeating: now, count: Int(granted.count))
            } else {
                let delay = Int64.random(in: 1...80_000_000, using: &random)
                kept.append((granted.first, granted.count, now + delay))
            }
        }
        arrivals.sort()
        for index in 100..<arrivals.count {
            #expect(
                arrivals[index] - arrivals[index - 100] >= Self.second,
                "seed \(seed), arrival \(index)")
        }
        #expect(arrivals.count > 1_500, "seed \(seed)")
    }

    @Test func theAuditorWaitsForWhatTCPKeepsBack() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let limits = CeilingLimits(tps: 10, guardTime: 0)
        let ring = CeilingRing(limits, arena: arena)
        var auditor = CeilingAuditor(LoadPlan.Ceiling(scope: .run, tps: 10), limits: limits)
        let granted = ring.reserve(1, now: 0)
        ring.commit(granted.first, messages: 1, before: 0, after: CeilingRing.unsent)
        auditor.follow(ring)
        #expect(auditor.certificate.worstSecond == 0)
        ring.finish(granted.first, 1, at: 5)
        auditor.follow(ring)
        #expect(auditor.certificate.worstSecond == 1)
    }

    @Test func aTicketGivenBackCostsNoRate() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 10, guardTime: 0), arena: arena)
        for _ in 0..<100 {
            let granted = ring.reserve(1, now: 0)
            #expect(granted.count == 1)
            ring.cancel(1, upTo: granted.first + 1)
        }
        let first = ring.reserve(1, now: 0)
        #expect(first.count == 1)
    }

    @Test func nothingGoesWhileAnEarlierSendIsBeingWritten() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 1, guardTime: 0), arena: arena)
        let first = ring.reserve(1, now: 0)
        #expect(first.count == 1)
        #expect(ring.reserve(1, now: 10 * Self.second).count == 0)
        #expect(ring.nextPermit(now: 10 * Self.second) == .max)
        ring.commit(first.first, messages: 1, before: 0, after: 10 * Self.second)
        #expect(ring.reserve(1, now: 11 * Self.second - 1).count == 0)
        #expect(ring.reserve(1, now: 11 * Self.second).count == 1)
    }

    @Test func theAuditorFindsAnOverrunAndNamesItsSize() {
        var auditor = CeilingAuditor(
            .init(scope: .run, tps: 10), limits: CeilingLimits(tps: 10, guardTime: 0, burst: 10))
        for index in 0..<Int64(10) { auditor.record(before: index, after: index) }
        #expect(auditor.certificate.violations == 0)
        #expect(auditor.certificate.worstSecond == 10)
        auditor.record(before: Self.second - 1, after: Self.second - 1)
        #expect(auditor.certificate.worstSecond == 11)
        #expect(auditor.certificate.violations == 1)
        // Exactly a second after the first ten, the second is free again.
        auditor.record(before: 2 * Self.second, after: 2 * Self.second)
        #expect(auditor.certificate.worstSecond == 11)
        #expect(auditor.certificate.violations == 1)
        #expect(auditor.certificate.minimumGap == 1)
    }

    @Test func theAuditorFindsOverrunsOfTheShortWindowsByTheirLimits() {
        let limits = CeilingLimits(tps: 100, guardTime: 0, burst: 2)
        var auditor = CeilingAuditor(.init(scope: .run, tps: 100), limits: limits)
        // 3 in 10 ms and 12 in 100 ms are allowed; the 4th at once is one too many for the first.
        for _ in 0..<3 { auditor.record(before: 0, after: 0) }
        #expect(auditor.certificate.violations10ms == 0)
        auditor.record(before: 9_999_999, after: 9_999_999)
        #expect(auditor.certificate.violations10ms == 1)
        for step in 1...8 {
            let time = 10_000_000 * Int64(step)
            auditor.record(before: time, after: time)
        }
        #expect(auditor.certificate.violations100ms == 0)
        auditor.record(before: 99_000_000, after: 99_000_000)
        #expect(auditor.certificate.violations100ms == 1)
        #expect(auditor.certificate.worst100ms == 13)
        #expect(auditor.certificate.violations == 0)
        #expect(auditor.certificate.limit100ms == 12)
        #expect(auditor.certificate.limit10ms == 3)
        #expect(auditor.certificate.burst == 2)
    }

    @Test(
        arguments: [
            (1.0, nil, 1, 1, 1), (10, nil, 10, 2, 2), (30, nil, 30, 4, 2), (100, nil, 100, 11, 2),
            (1_000, nil, 1_000, 110, 20), (100_000, nil, 100_000, 11_000, 2_000),
            (1_000, 0, 1_000, 100, 10), (1_000, 5, 1_000, 105, 15), (10, 100, 10, 10, 10),
        ] as [(Double, Int64?, Int64, Int64, Int64)])
    func theLimitsFollowFromTheCeilingAndTheBurst(
        tps: Double, burst: Int64?, second: Int64, tenth: Int64, hundredth: Int64
    ) {
        let limits = CeilingLimits(tps: tps, guardTime: 500_000, burst: burst)
        #expect(limits.second.count == second)
        #expect(limits.second.window == 1_000_500_000)
        #expect(limits.tenth.count == tenth)
        #expect(limits.hundredth.count == hundredth)
    }

    @Test func aMessageOfManySegmentsGoesAsOneHoweverShortTheWindow() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let limits = CeilingLimits(tps: 10, guardTime: 0, burst: 0, largest: 7)
        let ring = CeilingRing(limits, arena: arena)
        let first = ring.reserve(7, now: 0)
        #expect(first.count == 7)
        ring.commit(first.first, messages: 1, weight: 7, before: 500, after: 1_000)
        #expect(ring.reserve(7, now: Self.second).count == 3)
        #expect(ring.nextPermit(7, now: Self.second) == .max)
        var auditor = CeilingAuditor(
            .init(scope: .run, tps: 10, unit: .segment), limits: limits)
        auditor.follow(ring)
        #expect(auditor.certificate.worst10ms == 7)
        #expect(auditor.certificate.violations10ms == 0)
        // Within a message there is no gap to speak of.
        #expect(auditor.certificate.minimumGap == nil)
    }

    @Test func theAuditorReadsTheRingInTicketOrderAndMissesNothing() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 100, guardTime: 0), arena: arena)
        var auditor = CeilingAuditor(
            .init(scope: .session, tps: 100), limits: CeilingLimits(tps: 100, guardTime: 0))
        var now: Int64 = 0
        for _ in 0..<20_000 {
            let granted = ring.reserve(1, now: now)
            ring.commit(granted.first, messages: granted.count, before: now, after: now)
            now += 10_000_000
            if now % 170_000_000 == 0 { auditor.follow(ring) }
        }
        auditor.follow(ring)
        #expect(auditor.unread == 0)
        #expect(auditor.certificate.worstSecond == 100)
        #expect(auditor.certificate.minimumGap == 10_000_000)
        #expect(auditor.certificate.violations == 0)
    }

    @Test func theCatchUpPacerLetsThroughAtMostItsMultipleOfTheRate() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let pacer = CatchUpPacer(factor: 1.5, arena: arena)
        var granted = 0
        for now in stride(from: Int64(0), to: Self.second, by: 100_000) {
            while pacer.take(now: now + Self.second, tps: 1_000) == 0 { granted += 1 }
        }
        // 1,500 in the second, and the millisecond of tolerance at its start.
        #expect((1_499...1_503).contains(granted))
    }
}

extension RandomAccessCollection {
    /// The first index whose element meets `belongs`, in a collection ordered by it.
    fileprivate func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[index(startIndex, offsetBy: middle)]) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
