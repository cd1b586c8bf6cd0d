// The rendezvous of messages and receipts: in either order, on any thread, twice, and when full.

import LoadEngine
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct ReceiptTableTests {
    /// A hash as an id would have it: all bits in use.
    private static func hash(_ number: UInt64) -> UInt64 {
        var random = SeededGenerator(seed: number)
        return random.next()
    }

    private func message(_ sendTime: Int64) -> ReceiptEntry {
        ReceiptEntry(sendTime: sendTime, time: sendTime + 1, detail: 1)
    }

    private func isStored(_ outcome: ReceiptTable.Outcome) -> Bool {
        if case .stored = outcome { true } else { false }
    }

    @Test func aReceiptAfterItsResponseFindsTheMessagesTimes() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: 100, shared: false, arena: arena)
        #expect(isStored(table.submitted(Self.hash(77), message(5))))
        guard case .matched(let entry) = table.receipted(Self.hash(77), at: 50) else {
            Issue.record("not matched")
            return
        }
        #expect(entry.sendTime == 5)
        #expect(entry.time == 6)
        #expect(entry.detail == 1)
    }

    @Test func aReceiptBeforeItsResponseWaitsForIt() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: 100, shared: false, arena: arena)
        #expect(isStored(table.receipted(Self.hash(77), at: 50)))
        guard case .matched(let entry) = table.submitted(Self.hash(77), message(60)) else {
            Issue.record("not matched")
            return
        }
        #expect(entry.time == 50)
    }

    @Test func aSecondReceiptIsADuplicateAndAnUnknownOneWaits() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: 100, shared: false, arena: arena)
        _ = table.submitted(Self.hash(77), message(5))
        _ = table.receipted(Self.hash(77), at: 50)
        guard case .duplicate = table.receipted(Self.hash(77), at: 51) else {
            Issue.record("not a duplicate")
            return
        }
        #expect(isStored(table.receipted(Self.hash(78), at: 52)))
    }

    @Test func whatItIsMadeForFitsAndWhatDoesNotIsSaid() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let capacity = 10_000
        let table = ReceiptTable(capacity: capacity, shared: false, arena: arena)
        var random = SeededGenerator(seed: 5)
        let hashes = (0..<capacity * 4).map { _ in random.next() }
        var stored = 0
        var full = 0
        for hash in hashes {
            switch table.submitted(hash, message(1)) {
            case .stored: stored += 1
            case .full: full += 1
            default: Issue.record("matched with nothing")
            }
            if stored + full == capacity { #expect(full == 0) }
        }
        #expect(full > 0)
        var matched = 0
        for hash in hashes {
            if case .matched = table.receipted(hash, at: 2) { matched += 1 }
        }
        #expect(matched == stored)
    }

    @Test(arguments: [1_000, 100_000, 10_000_000], [Int.max, 1 << 14])
    func aMessageThatWaitsTakesAtMost48Bytes(capacity: Int, current: Int) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(
            capacity: capacity, current: current, shared: true, arena: arena)
        // What is current is the cache's business: at most 2,341 buckets of 232 bytes more.
        let extra = current < capacity ? (current / 7 + 1) * 232 : 0
        #expect(table.byteCount <= capacity * 48 + extra + 4_096)
    }

    @Test func whatStillWaitsCanBeLookedThrough() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: 1_000, shared: true, arena: arena)
        for number in UInt64(0)..<900 {
            #expect(!table.awaits(Self.hash(number)))
            _ = table.submitted(Self.hash(number), message(Int64(number)))
            #expect(table.awaits(Self.hash(number)))
        }
        for number in UInt64(0)..<600 { _ = table.receipted(Self.hash(number), at: 1) }
        for number in UInt64(1_000)..<1_050 { _ = table.receipted(Self.hash(number), at: 1) }
        var times: [Int64] = []
        table.forEachAwaited { times.append($0.sendTime) }
        #expect(times.sorted() == Array(600..<900))
        #expect(!table.awaits(Self.hash(5)))
        #expect(!table.awaits(Self.hash(1_005)))
    }

    @Test func closedPairsMakeRoomForNewOnes() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: 64, shared: false, arena: arena)
        var random = SeededGenerator(seed: 6)
        for _ in 0..<10_000 {
            let hash = random.next()
            #expect(isStored(table.submitted(hash, message(1))))
            guard case .matched = table.receipted(hash, at: 2) else {
                Issue.record("not matched")
                return
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func twoThreadsThatMeetAtTheSameMomentCloseEveryPairOnce(seed: UInt64) throws {
        let count = 200_000
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: count, shared: true, arena: arena)
        var random = SeededGenerator(seed: seed)
        let hashes = (0..<count).map { _ in random.next() }
        final class Shared: Sendable {
            let matched = Atomic<Int>(0)
            let step = Atomic<Int>(0)
        }
        let shared = Shared()
        let receipts = try ShardThread(name: "receipts") {
            for (index, hash) in hashes.enumerated() {
                // Both threads are at the same pair, give or take a few.
                while shared.step.load(ordering: .acquiring) + 4 < index {}
                if case .matched = table.receipted(hash, at: 2) {
                    shared.matched.add(1, ordering: .relaxed)
                }
            }
        }
        for (index, hash) in hashes.enumerated() {
            if case .matched = table.submitted(hash, ReceiptEntry(sendTime: 1, time: 1, detail: 1))
            {
                shared.matched.add(1, ordering: .relaxed)
            }
            shared.step.store(index, ordering: .releasing)
        }
        receipts.join()
        #expect(shared.matched.load(ordering: .relaxed) == count, "seed \(seed)")
    }
}
