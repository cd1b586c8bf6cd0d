// submit_sm and its response, other commands, and how the octets of all of them may arrive.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct MessageTests {
    @Test(arguments: [1, 2, 3])
    func messageIDsAreUniqueOverAllConnections(shardCount: Int) throws {
        let server = try startSMSC { $0.shardCount = shardCount }
        var ids: Set<String> = []
        var count = 0
        for _ in 0..<4 {
            let client = try ScriptedClient.bound(to: server, .transmitter)
            for _ in 0..<50 {
                ids.insert(try client.submit(message(receipt: false)))
                count += 1
            }
        }
        #expect(ids.count == count)
        #expect(ids.allSatisfy { $0.utf8.count == 16 && UInt64($0) != nil })
        let counters = server.stop()
        #expect(counters.submits == Int64(count))
        #expect(counters.accepted == Int64(count))
        #expect(counters.connections == 4)
    }

    @Test func octetByOctetIsAsGoodAsWhole() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        let octets =
            try PDU.bind(.transceiver, BindRequest(systemID: "esme")).encoded(sequenceNumber: 1)
            + PDU.submitSM(message()).encoded(sequenceNumber: 2)
            + PDU.enquireLink().encoded(sequenceNumber: 3)
        for octet in octets { try client.send([octet]) }
        #expect(try client.receive(.bindTransceiverResp).header.sequenceNumber == 1)
        #expect(try client.receive(.submitSMResp).header.sequenceNumber == 2)
        _ = try client.receiveReceipt()
        #expect(try client.receive(.enquireLinkResp).header.sequenceNumber == 3)
    }

    @Test func pdusGluedToTheBindAreAnsweredInOrder() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        var octets = try PDU.bind(.transmitter, BindRequest(systemID: "esme"))
            .encoded(sequenceNumber: 1)
        for number in UInt32(2)...1001 {
            octets += try PDU.submitSM(message()).encoded(sequenceNumber: number)
        }
        octets += try PDU.unbind().encoded(sequenceNumber: 1002)
        try client.send(octets)
        let received = try client.receiveUntilEnd()
        #expect(received.map(\.header.sequenceNumber) == Array(1...1002))
        #expect(received.allSatisfy { $0.header.commandStatus == .ok })
        #expect(received.last?.header.commandID == .unbindResp)
        #expect(server.stop().closedAfterUnbind == 1)
    }

    @Test func pduOfTheGreatestLengthIsTaken() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var long = message(receipt: false, text: "")
        long.tlvs = [TLV(tag: .messagePayload, value: [UInt8](repeating: 65, count: 65_535))]
        for _ in 0..<10 { _ = try client.submit(long) }
        #expect(server.stop().accepted == 10)
    }

    @Test(arguments: [
        // A command_id that the standard does not have.
        "00000010 00000999 00000000 00000007",
        "00000013 0000000A 00000000 00000007 010203",
        // query_sm, cancel_sm and replace_sm need a store; the others are said to be unsupported.
        "00000015 00000003 00000000 00000007 31000000 00",
        "0000001A 00000008 00000000 00000007 00310000 00000000 0000",
        "00000010 00000007 00000000 00000007",
        "00000010 00000103 00000000 00000007",
        "00000010 00000021 00000000 00000007",
    ])
    func unsupportedCommandGetsGenericNack(octets: String) throws {
        let server = try startSMSC { $0.unsupported = [.dataSM, .submitMulti] }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        try client.send(hex(octets))
        let nack = try client.receive(.genericNack)
        #expect(nack.header.commandStatus == .invalidCommandID)
        #expect(nack.header.sequenceNumber == 7)
        #expect(try client.ask(.submitSM(message())).header.commandStatus == .ok)
        #expect(server.stop().unknownCommands == 1)
    }

    @Test(arguments: [
        // A source_addr of 21 characters, a destination_addr of 21 characters.
        (String(repeating: "1", count: 21), "2", CommandStatus.invalidSourceAddress),
        ("1", String(repeating: "2", count: 21), .invalidDestinationAddress),
    ])
    func messageWithABadFieldIsRefusedByName(
        source: String, destination: String, status: CommandStatus
    ) throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var bad = message()
        bad.sourceAddress = source
        bad.destinationAddress = destination
        try client.send(PDU.submitSM(bad).encoded(sequenceNumber: 9, rules: .tolerant))
        let response = try client.receive(.submitSMResp)
        #expect(response.header.commandStatus == status)
        #expect(response.header.sequenceNumber == 9)
        #expect(try client.ask(.submitSM(message())).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.malformed == 1)
        #expect(counters.rejected == 1)
        #expect(counters.receiptsQueued == 1)
    }

    @Test(arguments: 1...32)
    func messageCutShortIsNacked(missing: Int) throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var octets = try PDU.submitSM(SubmitSM()).encoded(sequenceNumber: 5)
        octets.removeLast(min(missing, octets.count - PDUHeader.byteCount))
        octets[3] = UInt8(octets.count)
        try client.send(octets)
        let answer = try #require(try client.receive())
        #expect(answer.header.commandStatus != .ok)
        #expect(answer.header.sequenceNumber == 5)
        #expect(try client.ask(.submitSM(message())).header.commandStatus == .ok)
    }

    @Test func responseToNothingIsCountedAndForgotten() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        try client.send(PDU.deliverSMResp(DeliverSMResp()).encoded(sequenceNumber: 77))
        try client.send(PDU.enquireLinkResp().encoded(sequenceNumber: 78))
        try client.send(PDU.unbindResp().encoded(sequenceNumber: 79))
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
        #expect(server.stop().unexpectedResponses == 3)
    }
}
