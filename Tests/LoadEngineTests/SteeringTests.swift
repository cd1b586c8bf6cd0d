// A run steered by hand: the map between the schedule's time and the run's, and shards that follow it
// in simulated time. Whatever is pressed, each slot goes once, at the time the list of changes gives.

import LoadEngine
import Metrics
import Platform
import TestSupport
import Testing

@Suite struct SteeringTests {
    private let arena = Arena()

    /// A list of random changes; the last lets the schedule run.
    private func steering(seed: UInt64) -> Steering {
        var random = SeededGenerator(seed: seed)
        let steering = Steering(arena: arena)
        var time: Int64 = 0
        for _ in 0..<20 {
            time += Int64.random(in: 1...2_000_000_000, using: &random)
            let factors: [Double] = [0, 0.5, 1 / 1.1, 1, 1.1, 3]
            let factor = factors.randomElement(using: &random) ?? 1
            #expect(steering.append(at: time, factor: factor))
        }
        #expect(steering.append(at: time + 1_000_000, factor: 1.1))
        return steering
    }

    @Test func untouchedScheduleKeepsItsTimes() {
        let steering = Steering(arena: arena)
        #expect(steering.time(of: 123_456_789, changes: steering.count) == 123_456_789)
        #expect(steering.scheduleTime(at: 123_456_789) == 123_456_789)
        #expect(steering.factor(at: 5) == 1)
    }

    @Test func scheduleOfDoubledPaceComesTwiceAsSoonFromTheChangeOn() {
        let steering = Steering(arena: arena)
        #expect(steering.append(at: 1_000, factor: 2))
        #expect(steering.time(of: 999, changes: 1) == 999)
        #expect(steering.time(of: 1_000, changes: 1) == 1_000)
        #expect(steering.time(of: 3_000, changes: 1) == 2_000)
        #expect(steering.scheduleTime(at: 2_000) == 3_000)
    }

    @Test func timeStandsStillInAPauseAndGoesOnAfterIt() {
        let steering = Steering(arena: arena)
        #expect(steering.append(at: 1_000, factor: 0))
        #expect(steering.time(of: 999, changes: 1) == 999)
        #expect(steering.time(of: 1_000, changes: 1) == Steering.never)
        #expect(steering.scheduleTime(at: 9_000) == 1_000)
        #expect(steering.append(at: 6_000, factor: 1))
        #expect(steering.time(of: 1_000, changes: 2) == 6_000)
        #expect(steering.time(of: 1_500, changes: 2) == 6_500)
        #expect(steering.changes.map(\.scheduleTime) == [1_000, 1_000])
    }

    @Test(arguments: 1...50)
    func bothMapsRiseAndAreEachOthersInverse(seed: UInt64) {
        let steering = steering(seed: seed)
        var last: Int64 = -1
        for step in 0..<4_000 as Range<Int64> {
            let scheduled = step * 7_654_321
            let time = steering.time(of: scheduled, changes: steering.count)
            #expect(time > last, "seed \(seed)")
            last = time
            // Half a nanosecond of rounding each way, at up to three times the pace.
            let back = steering.scheduleTime(at: time)
            #expect(abs(back - scheduled) <= 2, "seed \(seed)")
        }
    }

    @Test(arguments: 1...50)
    func changeMovesNoSlotThatWasDueBeforeIt(seed: UInt64) {
        let steering = steering(seed: seed)
        for count in 0..<steering.count {
            let effect = steering.change(count).at
            for step in 0..<500 as Range<Int64> {
                let before = steering.time(of: step * 31_234_567, changes: count)
                guard before < effect else { break }
                let after = steering.time(of: step * 31_234_567, changes: count + 1)
                #expect(before == after, "seed \(seed)")
            }
        }
    }

