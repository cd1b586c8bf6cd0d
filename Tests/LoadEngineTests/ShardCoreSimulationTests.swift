// What a shard makes of answers that come late, twice, in pieces, in any order, for nothing, or not
// at all: every message ends in exactly one count. Seeds are printed with failures.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

/// Plans of simulated runs.
enum SimulatedPlan {
    static let millisecond = ShardCoreSimulation.millisecond

    private static func plan(
        sessions: Int, shards: Int, load: LoadPlan.Load, duration: Int64
    ) -> LoadPlan {
        let session = LoadPlan.Session(
            bind: BindRequest(systemID: "me", password: "secret"), bindType: .transceiver)
        var plan = LoadPlan(
            target: .init(host: "127.0.0.1", port: 2775),
            sessions: Array(repeating: session, count: sessions),
            message: SubmitSM(source: "1", destination: "2", shortMessage: [0x31]), load: load)
        plan.shardCount = shards
        plan.duration = duration
        plan.enquireLinkInterval = 0
        return plan
    }

    /// A closed loop of `count` messages.
    static func closed(
        count: Int64, sessions: Int = 1, shards: Int = 1, window: Int = 10
    ) -> LoadPlan {
        var plan = plan(
            sessions: sessions, shards: shards, load: .windowDriven,
            duration: 3_600_000 * millisecond)
        plan.count = count
        plan.window = window
        return plan
    }

    /// An open loop of `milliseconds` at `tps`, of which `warmup` are not measured.
    static func open(
        tps: Double, milliseconds: Int64, warmup: Int64 = 0, sessions: Int = 1, shards: Int = 1
    ) -> LoadPlan {
        let length = milliseconds * millisecond
        let stage = LoadPlan.Stage(duration: length, startTPS: tps, endTPS: tps)
        var plan = plan(
            sessions: sessions, shards: shards, load: .scheduled([stage], .constant),
            duration: length - warmup * millisecond)
        plan.warmup = warmup * millisecond
        return plan
    }
}

@Suite struct ShardCoreSimulationTests {
    private static let millisecond = ShardCoreSimulation.millisecond

