// When faults are on: asked at times, never waited for.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct FaultScheduleTests {
    private func schedule(
        _ kind: Fault.Kind = .lostResponses, at: Int64, every: Int64? = nil,
        for length: Int64? = nil
    ) -> FaultSchedule {
        var fault = Fault(kind)
        (fault.at, fault.every, fault.duration) = (at, every, length)
        return FaultSchedule(fault)
    }

    @Test func aFaultWithoutAnEndBeginsAndStays() {
        let schedule = schedule(at: 10)
        #expect(!schedule.isOn(at: 9) && schedule.isOn(at: 10) && schedule.isOn(at: .max))
        #expect(schedule.beginnings(by: 9) == 0 && schedule.beginnings(by: .max) == 1)
        #expect(schedule.nextChange(after: 0) == 10 && schedule.nextChange(after: 10) == .max)
    }

    @Test func aFaultThatComesAgainIsOnFromEachBeginningUpToItsEnd() {
        let schedule = schedule(at: 10, every: 30, for: 2)
        let on = (0..<100).filter { schedule.isOn(at: $0) }
        #expect(on == [10, 11, 40, 41, 70, 71])
        #expect(
            [0, 10, 11, 12, 40].map { schedule.nextChange(after: $0) } == [10, 12, 12, 40, 42])
        #expect([9, 10, 39, 40, 70].map { schedule.beginnings(by: $0) } == [0, 1, 1, 2, 3])
    }

    @Test(arguments: [Fault.Kind.reset, .fin, .halfOpen])
    func anInstantIsABeginningAndNoTime(_ kind: Fault.Kind) {
        let schedule = schedule(kind, at: 5, every: 10)
        #expect(!(0..<100).contains { schedule.isOn(at: $0) })
        #expect(schedule.beginnings(by: 25) == 3)
        #expect(schedule.nextChange(after: 5) == 15)
    }

    @Test func aFaultAsLongAsItsPeriodBeginsAnewEachTime() {
        let schedule = schedule(at: 0, every: 10, for: 10)
        #expect((0..<50).allSatisfy { schedule.isOn(at: $0) })
        #expect(schedule.nextChange(after: 3) == 10)
        #expect(schedule.beginnings(by: 20) == 3)
    }

    @Test func changesAreExactlyTheTimesThatNextChangeNames() {
        let seed: UInt64 = 4_711
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let every = Int64.random(in: 2...40, using: &generator)
            let schedule = schedule(
                at: .random(in: 0...50, using: &generator), every: every,
                for: .random(in: 1...every, using: &generator))
            var named: [Int64] = []
            var time = schedule.nextChange(after: -1)
            while time <= 200 {
                named.append(time)
                time = schedule.nextChange(after: time)
            }
            let seen = (Int64(0)...200).filter {
                schedule.isOn(at: $0) != schedule.isOn(at: $0 - 1)
                    || schedule.beginnings(by: $0) != schedule.beginnings(by: $0 - 1)
            }
            #expect(named == seen, "seed \(seed)")
        }
    }

    @Test func timesBeyondAllNumbersAreNever() {
        #expect(schedule(at: 5, every: .max).nextChange(after: 6) == .max)
        #expect(schedule(at: .max - 1, for: 9).nextChange(after: .max - 1) == .max)
    }

    @Test func faultsThatMakeNoSenseSayWhy() {
        func problem(_ kind: Fault.Kind, _ change: (inout Fault) -> Void) -> String? {
            var fault = Fault(kind)
            change(&fault)
            return fault.problem
        }
        #expect(problem(.lateResponses) { $0.delay = 5 } == nil)
        #expect(problem(.fin) { $0.at = -1 } == "begins before the start")
        #expect(problem(.glue) { $0.duration = 0 } == "needs times above 0 in every and for")
        #expect(problem(.halfOpen) { $0.every = 5 } == nil)
        #expect(problem(.reset) { $0.duration = 5 } == "kind reset lasts no time; leave out for")
        #expect(problem(.restart) { _ in } == "a restart needs a time in for")
        #expect(problem(.glue) { $0.every = 5 } == "a fault that comes again needs a time in for")
        #expect(
            problem(.glue) { ($0.every, $0.duration) = (5, 6) }
                == "lasts longer than the time from one to the next")
        #expect(
            problem(.restart) { ($0.duration, $0.percent) = (5, 50) }
                == "a restart befalls all; leave out accounts and share")
        #expect(problem(.fin) { $0.status = .throttled } == "status is for kind refused-binds")
        #expect(
            problem(.refusedBinds) { $0.status = .ok }
                == "refused binds need a status that refuses")
        #expect(
            problem(.fin) { $0.delay = 5 } == "delay is for kinds late-responses and glue")
        #expect(problem(.fin) { $0.forgets = true } == "forget is for kind restart")
    }
}
