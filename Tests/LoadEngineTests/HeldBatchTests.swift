// Ceilings where sockets take only part of what is offered, in messages and in segments: what arrives
// keeps every limit, nothing is lost, and nobody waits for a session that is stuck.
// Seeds are printed with failures.

import LoadEngine
import SMPP
import TestSupport
import Testing

@Suite struct HeldBatchTests {
    private static let millisecond = ShardCoreSimulation.millisecond

    /// Messages of 1, 2 and 4 segments.
    private static let mix: [LoadPlan.Message] = [(40, 3), (254, 2), (600, 1)].map { size, share in
        var message = SubmitSM(source: "1", destination: "2", shortMessage: [])
        let text = [UInt8](repeating: 0x61, count: size)
        if size > 254 {
            message.tlvs = [TLV(tag: .messagePayload, value: text)]
        } else {
            message.shortMessage = text
        }
        return LoadPlan.Message(name: "of\(size)", message: message, share: share)
    }

    /// What arrived when, by message.
    private final class Arrivals {
        var times: [Int64] = []
        /// The same with a time for each segment.
        var segments: [Int64] = []
        var bySession: [LinkPlace: [Int64]] = [:]
        var segmentsBySession: [LinkPlace: [Int64]] = [:]
        var lengths: [UInt32: Int64] = [:]

        func note(_ request: SubmitRequest, _ weights: [UInt32: Int]) {
            times.append(request.time)
            bySession[request.place, default: []].append(request.time)
            let weight = weights[request.header.commandLength] ?? 0
            for _ in 0..<weight {
                segments.append(request.time)
                segmentsBySession[request.place, default: []].append(request.time)
            }
            lengths[request.header.commandLength, default: 0] += 1
        }
    }

    private func weights(_ plan: LoadPlan) throws -> [UInt32: Int] {
        var weights: [UInt32: Int] = [:]
        for sent in plan.sentMessages {
            let octets = try PDU.submitSM(sent.message).encoded(sequenceNumber: 1)
            weights[UInt32(octets.count)] = sent.message.segmentCount
        }
        return weights
    }

    /// Both units in every scope.
    private static let ceilings: [LoadPlan.Ceiling] = [
        .init(scope: .run, tps: 300, unit: .segment), .init(scope: .run, tps: 160),
        .init(scope: .account, tps: 150), .init(scope: .account, tps: 310, unit: .segment),
        .init(scope: .session, tps: 100, unit: .segment), .init(scope: .session, tps: 50),
    ]

    /// Eight seconds of the mix under all of them.
    private static func plan(shards: Int) -> LoadPlan {
        var plan = SimulatedPlan.closed(count: 2_000, sessions: 4, shards: shards, window: 30)
        plan.messages = mix
        plan.count = nil
        plan.duration = 8_000 * millisecond
        plan.ceilingGuard = 0
        plan.ceilings = ceilings
        return plan
    }

    private func expectKept(_ arrivals: Arrivals, seed: UInt64) {
        let second = 1_000 * Self.millisecond
        #expect(most(arrivals.segments, in: second) <= 300, "seed \(seed)")
        #expect(most(arrivals.segments, in: second / 10) <= 33, "seed \(seed)")
        #expect(most(arrivals.segments, in: second / 100) <= 6, "seed \(seed)")
        #expect(most(arrivals.times, in: second) <= 150, "seed \(seed)")
        for (place, times) in arrivals.segmentsBySession {
            #expect(most(times, in: second) <= 100, "seed \(seed), \(place)")
        }
        for (place, times) in arrivals.bySession {
            #expect(most(times, in: second) <= 50, "seed \(seed), \(place)")
        }
    }

