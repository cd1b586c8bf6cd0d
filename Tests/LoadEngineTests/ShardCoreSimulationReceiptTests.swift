// What a shard makes of what the SMSC sends of its own accord: receipts in every order and on every
// session, deliver_sm while nothing may be sent, damaged deliver_sm, enquire_link.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

@Suite struct ShardCoreSimulationReceiptTests {
    private static let millisecond = ShardCoreSimulation.millisecond
    private static let place = LinkPlace(core: 0, session: 0)

    private func simulation(
        count: Int64, shards: Int = 1, _ script: @escaping (SubmitRequest) -> [Reply]
    ) throws -> ShardCoreSimulation {
        var plan = SimulatedPlan.closed(count: count, sessions: shards, shards: shards)
        plan.receipts = .final
        // Room for all in the receipt table: it forgets closed pairs when it needs their slots.
        plan.window = 100
        let simulation = try ShardCoreSimulation(plan)
        simulation.smsc.script = { request, _ in script(request) }
        simulation.start()
        simulation.runToTheEnd()
        return simulation
    }

    @Test func aReceiptAfterItsResponseIsMatched() throws {
        let simulation = try simulation(count: 200) { request in
            [
                request.accepted(after: Self.millisecond),
                request.receipt(id: "\(request.number)", after: 21 * Self.millisecond),
            ]
        }
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.receiptsExpected == 200)
        #expect(measured.ledger.receiptsMatched == 200)
        #expect(measured.ledger.receiptsEarly == 0)
        #expect(simulation.receiptsOutstanding == 0)
        let shortest = try #require(measured.timings.receiptFromResponse.min)
        #expect(shortest >= 19 * Self.millisecond && shortest <= 21 * Self.millisecond)
        #expect(simulation.smsc.headers(of: .deliverSMResp).count == 200)
    }

    @Test func aReceiptBeforeItsResponseIsMatchedAsEarly() throws {
        let simulation = try simulation(count: 200) { request in
            [
                request.receipt(id: "\(request.number)", after: Self.millisecond),
                request.accepted(after: 5 * Self.millisecond),
            ]
        }
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.receiptsMatched == 200)
        #expect(measured.ledger.receiptsEarly == 200)
        #expect(measured.ledger.receiptsOrphan == 0)
        #expect(measured.timings.receiptFromResponse.max == 0)
    }

    @Test func aSecondReceiptIsADuplicateAndOneOfNoMessageAnOrphan() throws {
        let simulation = try simulation(count: 100) { request in
            [
                request.accepted(after: Self.millisecond),
                request.receipt(id: "\(request.number)", after: 2 * Self.millisecond),
                request.receipt(id: "\(request.number)", after: 3 * Self.millisecond),
                request.receipt(id: "none\(request.number)", after: 4 * Self.millisecond),
            ]
        }
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.receiptsMatched == 100)
        #expect(ledger.receiptsDuplicate == 100)
        #expect(ledger.receiptsOrphan == 100)
        #expect(ledger.receiptsMissing == 0)
        #expect(simulation.smsc.headers(of: .deliverSMResp).count == 300)
    }

    @Test func aSecondReceiptIsADuplicateAlsoBeforeTheResponse() throws {
        let simulation = try simulation(count: 100) { request in
            [
                request.receipt(id: "\(request.number)", after: Self.millisecond),
                request.receipt(id: "\(request.number)", after: 2 * Self.millisecond),
                request.accepted(after: 5 * Self.millisecond),
            ]
        }
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.receiptsMatched == 100)
        #expect(ledger.receiptsEarly == 100)
        #expect(ledger.receiptsDuplicate == 100)
        #expect(ledger.receiptsOrphan == 0)
    }

    @Test func aReceiptThatNeverComesIsMissing() throws {
        let simulation = try simulation(count: 100) { request in
            let response = request.accepted(after: Self.millisecond)
            let receipt = request.receipt(id: "\(request.number)", after: 2 * Self.millisecond)
            return request.number % 4 == 0 ? [response] : [response, receipt]
        }
        #expect(simulation.receiptsOutstanding == 25)
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.receiptsMatched == 75)
        #expect(ledger.receiptsMissing == 25)
    }

    @Test(arguments: [1, 30] as [Int64])
    func aReceiptMayComeToAnotherShardBeforeOrAfterItsResponse(delay: Int64) throws {
        let simulation = try simulation(count: 300, shards: 3) { request in
            let elsewhere = LinkPlace(core: (request.place.core + 1) % 3, session: 0)
            return [
                request.accepted(after: 10 * Self.millisecond),
                request.receipt(
                    id: "\(request.number)", after: delay * Self.millisecond, on: elsewhere),
            ]
        }
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.receiptsMatched == 300)
        #expect(ledger.receiptsEarly == (delay < 10 ? 300 : 0))
        #expect(ledger.receiptsOrphan == 0)
        #expect(simulation.receiptsOutstanding == 0)
    }

    @Test func aDeliverSMIsAnsweredWhileTheWindowIsFull() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 100, window: 4))
        simulation.smsc.script = { _, _ in [] }
        simulation.start()
        simulation.run(until: 2 * Self.millisecond)
        #expect(simulation.inFlight == 4)
        let message = DeliverSM(source: "1", destination: "2", shortMessage: [0x32])
        for sequence in UInt32(500)..<600 {
            simulation.smsc.send(
                encoded(.deliverSM(message), .ok, sequence), to: Self.place, at: simulation.now)
        }
        simulation.run(until: 4 * Self.millisecond)
        let answers = simulation.smsc.headers(of: .deliverSMResp)
        #expect(answers.map(\.sequenceNumber) == Array(500..<600))
        #expect(answers.allSatisfy { $0.commandStatus == .ok })
        #expect(try #require(simulation.finish().measured).ledger.inDoubt == 4)
    }

    /// Requests that are nothing but a header: their answers must not be longer.
    @Test(arguments: [CommandID.dataSM, .deliverSM])
    func aFloodIsAnsweredWholeAndNeverBeyondWhatTheOutputHolds(command: CommandID) throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 100, window: 4))
        simulation.smsc.script = { _, _ in [] }
        simulation.readLimit = 1 << 20
        simulation.start()
        simulation.run(until: 2 * Self.millisecond)
        // The socket takes nothing: answers pile up until the shard reads no more.
        simulation.writeRoom = { $0 < 20 * Self.millisecond ? 0 : .max }
        let count = 20_000
        let request = PDUHeader(
            commandLength: 16, commandID: command, commandStatus: .ok, sequenceNumber: 7)
        var octets = [UInt8](repeating: 0, count: count * PDUHeader.byteCount)
        octets.withMutableRawSpan { span in
            for index in 0..<count { request.write(into: &span, at: index * PDUHeader.byteCount) }
        }
        simulation.smsc.send(octets, to: Self.place, at: simulation.now)
        simulation.run(until: 19 * Self.millisecond)
        #expect(simulation.smsc.others.isEmpty)
        simulation.run(until: 60 * Self.millisecond)
        #expect(simulation.smsc.others.count == count)
        #expect(simulation.smsc.others.allSatisfy { $0.header.sequenceNumber == 7 })
        _ = simulation.finish()
    }

    @Test func anEnquireLinkIsAnsweredAtOnce() throws {
        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 100, window: 4))
        simulation.smsc.script = { _, _ in [] }
        simulation.readLimit = 3
        simulation.start()
        simulation.smsc.send(
            encoded(.enquireLink(), .ok, 4_711), to: Self.place, at: simulation.now)
        simulation.run(until: Self.millisecond)
        let answers = simulation.smsc.headers(of: .enquireLinkResp)
        #expect(answers.map(\.sequenceNumber) == [4_711])
        _ = simulation.finish()
    }

    /// A deliver_sm with damage: the octets after its header.
    private static let damaged: [[UInt8]] = [
        // Nothing; then an end in the middle of the mandatory fields.
        [],
        hex("00 01 01 31 00 01 01"),
        // service_type without its NUL.
        hex("41 41 41 41 41 41 41 41"),
        // source_addr of 25 octets.
        hex("00 01 01") + [UInt8](repeating: 0x31, count: 25)
            + hex("00 01 01 32 00 00 00 00 00 00 00 00 00 00 00"),
        // sm_length 9 with one octet left.
        hex("00 01 01 31 00 01 01 32 00 00 00 00 00 00 00 00 00 00 09 41"),
        // A TLV cut in its length, and one longer than the PDU.
        hex("00 01 01 31 00 01 01 32 00 00 00 00 00 00 00 00 00 00 00 04 27 00"),
        hex("00 01 01 31 00 01 01 32 00 00 00 00 00 00 00 00 00 00 00 04 27 00 05 01"),
    ]

    @Test(arguments: damaged.indices)
    func aDamagedDeliverSMIsAnsweredAsItsErrorSays(index: Int) throws {
        let body = Self.damaged[index]
        let header = PDUHeader(
            commandLength: UInt32(PDUHeader.byteCount + body.count), commandID: .deliverSM,
            commandStatus: .ok, sequenceNumber: 99)
        var octets = [UInt8](repeating: 0, count: PDUHeader.byteCount) + body
        octets.withMutableRawSpan { header.write(into: &$0, at: 0) }
        var expected: PDUError.Disposition?
        do throws(PDUError) {
            _ = try PDU(decoding: octets)
        } catch {
            expected = error.disposition
        }

        let simulation = try ShardCoreSimulation(SimulatedPlan.closed(count: 50))
        simulation.start()
        simulation.smsc.send(octets, to: Self.place, at: simulation.now)
        simulation.runToTheEnd()
        let answers = simulation.smsc.others.map(\.header)
        #expect(answers.count == 1)
        let answer = try #require(answers.first)
        #expect(answer.sequenceNumber == 99)
        switch try #require(expected) {
        case .nack(let status):
            #expect(answer.commandID == .genericNack)
            #expect(answer.commandStatus == status)
        case .respond(let status):
            #expect(answer.commandID == .deliverSMResp)
            #expect(answer.commandStatus == status)
        case .discard, .closeSession:
            Issue.record("a deliver_sm with an answer was wanted")
        }
        #expect(try #require(simulation.finish().measured).ledger.accepted == 50)
    }
}
