// The worst sliding second of an account, against a list of all arrivals; and as a server shows it.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct ArrivalWatchTests {
    private func reading(
        _ watch: ArrivalWatch, of account: Int32, at now: Int64, wallOffset: Int64 = 0
    ) throws -> AccountArrivals {
        try #require(
            watch.readings(of: [(account, "a")], at: now, wallOffset: wallOffset).first)
    }

    @Test(arguments: [1, 2, 3], [1, 3])
    func theWorstSecondIsThatOfAllArrivals(seed: UInt64, shards: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(shards: shards, arena: arena)
        var times: [Int64] = []
        /// What a shard has read in its turn and will note at its end.
        var unnoted = [(time: Int64, count: Int64)?](repeating: nil, count: shards)
        func note(_ shard: Int) {
            guard let read = unnoted[shard] else { return }
            watch.logs[shard].add(read.count, of: 7, at: read.time)
            unnoted[shard] = nil
        }
        var now: Int64 = 5_000_000_000
        for step in 0..<5_000 {
            // Bursts, pauses, arrivals at one time, and just a second apart.
            let gaps: [Int64] = [0, 1, 1_000_000, 40_000_000, ArrivalWatch.second]
            let pick = Int.random(in: 0..<gaps.count * 8, using: &generator)
            let gap =
                pick < gaps.count ? gaps[pick] : Int64.random(in: 0...3_000_000, using: &generator)
            // No turn is longer than a tenth of a second.
            for shard in 0..<shards {
                if let read = unnoted[shard], now + gap - read.time >= 100_000_000 { note(shard) }
            }
            now += gap
            let shard = Int.random(in: 0..<shards, using: &generator)
            note(shard)
            let count = Int64.random(in: 1...5, using: &generator)
            unnoted[shard] = (now, count)
            times += [Int64](repeating: now, count: Int(count))
            if step % 50 == 7 { _ = try reading(watch, of: 7, at: now) }
            guard step % 500 == 499 else { continue }
            for shard in 0..<shards { note(shard) }
            let reading = try reading(watch, of: 7, at: now)
            #expect(reading.worstSecond == Int64(most(times, in: 1_000_000_000)), "seed \(seed)")
            let recent = times.count { $0 > now - 1_000_000_000 }
            #expect(reading.lastSecond == Int64(recent), "seed \(seed)")
            #expect(reading.isExact)
        }
    }

    @Test func aMessageJustASecondOldIsNoLongerInTheWindow() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(shards: 1, arena: arena)
        watch.logs[0].add(3, of: 0, at: 0)
        watch.logs[0].add(4, of: 0, at: 1_000_000_000)
        watch.logs[0].add(2, of: 0, at: 1_999_999_999)
        let seen = try reading(watch, of: 0, at: 2_000_000_000, wallOffset: 7)
        #expect(seen.worstSecond == 6)
        #expect(seen.worstSecondEnd == 2_000_000_006)
        #expect(seen.lastSecond == 2)
        #expect(try reading(watch, of: 1, at: 0, wallOffset: 7).worstSecondEnd == 0)
    }

    @Test func readsThatNobodySawInTimeAreSaid() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(shards: 2, arena: arena)
        for time in 0..<Int64(ArrivalLog.length) - 1 { watch.logs[1].add(1, of: 255, at: time) }
        #expect(try reading(watch, of: 255, at: 300_000).isExact)
        for time in 0..<Int64(ArrivalLog.length) + 9 {
            watch.logs[1].add(1, of: 255, at: 1_000_000 + time)
        }
        let seen = try reading(watch, of: 255, at: 2_000_000)
        #expect(!seen.isExact)
        #expect(seen.worstSecond >= 2 * Int64(ArrivalLog.length) - 3)
    }

    @Test func threadsThatCountAtOnceLoseNothing() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let watch = ArrivalWatch(shards: 2, arena: arena)
        let threads = try (0..<2).map { shard in
            try ShardThread(name: "count") {
                for time in 0..<Int64(20_000) { watch.logs[shard].add(1, of: 3, at: time) }
            }
        }
        // Followed while they write.
        var seen = try reading(watch, of: 3, at: 0)
        while seen.worstSecond < 20_000 {
            let next = try reading(watch, of: 3, at: 0)
            #expect(next.worstSecond >= seen.worstSecond)
            seen = next
        }
        for thread in threads { thread.join() }
        #expect(try reading(watch, of: 3, at: 20_000).worstSecond == 40_000)
    }

    @Test func aMessageCountsWhenItComesNotWhenItIsRead() throws {
        // The second message has the server read nothing for half a second.
        var limit = RateLimit(.tokenBucket, rate: 2)
        limit.burst = 1
        limit.excess = .stopReading
        let server = try startSMSC {
            $0.watchesAccounts = true
            $0.rules.limits = [limit]
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        _ = try client.submit(message(receipt: false))
        try client.send(.submitSM(message(receipt: false)))
        try untilTrue { server.counters.submits == 2 }
        try client.send(.submitSM(message(receipt: false)))
        let sent = Clock.wall()
        for _ in 0..<2 { _ = try client.receive() }
        let account = try #require(server.counters.accounts?.first)
        #expect(account.worstSecond > 0)
        #expect(account.worstSecondEnd <= sent + 10 * millisecond)
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
