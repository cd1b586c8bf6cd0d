// Whole runs against the built-in SMSC in the same process: both sides' counts must agree.

import LoadEngine
import MockSMSC
import Platform
import SMPP
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct LoopbackTests {
    @Test(arguments: [(1, 1), (1, 3), (2, 2), (2, 3), (3, 3)])
    func closedLoopCountsWhatTheServerCounts(_ shards: Int, _ sessions: Int) throws {
        let server = try startSMSC { $0.shardCount = shards }
        let result = try run(
            plan(port: server.port, sessions: Array(repeating: .transceiver, count: sessions)) {
                $0.shardCount = shards
            })
        let counters = server.stop()
        #expect(result.end == .completed)
        #expect(result.notes == [])
        #expect(result.total.accepted > 0)
        #expect(result.total.accepted == counters.accepted)
        #expect(result.total.submitted == counters.submits)
        #expect(result.total.submitted == result.total.accepted)
        #expect(result.responses(.ok) == counters.accepted)
        #expect(counters.binds == Int64(sessions))
        #expect(counters.closedAfterUnbind == Int64(sessions))
        #expect(counters.unexpectedResponses == 0)
    }

    @Test(arguments: [(1, 1), (2, 3)], LoadPlan.Arrivals.allCases)
    func openLoopSendsEverySlot(
        _ scale: (shards: Int, sessions: Int), _ arrivals: LoadPlan.Arrivals
    ) throws {
        let server = try startSMSC()
        let result = try run(
            plan(
                port: server.port,
                sessions: Array(repeating: .transceiver, count: scale.sessions)
            ) {
                $0.shardCount = scale.shards
                $0.load = .scheduled(
                    [LoadPlan.Stage(duration: 200 * millisecond, startTPS: 1_000, endTPS: 1_000)],
                    arrivals)
                // Longer than the schedule: the last slots are sent however late a thread wakes.
                $0.duration = 10_000 * millisecond
            })
        let counters = server.stop()
        #expect(result.end == .completed)
        #expect(result.total.planned == result.total.submitted)
        #expect(result.total.missed == 0)
        #expect(counters.accepted == result.total.accepted)
        if arrivals == .constant { #expect(result.total.planned == 200) }
        #expect(result.total.planned > 100 && result.total.planned < 300)
    }

    @Test(arguments: [1, 2, 3])
    func everyReceiptIsMatchedAcrossShards(_ shards: Int) throws {
        let server = try startSMSC { $0.shardCount = 2 }
        let result = try run(
            plan(port: server.port, sessions: Array(repeating: .transceiver, count: 3)) {
                $0.shardCount = shards
                $0.receipts = .final
            })
        let counters = server.stop()
        let total = result.total
        #expect(result.end == .completed)
        #expect(total.accepted > 0)
        #expect(total.receiptsExpected == total.accepted)
        #expect(total.receiptsMatched == total.accepted)
        #expect(total.receiptsMissing == 0)
        #expect(total.receiptsOrphan == 0)
        #expect(total.receiptsDuplicate == 0)
        #expect(total.receiptsUntracked == 0)
        #expect(counters.receiptsSent == total.accepted)
        #expect(counters.receiptsAcknowledged == total.accepted)
    }

    @Test(arguments: [1, 2])
    func receiptsOfATransmitterComeOnTheReceiver(_ shards: Int) throws {
        let server = try startSMSC { $0.receiptDelay = .fixed(5 * millisecond) }
        let result = try run(
            plan(port: server.port, sessions: [.transmitter, .receiver]) {
                $0.shardCount = shards
                $0.receipts = .final
            })
        let counters = server.stop()
        #expect(result.end == .completed)
        #expect(result.total.accepted > 0)
        #expect(result.total.receiptsMatched == counters.accepted)
        #expect(result.total.receiptsMissing == 0)
        #expect(result.total.receiptsOrphan == 0)
        #expect(counters.closedAfterUnbind == 2)
    }

    @Test func warmupAndMeasureAreCountedApart() throws {
        let server = try startSMSC()
        let result = try run(
            plan(port: server.port) {
                $0.load = .scheduled(
                    [LoadPlan.Stage(duration: 200 * millisecond, startTPS: 500, endTPS: 500)],
                    .constant)
                $0.warmup = 100 * millisecond
                $0.duration = 100 * millisecond
            })
        #expect(result.phases.map(\.name) == ["warmup", "measure"])
        #expect(result.phases.map(\.ledger.planned) == [50, 50])
        #expect(result.measured?.ledger.accepted == 50)
    }

    @Test func countLimitsTheMessages() throws {
        let server = try startSMSC()
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.count = 123
                $0.duration = 60_000 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.submitted == 123)
        #expect(server.stop().accepted == 123)
    }

    @Test func drainEndsWithReceiptsMissing() throws {
        let server = try startSMSC { $0.receiptDelay = .fixed(3_600_000 * millisecond) }
        let result = try run(
            plan(port: server.port) {
                $0.count = 20
                $0.receipts = .final
                $0.drain = 50 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.receiptsExpected == 20)
        #expect(result.total.receiptsMissing == 20)
        #expect(result.total.receiptsMatched == 0)
    }

    @Test func windowOfOneIsKept() throws {
        let server = try startSMSC()
        let result = try run(plan(port: server.port) { $0.window = 1 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == server.stop().accepted)
    }
}

@Suite(.timeLimit(.minutes(15))) struct InterruptTests {
    /// Runs `plan` and interrupts it `times` times once `messages` have been accepted.
    private func interrupted(
        _ plan: LoadPlan, _ server: MockSMSC, after messages: Int64, times: Int
    ) throws -> RunResult {
        let load = try LoadRun(plan)
        let watcher = try ShardThread(name: "watcher") {
            while server.counters.accepted < messages { Clock.rest(200_000) }
            for _ in 0..<times { load.interrupt() }
        }
        let result = load.run { _, _ in }
        watcher.join()
        check(result)
        return result
    }

    @Test func interruptDrainsAndKeepsTheResult() throws {
        let server = try startSMSC { $0.receiptDelay = .fixed(20 * millisecond) }
        let result = try interrupted(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 3_600_000 * millisecond
                $0.receipts = .final
                $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 2_000)]
            }, server, after: 50, times: 1)
        #expect(result.end == .interrupted)
        #expect(result.total.accepted >= 50)
        #expect(result.total.inDoubt == 0)
        #expect(result.total.receiptsMissing == 0, "drained")
        #expect(server.stop().closedAfterUnbind == 2)
    }

    @Test func interruptOfAnOpenLoopPlansNothingAfterIt() throws {
        let server = try startSMSC()
        let result = try interrupted(
            plan(port: server.port) {
                $0.load = .scheduled(
                    [LoadPlan.Stage(duration: 3_600_000 * millisecond, startTPS: 500, endTPS: 500)],
                    .constant)
                $0.duration = 3_600_000 * millisecond
            }, server, after: 20, times: 1)
        #expect(result.end == .interrupted)
        #expect(result.total.planned < 10_000)
        #expect(result.measured?.duration ?? 0 < 30_000 * millisecond)
    }

    @Test func interruptTwiceStopsAtOnce() throws {
        let server = try startSMSC { $0.receiptDelay = .fixed(3_600_000 * millisecond) }
        let result = try interrupted(
            plan(port: server.port) {
                $0.duration = 3_600_000 * millisecond
                $0.drain = 3_600_000 * millisecond
                $0.receipts = .final
                $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 1_000)]
            }, server, after: 20, times: 2)
        #expect(result.end == .interrupted)
        #expect(result.total.accepted >= 20)
        #expect(result.total.receiptsMissing > 0)
        #expect(server.stop().closedAfterUnbind == 0)
    }

    @Test func interruptBeforeTheRunSendsNothing() throws {
        let server = try startSMSC()
        let load = try LoadRun(plan(port: server.port))
        load.interrupt()
        let result = load.run { _, _ in }
        #expect(result.end == .interrupted)
        #expect(result.total.submitted == 0)
        #expect(server.stop().submits == 0)
    }
}