    @Test func listThatIsFullRefusesFurtherChanges() {
        let steering = Steering(arena: arena)
        for change in 0..<Steering.limit { #expect(steering.append(at: change, factor: 1)) }
        #expect(!steering.append(at: Steering.limit, factor: 2))
        #expect(steering.count == Steering.limit)
    }
}

@Suite struct SteeredRunTests {
    private static let second: Int64 = 1_000_000_000

    @Test(arguments: 1...12)
    func eachSlotOfASteeredScheduleGoesOnceAndOnTime(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var plan = SimulatedPlan.open(
            tps: 500, milliseconds: 4_000, warmup: 1_000, sessions: 3,
            shards: Int.random(in: 1...3, using: &random))
        plan.load = .scheduled(
            [.init(duration: 4 * Self.second, startTPS: 500, endTPS: 1_500)],
            Bool.random(using: &random) ? .constant : .poisson)
        plan.window = 1_000
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        let steering = simulation.shared.steering
        simulation.start()
        for _ in 0..<8 {
            simulation.run(
                until: simulation.elapsed + Int64.random(in: 1...400_000_000, using: &random))
            let factors: [Double] = [0, 0.5, 1 / 1.1, 1.1, 2]
            let factor = factors.randomElement(using: &random) ?? 1
            #expect(
                steering.append(at: simulation.elapsed + Steering.notice, factor: factor))
        }
        simulation.run(until: simulation.elapsed + 100_000_000)
        #expect(steering.append(at: simulation.elapsed + Steering.notice, factor: 1))
        let planned = plan.warmup + plan.duration
        let end = steering.time(of: planned, changes: steering.count)
        simulation.run(until: end + 100_000_000)
        let result = simulation.finish()

        let total = result.phases.reduce(into: MessageLedger()) { $0 += $1.ledger }
        #expect(total.planned == simulation.shared.schedule?.slotCount, "seed \(seed)")
        #expect(total.missed == 0, "seed \(seed)")
        #expect(result.rateChanges.count == 9)
        #expect(result.phases.reduce(0) { $0 + $1.duration } == end, "seed \(seed)")
        #expect(result.phases.reduce(0) { $0 + ($1.scheduledDuration ?? 0) } == planned)
        for phase in result.phases {
            let lag = phase.timings.sendLag
            #expect(lag.underflowCount == 0, "seed \(seed): a message went before its time")
            #expect((lag.max ?? 0) <= 2 * simulation.step, "seed \(seed)")
        }
    }

    @Test func closedLoopHoldsStillInAPauseAndItsEndMovesOn() throws {
        var plan = SimulatedPlan.closed(count: 1_000_000)
        plan.duration = Self.second
        let simulation = try ShardCoreSimulation(plan)
        let steering = simulation.shared.steering
        simulation.start()
        simulation.run(until: 300_000_000)
        #expect(steering.append(at: simulation.elapsed + Steering.notice, factor: 0))
        simulation.run(until: 500_000_000)
        let paused = simulation.smsc.submitted
        simulation.run(until: 2_500_000_000)
        #expect(simulation.smsc.submitted == paused)
        #expect(steering.append(at: simulation.elapsed + Steering.notice, factor: 1))
        simulation.run(until: 2_900_000_000)
        #expect(simulation.smsc.submitted > paused)
        let wasDone = simulation.shards[0].core.doneSending
        #expect(!wasDone)
        simulation.run(until: 3_300_000_000)
        let isDone = simulation.shards[0].core.doneSending
        #expect(isDone)
        #expect(simulation.finish().phases.last?.duration == 3_200_000_000)
    }

    @Test func windowOfAClosedLoopFollowsTheHand() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 1_000_000))
        simulation.start()
        simulation.run(until: 100_000_000)
        #expect(
            simulation.shared.steering.append(
                at: simulation.elapsed + Steering.notice, factor: 1, window: 3))
        simulation.run(until: Self.second)
        let limit = simulation.shards[0].core.sessions[0].window.limit
        #expect(limit == 3)
        #expect(simulation.inFlight <= 3)
        _ = simulation.finish()
    }
}