    private func runThroughPartialWrites(
        _ simulation: ShardCoreSimulation, _ arrivals: Arrivals, losing: Bool
    ) throws -> RunResult {
        let weights = try weights(simulation.plan)
        simulation.smsc.script = { request, random in
            arrivals.note(request, weights)
            return [request.accepted(after: Int64.random(in: 1...9_000_000, using: &random))]
        }
        var random = SeededGenerator(seed: simulation.seed)
        // Now nothing, now some bytes, now all.
        simulation.writeRoom = { _ in
            switch Int.random(in: 0..<4, using: &random) {
            case 0: 0
            case 1: Int.random(in: 1...400, using: &random)
            default: .max
            }
        }
        simulation.start()
        while losing, simulation.elapsed < 7_000 * Self.millisecond {
            let pause = Int64.random(in: 20...300, using: &random) * Self.millisecond
            simulation.run(until: simulation.elapsed + pause)
            let core = Int.random(in: 0..<simulation.shards.count, using: &random)
            let count = simulation.shards[core].inbound.count
            let session = Int.random(in: 0..<count, using: &random)
            simulation.lose(LinkPlace(core: core, session: session), .closedByPeer)
        }
        simulation.runToTheEnd()
        return simulation.finish()
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6], [1, 2])
    func whatArrivesKeepsAllCeilingsThroughPartialWrites(seed: UInt64, shards: Int) throws {
        let plan = Self.plan(shards: shards)
        let arrivals = Arrivals()
        let result = try runThroughPartialWrites(
            ShardCoreSimulation(plan, seed: seed), arrivals, losing: false)
        expectKept(arrivals, seed: seed)
        // And at least one of the ceilings is used.
        #expect(arrivals.times.count > 8 * 110, "seed \(seed)")
        #expect(result.ceilings.map(\.violations) == [0, 0, 0, 0, 0, 0], "seed \(seed)")
        #expect(result.ceilings.map(\.violations10ms) == [0, 0, 0, 0, 0, 0], "seed \(seed)")
        #expect(result.ceilings.map(\.unit) == Self.ceilings.map(\.unit))
        #expect(result.ceilings.map(\.name)[..<4] == ["", "", "me", "me"])
        #expect(arrivals.lengths.count == 3)
    }

    @Test(arguments: [UInt64(11), 12, 13, 14], [1, 2])
    func whatArrivesKeepsAllCeilingsThroughReconnects(seed: UInt64, shards: Int) throws {
        var plan = Self.plan(shards: shards)
        plan.reconnect = .init(
            firstDelay: 5 * Self.millisecond, longestDelay: 60 * Self.millisecond)
        plan.inDoubt = .resubmit
        let arrivals = Arrivals()
        let result = try runThroughPartialWrites(
            ShardCoreSimulation(plan, seed: seed), arrivals, losing: true)
        expectKept(arrivals, seed: seed)
        #expect(result.reconnects.losses > 20 && result.reconnects.binds > 20, "seed \(seed)")
        #expect(arrivals.times.count > 8 * 60, "seed \(seed)")
        #expect(result.ceilings.allSatisfy { $0.violations == 0 }, "seed \(seed)")
    }

    @Test(arguments: [1, 2]) func aStuckSessionLeavesTheCeilingToTheOthers(shards: Int) throws {
        var plan = SimulatedPlan.open(
            tps: 100, milliseconds: 5_000, sessions: 2, shards: shards)
        plan.window = 5
        plan.catchUp = .none
        plan.ceilings = [.init(scope: .run, tps: 150)]
        let simulation = try ShardCoreSimulation(plan)
        var count = 0
        simulation.smsc.script = { request, _ in
            count += 1
            return [request.accepted(after: 1_000_000)]
        }
        // The first write after a while takes all but a few bytes, its session none from then on.
        simulation.isStuck = { place, elapsed in
            elapsed > 200 * Self.millisecond && place.core == 0 && place.session == 0
        }
        simulation.start()
        simulation.runToTheEnd(drain: 100 * Self.millisecond)
        // One batch is stuck; every other slot of the 500 goes on time.
        #expect(count >= 490)
        simulation.isStuck = { _, _ in false }
        simulation.run(until: 6_000 * Self.millisecond)
        let result = simulation.finish()
        #expect(result.phases.last?.ledger.missed == Int64(500 - count))
        #expect(result.ceilings.first?.violations == 0)
    }

    @Test func stagesHaveTheirOwnWindows() throws {
        let length = 500 * Self.millisecond
        var plan = SimulatedPlan.open(tps: 1_000, milliseconds: 1_500)
        plan.load = .scheduled(
            [
                .init(duration: length, startTPS: 1_000, endTPS: 1_000, window: 3),
                .init(duration: length, startTPS: 1_000, endTPS: 1_000),
                .init(duration: length, startTPS: 1_000, endTPS: 1_000, window: 20),
            ], .constant)
        plan.window = 7
        let simulation = try ShardCoreSimulation(plan)
        // Too slow for any of the windows, so that each is full.
        simulation.smsc.script = { request, _ in [request.accepted(after: 60_000_000)] }
        simulation.start()
        var most: [Int] = []
        for stage in 1...3 {
            // By the middle of a stage the messages of the one before are answered.
            simulation.run(until: Int64(stage) * length - length / 2)
            simulation.shards[0].mostInFlight = 0
            simulation.run(until: Int64(stage) * length - Self.millisecond)
            most.append(simulation.shards[0].mostInFlight)
        }
        #expect(most == [3, 7, 20])
        simulation.runToTheEnd()
        _ = simulation.finish()
    }
}
