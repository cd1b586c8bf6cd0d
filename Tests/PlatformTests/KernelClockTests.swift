// The kernel's time of what came in: carried over to the monotonic clock, whatever is done to the
// wall clock meanwhile, and really there on the loopback address.

import Platform
import Testing

@Suite(.timeLimit(.minutes(15))) struct KernelClockTests {
    private static let second: Int64 = 1_000_000_000
    private static let epoch = 1_700_000_000 * second

    /// A reading at `time` on the monotonic clock, `width` wide, of a wall clock `shift` away.
    private func reading(
        at time: Int64, width: Int64 = 50, shift: Int64 = 0
    ) -> KernelClock.Reading {
        KernelClock.Reading(
            before: time, wall: Self.epoch + time + width / 2 + shift, after: time + width)
    }

    private func clock(_ readings: KernelClock.Reading...) -> KernelClock {
        var clock = KernelClock()
        clock.set(readings[0], readings[1], readings[2])
        return clock
    }

    @Test func aStampIsCarriedOverByTheNarrowestReading() {
        let clock = clock(
            reading(at: 1_000, width: 9_000, shift: 4_000), reading(at: 11_000),
            reading(at: 12_000, width: 5_000, shift: -2_000))
        #expect(clock.time(of: Self.epoch + 15_000, notBefore: 0, now: 20_000) == 15_000)
    }

    @Test func noStampAndNoReadingGiveNoTime() {
        let clock = clock(reading(at: 1), reading(at: 2), reading(at: 3))
        #expect(clock.time(of: 0, notBefore: 0, now: 20_000) == nil)
        #expect(KernelClock().time(of: Self.epoch, notBefore: 0, now: .max) == nil)
    }

    @Test func aStampIsNeverBeforeWhatCameEarlierNorAfterNow() {
        let clock = clock(reading(at: 1), reading(at: 2), reading(at: 3))
        let stamp = Self.epoch + 5_000
        #expect(clock.time(of: stamp, notBefore: 5_000, now: 5_000) == 5_000)
        #expect(clock.time(of: stamp, notBefore: 5_001, now: 6_000) == nil)
        #expect(clock.time(of: stamp, notBefore: 0, now: 4_999) == nil)
    }

    @Test(arguments: [-3_600 * second, 3_600 * second])
    func aWallClockThatIsSetSpoilsNothingAndIsFollowedAtTheNextReading(step: Int64) {
        var clock = clock(reading(at: 1), reading(at: 2), reading(at: 3))
        // Stamped after the step, read before the next reading of the clocks.
        let stamp = Self.epoch + step + 2 * Self.second
        #expect(
            clock.time(of: stamp, notBefore: Self.second, now: 2 * Self.second + 100) == nil)
        let later = reading(at: 2 * Self.second + 200, shift: step)
        clock.set(later, later, later)
        // Stamped before the step, read after it.
        let old = Self.epoch + 2 * Self.second
        #expect(
            clock.time(of: old, notBefore: Self.second, now: 2 * Self.second + 300) == nil)
        #expect(
            clock.time(of: stamp, notBefore: Self.second, now: 2 * Self.second + 300)
                == 2 * Self.second)
    }

    @Test func aReadingInWhichTheThreadWasAwayIsLeftOut() {
        var clock = clock(reading(at: 1), reading(at: 2), reading(at: 3))
        let wide = reading(at: 1_000, width: 4_000_000, shift: 1_000_000)
        clock.set(wide, wide, wide)
        #expect(clock.time(of: Self.epoch + 500, notBefore: 0, now: 20_000) == 500)
    }

    @Test func theKernelStampsWhatComesOverLoopback() throws {
        let pair = try SocketPair()
        #expect(pair.far.stampReceives())
        var clock = KernelClock()
        // The kernel begins a little after it was asked to: what comes before has no stamp.
        let deadline = Clock.monotonic() + patience
        while Clock.monotonic() < deadline {
            clock.set()
            let before = Clock.monotonic()
            #expect(pair.near.write(from: pair.bytes, at: 0, count: 4).count == 4)
            pair.waitToRead(pair.far)
            var stamp: Int64 = 0
            let result = pair.far.read(into: pair.bytes, at: 100, count: 50, stamp: &stamp)
            let now = Clock.monotonic()
            #expect(result.count == 4)
            if let time = clock.time(of: stamp, notBefore: before - 20_000, now: now) {
                #expect(time <= now)
                return
            }
        }
        Issue.record("no stamp that can be within \(patience) ns")
    }

    @Test func aStampedReadOfNothingWouldBlockAndHasNoStamp() throws {
        let pair = try SocketPair()
        var stamp: Int64 = 7
        #expect(pair.far.read(into: pair.bytes, at: 0, count: 9, stamp: &stamp).wouldBlock)
        #expect(stamp == 0)
        pair.near.finish()
        pair.waitToRead(pair.far)
        #expect(pair.far.read(into: pair.bytes, at: 0, count: 9, stamp: &stamp).isEnd)
    }

    @Test func anUndisturbedConnectionSendsNothingTwice() throws {
        #expect(try SocketPair().near.retransmits == 0)
        #expect(Socket.none.retransmits == 0)
    }
}
