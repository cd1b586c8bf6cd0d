// Lost sessions under simulated time: they come back after waits that grow and can be repeated, and
// whatever is lost when, both bookkeepers agree. Seeds are printed with failures.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

@Suite struct ShardCoreSimulationFaultTests {
    private static let millisecond = ShardCoreSimulation.millisecond
    private static let only = LinkPlace(core: 0, session: 0)

    @Test(arguments: [UInt64(1), 2, 3])
    func aLostSessionComesBackAfterAWaitAndSendsWhatWasDueMeanwhile(seed: UInt64) throws {
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 3_000)
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.smsc.script = { request, _ in [request.accepted(after: 20 * Self.millisecond)] }
        simulation.start()
        simulation.run(until: 500 * Self.millisecond)
        simulation.lose(Self.only, .closedByPeer)
        simulation.runToTheEnd()
        let result = simulation.finish()
        let measured = try #require(result.measured)
        #expect(measured.ledger.inDoubt == result.inDoubtMessages.count, "seed \(seed)")
        #expect((19...21).contains(measured.ledger.inDoubt), "seed \(seed)")
        #expect(measured.ledger.accepted == 3_000 - measured.ledger.inDoubt, "seed \(seed)")
        #expect(result.reconnects.losses == 1 && result.reconnects.binds == 1, "seed \(seed)")
        let wait = result.reconnects.lostTime
        #expect(wait > 0 && wait <= 1_030 * Self.millisecond, "seed \(seed)")
        // Nothing was held by a window while there was none, only what had piled up afterwards.
        #expect(result.windowFullTime < wait / 3 + 50 * Self.millisecond, "seed \(seed)")
        #expect(try #require(measured.timings.latency.max) >= wait, "seed \(seed)")
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func refusedBindsAndConnectsAreTriedAgainAfterLongerAndLongerWaits(seed: UInt64) throws {
        var plan = SimulatedPlan.open(tps: 100, milliseconds: 30_000)
        plan.seed = seed
        plan.catchUp = .none
        plan.reconnect = .init(firstDelay: 100 * Self.millisecond, longestDelay: 1_000_000_000)
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        var tries: [Int64] = []
        simulation.smsc.accepts = { _, now in
            tries.append(now)
            return tries.count % 2 == 0
        }
        simulation.smsc.bindStatus = { _ in tries.count < 8 ? .alreadyBound : .ok }
        simulation.start()
        simulation.run(until: 1_000 * Self.millisecond)
        simulation.smsc.bindStatus = { _ in tries.count < 8 ? .alreadyBound : .ok }
        simulation.lose(Self.only, .closedByPeer)
        let lost = simulation.now
        simulation.runToTheEnd()
        let result = simulation.finish()
        #expect(tries.count == 8, "seed \(seed)")
        #expect(result.reconnects.attempts == 8 && result.reconnects.binds == 1, "seed \(seed)")
        // A turn of the timers, and the way of the bind, on top of each wait.
        var limit = 100 * Self.millisecond
        for (before, time) in zip([lost] + tries, tries) {
            #expect(time - before <= limit + 20 * Self.millisecond, "seed \(seed)")
            limit = min(limit * 2, 1_000_000_000)
        }
        let ledger = try #require(result.measured).ledger
        #expect(ledger.missed > 0 && ledger.planned == 3_000, "seed \(seed)")
    }

    @Test func waitsAreTheSameForTheSameSeedAndFillTheirRange() {
        let reconnect = LoadPlan.Reconnect(firstDelay: 1_000, longestDelay: 30_000)
        var sums: [Int64: Int64] = [:]
        for session in 0..<500 {
            for failures in Int64(0)..<70 {
                let delay = reconnect.delay(
                    failures: failures, session: session, attempt: failures, seed: 7)
                let again = reconnect.delay(
                    failures: failures, session: session, attempt: failures, seed: 7)
                let limit: Int64 = failures < 5 ? 1_000 << failures : 30_000
                #expect(delay == again && (0...limit).contains(delay))
                sums[failures, default: 0] += delay
            }
        }
        // Evenly spread: the mean of 500 is half the limit within a sixth.
        for (failures, sum) in sums {
            let limit = Double(failures < 5 ? 1_000 << failures : 30_000)
            #expect(abs(Double(sum) / 500 / limit - 0.5) < 0.08, "\(failures)")
        }
    }