    @Test(arguments: [UInt64(1), 2, 3])
    func answersThatComeByteByByteAreUnderstood(seed: UInt64) throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 300), seed: seed)
        simulation.readLimit = 1
        simulation.start()
        simulation.runToTheEnd()
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.accepted == 300)
        #expect(ledger.unexpectedResponses == 0)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func answersInAnyOrderCloseTheirOwnRequests(seed: UInt64) throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 500), seed: seed)
        simulation.readLimit = 60
        simulation.smsc.script = { request, random in
            [request.accepted(after: Int64.random(in: 1...50, using: &random) * Self.millisecond)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.accepted == 500, "seed \(seed)")
        #expect(measured.ledger.unexpectedResponses == 0, "seed \(seed)")
        let longest = try #require(measured.timings.serviceTime.max)
        #expect(longest >= 40 * Self.millisecond && longest <= 53 * Self.millisecond)
    }

    @Test func aSecondResponseIsUnexpectedAndCountsOnce() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 200))
        simulation.smsc.script = { request, _ in
            [1, 2].map { request.accepted(after: $0 * Self.millisecond) }
        }
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.accepted == 200)
        #expect(measured.ledger.unexpectedResponses == 200)
        #expect(measured.statuses == [0: 200])
        #expect(measured.timings.latency.count == 200)
    }

    @Test(arguments: [UInt32(0), 0x7FFF_FFFF, 0xFFFF_FFFF, 1_000_000])
    func aResponseUnderAnotherNumberAnswersNothing(number: UInt32) throws {
        var plan = SimulatedPlan.closed(count: 20)
        plan.responseTimeout = 100 * Self.millisecond
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { request, _ in
            [request.accepted(after: Self.millisecond, sequence: number)]
        }
        simulation.start()
        simulation.runToTheEnd()
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.accepted == 0)
        #expect(ledger.unexpectedResponses == 20)
        #expect(ledger.timedOut == 20)
    }

    @Test func aGenericNackRefusesItsMessage() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 100))
        simulation.smsc.script = { request, _ in
            [
                request.nack(.invalidCommandLength, after: Self.millisecond),
                request.nack(.invalidCommandID, after: Self.millisecond, sequence: 0),
            ]
        }
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.rejected == 100)
        #expect(measured.ledger.unexpectedResponses == 100, "number 0 is nobody's")
        #expect(measured.statuses == [CommandStatus.invalidCommandLength.rawValue: 100])
    }

    @Test func everyStatusIsCountedUnderItsNumber() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 500))
        let own = CommandStatus(rawValue: 0x9000_0401)
        let statuses: [CommandStatus] = [
            .ok, .throttled, .messageQueueFull, .invalidDestinationAddress, own,
        ]
        simulation.smsc.script = { request, _ in
            let status = statuses[Int(request.number) % statuses.count]
            return [
                status == .ok
                    ? request.accepted(after: Self.millisecond)
                    : request.refused(status, after: Self.millisecond)
            ]
        }
        simulation.start()
        simulation.runToTheEnd()
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.accepted == 100)
        #expect(measured.ledger.throttled == 200)
        #expect(measured.ledger.rejected == 200)
        for status in statuses { #expect(measured.statuses[status.rawValue] == 100) }
        #expect(measured.timings.latency.count == 100)
        #expect(measured.timings.throttledServiceTime.count == 200)
    }

    @Test func aResponseAfterItsTimeoutIsLateAndTheNextOneUnexpected() throws {
        var plan = SimulatedPlan.closed(count: 100, window: 100)
        plan.responseTimeout = 100 * Self.millisecond
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { request, _ in
            guard request.number % 10 == 3 else { return [request.accepted(after: 1)] }
            return [150, 151].map { request.accepted(after: $0 * Self.millisecond) }
        }
        simulation.start()
        simulation.runToTheEnd()
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.accepted == 90)
        #expect(ledger.timedOut == 10)
        #expect(ledger.lateResponses == 10)
        #expect(ledger.unexpectedResponses == 10)
    }

    @Test func whatALostSessionWaitedForIsInDoubt() throws {
        let simulation = try ShardCoreSimulation(
            SimulatedPlan.closed(count: 1_000, sessions: 2, window: 8))
        simulation.smsc.script = { request, _ in
            request.place.session == 0 && request.time - simulation.startTime > 10_000_000
                ? [] : [request.accepted(after: Self.millisecond)]
        }
        simulation.start()
        simulation.run(until: 20 * Self.millisecond)
        simulation.lose(LinkPlace(core: 0, session: 0), .closedByPeer)
        simulation.runToTheEnd()
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.inDoubt == 8)
        #expect(ledger.accepted == 992)
    }

    @Test(arguments: [UInt32(0), 15, 70_001, 0xFFFF_FFFF])
    func aLengthThatNoPDUHasEndsTheSession(length: UInt32) throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 100, window: 5))
        simulation.smsc.script = { _, _ in [] }
        simulation.start()
        simulation.run(until: Self.millisecond)
        let header = PDUHeader(
            commandLength: length, commandID: .submitSMResp, commandStatus: .ok,
            sequenceNumber: 2)
        var octets = [UInt8](repeating: 0, count: PDUHeader.byteCount)
        octets.withMutableRawSpan { header.write(into: &$0, at: 0) }
        simulation.smsc.send(
            octets, to: LinkPlace(core: 0, session: 0), at: simulation.now)
        simulation.run(until: 5 * Self.millisecond)
        #expect(simulation.shards.first?.ends == [.garbage(commandLength: length)])
        #expect(try #require(simulation.finish().measured).ledger.inDoubt == 5)
    }

    @Test(arguments: UInt64(1)...24)
    func whateverTheLinkDoesTheSumsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 77)
        let shards = Int.random(in: 1...3, using: &random)
        let isOpen = Bool.random(using: &random)
        var plan =
            isOpen
            ? SimulatedPlan.open(
                tps: 2_000, milliseconds: 600, warmup: 100, sessions: 4, shards: shards)
            : SimulatedPlan.closed(count: 2_000, sessions: 4, shards: shards)
        plan.window = Int.random(in: 1...40, using: &random)
        plan.catchUp = [.none, .unbounded, .bounded(1.5)].randomElement(using: &random) ?? .none
        plan.receipts = .final
        // With so few and such small numbers their base may be left undecided.
        plan.receiptIDs = .same
        plan.responseTimeout = 60 * Self.millisecond
        plan.enquireLinkInterval = 20 * Self.millisecond
        plan.seed = seed
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.readLimit = Int.random(in: 1...200, using: &random)
        let roomLimit = Int.random(in: 40...4_000, using: &random)
        simulation.writeRoom = { $0 % 7 == 0 ? 0 : roomLimit }
        var firstAnswers: Int64 = 0
        simulation.smsc.script = { request, random in
            func delay() -> Int64 {
                Int64.random(in: 0...80, using: &random) * Self.millisecond
            }
            var replies: [Reply] = []
            let id = "\(request.number)"
            let answers = [0, 1, 1, 1, 1, 1, 2].randomElement(using: &random) ?? 1
            for _ in 0..<answers {
                switch Int.random(in: 0..<20, using: &random) {
                case 0: replies.append(request.refused(.throttled, after: delay()))
                case 1: replies.append(request.refused(.systemError, after: delay()))
                case 2: replies.append(request.nack(.unknownError, after: delay()))
                case 3: replies.append(request.accepted(id: id, after: delay(), sequence: 0))
                default: replies.append(request.accepted(id: id, after: delay()))
                }
            }
            if !replies.isEmpty { firstAnswers += 1 }
            let elsewhere = LinkPlace(core: Int.random(in: 0..<shards, using: &random), session: 0)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                replies.append(request.receipt(id: id, after: delay(), on: elsewhere))
            }
            return replies
        }
        simulation.start()
        simulation.runToTheEnd()
        let result = simulation.finish()
        let total = result.phases.reduce(into: MessageLedger()) { $0 += $1.ledger }
        let seedLine: Comment = "seed \(seed)"
        #expect(total.accepted + total.throttled + total.rejected <= firstAnswers, seedLine)
        #expect(total.submitted >= 20 && total.accepted > 0, seedLine)
        #expect(total.timedOut > 0 && total.inDoubt == 0, seedLine)
        #expect(total.receiptsExpected == total.accepted, seedLine)
        #expect(total.receiptsMatched <= total.receiptsExpected, seedLine)
        #expect(total.receiptsOrphan >= 0, seedLine)
        #expect(
            simulation.receiptsOutstanding == total.receiptsMissing - total.receiptsUntracked,
            seedLine)
        if isOpen { #expect(total.planned == simulation.shared.schedule?.slotCount, seedLine) }
        if !isOpen { #expect(total.planned == 2_000, seedLine) }
    }
}
