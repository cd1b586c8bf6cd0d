// Messages sent again, sessions that pause and runs that slow down, under simulated time: whatever the
// policy, a message is counted once, where it ended. Seeds are printed with failures.

import LoadEngine
import Metrics
import Platform
import SMPP
import Testing
import TestSupport

@Suite struct ShardCoreSimulationRepeatTests {
    private static let millisecond = ShardCoreSimulation.millisecond
    private static let only = LinkPlace(core: 0, session: 0)

    private func total(_ result: RunResult) -> MessageLedger {
        result.phases.reduce(into: MessageLedger()) { $0 += $1.ledger }
    }

    @Test(arguments: UInt64(1)...4)
    func whatALostSessionLeftInDoubtIsSubmittedAgainAndTimedFromWhenItWasDue(seed: UInt64) throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 3_000)
        plan.inDoubt = .resubmit
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.smsc.script = { request, _ in [request.accepted(after: 20 * Self.millisecond)] }
        simulation.start()
        simulation.run(until: 500 * Self.millisecond)
        simulation.lose(Self.only, .closedByPeer)
        simulation.runToTheEnd()
        let result = simulation.finish()
        let ledger = total(result)
        #expect(ledger.accepted == 3_000 && ledger.inDoubt == 0, "seed \(seed)")
        #expect((19...21).contains(ledger.resubmitted), "seed \(seed)")
        #expect(ledger.possibleDuplicates == ledger.resubmitted, "seed \(seed)")
        #expect(ledger.attempts == 3_000 + ledger.resubmitted, "seed \(seed)")
        #expect(result.inDoubtMessages.count == Int(ledger.resubmitted), "seed \(seed)")
        #expect(result.inDoubtMessages.allSatisfy { $0.resubmitted }, "seed \(seed)")
        let slowest = try #require(result.measured?.timings.latency.max)
        #expect(slowest >= result.reconnects.lostTime, "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...8)
    func aThrottledMessageIsSentAgainUpToTheLimitAndCountedOnce(seed: UInt64) throws {
        var plan = SimulatedPlan.closed(count: 2_000, sessions: 2, shards: 2, window: 20)
        plan.onThrottle = .retry(after: 50 * Self.millisecond)
        plan.retryLimit = Int(seed % 4)
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.smsc.script = { request, random in
            Int.random(in: 0..<3, using: &random) == 0
                ? [request.refused(.throttled, after: Self.millisecond)]
                : [request.accepted(after: Self.millisecond)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let ledger = total(simulation.finish())
        #expect(ledger.submitted == 2_000, "seed \(seed)")
        #expect(ledger.accepted + ledger.throttled == 2_000, "seed \(seed)")
        #expect(ledger.throttledAnswers == ledger.throttled + ledger.retried, "seed \(seed)")
        #expect((ledger.retried == 0) == (plan.retryLimit == 0), "seed \(seed)")
        // A third of a third of a third …: far from the law of large numbers at both ends.
        let share = Double(ledger.throttled) / 2_000
        var expected = 1.0
        for _ in 0...plan.retryLimit { expected /= 3 }
        #expect(share > expected / 2 && share < expected * 2, "seed \(seed)")
    }

    @Test func aRetryWaitsForItsDelay() throws {
        var plan = SimulatedPlan.closed(count: 1)
        plan.onThrottle = .retry(after: 300 * Self.millisecond)
        let simulation = try ShardCoreSimulation(plan)
        var times: [Int64] = []
        simulation.smsc.script = { request, _ in
            times.append(request.time)
            return times.count < 3
                ? [request.refused(.messageQueueFull, after: 0)] : [request.accepted(after: 0)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let ledger = total(simulation.finish())
        #expect(times.count == 3 && ledger.accepted == 1 && ledger.retried == 2)
        for (before, after) in zip(times, times.dropFirst()) {
            #expect(after - before >= 300 * Self.millisecond)
        }
    }

    @Test func aThrottledSessionPausesAndTheOthersGoOn() throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 2_000, sessions: 3)
        plan.onThrottle = .pause(500 * Self.millisecond)
        let simulation = try ShardCoreSimulation(plan)
        var first: [Int64] = []
        var hasThrottled = false
        simulation.smsc.script = { request, _ in
            guard request.place == Self.only else { return [request.accepted(after: 0)] }
            first.append(request.time)
            if first.count < 100 || hasThrottled { return [request.accepted(after: 0)] }
            hasThrottled = true
            return [request.refused(.throttled, after: 0)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let ledger = total(simulation.finish())
        #expect(ledger.throttled == 1 && ledger.accepted == 1_999, "\(ledger), \(first.count)")
        let longest = zip(first, first.dropFirst()).map { $1 - $0 }.max() ?? 0
        #expect(longest >= 500 * Self.millisecond && longest < 600 * Self.millisecond)
    }

    @Test(arguments: [1, 2])
    func aRunSlowsDownUntilTheSMSCTakesItsRate(shards: Int) throws {
        var plan = SimulatedPlan.open(
            tps: 1_000, milliseconds: 20_000, sessions: 2, shards: shards)
        plan.onThrottle = .slow(0.7)
        plan.catchUp = .none
        let simulation = try ShardCoreSimulation(plan)
        var recent: [Int64] = []
        simulation.smsc.script = { request, _ in
            recent.removeAll { request.time - $0 >= 1_000 * Self.millisecond }
            if recent.count >= 500 { return [request.refused(.throttled, after: 0)] }
            recent.append(request.time)
            return [request.accepted(after: 0)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let result = simulation.finish()
        let ledger = total(result)
        let slowDown = try #require(result.slowDown)
        #expect(slowDown.lowest > 0.2 && slowDown.lowest < 0.5)
        // Half of what was planned cannot be taken: most of it was not tried.
        #expect(ledger.throttled < 3_000 && ledger.missed > 7_000)
        #expect(ledger.accepted > 7_000)
    }

    @Test func theShareIsCutOnceASecondAndComesBack() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let slowDown = SlowDown(factor: 0.5, arena: arena)
        let second = 1_000 * Self.millisecond
        let start = 10 * second
        #expect(slowDown.share(at: start) == 1)
        slowDown.throttled(at: start)
        slowDown.throttled(at: start + second / 2)
        #expect(slowDown.share(at: start + second / 2) == 0.51)
        slowDown.throttled(at: start + second)
        #expect(slowDown.share(at: start + second) == 0.26)
        #expect(slowDown.lowestShare == 0.26)
        #expect(slowDown.share(at: start + 100 * second) == 1)
        for turn in Int64(0)..<50 { slowDown.throttled(at: start + (200 + turn) * second) }
        #expect(slowDown.lowestShare == 0.02)
    }

    @Test(arguments: UInt64(1)...16)
    func whateverIsSentAgainTheSumsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 57)
        let shards = Int.random(in: 1...3, using: &random)
        var plan =
            Bool.random(using: &random)
            ? SimulatedPlan.open(
                tps: 2_000, milliseconds: 900, warmup: 100, sessions: 5, shards: shards)
            : SimulatedPlan.closed(count: 3_000, sessions: 5, shards: shards)
        plan.window = Int.random(in: 1...40, using: &random)
        plan.inDoubt = .resubmit
        plan.onThrottle =
            [.retry(after: 30 * Self.millisecond), .pause(20 * Self.millisecond), .count]
            .randomElement(using: &random) ?? .count
        plan.receipts = .final
        plan.receiptIDs = .same
        plan.responseTimeout = 60 * Self.millisecond
        plan.reconnect = .init(
            firstDelay: 20 * Self.millisecond, longestDelay: 100 * Self.millisecond)
        plan.ceilings =
            Bool.random(using: &random) ? [LoadPlan.Ceiling(scope: .run, tps: 3_000)] : []
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        let roomLimit = Int.random(in: 40...4_000, using: &random)
        simulation.writeRoom = { $0 % 7 == 0 ? 0 : roomLimit }
        simulation.smsc.script = FaultScript.answers
        simulation.start()
        while simulation.elapsed < 700 * Self.millisecond {
            let pause = Int64.random(in: 1...80, using: &random) * Self.millisecond
            simulation.run(until: simulation.elapsed + pause)
            let core = Int.random(in: 0..<shards, using: &random)
            simulation.lose(LinkPlace(core: core, session: 0), .closedByPeer)
        }
        simulation.runToTheEnd()
        let result = simulation.finish()
        let ledger = total(result)
        #expect(ledger.resubmitted > 0 && ledger.possibleDuplicates > 0, "seed \(seed)")
        #expect(ledger.possibleDuplicates <= ledger.resubmitted, "seed \(seed)")
        #expect(result.ceilings.allSatisfy { $0.violations == 0 }, "seed \(seed)")
    }
}
