// data_sm and submit_multi: taken as the messages they stand for, with their receipts.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct RelayTests {
    private func data(_ text: String) -> DataSM {
        var message = DataSM()
        message.sourceAddress = "12345"
        message.destinationAddress = "79001234567"
        message.registeredDelivery = 1
        message.tlvs = [TLV(tag: .messagePayload, value: Array(text.utf8))]
        return message
    }

    /// Plain, and with rules.
    @Test(arguments: [0, 1_000_000] as [Int64]) func aDataSMIsAcceptedAndReceipted(
        _ delay: Int64
    ) throws {
        let server = try startSMSC {
            $0.storeCapacity = delay > 0 ? 10 : 0
            $0.receiptDelay = .fixed(delay)
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let response = try client.ask(.dataSM(data(String(repeating: "x", count: 40_000))))
        guard case .dataSMResp(let body?) = try response.decoded() else {
            Issue.record("no message_id")
            return
        }
        #expect(response.header.commandStatus == .ok && body.messageID.count == 16)
        #expect(try client.receiveReceipt().receiptedMessageID == body.messageID)
        let counters = server.stop()
        #expect(counters.dataMessages == 1 && counters.accepted == 1)
        #expect(counters.receiptsAcknowledged == 1 && counters.unknownCommands == 0)
    }

    @Test func anAddressTooLongForANumberIsRefused() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var message = data("x")
        message.destinationAddress = String(repeating: "1", count: 40)
        let response = try client.ask(.dataSM(message))
        #expect(response.header.commandStatus == .invalidDestinationAddress)
        let receiver = try ScriptedClient.bound(to: server, .receiver)
        let refused = try receiver.ask(.dataSM(data("x")))
        #expect(refused.header.commandStatus == .invalidBindStatus)
    }

    @Test func aSubmitMultiHasOneIDAndAReceiptForEachDestination() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var message = SubmitMulti()
        message.sourceAddress = "12345"
        message.registeredDelivery = 1
        message.shortMessage = Array("Hello".utf8)
        message.destinations = [
            .init(ton: 1, npi: 1, address: "111"), .init(distributionList: "friends"),
            .init(ton: 1, npi: 1, address: "222"),
        ]
        try client.send(.submitMulti(message))
        guard case .submitMultiResp(let body?) = try client.receive(.submitMultiResp).decoded()
        else { return }
        #expect(body.unsuccessful.map(\.address) == ["friends"])
        #expect(body.unsuccessful.map(\.status) == [.invalidDistributionList])
        let receipts = try (0..<2).map { _ in try client.receiveReceipt() }
        #expect(receipts.map(\.receiptedMessageID) == [body.messageID, body.messageID])
        #expect(receipts.map(\.sourceAddress) == ["111", "222"])
        // The next message has an id of its own.
        #expect(try client.submit(MockSMSCTests.message(receipt: false)) != body.messageID)
        let counters = server.stop()
        #expect(counters.multiMessages == 1 && counters.accepted == 3)
    }

    @Test func aSubmitMultiThatReachesNobodyIsRefused() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var message = SubmitMulti()
        message.destinations = [.init(distributionList: "friends")]
        let response = try client.ask(.submitMulti(message))
        #expect(response.header.commandStatus == .invalidDistributionList)
    }

    @Test func manyDestinationsAtOnceKeepWithinTheOutput() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var message = SubmitMulti()
        message.destinations = (0..<254).map { .init(distributionList: "list\($0)") }
        message.destinations[0] = .init(ton: 1, npi: 1, address: "1")
        let octets = try PDU.submitMulti(message).encoded(sequenceNumber: 3)
        try client.send(Array(repeatElement(octets, count: 60).joined()))
        for _ in 0..<60 {
            let header = try #require(try client.receiveHeader())
            #expect(header.commandID == .submitMultiResp && header.commandStatus == .ok)
        }
    }

    private func multi(_ address: String) -> SubmitMulti {
        var message = SubmitMulti()
        message.sourceAddress = "12345"
        message.shortMessage = Array("Hello".utf8)
        message.destinations = [.init(ton: 1, npi: 1, address: address)]
        return message
    }

    @Test(arguments: [PDU.dataSM(DataSM()).commandID, .submitMulti])
    func theirAnswersWaitAsThoseOfSubmitSMDo(_ command: CommandID) throws {
        let server = try startSMSC { $0.responseDelay = .fixed(100 * millisecond) }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let isData = command == .dataSM
        let start = Clock.monotonic()
        let message = isData ? PDU.dataSM(data("x")) : .submitMulti(multi("111"))
        // What comes later, though in one piece with it, is answered before.
        try client.send(
            message.encoded(sequenceNumber: 100) + PDU.enquireLink().encoded(sequenceNumber: 101))
        #expect(try client.receive()?.header.commandID == .enquireLinkResp)
        let answer = try #require(try client.receive())
        #expect(answer.header.commandID == command.response)
        #expect(answer.header.commandStatus == .ok)
        #expect(Clock.monotonic() - start >= 100 * millisecond)
        _ = try answer.decoded()
    }

    @Test(arguments: [Excess.close, .unbind])
    func oneTooManyEndsTheSessionAsTheLimitSays(_ excess: Excess) throws {
        var limit = RateLimit(.tokenBucket, rate: 0.001)
        limit.burst = 2
        limit.excess = excess
        let server = try startSMSC { $0.rules.limits = [limit] }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try client.ask(.dataSM(data("x"))).header.commandStatus == .ok)
        #expect(try client.ask(.submitMulti(multi("1"))).header.commandStatus == .ok)
        try client.send(.dataSM(data("x")))
        try client.send(.enquireLink())
        let next = try client.receive()
        if excess == .close {
            #expect(next == nil)
        } else {
            #expect(next?.header.commandID == .unbind)
        }
        #expect(server.stop().closedForExcess == 1)
    }
}
