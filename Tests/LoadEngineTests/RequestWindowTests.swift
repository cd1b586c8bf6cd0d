// The window's ring: what is outstanding, what a response closes, what has expired.

import LoadEngine
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct RequestWindowTests {
    private static func make(
        _ limit: Int, _ arena: Arena
    ) -> (RequestWindow, Cells<WindowSlot>) {
        let slots = arena.cells(WindowSlot.self, count: RequestWindow.slotCount(window: limit))
        return (RequestWindow(first: 0, limit: limit), slots)
    }

    @Test(arguments: 1...300)
    func theWindowThatIsAskedForIsAllowedAndLeavesASlotFree(wanted: Int) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(wanted, arena)
        window.allow(wanted)
        #expect(window.limit == wanted)
        #expect(window.limit < RequestWindow.slotCount(window: wanted))
        for _ in 0..<window.limit { _ = window.open(intendedTime: 0, in: slots) }
        #expect(window.inFlight == wanted)
        #expect(window.room == 0)
    }

    @Test func aResponseClosesItsOwnSlotInAnyOrder() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(4, arena)
        let sequences = (0..<4).map { window.open(intendedTime: Int64($0), in: slots) }
        #expect(sequences == [1, 2, 3, 4])
        #expect(window.room == 0)
        #expect(window.close(3, in: slots)?.intendedTime == 2)
        #expect(window.close(3, in: slots) == nil)
        #expect(window.close(1, in: slots)?.intendedTime == 0)
        #expect(window.inFlight == 2)
    }

    @Test(arguments: [UInt32(0), 5, 0x7FFF_FFFF, 0xFFFF_FFFF])
    func aNumberThatIsNotOutstandingClosesNothing(sequence: UInt32) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(4, arena)
        _ = window.open(intendedTime: 0, in: slots)
        #expect(window.close(sequence, in: slots) == nil)
        #expect(window.inFlight == 1)
    }

    @Test func aStragglersNumberIsStillItsOwnAfterTheRingHasGoneRound() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(2, arena)
        let straggler = window.open(intendedTime: 111, in: slots)
        for _ in 0..<100 {
            let other = window.open(intendedTime: 0, in: slots)
            #expect(window.close(other, in: slots) != nil)
        }
        #expect(window.close(straggler, in: slots)?.intendedTime == 111)
        #expect(window.inFlight == 0)
    }

    @Test func onlyWhatWasSentByTheDeadlineExpiresOldestFirst() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(8, arena)
        for time in 1...3 {
            let sequence = window.open(intendedTime: Int64(time), in: slots)
            _ = window.stamp(sequence, sendTime: Int64(time * 10), due: 0, in: slots)
        }
        #expect(window.close(1, in: slots) != nil)
        #expect(window.expireOldest(sentBy: 25, in: slots)?.intendedTime == 2)
        #expect(window.expireOldest(sentBy: 25, in: slots) == nil)
        #expect(window.expireOldest(sentBy: 30, in: slots)?.intendedTime == 3)
        #expect(window.inFlight == 0)
    }

    @Test(arguments: [UInt64(21), 22])
    func whatExpiresIsTheOldestHoweverManyNumbersWereUsedSince(seed: UInt64) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(8, arena)
        var random = SeededGenerator(seed: seed)
        // Sent in this order, the number being the time.
        var stragglers: [UInt32] = []
        for _ in 0..<200 {
            let rounds = Int.random(in: 0..<60, using: &random)
            for _ in 0..<rounds {
                let other = window.open(intendedTime: 0, in: slots)
                _ = window.stamp(other, sendTime: Int64(other), due: 0, in: slots)
                #expect(window.close(other, in: slots) != nil, "seed \(seed)")
            }
            if window.room > 1 {
                let sequence = window.open(intendedTime: 0, in: slots)
                _ = window.stamp(sequence, sendTime: Int64(sequence), due: 0, in: slots)
                stragglers.append(sequence)
            } else {
                let deadline = Int64(stragglers[2])
                for expected in stragglers.prefix(3) {
                    let slot = window.expireOldest(sentBy: deadline, in: slots)
                    #expect(slot?.sequenceNumber == expected, "seed \(seed)")
                }
                #expect(window.expireOldest(sentBy: deadline, in: slots) == nil, "seed \(seed)")
                stragglers.removeFirst(3)
            }
        }
    }

    @Test func aLateNumberIsKnownOnceAndUntilItsPlaceIsTaken() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(2, arena)
        let places = RequestWindow.slotCount(window: 2)
        for time in 1...2 { _ = window.open(intendedTime: Int64(time), in: slots) }
        while window.expireOldest(sentBy: .max, in: slots) != nil {}
        #expect(window.takeLate(0, in: slots) == nil)
        #expect(window.takeLate(UInt32(1 + places), in: slots) == nil)
        #expect(window.takeLate(1, in: slots) == 1)
        #expect(window.takeLate(1, in: slots) == nil)
        for _ in 0..<places {
            let other = window.open(intendedTime: 9, in: slots)
            #expect(window.close(other, in: slots) != nil)
        }
        #expect(window.takeLate(2, in: slots) == nil)
    }

    @Test(arguments: [UInt64(11), 12])
    func countsStayTrueUnderRandomTraffic(seed: UInt64) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var (window, slots) = Self.make(16, arena)
        var random = SeededGenerator(seed: seed)
        var outstanding: Set<UInt32> = []
        for step in 0..<20_000 {
            if window.room > 0 && Bool.random(using: &random) {
                let sequence = window.open(intendedTime: Int64(step), in: slots)
                #expect(outstanding.insert(sequence).inserted, "seed \(seed)")
                _ = window.stamp(sequence, sendTime: Int64(step), due: 0, in: slots)
            } else if let sequence = outstanding.randomElement(using: &random) {
                outstanding.remove(sequence)
                #expect(window.close(sequence, in: slots) != nil, "seed \(seed)")
            }
            #expect(window.inFlight == outstanding.count, "seed \(seed)")
        }
        var expired = 0
        while window.expireOldest(sentBy: .max, in: slots) != nil { expired += 1 }
        #expect(expired == outstanding.count, "seed \(seed)")
    }
}
