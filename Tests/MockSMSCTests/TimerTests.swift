// The timers of the standard as an ESME meets them. Each test waits for what the timer does.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct TimerTests {
    @Test func connectionWithoutABindIsClosed() throws {
        let server = try startSMSC { $0.sessionInitTimeout = 30_000_000 }
        let start = Clock.monotonic()
        let client = try ScriptedClient(port: server.port)
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(Clock.monotonic() - start >= 30_000_000)
        #expect(server.stop().closedForSessionInit == 1)
    }

    @Test func refusedBindDoesNotProlongTheWait() throws {
        let server = try startSMSC {
            $0.sessionInitTimeout = 500_000_000
            $0.accounts = [.init(systemID: "esme", password: "secret")]
        }
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.receiver, password: "wrong") == .invalidPassword)
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(server.stop().closedForSessionInit == 1)
    }

    @Test func silentPeerIsAskedAndItsAnswerKeepsTheSession() throws {
        let server = try startSMSC {
            $0.enquireLinkInterval = 20_000_000
            $0.responseTimeout = 10_000_000_000
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var numbers: [UInt32] = []
        for _ in 0..<3 {
            let question = try client.receive(.enquireLink)
            numbers.append(question.header.sequenceNumber)
            try client.respond(to: question, .enquireLinkResp())
        }
        #expect(numbers == [1, 2, 3])
        #expect(server.stop().enquireLinksSent >= 3)
    }

    @Test func peerThatDoesNotAnswerEnquireLinkIsClosedWithoutUnbind() throws {
        let server = try startSMSC {
            $0.enquireLinkInterval = 20_000_000
            $0.responseTimeout = 20_000_000
        }
        let client = try ScriptedClient.bound(to: server, .receiver)
        #expect(try client.receiveUntilEnd().map(\.header.commandID) == [.enquireLink])
        #expect(server.stop().closedForResponseTimeout == 1)
    }

    @Test func unansweredReceiptClosesWithoutUnbind() throws {
        let server = try startSMSC { $0.responseTimeout = 30_000_000 }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let start = Clock.monotonic()
        _ = try client.submit(message())
        #expect(try client.receiveUntilEnd().map(\.header.commandID) == [.deliverSM])
        #expect(Clock.monotonic() - start >= 30_000_000)
        #expect(server.stop().closedForResponseTimeout == 1)
    }

    @Test func oneUnansweredReceiptAmongManyClosesToo() throws {
        let server = try startSMSC { $0.responseTimeout = 300_000_000 }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var receipts = 0
        var commands: Set<CommandID> = []
        let end = Clock.monotonic() + ScriptedClient.patience
        // Ends with the connection: a reset while sending, or the end while receiving.
        while Clock.monotonic() < end, (try? client.send(.submitSM(message()))) != nil,
            let response = try client.receive(), let pdu = try client.receive()
        {
            commands.insert(response.header.commandID)
            commands.insert(pdu.header.commandID)
            receipts += 1
            if receipts == 2 { continue }
            guard (try? client.respond(to: pdu, .deliverSMResp(DeliverSMResp()))) != nil else {
                break
            }
        }
        #expect(receipts > 2)
        #expect(commands == [.submitSMResp, .deliverSM])
        #expect(server.stop().closedForResponseTimeout == 1)
    }

    @Test func answeredReceiptsNeverClose() throws {
        let server = try startSMSC {
            $0.responseTimeout = 400_000_000
            $0.enquireLinkInterval = 1_000_000_000
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for round in 0..<5 {
            _ = try client.submit(message())
            let pdu = try client.receive(.deliverSM)
            if round.isMultiple(of: 2) {
                try client.respond(to: pdu, .deliverSMResp(DeliverSMResp()))
            } else {
                try client.respond(to: pdu, .genericNack(), .systemError)
            }
        }
        // The question comes long after the response timeout.
        let question = try client.receive(.enquireLink)
        try client.respond(to: question, .enquireLinkResp())
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.receiptsAcknowledged == 3)
        #expect(counters.receiptsRefused == 2)
        #expect(counters.closedForResponseTimeout == 0)
    }

    @Test func sessionWithoutMessagesIsClosed() throws {
        let server = try startSMSC { $0.inactivityTimeout = 40_000_000 }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(server.stop().closedForInactivity == 1)
    }
}
