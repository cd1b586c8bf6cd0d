// The schedule is a pure function: these tests ask it for times, they never wait.

import LoadEngine
import Platform
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private static let second: Int64 = 1_000_000_000

    private func constant(_ tps: Double, seconds: Int64) -> Schedule {
        Schedule(
            stages: [.init(duration: seconds * Self.second, startTPS: tps, endTPS: tps)],
            arrivals: .constant, seed: 1)
    }

    @Test(arguments: [0.5, 1, 10, 30, 999, 1_000, 100_000])
    func constantArrivalsHaveEqualGapsAndTheRatesCount(tps: Double) {
        let schedule = constant(tps, seconds: 60)
        #expect(schedule.slotCount == Int64((tps * 60).rounded(.up)))
        let gap = 1e9 / tps
        for slot in 0..<min(schedule.slotCount, 10_000) {
            let expected = Int64((Double(slot) * gap).rounded())
            #expect(abs(schedule.intendedTime(of: slot) - expected) <= 1)
        }
    }

    @Test func aRampsSlotsFollowTheIntegralOfItsRate() {
        let schedule = Schedule(
            stages: [.init(duration: 10 * Self.second, startTPS: 0, endTPS: 100)],
            arrivals: .constant, seed: 1)
        // The integral of 10·t is 5·t²: 500 messages, the n-th at √(n / 5) s.
        #expect(schedule.slotCount == 500)
        for slot in 0..<Int64(500) {
            let expected = (Double(slot) / 5).squareRoot() * 1e9
            #expect(abs(Double(schedule.intendedTime(of: slot)) - expected) < 2)
        }
    }

    @Test func aFallingRampEndsWithItsStage() {
        let schedule = Schedule(
            stages: [.init(duration: 4 * Self.second, startTPS: 100, endTPS: 0)],
            arrivals: .constant, seed: 1)
        #expect(schedule.slotCount == 200)
        #expect(schedule.intendedTime(of: 199) < 4 * Self.second)
    }

    @Test func stagesFollowEachOtherWithoutAGapOrAStep() {
        let schedule = Schedule(
            stages: [
                .init(duration: Self.second, startTPS: 100, endTPS: 100),
                .init(duration: Self.second, startTPS: 100, endTPS: 300),
                .init(duration: Self.second, startTPS: 50, endTPS: 50),
            ], arrivals: .constant, seed: 1)
        #expect(schedule.slotCount == 100 + 200 + 50)
        #expect(schedule.intendedTime(of: 100) == Self.second)
        #expect(schedule.intendedTime(of: 300) == 2 * Self.second)
        #expect(schedule.tps(at: Self.second + Self.second / 2) == 200)
        #expect(schedule.tps(at: 3 * Self.second) == 0)
    }

    @Test(arguments: [LoadPlan.Arrivals.constant, .poisson])
    func timesNeverGoBackAndCountsAgreeWithThem(arrivals: LoadPlan.Arrivals) {
        let schedule = Schedule(
            stages: [
                .init(duration: 2 * Self.second, startTPS: 500, endTPS: 2_000),
                .init(duration: Self.second, startTPS: 700, endTPS: 700),
            ], arrivals: arrivals, seed: 7)
        var last: Int64 = 0
        for slot in 0..<schedule.slotCount {
            let time = schedule.intendedTime(of: slot)
            #expect(time >= last)
            last = time
        }
        #expect(last < 3 * Self.second)
        #expect(schedule.slotsBefore(0) == 0)
        #expect(schedule.slotsBefore(3 * Self.second) == schedule.slotCount)
        let middle = schedule.slotsBefore(Self.second)
        #expect(schedule.intendedTime(of: middle - 1) < Self.second)
        #expect(schedule.intendedTime(of: middle) >= Self.second)
    }

    @Test func poissonGapsHaveTheMeanAndVarianceOfAnExponential() {
        let seed: UInt64 = 20_261_123
        let schedule = Schedule(
            stages: [.init(duration: 100 * Self.second, startTPS: 1_000, endTPS: 1_000)],
            arrivals: .poisson, seed: seed)
        let times = (0..<schedule.slotCount).map { Double(schedule.intendedTime(of: $0)) / 1e9 }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        // 100,000 gaps: the mean's standard error is 0.3 %, the deviation's 0.5 %.
        #expect(abs(mean * 1_000 - 1) < 0.015, "seed \(seed): mean gap \(mean)")
        #expect(abs(variance.squareRoot() / mean - 1) < 0.025, "seed \(seed): \(variance)")
        // One in e gaps is longer than the mean.
        let longer = Double(gaps.filter { $0 > 0.001 }.count) / Double(gaps.count)
        #expect(abs(longer - 0.3679) < 0.01, "seed \(seed): \(longer)")
    }

    @Test(arguments: [LoadPlan.Arrivals.constant, .poisson])
    func aShardsClockTellsTheSchedulesTimesInAnyOrder(arrivals: LoadPlan.Arrivals) {
        let schedule = Schedule(
            stages: [.init(duration: Self.second, startTPS: 2_000, endTPS: 4_000)],
            arrivals: arrivals, seed: 9)
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var clock = SlotClock(
            schedule, steering: Steering(arena: arena), arena: arena)
        let slots = Array(0..<schedule.slotCount) + [0, 700, 699, 256, 255, 2_000, 1]
        for slot in slots {
            #expect(clock.intendedTime(of: slot) == schedule.intendedTime(of: slot))
        }
    }

    @Test func theSameSeedGivesTheSamePoissonTimesAndAnotherOneDoesNot() {
        func times(_ seed: UInt64) -> [Int64] {
            let schedule = Schedule(
                stages: [.init(duration: Self.second, startTPS: 1_000, endTPS: 1_000)],
                arrivals: .poisson, seed: seed)
            return (0..<min(schedule.slotCount, 500)).map { schedule.intendedTime(of: $0) }
        }
        #expect(times(3) == times(3))
        #expect(times(3) != times(4))
    }
}
