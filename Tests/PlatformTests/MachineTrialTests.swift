// The small experiments of the doctor: they end, and say what can be checked without a clock of our own.
// What they find depends on the machine, so only its bounds are claimed.

import Platform
import Testing

@Suite(.timeLimit(.minutes(15))) struct MachineTrialTests {
    @Test func everySleepIsTriedAndNoneEndsEarly() {
        let overshoots = MachineTrials.sleepOvershoots(count: 20, length: 10_000)
        #expect(overshoots.count == 20)
        #expect(overshoots.allSatisfy { $0 >= 0 })
    }

    @Test func aStallIsNoLongerThanTheTrialAndNotNothing() throws {
        let began = Clock.monotonic()
        let stall = try #require(MachineTrials.longestStall(over: 1_000_000))
        let took = Clock.monotonic() - began
        #expect(stall > 0 && stall <= took)
        #expect(took >= 1_000_000)
    }

    @Test func aLookAtTheClockCostsSomething() {
        #expect(MachineTrials.clockCost() > 0)
    }

    @Test func theKernelIsSeenToStampAsItDoesForRuns() {
        #expect(MachineTrials.stampsReceives() == true)
    }

    @Test func aCounterOfInstructionsCountsOrIsRefusedWithAReason() {
        #expect(MachineTrials.instructionCounterError() >= 0)
    }
}
