// Hundreds of sessions in one run, over real sockets, and where their threads and memory are put.

import LoadEngine
import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ManySessionsTests {
    @Test(arguments: [1, 2])
    func hundredsOfSessionsAreBoundAndEveryMessageIsAccountedFor(shards: Int) throws {
        let server = try startSMSC()
        let sessions = [BindType](repeating: .transceiver, count: 300)
        let result = try run(
            plan(port: server.port, sessions: sessions) {
                $0.shardCount = shards
                $0.window = 4
                $0.duration = 3_600_000 * millisecond
                $0.count = 20_000
                $0.connectTimeout = 120_000 * millisecond
                $0.drain = 120_000 * millisecond
                $0.receipts = .final
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 20_000)
        #expect(result.total.receiptsMatched == 20_000)
        #expect(server.counters.connections == 300)
    }

    @Test func anOpenLoopSpreadsOverItsSessions() throws {
        let server = try startSMSC()
        let sessions = [BindType](repeating: .transceiver, count: 100)
        let result = try run(
            plan(port: server.port, sessions: sessions) {
                $0.load = .scheduled(
                    [LoadPlan.Stage(duration: 300 * millisecond, startTPS: 5_000, endTPS: 5_000)],
                    .constant)
                $0.duration = 300 * millisecond
                $0.connectTimeout = 120_000 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 1_500)
    }

    @Test func whereTheThreadsRanIsReportedWithAndWithoutPins() throws {
        let server = try startSMSC()
        let free = try run(plan(port: server.port))
        let pinned = try run(plan(port: server.port) { $0.firstCPU = 0 })
        let placement = try #require(pinned.placement)
        #expect(try #require(free.placement).pinned == 0)
        #expect(placement.shards == 1 && placement.numaNodes >= 1)
        let refused = pinned.notes.contains { $0.contains("not pinned") }
        #expect(placement.pinned == (refused ? 0 : 1))
    }
}
