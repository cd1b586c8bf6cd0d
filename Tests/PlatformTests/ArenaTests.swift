// Memory of the hot path: zeroed, apart, shared between threads, and freed when it should be.

import Platform
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct ArenaTests {
    @Test(arguments: [4, 5, 4_095, 4_096, 4_097, 1 << 20])
    func memoryIsZeroed(_ count: Int) {
        let arena = Arena()
        let bytes = arena.bytes(count)
        #expect(bytes.count == count)
        #expect((0...count - 4).allSatisfy { bytes.load32(at: $0) == 0 })
        let cells = arena.cells(Int64.self, count: count)
        #expect(cells.count == count)
        #expect((0..<count).allSatisfy { cells[$0] == 0 })
        let words = arena.atomicCells(count)
        #expect(words.count == count)
        #expect((0..<count).allSatisfy { words.load($0) == 0 })
    }

    @Test func piecesAreApart() {
        let arena = Arena()
        let first = arena.cells(UInt64.self, count: 512)
        let second = arena.cells(UInt64.self, count: 512)
        for index in 0..<512 { first[index] = .max }
        #expect((0..<512).allSatisfy { second[$0] == 0 })
        #expect((0..<512).allSatisfy { first[$0] == .max })
    }

    @Test func copiesOfAHandleShareTheMemory() {
        let arena = Arena()
        let words = arena.atomicCells(2)
        let copy = words
        words.store(7, at: 1)
        #expect(copy.load(1) == 7)
        #expect(copy.add(3, at: 1) == 7, "the value before")
        #expect(words.load(1) == 10)
        #expect(!words.exchange(7, with: 8, at: 1))
        #expect(copy.exchange(10, with: 8, at: 1))
        #expect(words.load(1) == 8)
        #expect(words.load(0) == 0)
    }

    @Test func placesOfAWordAreFoundUnderAMask() {
        let arena = Arena()
        let words = arena.atomicCells(8)
        for (place, word) in [5, 0, 9, 5, 13, 0, 5, 5].enumerated() {
            words.store(Int64(word), at: place)
        }
        #expect(words.places(of: 5, from: 0, length: 7) == 0b100_1001)
        #expect(words.places(of: 0, from: 1, length: 5) == 0b1_0001)
        #expect(words.places(of: 1, mask: 3, from: 0, length: 8) == 0b1101_1101)
        #expect(words.places(of: 7, from: 0, length: 8) == 0)
    }

    @Test func threadsAddToTheSameWord() throws {
        let words = lastingArena.atomicCells(2)
        let threads = try (0..<3).map { _ in
            try ShardThread(name: "adder") {
                for _ in 0..<10_000 {
                    words.add(1, at: 0)
                    var seen = words.load(1)
                    while !words.exchange(seen, with: seen + 2, at: 1) { seen = words.load(1) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(words.load(0) == 30_000)
        #expect(words.load(1) == 60_000)
    }
}

@Suite struct BytesTests {
    @Test func integersAreBigEndianAtAnyOffset() {
        let arena = Arena()
        let bytes = arena.bytes(16)
        bytes.store32(0x0102_0304, at: 5)
        #expect(bytes.load32(at: 4) == 0x0001_0203)
        #expect(bytes.load32(at: 5) == 0x0102_0304)
        bytes.store(UInt8(9), at: 15)
        #expect(bytes.load32(at: 12) == 9)
    }

    @Test func overlappingCopyKeepsTheBytes() {
        let arena = Arena()
        let bytes = arena.bytes(16)
        bytes.copy([1, 2, 3, 4, 5, 6, 7, 8], to: 0)
        bytes.copy(from: bytes, 0, count: 8, to: 2)
        #expect(bytes.load32(at: 0) == 0x0102_0102)
        #expect(bytes.load32(at: 6) == 0x0506_0708)
        bytes.copy([], to: 16)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 16, 17, 40])
    func bytesDifferIfAnyOneOfThemDoes(count: Int) {
        let arena = Arena()
        let left = arena.bytes(64)
        let right = arena.bytes(64)
        for place in 0..<64 { left.store(UInt8(place), at: place) }
        right.copy(from: left, 5, count: count, to: 3)
        #expect(right.equals(left, at: 5, 3, count: count))
        for place in 0..<count {
            right.store(UInt8(200), at: 3 + place)
            #expect(!right.equals(left, at: 5, 3, count: count), "byte \(place)")
            right.store(UInt8(5 + place), at: 3 + place)
        }
        right.store(UInt8(200), at: 3 + count)
        #expect(right.equals(left, at: 5, 3, count: count), "what lies behind does not count")
    }

    @Test func spansAreTheStretchAskedFor() {
        let arena = Arena()
        let bytes = arena.bytes(16)
        bytes.withMutableSpan(12, 4) { span in
            #expect(span.byteCount == 4)
            span.storeBytes(of: 0xFF, toByteOffset: 0, as: UInt8.self)
        }
        #expect(bytes.load32(at: 12) == 0xFF00_0000)
        #expect(bytes.withSpan(12, 4) { $0.byteCount } == 4)
        #expect(bytes.withSpan(16, 0) { $0.isEmpty })
    }
}

@Suite struct PlaceTests {
    /// Counts its ends.
    private struct Guest: ~Copyable {
        let ends: Ends
        var visits = 0
        deinit { ends.count.add(1, ordering: .relaxed) }
    }

    private final class Ends: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test func valueIsChangedInPlaceAndEndsOnce() {
        let ends = Ends()
        let place = Place(Guest(ends: ends))
        let copy = place
        copy.value.visits += 1
        place.value.visits += 1
        #expect(place.value.visits == 2)
        #expect(ends.count.load(ordering: .relaxed) == 0)
        place.discard()
        #expect(ends.count.load(ordering: .relaxed) == 1)
    }
}
