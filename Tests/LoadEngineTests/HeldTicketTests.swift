// What TCP keeps back under a ceiling, in simulated time: sessions whose writes now and then leave
// messages with TCP for long, while others go on. Seeds are printed with failures.

import LoadEngine
import Platform
import TestSupport
import Testing

@Suite struct HeldTicketTests {
    private static let second: Int64 = 1_000_000_000

    /// A write whose messages TCP keeps.
    private struct Kept {
        var first: Int64
        var count: Int64
        var since: Int64
        var until: Int64
        var state = 0
    }

    /// The times of arrival, and the certificate.
    ///
    /// Sessions take what they can; one write in `oneIn` is kept for up to `longest` by TCP, and its
    /// session writes nothing meanwhile.
    private func simulate(
        seed: UInt64, limits: CeilingLimits, longest: Int64, oneIn: Int, sessions: Int = 6
    ) -> (arrivals: [Int64], certificate: CeilingCertificate) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(limits, arena: arena)
        var auditor = CeilingAuditor(
            LoadPlan.Ceiling(scope: .run, tps: Double(limits.second.count)), limits: limits)
        var random = SeededGenerator(seed: seed)
        var kept = [Kept?](repeating: nil, count: sessions)
        var arrivals: [Int64] = []
        for now in stride(from: Int64(0), to: 30 * Self.second, by: 1_000_000) {
            let session = Int.random(in: 0..<sessions, using: &random)
            if let held = kept[session] { kept[session] = settle(held, ring, now) }
            auditor.follow(ring)
            guard kept[session] == nil else { continue }
            let granted = ring.reserve(.random(in: 1...5, using: &random), now: now)
            guard granted.count > 0 else { continue }
            let isSent = Int.random(in: 0..<oneIn, using: &random) > 0
            ring.commit(
                granted.first, messages: granted.count, before: now,
                after: isSent ? now : CeilingRing.unsent)
            let delay = isSent ? 0 : Int64.random(in: 1...longest, using: &random)
            for _ in 0..<granted.count {
                arrivals.append(now + (isSent ? 0 : Int64.random(in: 0...delay, using: &random)))
            }
            guard !isSent else { continue }
            kept[session] = Kept(
                first: granted.first, count: granted.count, since: now, until: now + delay)
        }
        return (arrivals.sorted(), auditor.certificate)
    }

    /// What a shard does about `kept` at `now`; nil once it is sent.
    private func settle(_ kept: Kept, _ ring: CeilingRing, _ now: Int64) -> Kept? {
        var next = kept
        if now >= kept.until {
            if kept.state == 0 {
                ring.finish(kept.first, kept.count, at: now)
            } else {
                ring.release(kept.count, isEased: kept.state == 2, at: now)
            }
            return nil
        }
        if kept.state == 0, now - kept.since >= Self.second / 10 {
            ring.hold(kept.first, kept.count, at: kept.since)
            next.state = 1
        } else if kept.state == 1, now - kept.since >= Self.second {
            ring.easeHold(kept.count)
            next.state = 2
        }
        return next
    }

    /// How often `count` + 1 arrivals share a window.
    private func violations(_ arrivals: [Int64], _ limit: CeilingLimits.Limit) -> Int {
        let count = Int(limit.count)
        guard arrivals.count > count else { return 0 }
        return (count..<arrivals.count).count { arrivals[$0] - arrivals[$0 - count] < limit.window }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func noWindowIsExceededByWhatTCPKeepsForUpToASecond(seed: UInt64) {
        let limits = CeilingLimits(tps: 300, guardTime: 0)
        let seen = simulate(seed: seed, limits: limits, longest: 900_000_000, oneIn: 200)
        #expect(violations(seen.arrivals, limits.second) == 0, "seed \(seed)")
        #expect(violations(seen.arrivals, limits.tenth) == 0, "seed \(seed)")
        #expect(violations(seen.arrivals, limits.hundredth) == 0, "seed \(seed)")
        #expect(seen.certificate.violations == 0, "seed \(seed)")
        #expect(seen.certificate.violations100ms == 0, "seed \(seed)")
        #expect(seen.certificate.violations10ms == 0, "seed \(seed)")
    }

    @Test(arguments: [UInt64(5), 6, 7, 8])
    func theSecondHoldsAndTheOthersGoOnHoweverLongTCPKeepsSome(seed: UInt64) {
        let limits = CeilingLimits(tps: 300, guardTime: 0)
        let seen = simulate(seed: seed, limits: limits, longest: 8 * Self.second, oneIn: 400)
        #expect(violations(seen.arrivals, limits.second) == 0, "seed \(seed)")
        #expect(seen.certificate.violations == 0, "seed \(seed)")
        #expect(seen.arrivals.count > 30 * 300 / 2, "seed \(seed): the others go on")
    }

    @Test func aReserveIsGivenBackWhole() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = CeilingRing(CeilingLimits(tps: 10, guardTime: 0, burst: 10), arena: arena)
        let kept = ring.reserve(4, now: 0)
        #expect(kept.count == 4)
        ring.commit(kept.first, messages: 4, before: 0, after: CeilingRing.unsent)
        ring.hold(kept.first, 4, at: 0)
        let others = ring.reserve(10, now: 1)
        #expect(others.count == 2, "4 went, 4 are in reserve")
        ring.commit(others.first, messages: 2, before: 1, after: 1)
        ring.easeHold(4)
        ring.release(4, isEased: true, at: 5 * Self.second)
        #expect(ring.reserve(10, now: 5 * Self.second).count == 6, "4 went now")
    }
}
