// The worst sliding second of an account, against a list of all arrivals; and as a server shows it.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct ArrivalWatchTests {
    @Test(arguments: [1, 2, 3])
    func theWorstSecondIsThatOfAllArrivals(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(arena: arena)
        var times: [Int64] = []
        var now: Int64 = 5_000_000_000
        for step in 0..<5_000 {
            // Bursts, pauses, arrivals at one time, and just a second apart.
            let gaps: [Int64] = [0, 1, 1_000_000, 40_000_000, ArrivalWatch.second]
            let pick = Int.random(in: 0..<gaps.count * 8, using: &generator)
            now +=
                pick < gaps.count ? gaps[pick] : Int64.random(in: 0...3_000_000, using: &generator)
            let count = Int64.random(in: 1...5, using: &generator)
            watch.count(count, of: 7, at: now)
            times += [Int64](repeating: now, count: Int(count))
            guard step % 500 == 499 else { continue }
            let reading = watch.reading(of: 7, called: "a", at: now, wallOffset: 100)
            #expect(reading?.worstSecond == Int64(most(times, in: 1_000_000_000)), "seed \(seed)")
            let recent = times.count { $0 > now - 1_000_000_000 }
            #expect(reading?.lastSecond == Int64(recent), "seed \(seed)")
            #expect(reading?.isExact == true)
        }
    }

    @Test func aMessageJustASecondOldIsNoLongerInTheWindow() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(arena: arena)
        watch.count(3, of: 0, at: 0)
        watch.count(4, of: 0, at: 1_000_000_000)
        watch.count(2, of: 0, at: 1_999_999_999)
        let reading = watch.reading(of: 0, called: "a", at: 2_000_000_000, wallOffset: 7)
        #expect(reading?.worstSecond == 6)
        #expect(reading?.worstSecondEnd == 2_000_000_006)
        #expect(reading?.lastSecond == 2)
        #expect(watch.reading(of: 1, called: "b", at: 0, wallOffset: 7)?.worstSecondEnd == 0)
    }

    @Test func moreReadsThanAreRememberedAreSaid() {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(arena: arena)
        for time in 0...Int64(ArrivalWatch.ringLength) { watch.count(1, of: 255, at: time) }
        let reading = watch.reading(of: 255, called: "a", at: 100_000, wallOffset: 0)
        #expect(reading?.worstSecond == Int64(ArrivalWatch.ringLength) + 1)
        #expect(reading?.isExact == false)
        watch.count(1, of: 256, at: 0)
        #expect(watch.reading(of: 256, called: "b", at: 0, wallOffset: 0) == nil)
    }

    @Test func threadsThatCountAtOnceLoseNothing() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(arena: arena)
        let threads = try (0..<2).map { _ in
            try ShardThread(name: "count") {
                for time in 0..<Int64(20_000) { watch.count(1, of: 3, at: time) }
            }
        }
        for thread in threads { thread.join() }
        let reading = watch.reading(of: 3, called: "a", at: 20_000, wallOffset: 0)
        #expect(reading?.worstSecond == 40_000)
    }

    @Test func aServerTellsItsAccountsApart() throws {
        let server = try startSMSC { $0.watchesAccounts = true }
        let first = try ScriptedClient.bound(to: server, .transceiver, systemID: "first")
        let second = try ScriptedClient.bound(to: server, .transceiver, systemID: "second")
        for _ in 0..<3 { _ = try first.submit(message(receipt: false)) }
        _ = try second.submit(message(receipt: false))
        let counters = server.counters
        #expect(counters.connectionsOpen == 2)
        #expect(counters.sessionsBound == 2)
        let accounts = try #require(counters.accounts)
        #expect(accounts.map(\.systemID) == ["first", "second"])
        // On a slow machine the three need not share a second.
        #expect((1...3).contains(accounts[0].worstSecond))
        #expect(accounts[1].worstSecond == 1)
        let after = server.stop()
        #expect(after.connectionsOpen == 0)
        #expect(after.sessionsBound == 0)
    }
}
