// Delivery receipts: what they say, who gets them, and what becomes of those that nobody takes.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct ReceiptTests {
    @Test func receiptSaysWhatTheStandardAsks() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var submitted = message(text: "A message of more than twenty characters")
        submitted.sourceTON = 5
        submitted.sourceNPI = 1
        submitted.destinationTON = 2
        submitted.destinationNPI = 8
        let before = CivilTime(secondsSince1970: Clock.wall() / 1_000_000_000)
        let id = try client.submit(submitted)
        let receipt = try client.receiveReceipt()
        let after = CivilTime(secondsSince1970: Clock.wall() / 1_000_000_000)

        #expect(receipt.esmClass == 0x04)
        #expect(receipt.sourceAddress == "79001234567")
        #expect(receipt.sourceTON == 2)
        #expect(receipt.sourceNPI == 8)
        #expect(receipt.destinationAddress == "12345")
        #expect(receipt.destinationTON == 5)
        #expect(receipt.destinationNPI == 1)
        #expect(receipt.registeredDelivery == 0)
        #expect(receipt.dataCoding == 0)
        #expect(
            receipt.tlvs == [
                TLV(tag: .receiptedMessageID, id),
                TLV(tag: .messageState, MessageState.delivered.rawValue),
            ])
        let text = DeliveryReceipt(reading: receipt.shortMessage)
        #expect(text.id == id)
        #expect(text.sub == "001")
        #expect(text.dlvrd == "001")
        #expect(text.stat == "DELIVRD")
        #expect(text.err == "000")
        #expect(text.text == Array("A message of more th".utf8))
        #expect(text.submitDate == text.doneDate)
        let minute = try #require(text.submitTime).description.prefix(16)
        #expect([before, after].contains { $0.description.prefix(16) == minute })
    }

    @Test func messagesOfOneLengthKeepTheirOwnFields() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        // Each like the one before but for its text, its destination, its length, or its wish.
        let variants = [("79001234567", "one"), ("79001234567", "two"), ("79007654321", "two")]
        for (destination, text) in variants + variants {
            var submitted = message(text: text)
            submitted.destinationAddress = destination
            let id = try client.submit(submitted)
            let receipt = try client.receiveReceipt()
            #expect(receipt.sourceAddress == destination)
            let said = DeliveryReceipt(reading: receipt.shortMessage)
            #expect(said.id == id)
            #expect(said.text == Array(text.utf8))
        }
        var other = message(text: "")
        other.destinationAddress = "79007654321"
        _ = try client.submit(other)
        #expect(try client.receiveReceipt().sourceAddress == "79007654321")
        var silent = message(text: "two")
        silent.destinationAddress = "79007654321"
        silent.registeredDelivery = 0
        _ = try client.submit(silent)
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        #expect(server.stop().receiptsSent == 7)
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 0), (3, 0), (0x11, 1), (0x10, 0)] as [(UInt8, Int64)])
    func onlyWhoAsksForFinalReceiptsGetsOne(registeredDelivery: UInt8, count: Int64) throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var submitted = message()
        submitted.registeredDelivery = registeredDelivery
        _ = try client.submit(submitted)
        if count == 1 { _ = try client.receiveReceipt() }
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        #expect(server.stop().receiptsSent == count)
    }

    @Test(arguments: [(8, 0), (4, 0), (2, 0), (0, 0x40)] as [(UInt8, UInt8)])
    func messageThatIsNotTextIsNotQuoted(dataCoding: UInt8, esmClass: UInt8) throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var submitted = message()
        submitted.dataCoding = dataCoding
        submitted.esmClass = esmClass
        let id = try client.submit(submitted)
        let receipt = DeliveryReceipt(reading: try client.receiveReceipt().shortMessage)
        #expect(receipt.id == id)
        #expect(receipt.text == [])
    }

    @Test(arguments: [1, 2, 3])
    func receiptGoesToTheOtherBindOfTheAccount(shardCount: Int) throws {
        let server = try startSMSC { $0.shardCount = shardCount }
        let receiver = try ScriptedClient.bound(to: server, .receiver)
        let stranger = try ScriptedClient.bound(to: server, .receiver, systemID: "stranger")
        var ids: Set<String> = []
        for _ in 0..<shardCount {
            let transmitter = try ScriptedClient.bound(to: server, .transmitter)
            for _ in 0..<20 { ids.insert(try transmitter.submit(message())) }
        }
        var receipted: Set<String> = []
        for _ in 0..<ids.count {
            receipted.insert(try #require(try receiver.receiveReceipt().receiptedMessageID))
        }
        #expect(receipted == ids)
        // The stranger gets nothing but the answer to its question.
        #expect(try stranger.ask(.enquireLink()).header.commandStatus == .ok)
    }

    @Test(arguments: [1, 2])
    func receiptsWaitForTheNextReceivingBind(shardCount: Int) throws {
        let server = try startSMSC { $0.shardCount = shardCount }
        let transmitter = try ScriptedClient.bound(to: server, .transmitter)
        let ids = try (0..<30).map { _ in try transmitter.submit(message()) }
        let receiver = try ScriptedClient.bound(to: server, .receiver)
        for id in ids {
            #expect(try receiver.receiveReceipt().receiptedMessageID == id)
        }
        let counters = server.stop()
        #expect(counters.receiptsSent == 30)
        #expect(counters.receiptsDropped == 0)
    }

    @Test func receiptsOfALostReceiverGoToTheNextOne() throws {
        let server = try startSMSC { $0.receiptDelay = 1_000_000 }
        let transmitter = try ScriptedClient.bound(to: server, .transmitter)
        let first = try ScriptedClient.bound(to: server, .receiver)
        #expect(try first.ask(.unbind()).header.commandStatus == .ok)
        let id = try transmitter.submit(message())
        let second = try ScriptedClient.bound(to: server, .transceiver)
        #expect(try second.receiveReceipt().receiptedMessageID == id)
    }

    @Test func oldestParkedReceiptsGiveWay() throws {
        let server = try startSMSC { $0.receiptCapacity = 8 }
        let transmitter = try ScriptedClient.bound(to: server, .transmitter)
        let ids = try (0..<10).map { _ in try transmitter.submit(message()) }
        // Half of the capacity is for parked ones.
        let receiver = try ScriptedClient.bound(to: server, .receiver)
        for id in ids.suffix(4) {
            #expect(try receiver.receiveReceipt().receiptedMessageID == id)
        }
        #expect(try receiver.ask(.enquireLink()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.receiptsQueued == 10)
        #expect(counters.receiptsDropped == 6)
        #expect(counters.receiptsSent == 4)
    }

    @Test func moreReceiptsThanMayWaitAreRefusedAtTheSubmission() throws {
        let server = try startSMSC {
            $0.receiptCapacity = 8
            $0.receiptDelay = 3_600_000_000_000
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<8 { _ = try client.submit(message()) }
        let refusal = try client.ask(.submitSM(message()))
        #expect(refusal.header.commandStatus == .messageQueueFull)
        #expect(try client.ask(.submitSM(message(receipt: false))).header.commandStatus == .ok)
        #expect(server.stop().rejected == 1)
    }

    @Test func receiptComesNoEarlierThanItsDelay() throws {
        let delay: Int64 = 30_000_000
        let server = try startSMSC { $0.receiptDelay = .fixed(delay) }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var sent: [String: Int64] = [:]
        for _ in 0..<5 {
            let before = Clock.monotonic()
            sent[try client.submit(message())] = before
        }
        for _ in 0..<5 {
            let id = try #require(try client.receiveReceipt().receiptedMessageID)
            #expect(Clock.monotonic() - (try #require(sent[id])) >= delay)
        }
    }

    @Test(arguments: [
        (BindType.transceiver, 1, Int64(0)), (.transceiver, 1, 1_000_000),
        (.transmitter, 1, 0), (.transmitter, 2, 0),
    ])
    func everyMessageOfManyGetsItsReceipt(type: BindType, shardCount: Int, delay: Int64) throws {
        let count = 100_000
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.receiptDelay = .fixed(delay)
        }
        let sender = try ScriptedClient.bound(to: server, type)
        let receiver =
            type.mayReceive ? sender : try ScriptedClient.bound(to: server, .receiver)
        let submit = try PDU.submitSM(message()).encoded(sequenceNumber: 1)
        let chunk = 1000
        let octets = Array(
            copies(of: submit, atLeast: chunk * submit.count)[..<(chunk * submit.count)])
        var numbers: Set<UInt32> = []
        for _ in 0..<(count / chunk) {
            try sender.send(octets)
            var responses = 0
            while responses < chunk {
                let header = try #require(try sender.receiveHeader())
                if header.commandID == .submitSMResp {
                    responses += 1
                } else {
                    numbers.insert(header.sequenceNumber)
                }
            }
        }
        while numbers.count < count {
            numbers.insert(try #require(try receiver.receiveHeader()).sequenceNumber)
        }
        try receiver.send(numbers.flatMap(deliverSMResp))
        #expect(try receiver.ask(.enquireLink()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.receiptsSent == Int64(count))
        #expect(counters.receiptsAcknowledged == Int64(count))
        #expect(counters.receiptsDropped == 0)
    }
}
