// Threads and clocks: a shard's thread runs once, can be pinned and is joined.

import Foundation
import Platform
import Testing

@Suite(.timeLimit(.minutes(15))) struct ShardThreadTests {
    @Test func joinReturnsOnceTheBodyHasEnded() throws {
        let words = lastingArena.atomicCells(2)
        let thread = try ShardThread(name: "body") {
            Clock.rest(2_000_000)
            words.add(1, at: 0)
        }
        thread.join()
        #expect(words.load(0) == 1)
    }

    @Test(arguments: [("sender-0", "sender-0"), ("a-name-too-long-for-it", "a-name-too-long")])
    func threadBearsItsName(_ name: String, _ kept: String) throws {
        let words = lastingArena.atomicCells(1)
        let thread = try ShardThread(name: name) {
            let shown = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            words.store(shown == "\(kept)\n" ? 1 : 2, at: 0)
        }
        thread.join()
        #expect(words.load(0) == 1)
    }

    @Test func pinningToAnyAllowedProcessorSucceeds() throws {
        let allowed = Processors.allowedCount
        #expect(allowed >= 1)
        let words = lastingArena.atomicCells(allowed + 1)
        for index in 0...allowed {
            let thread = try ShardThread(name: "pinned") {
                let code = ShardThread.pin(toAllowedProcessor: index)
                // A pinned thread may use one processor.
                words.store(Int64(code) * 1_000 + Int64(Processors.allowedCount), at: index)
            }
            thread.join()
            #expect(words.load(index) == 1, "processor \(index) of \(allowed)")
        }
        #expect(Processors.allowedCount == allowed, "the others are not pinned")
    }

    @Test func clocksOnlyGoForward() {
        var last = Clock.monotonic()
        for _ in 0..<1_000 {
            let now = Clock.monotonic()
            #expect(now >= last)
            last = now
        }
        #expect(Clock.threadCPU() > 0)
        // 2024-01-01.
        #expect(Clock.wall() > 1_704_067_200_000_000_000)
        #expect(MemoryUse.peakResidentBytes() > 1 << 20)
    }

    @Test func restTakesItsTime() {
        let start = Clock.monotonic()
        Clock.rest(1_500_000)
        #expect(Clock.monotonic() - start >= 1_500_000)
    }
}