    @Test func onlyTheFirstThousandInDoubtAreListedAndAllAreCounted() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 1_500, window: 1_500))
        simulation.smsc.script = { _, _ in [] }
        simulation.start()
        simulation.run(until: 20 * Self.millisecond)
        simulation.lose(Self.only, .closedByPeer)
        let result = simulation.finish()
        #expect(try #require(result.measured).ledger.inDoubt == 1_500)
        #expect(result.inDoubtMessages.count == 1_000)
        #expect(result.inDoubtUnlisted == 500)
    }

    @Test(arguments: UInt64(1)...16)
    func whateverIsLostWhenTheSumsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 91)
        let shards = Int.random(in: 1...3, using: &random)
        var plan =
            Bool.random(using: &random)
            ? SimulatedPlan.open(
                tps: 2_000, milliseconds: 900, warmup: 100, sessions: 5, shards: shards)
            : SimulatedPlan.closed(count: 3_000, sessions: 5, shards: shards)
        plan.window = Int.random(in: 1...40, using: &random)
        plan.catchUp = [.none, .unbounded, .bounded(1.5)].randomElement(using: &random) ?? .none
        plan.receipts = .final
        plan.responseTimeout = 60 * Self.millisecond
        plan.reconnect = .init(
            firstDelay: 20 * Self.millisecond, longestDelay: 100 * Self.millisecond)
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.readLimit = Int.random(in: 1...200, using: &random)
        let roomLimit = Int.random(in: 40...4_000, using: &random)
        simulation.writeRoom = { $0 % 7 == 0 ? 0 : roomLimit }
        simulation.smsc.script = FaultScript.answers
        simulation.start()
        while simulation.elapsed < 700 * Self.millisecond {
            let pause = Int64.random(in: 1...80, using: &random) * Self.millisecond
            simulation.run(until: simulation.elapsed + pause)
            let core = Int.random(in: 0..<shards, using: &random)
            let session = Int.random(in: 0..<5 / shards, using: &random)
            let refuses = Bool.random(using: &random)
            simulation.smsc.bindStatus = { _ in refuses ? .bindFailed : .ok }
            simulation.lose(LinkPlace(core: core, session: session), .closedByPeer)
        }
        simulation.smsc.bindStatus = { _ in .ok }
        simulation.runToTheEnd()
        let result = simulation.finish()
        let total = result.phases.reduce(into: MessageLedger()) { $0 += $1.ledger }
        #expect(total.inDoubt > 0 && total.accepted > 0, "seed \(seed)")
        #expect(
            Int64(result.inDoubtMessages.count) + result.inDoubtUnlisted == total.inDoubt,
            "seed \(seed)")
        #expect(result.reconnects.losses > 0, "seed \(seed)")
    }
}

/// Answers of every kind.
enum FaultScript {
    static func answers(_ request: SubmitRequest, _ random: inout SeededGenerator) -> [Reply] {
        let delay = Int64.random(in: 0...80, using: &random) * ShardCoreSimulation.millisecond
        let id = "\(request.number)"
        return switch Int.random(in: 0..<12, using: &random) {
        case 0: [request.refused(.throttled, after: delay)]
        case 1: [request.refused(.messageQueueFull, after: delay)]
        case 2: [request.refused(.systemError, after: delay)]
        case 3: [request.nack(.unknownError, after: delay)]
        case 4: []
        default:
            [request.accepted(id: id, after: delay), request.receipt(id: id, after: delay)]
        }
    }
}
