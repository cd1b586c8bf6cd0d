// query_sm, cancel_sm and replace_sm against a server with a message store, and the commands that a server may
// do without.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct OperationTests {
    private let hour: Int64 = 3_600_000_000_000

    /// A server whose messages are delivered after `delay`.
    private func start(
        _ delay: Int64, capacity: Int = 100, shards: Int = 1
    ) throws -> MockSMSC {
        try startSMSC {
            $0.storeCapacity = capacity
            $0.receiptDelay = .fixed(delay)
            $0.shardCount = shards
        }
    }

    private func query(
        _ client: ScriptedClient, _ id: String, source: String = "12345"
    ) throws -> (CommandStatus, QuerySMResp?) {
        var request = QuerySM()
        request.messageID = id
        request.sourceAddress = source
        let message = MockSMSCTests.message()
        (request.sourceTON, request.sourceNPI) = (message.sourceTON, message.sourceNPI)
        let response = try client.ask(.querySM(request))
        guard case .querySMResp(let body) = try response.decoded() else {
            throw UnexpectedAnswer(text: response.header.commandID.name)
        }
        return (response.header.commandStatus, body)
    }

    private func cancel(
        _ client: ScriptedClient, _ id: String, destination: String = ""
    ) throws -> CommandStatus {
        let message = MockSMSCTests.message()
        var request = CancelSM()
        request.messageID = id
        (request.sourceTON, request.sourceNPI) = (message.sourceTON, message.sourceNPI)
        request.sourceAddress = message.sourceAddress
        if !destination.isEmpty {
            (request.destinationTON, request.destinationNPI) = (
                message.destinationTON, message.destinationNPI
            )
            request.destinationAddress = destination
        }
        return try client.ask(.cancelSM(request)).header.commandStatus
    }

    @Test func aMessageIsEnRouteUntilItsEndAndThenHasADate() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message())
        let (status, body) = try query(client, id)
        #expect(status == .ok && body?.messageState == .enroute && body?.finalDate == "")
        let fast = try start(0)
        let other = try ScriptedClient.bound(to: fast, .transmitter)
        let done = try other.submit(message(receipt: false))
        let (_, final) = try query(other, done)
        #expect(final?.messageState == .delivered && final?.finalDate.count == 16)
        #expect(fast.stop().queries == 1)
    }

    @Test(
        arguments: ReceiptDialect.IDForm.allCases,
        [ReceiptDialect.IDForm.decimal, .hex, .decimal10])
    func anIDIsKnownInWhateverFormResponsesHaveIt(
        response: ReceiptDialect.IDForm, receipt: ReceiptDialect.IDForm
    ) throws {
        let server = try startSMSC {
            $0.storeCapacity = 100
            $0.receiptDelay = .fixed(hour)
            $0.dialect.responseID = response
            $0.dialect.receiptID = receipt
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<12 {
            let id = try client.submit(message())
            #expect(try query(client, id).1?.messageState == .enroute, "\(id)")
        }
        let id = try client.submit(message())
        #expect(try cancel(client, id) == .ok, "\(id)")
        _ = try client.receiveReceipt()
        #expect(try query(client, id).1?.messageState == .deleted, "\(id)")
    }

    @Test func timeCompressionBringsTheEndOfAValidityNear() throws {
        // An hour in a tenth of a second; delivered in ten.
        let server = try startSMSC {
            $0.storeCapacity = 100
            $0.receiptDelay = .fixed(10 * hour)
            $0.timeCompression = 36_000
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var message = message()
        message.validityPeriod = "000000010000000R"
        _ = try client.submit(message)
        let receipt = try client.receiveReceipt()
        #expect(String(decoding: receipt.shortMessage, as: UTF8.self).contains("stat:EXPIRED"))
    }

    @Test func nobodyElseAndNoOtherSourceLearnsOfAMessage() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message())
        #expect(try query(client, id, source: "54321").0 == .queryFailed)
        #expect(try query(client, "1000000000000099").0 == .invalidMessageID)
        #expect(try query(client, "no id").0 == .invalidMessageID)
        let stranger = try ScriptedClient.bound(to: server, .transceiver, systemID: "stranger")
        #expect(try query(stranger, id).0 == .invalidMessageID)
        #expect(try cancel(stranger, id) == .invalidMessageID)
    }

    @Test func aCancelledMessageIsDeletedAndItsReceiptSaysSoAtOnce() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message())
        #expect(try cancel(client, id, destination: "1") == .cancelFailed)
        #expect(try cancel(client, id) == .ok)
        let receipt = try client.receiveReceipt()
        #expect(receipt.receiptedMessageID == id)
        #expect(String(decoding: receipt.shortMessage, as: UTF8.self).contains("stat:DELETED"))
        #expect(try query(client, id).1?.messageState == .deleted)
        #expect(try cancel(client, id) == .cancelFailed)
        #expect(server.stop().cancelled == 1)
    }

    @Test func withoutAnIDAllBetweenTheAddressesAreCancelled() throws {
        let server = try start(hour, shards: 2)
        let first = try ScriptedClient.bound(to: server, .transmitter)
        let second = try ScriptedClient.bound(to: server, .transmitter)
        let ids = try [first, second, first].map { try $0.submit(message(receipt: false)) }
        #expect(try cancel(second, "", destination: message().destinationAddress) == .ok)
        for id in ids { #expect(try query(first, id).1?.messageState == .deleted) }
        #expect(try cancel(second, "", destination: message().destinationAddress) == .cancelFailed)
        #expect(server.stop().cancelled == 3)
    }

    @Test func aValidityPeriodEndsAMessageBeforeItsDelivery() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var short = message()
        short.validityPeriod = "000000000000000R"
        let id = try client.submit(short)
        let receipt = try client.receiveReceipt()
        #expect(String(decoding: receipt.shortMessage, as: UTF8.self).contains("stat:EXPIRED"))
        #expect(try query(client, id).1?.messageState == .expired)
    }

    @Test func aReplacementEndsAMessageWithItsOwnValidity() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var request = ReplaceSM()
        request.messageID = try client.submit(message(receipt: false))
        let original = message()
        (request.sourceTON, request.sourceNPI) = (original.sourceTON, original.sourceNPI)
        request.sourceAddress = "54321"
        request.shortMessage = Array("new".utf8)
        #expect(try client.ask(.replaceSM(request)).header.commandStatus == .replaceFailed)
        request.sourceAddress = original.sourceAddress
        #expect(try client.ask(.replaceSM(request)).header.commandStatus == .ok)
        #expect(try query(client, request.messageID).1?.messageState == .enroute)
        request.validityPeriod = "000000000000000R"
        #expect(try client.ask(.replaceSM(request)).header.commandStatus == .ok)
        #expect(try query(client, request.messageID).1?.messageState == .expired)
        #expect(try client.ask(.replaceSM(request)).header.commandStatus == .replaceFailed)
        #expect(server.stop().replaced == 2)
    }

    @Test func aFullStoreForgetsTheOldest() throws {
        let server = try start(hour, capacity: 3)
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let ids = try (0..<5).map { _ in try client.submit(message(receipt: false)) }
        #expect(try ids.map { try query(client, $0).0 == .ok } == [false, false, true, true, true])
        #expect(server.stop().storeDropped == 2)
    }

    @Test func manyQuestionsAtOnceAllGetAnAnswer() throws {
        let server = try start(hour)
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var request = QuerySM()
        request.messageID = try client.submit(message(receipt: false))
        request.sourceAddress = message().sourceAddress
        (request.sourceTON, request.sourceNPI) = (message().sourceTON, message().sourceNPI)
        let octets = try PDU.querySM(request).encoded(sequenceNumber: 7)
        let count = 20_000
        let flood = Array(repeatElement(octets, count: count).joined())
        // The answers are longer than the questions, and wait in the sockets until all is sent.
        var sent = 0
        var answers = 0
        while answers < count {
            if sent < flood.count {
                sent += try client.send(Array(flood[sent...].prefix(16_384)), giveUpAfter: 1)
            }
            while answers < count, answers < sent / octets.count {
                let header = try #require(try client.receiveHeader())
                #expect(header.commandID == .querySMResp)
                answers += 1
            }
        }
        #expect(server.stop().queries == Int64(count))
    }

    @Test func unsupportedCommandsGetAGenericNack() throws {
        let server = try startSMSC { $0.unsupported = [.bindReceiver, .cancelSM] }
        let client = try ScriptedClient(port: server.port)
        let number = try client.send(.bind(.receiver, BindRequest(systemID: "a", password: "b")))
        let nack = try client.receive(.genericNack)
        #expect(nack.header.commandStatus == .invalidCommandID)
        #expect(nack.header.sequenceNumber == number)
        #expect(try client.bind(.transceiver) == .ok)
        for pdu in [PDU.cancelSM(CancelSM()), .querySM(QuerySM()), .submitMulti(SubmitMulti())] {
            _ = try? client.send(pdu)
        }
        _ = try client.receive(.genericNack)
        _ = try client.receive(.genericNack)
        #expect(server.stop().unknownCommands >= 3)
    }
}
