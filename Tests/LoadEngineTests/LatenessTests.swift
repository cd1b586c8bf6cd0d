// How late a slot may go where nothing is caught up: the longer of 10 ms and a gap, and in a short run
// what a ceiling at the schedule's own rate holds back.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

@Suite struct LatenessTests {
    private static let millisecond = ShardCoreSimulation.millisecond

    private func plan(_ tps: Double, seconds: Int64, ceiling: Double? = nil) -> LoadPlan {
        var plan = SimulatedPlan.open(tps: tps, milliseconds: seconds * 1_000)
        plan.catchUp = .none
        plan.ceilings = ceiling.map { [.init(scope: .run, tps: $0)] } ?? []
        return plan
    }

    @Test func theLimitIsTenMillisecondsOrAGap() {
        let limit = LatenessLimit(plan(1_000, seconds: 10))
        #expect(limit.limit(tps: 1_000) == 10 * Self.millisecond)
        #expect(limit.limit(tps: 10) == 100 * Self.millisecond)
        #expect(limit.least == 10 * Self.millisecond)
        #expect(limit.grace == 10 * Self.millisecond)
        #expect(LatenessLimit(plan(2, seconds: 10)).grace == 500 * Self.millisecond)
    }

    @Test func aLimitOfTheUsersIsTheLimit() {
        var plan = plan(10, seconds: 10, ceiling: 10)
        plan.lateness = 3 * Self.millisecond
        let limit = LatenessLimit(plan)
        #expect(limit.limit(tps: 10) == 3 * Self.millisecond)
        #expect(limit.least == 3 * Self.millisecond)
        plan.lateness = 5_000 * Self.millisecond
        #expect(LatenessLimit(plan).grace == 1_000 * Self.millisecond)
    }

    @Test func aCeilingAtTheSchedulesRateMakesRoomForItsGuard() {
        // 0.5 ms a second, twice, for 30 seconds; never more than 100 ms.
        #expect(
            LatenessLimit(plan(1_000, seconds: 30, ceiling: 1_000)).least == 40 * Self.millisecond)
        #expect(
            LatenessLimit(plan(1_000, seconds: 600, ceiling: 1_000)).least
                == 110 * Self.millisecond)
        #expect(
            LatenessLimit(plan(100, seconds: 7 * 86_400, ceiling: 100)).least
                == 110 * Self.millisecond)
        // One that carries the schedule, or far from carries it, makes none.
        for ceiling in [1_001.0, 999, 500] {
            #expect(
                LatenessLimit(plan(1_000, seconds: 30, ceiling: ceiling)).least
                    == 10 * Self.millisecond)
        }
    }

    @Test(arguments: [1, 2]) func aScheduleAtItsCeilingIsSentInFull(shards: Int) throws {
        var plan = plan(200, seconds: 30, ceiling: 200)
        plan.sessions = Array(repeating: plan.sessions[0], count: shards)
        plan.shardCount = shards
        let simulation = try ShardCoreSimulation(plan)
        simulation.step = Self.millisecond / 4
        simulation.start()
        simulation.run(until: 30_000 * Self.millisecond + LatenessLimit(plan).grace)
        let result = simulation.finish()
        let measured = try #require(result.measured)
        #expect(measured.ledger.submitted == 6_000)
        #expect(measured.ledger.missed == 0)
        #expect(result.ceilings.first?.worstSecond == 200)
        #expect(result.ceilings.first?.violations == 0)
        // The guard shows: half a millisecond a second.
        let lag = try #require(measured.timings.sendLag.max)
        #expect(lag > 14 * Self.millisecond && lag < 20 * Self.millisecond)
    }
}
