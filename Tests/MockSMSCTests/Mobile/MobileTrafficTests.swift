// Mobile-originated messages as an ESME gets them: to whom, how many at once, and what is counted.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct MobileTrafficTests {
    /// A server with more messages than any test takes, at a rate that is no limit.
    private func start(
        shards: Int = 1, _ change: (inout MobileTraffic) -> Void = { _ in }
    ) throws -> MockSMSC {
        try startSMSC {
            var traffic = MobileTraffic(rate: 1_000_000)
            change(&traffic)
            $0.mobile = traffic
            $0.shardCount = shards
        }
    }

    @Test func aSessionGetsWhatItsWindowAllowsAndTheNextForEachAnswer() throws {
        let server = try start { $0.window = 3 }
        let client = try ScriptedClient.bound(to: server, .receiver)
        let first = try (0..<3).map { _ in try client.receive(.deliverSM) }
        // Nothing follows: the answer to enquire_link is the next to come.
        _ = try client.ask(.enquireLink())
        guard case .deliverSM(let body) = try first[0].decoded() else { return }
        #expect(body.sourceAddress == "12025550123" && body.destinationAddress == "12345")
        try client.respond(to: first[1], .deliverSMResp(DeliverSMResp()))
        let next = try client.receive(.deliverSM)
        try client.respond(to: next, .deliverSMResp(nil), .systemError)
        _ = try client.receive(.deliverSM)
        client.close()
        let counters = server.stop()
        #expect(counters.mobileSent >= 5 && counters.mobileMessages == counters.mobileSent)
        #expect(counters.mobileAcknowledged == 1 && counters.mobileRefused == 1)
        #expect(counters.mobileLost == counters.mobileSent - 2)
        #expect(counters.mobileLatency?.count == 2)
        #expect(counters.receiptsSent == 0 && counters.receiptsAcknowledged == 0)
    }

    @Test func exactlyTheCountComesOverAllSessionsAndThreads() throws {
        let server = try start(shards: 2) {
            $0.count = 500
            $0.window = 50
        }
        let clients = try (0..<4).map { _ in try ScriptedClient.bound(to: server, .transceiver) }
        // Each reads until it has been quiet: an answered enquire_link ends what came before.
        var received = 0
        while received < 500 {
            for client in clients {
                try client.send(.enquireLink())
                while let pdu = try client.receive(), pdu.header.commandID == .deliverSM {
                    received += 1
                    try client.respond(to: pdu, .deliverSMResp(DeliverSMResp()))
                }
            }
        }
        for client in clients { #expect(try client.ask(.unbind()).header.commandStatus == .ok) }
        let counters = server.stop()
        #expect(received == 500)
        #expect(counters.mobileMessages == 500 && counters.mobileAcknowledged == 500)
    }

    @Test func receiptsAndMobileMessagesAreCountedApart() throws {
        let server = try start { $0.count = 1 }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let mobile = try client.receive(.deliverSM)
        try client.respond(to: mobile, .deliverSMResp(DeliverSMResp()))
        _ = try client.submit(message())
        _ = try client.receiveReceipt()
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.mobileAcknowledged == 1 && counters.receiptsAcknowledged == 1)
    }

    @Test func onlyTheNamedAccountGetsThemAndATransmitterNever() throws {
        let server = try start { $0.accounts = ["phones"] }
        let other = try ScriptedClient.bound(to: server, .transceiver)
        let transmitter = try ScriptedClient.bound(to: server, .transmitter, systemID: "phones")
        _ = try other.ask(.enquireLink())
        _ = try transmitter.ask(.enquireLink())
        let named = try ScriptedClient.bound(to: server, .receiver, systemID: "phones")
        _ = try named.receive(.deliverSM)
        #expect(server.stop().mobileSent <= 10)
    }

    @Test func thePartsOfALongMessageShareAReferenceAndASession() throws {
        let server = try start {
            $0.text = String(repeating: "x", count: 400)
            $0.longForm = .udh16
            $0.window = 2
        }
        let client = try ScriptedClient.bound(to: server, .receiver)
        for reference in [UInt8(1), 2] {
            var headers: [[UInt8]] = []
            for _ in 0..<3 {
                let pdu = try client.receive(.deliverSM)
                guard case .deliverSM(let body) = try pdu.decoded() else { return }
                headers.append(Array(body.shortMessage.prefix(7)))
                try client.respond(to: pdu, .deliverSMResp(DeliverSMResp()))
            }
            #expect(headers == (1...3).map { [6, 8, 4, 0, reference, 3, $0] })
        }
    }

    @Test func aTelephoneThatCanBeReachedAgainIsAnAlertNotification() throws {
        let server = try startSMSC {
            $0.mobile = MobileTraffic(rate: 1_000)
            $0.mobile?.count = 2
            $0.mobile?.alertPercent = 100
        }
        let client = try ScriptedClient.bound(to: server, .receiver)
        for _ in 0..<2 {
            let pdu = try #require(try client.receive())
            #expect(pdu.header.commandID.rawValue == 0x102)
            guard case .alertNotification(let alert) = try pdu.decoded() else {
                Issue.record("\(pdu.octets)")
                return
            }
            #expect(alert.sourceAddress == "12025550123" && alert.esmeAddress == "12345")
            #expect(alert.tlvs == [TLV(tag: .msAvailabilityStatus, 0 as UInt8)])
        }
        let counters = server.stop()
        #expect(counters.alertsSent == 2 && counters.mobileSent == 0)
        #expect(counters.mobileLost == 0)
    }
}
