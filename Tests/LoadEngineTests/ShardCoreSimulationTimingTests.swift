// When a shard sends and to what it counts the time: latency from the intended time, missed slots,
// exact counts over several shards, warm-up, and what held it. Simulated time.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

@Suite struct ShardCoreSimulationTimingTests {
    private static let millisecond = ShardCoreSimulation.millisecond

    /// An SMSC that answers after a millisecond, but nothing between two times after slot 0.
    private func stall(
        _ simulation: ShardCoreSimulation, from: Int64, to end: Int64
    ) {
        simulation.smsc.script = { request, _ in
            let elapsed = request.time - simulation.startTime
            let isStalled = elapsed >= from && elapsed < end
            return [
                request.accepted(after: isStalled ? end - elapsed : Self.millisecond)
            ]
        }
    }

    @Test func aStallShowsInTheLatencyOfAllThatWasDueAndInTheServiceTimeOfAWindowOnly() throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 1_000)
        plan.window = 5
        let simulation = try ShardCoreSimulation(plan)
        stall(simulation, from: 200 * Self.millisecond, to: 600 * Self.millisecond)
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.accepted == 1_000)
        let service = measured.timings.serviceTime
        let latency = measured.timings.latency
        let limit = 100 * Self.millisecond
        #expect(service.count - service.countAtOrBelow(limit) == 5)
        // Due in the first 300 ms of the stall: later than 100 ms, whenever they were sent.
        #expect(latency.count - latency.countAtOrBelow(limit) >= 300)
        #expect(try #require(latency.max) >= 390 * Self.millisecond)
        #expect(try #require(measured.timings.sendLag.max) >= 390 * Self.millisecond)
        // The window's doing, but for the half millisecond of a turn.
        expectLagParts(of: measured)
        #expect(try #require(measured.timings.windowWait.max) >= 389 * Self.millisecond)
        #expect(try #require(measured.timings.pacerLag.max) <= Self.millisecond)
    }

    @Test(arguments: [1, 3])
    func withoutCatchUpWhatIsTooLateIsMissedAndNothingElse(shards: Int) throws {
        var plan = SimulatedPlan.open(
            tps: 1_000, milliseconds: 1_000, sessions: shards, shards: shards)
        plan.window = 5
        plan.catchUp = .none
        plan.lateness = 10 * Self.millisecond
        let simulation = try ShardCoreSimulation(plan)
        stall(simulation, from: 200 * Self.millisecond, to: 700 * Self.millisecond)
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        let ledger = measured.ledger
        #expect(measured.missedByGenerator == 0)
        #expect(ledger.planned == simulation.shared.schedule?.slotCount)
        #expect(ledger.planned == 1_000)
        #expect(ledger.submitted == simulation.smsc.submitted)
        #expect(ledger.missed == 1_000 - ledger.submitted)
        // Of the 500 slots of the stall a window went out in it, and the last 10 ms after it.
        let lost = 500 - 5 * Int64(shards) - 10
        #expect(abs(ledger.missed - lost) <= 2)
    }

    /// Every lag has its four parts, and they add up to it.
    private func expectLagParts(
        of phase: PhaseResult, _ location: SourceLocation = #_sourceLocation
    ) {
        let timings = phase.timings
        let parts = [
            timings.pacerLag, timings.windowWait, timings.socketWait, timings.ceilingWait,
        ]
        func sum(_ histogram: Histogram) -> Double {
            (histogram.mean ?? 0) * Double(histogram.count)
        }
        #expect(
            parts.map(\.count) == Array(repeating: timings.sendLag.count, count: 4),
            sourceLocation: location)
        let difference = parts.reduce(0) { $0 + sum($1) } - sum(timings.sendLag)
        #expect(abs(difference) < 1_000, sourceLocation: location)
    }

    @Test(arguments: [true, false])
    func whatACeilingOrTheCatchUpHoldsBackIsNotThePacers(isCeiling: Bool) throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 1_000)
        plan.window = 1_000
        plan.count = 500
        if isCeiling {
            plan.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 400)]
        } else {
            plan.catchUp = .bounded(1.1)
        }
        let simulation = try ShardCoreSimulation(plan)
        simulation.start()
        if !isCeiling {
            // Nobody looks for a fifth of a second: that is the generator's, the rest is not.
            simulation.run(until: 100 * Self.millisecond)
            simulation.standStill(for: 200 * Self.millisecond)
        }
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        expectLagParts(of: measured)
        let held = try #require(measured.timings.ceilingWait.max)
        let late = try #require(measured.timings.pacerLag.max)
        if isCeiling {
            #expect(held >= 400 * Self.millisecond)
            #expect(late <= Self.millisecond)
        } else {
            #expect(held >= 100 * Self.millisecond)
            #expect(late >= 195 * Self.millisecond && late <= 205 * Self.millisecond)
        }
    }

    @Test func theTimeInFlightIsThatOfAllMessagesTogether() throws {
        let plan = SimulatedPlan.open(
            tps: 1_000, milliseconds: 1_000, warmup: 300, sessions: 3, shards: 2)
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { request, _ in [request.accepted(after: 20 * Self.millisecond)] }
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        // Little's law: 20 in flight on average, but for a turn before and after each message.
        let mean = Double(measured.inFlightTime) / Double(measured.duration)
        #expect(mean > 19 && mean < 21.5)
    }

    @Test func aSlotThatIsMissedBecauseNobodyLookedIsTheGenerators() throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 500)
        plan.window = 1_000
        plan.catchUp = .none
        plan.lateness = 10 * Self.millisecond
        let simulation = try ShardCoreSimulation(plan)
        simulation.start()
        simulation.run(until: 100 * Self.millisecond)
        simulation.standStill(for: 200 * Self.millisecond)
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.missed >= 185)
        #expect(measured.missedByGenerator == measured.ledger.missed)
    }

    @Test func slotsThatNobodyCouldSendBeforeTheEndAreMissed() throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 500)
        plan.window = 7
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { _, _ in [] }
        simulation.start()
        simulation.run(until: 500 * Self.millisecond)
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.planned == 500)
        #expect(measured.ledger.missed == 493)
        #expect(measured.ledger.inDoubt == 7)
        #expect(measured.duration == 500 * Self.millisecond)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func aCountIsExactOverSeveralShards(seed: UInt64) throws {
        for isOpen in [false, true] {
            var plan =
                isOpen
                ? SimulatedPlan.open(
                    tps: 5_000, milliseconds: 2_000, warmup: 50, sessions: 6, shards: 3)
                : SimulatedPlan.closed(count: 777, sessions: 6, shards: 3)
            plan.count = 777
            plan.warmup = 50 * Self.millisecond
            let simulation = try ShardCoreSimulation(plan, seed: seed)
            // Batches rendered at the warm-up's end are written after it.
            simulation.renderTime = Self.millisecond
            simulation.smsc.script = { request, random in
                [request.accepted(after: Int64.random(in: 0...9_000_000, using: &random))]
            }
            simulation.start()
            simulation.runToTheEnd()
            let result = simulation.finish()
            let measured = try #require(result.measured)
            #expect(measured.ledger.planned == 777, "seed \(seed)")
            #expect(measured.ledger.accepted == 777, "seed \(seed)")
            #expect(measured.duration > 0 && measured.duration < plan.duration, "seed \(seed)")
            if isOpen {
                #expect(measured.duration >= 777 * Self.millisecond / 5, "seed \(seed)")
                #expect(result.phases.first?.ledger.planned == 250, "seed \(seed)")
            }
        }
    }

    @Test func aMessageBelongsToThePhaseThatItWasIntendedFor() throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 500, warmup: 200)
        plan.window = 3
        let simulation = try ShardCoreSimulation(plan)
        stall(simulation, from: 100 * Self.millisecond, to: 300 * Self.millisecond)
        simulation.start()
        simulation.runToTheEnd()
        let result = simulation.finish()
        #expect(result.phases.map(\.name) == ["warmup", "measure"])
        #expect(result.phases.map(\.ledger.planned) == [200, 300])
        #expect(result.phases.map(\.ledger.accepted) == [200, 300])
        let measured = try #require(result.measured)
        #expect(measured.startedAt == simulation.startTime + plan.warmup)
        // The stall's messages of the warm-up went in the measured phase, 200 ms late.
        let warmup = try #require(result.phases.first)
        #expect(try #require(warmup.timings.latency.max) >= 190 * Self.millisecond)
        #expect(try #require(measured.timings.latency.max) <= 160 * Self.millisecond)
    }

    @Test(arguments: [Int64(0), 200])
    func aRunStoppedBetweenItsBindsAndItsFirstSlotHasNoPhase(warmup: Int64) throws {
        let plan = SimulatedPlan.open(tps: 1_000, milliseconds: 1_000, warmup: warmup)
        let simulation = try ShardCoreSimulation(plan)
        simulation.start(after: 20 * Self.millisecond)
        simulation.run(until: -5 * Self.millisecond)
        let result = simulation.finish(interrupted: true)
        #expect(result.end == .interrupted)
        #expect(result.phases.isEmpty)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func aRunStoppedInTheWarmUpHasThatPhaseAloneWithAllThatCame(seed: UInt64) throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 1_000, warmup: 200)
        plan.receipts = .final
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.smsc.script = { request, random in
            let delay = Int64.random(in: 0...400, using: &random) * Self.millisecond
            return [
                request.accepted(after: 200 * Self.millisecond),
                request.receipt(id: "\(request.number)", after: delay),
                request.receipt(id: "none\(request.number)", after: delay),
            ]
        }
        simulation.start()
        simulation.run(until: 100 * Self.millisecond)
        simulation.stopSending()
        simulation.runToTheEnd()
        let result = simulation.finish(interrupted: true)
        #expect(result.phases.map(\.name) == ["warmup"], "seed \(seed)")
        let warmup = try #require(result.phases.first)
        #expect(warmup.duration == 100 * Self.millisecond)
        #expect(warmup.ledger.receiptsMatched == warmup.ledger.accepted, "seed \(seed)")
        #expect(warmup.ledger.receiptsOrphan == warmup.ledger.accepted, "seed \(seed)")
    }

    @Test func aFullWindowIsTimedFromWhenAMessageWasDueAndInTheMeasuredPhaseOnly() throws {
        var plan = SimulatedPlan.open(tps: 100, milliseconds: 1_000, warmup: 300)
        plan.window = 1
        let simulation = try ShardCoreSimulation(plan)
        stall(simulation, from: 200 * Self.millisecond, to: 500 * Self.millisecond)
        simulation.start()
        simulation.runToTheEnd()
        let result = simulation.finish()
        // 300 to 500 ms; afterwards the window holds up what is late for a millisecond each.
        #expect(result.windowFullTime >= 195 * Self.millisecond)
        #expect(result.windowFullTime <= 260 * Self.millisecond)
        #expect(result.socketFullTime == 0)
    }

    @Test func aFullWindowWithNothingDueHoldsNothing() throws {
        var plan = SimulatedPlan.open(tps: 100, milliseconds: 500)
        plan.window = 1
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { request, _ in [request.accepted(after: 8_000_000)] }
        simulation.start()
        simulation.runToTheEnd()
        #expect(simulation.finish().windowFullTime == 0)
    }

    @Test(arguments: [true, false])
    func aSocketThatTakesNothingIsTimedInTheMeasuredPhaseOnly(isOpen: Bool) throws {
        var plan =
            isOpen
            ? SimulatedPlan.open(tps: 1_000, milliseconds: 1_000, warmup: 300)
            : SimulatedPlan.closed(count: 100_000, window: 1_000)
        plan.window = 1_000
        plan.count = nil
        plan.warmup = 300 * Self.millisecond
        plan.duration = 700 * Self.millisecond
        let simulation = try ShardCoreSimulation(plan)
        simulation.writeRoom = { elapsed in
            elapsed >= 200 * Self.millisecond && elapsed < 500 * Self.millisecond ? 0 : 900
        }
        simulation.smsc.script = { request, _ in [request.accepted(after: 500_000)] }
        simulation.start()
        simulation.runToTheEnd()
        let result = simulation.finish()
        let measured = try #require(result.measured)
        expectLagParts(of: measured)
        if isOpen {
            #expect(try #require(measured.timings.socketWait.max) >= 190 * Self.millisecond)
            #expect(try #require(measured.timings.pacerLag.max) <= Self.millisecond)
        }
        #expect(result.socketFullTime >= 195 * Self.millisecond)
        if isOpen { #expect(result.socketFullTime <= 260 * Self.millisecond) }
        #expect(result.socketFullTime <= 700 * Self.millisecond)
        #expect(result.windowFullTime == 0)
    }
}
