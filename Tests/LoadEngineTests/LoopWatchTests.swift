// A shard's waits: how long, spun or slept, and what of its time was only waiting.

import LoadEngine
import Testing

@Suite struct LoopWatchTests {
    @Test func theLastStretchBeforeASendIsSpun() {
        var watch = LoopWatch(spinTime: 50)
        watch.turn(1_000, counts: true)
        #expect(watch.wait(1_001, send: 2_000, other: 9_000) == 949)
        watch.turn(1_960, counts: true)
        #expect(watch.wait(1_961, send: 2_000, other: 9_000) == 0)
        watch.turn(1_963, counts: true)
        #expect(watch.spunTime == 3)
        #expect(watch.spunCalls == 1)
    }

    @Test func withoutAProcessorToSpareTheWaitIsSleptToItsEnd() {
        var watch = LoopWatch(spinTime: 0)
        watch.turn(1_000, counts: true)
        #expect(watch.wait(1_010, send: 2_000, other: 9_000) == 990)
        #expect(watch.wait(1_010, send: 2_000, other: 1_500) == 490)
        #expect(watch.wait(2_010, send: 2_000, other: 9_000) == 0)
        watch.turn(2_020, counts: true)
        #expect(watch.spunTime == 0)
    }

    @Test func whatIsDueIsNotSpunFor() {
        var watch = LoopWatch(spinTime: 50)
        watch.turn(1_000, counts: true)
        #expect(watch.wait(1_001, send: 1_000, other: 9_000) == 0)
        watch.turn(1_500, counts: true)
        #expect(watch.spunTime == 0)
    }

    @Test func aTurnInWhichSomethingCameIsWork() {
        var watch = LoopWatch(spinTime: 50)
        watch.turn(1_000, counts: true)
        _ = watch.wait(1_001, send: 1_020, other: 9_000)
        watch.worked()
        watch.turn(1_015, counts: true)
        #expect(watch.spunTime == 0)
    }

    @Test func aSpinDuringWhichTheThreadWasAwayCountsAsOneOnly() {
        var watch = LoopWatch(spinTime: 50_000)
        watch.turn(1_000, counts: true)
        _ = watch.wait(1_001, send: 20_000, other: 90_000)
        watch.turn(5_001_000, counts: true)
        #expect(watch.spunTime == 10_000)
        #expect(watch.longestStall == 4_999_999)
    }

    @Test func aStallIsWhatAWaitTookTooLong() {
        var watch = LoopWatch(spinTime: 0)
        watch.turn(1_000, counts: true)
        _ = watch.wait(1_010, send: 2_000, other: 9_000)
        watch.turn(1_700, counts: true)
        #expect(watch.longestStall == 0)
        _ = watch.wait(1_710, send: 2_000, other: 9_000)
        watch.turn(2_300, counts: true)
        #expect(watch.longestStall == 300)
        _ = watch.wait(2_310, send: .max, other: 3_000)
        watch.turn(9_000, counts: false)
        #expect(watch.longestStall == 300)
    }
}
