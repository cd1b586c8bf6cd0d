// Delayed responses over a real socket: none too early, none lost, in the order of their times.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct ResponseDelayTests {
    private static let millisecond: Int64 = 1_000_000

    @Test func responseComesNoEarlierThanItsDelayAndTheReceiptNoEarlierThanBoth() throws {
        let server = try startSMSC {
            $0.responseDelay = .fixed(20 * Self.millisecond)
            $0.receiptDelay = .fixed(10 * Self.millisecond)
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<3 {
            let before = Clock.monotonic()
            let id = try client.submit(message())
            #expect(Clock.monotonic() - before >= 20 * Self.millisecond)
            #expect(try client.receiveReceipt().receiptedMessageID == id)
            #expect(Clock.monotonic() - before >= 30 * Self.millisecond)
        }
        #expect(server.stop().accepted == 3)
    }

    @Test func responsesOfOneFixedDelayKeepTheOrderOfTheirRequests() throws {
        let server = try startSMSC { $0.responseDelay = .fixed(Self.millisecond) }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let numbers = try (0..<500).map { _ in
            try client.send(.submitSM(message(receipt: false)))
        }
        for number in numbers {
            #expect(try client.receive(.submitSMResp).header.sequenceNumber == number)
        }
    }

    @Test(arguments: [1, 2])
    func drawnDelaysPutResponsesAndReceiptsOutOfOrderAndLoseNone(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.responseDelay = .mix([
                Delay.Share(80, .fixed(Self.millisecond)),
                Delay.Share(20, .uniform(0, 30 * Self.millisecond)),
            ])
            $0.receiptDelay = .exponential(mean: 5 * Self.millisecond)
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let numbers = try (0..<1000).map { _ in try client.send(.submitSM(message())) }
        var responses: [UInt32] = []
        var ids: [String] = []
        var receipted: [String] = []
        while responses.count < 1000 || receipted.count < 1000 {
            let pdu = try #require(try client.receive())
            switch try pdu.decoded() {
            case .submitSMResp(let body):
                responses.append(pdu.header.sequenceNumber)
                ids.append(try #require(body).messageID)
            case .deliverSM(let body):
                receipted.append(try #require(body.receiptedMessageID))
            default: Issue.record("\(pdu.header.commandID.name)")
            }
        }
        #expect(responses.sorted() == numbers && responses != numbers)
        #expect(receipted.sorted() == ids.sorted() && receipted != ids)
    }

    @Test func moreThanMayWaitIsRefusedAtOnce() throws {
        let server = try startSMSC {
            $0.receiptCapacity = 8
            $0.responseDelay = .fixed(3_600_000 * Self.millisecond)
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        // Two places fewer than there are: a message may want them for its receipts.
        for _ in 0..<6 { try client.send(.submitSM(message(receipt: false))) }
        let refusal = try client.ask(.submitSM(message(receipt: false)))
        #expect(refusal.header.commandStatus == .messageQueueFull)
        #expect(server.stop().rejected == 1)
    }

    @Test func responsesOfALostConnectionAreCountedAndForgotten() throws {
        let server = try startSMSC { $0.responseDelay = .fixed(5 * Self.millisecond) }
        let lost = try ScriptedClient.bound(to: server, .transmitter)
        for _ in 0..<5 { try lost.send(.submitSM(message(receipt: false))) }
        #expect(try lost.send(.unbind()) > 0)
        #expect(try lost.receive(.unbindResp).header.commandStatus == .ok)
        // A later connection takes the place of the lost one and gets nothing of its responses.
        lost.close()
        let next = try ScriptedClient.bound(to: server, .transmitter)
        let number = try next.send(.submitSM(message(receipt: false)))
        #expect(try next.receive(.submitSMResp).header.sequenceNumber == number)
        let counters = server.stop()
        #expect(counters.accepted == 6)
        #expect(counters.responsesDropped == 5)
    }
}
