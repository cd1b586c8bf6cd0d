// Connections that end, break, block or flood, beside others that must not notice.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct ConnectionTests {
    @Test func unbindIsAnsweredAndThenTheConnectionCloses() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(server.stop().closedAfterUnbind == 1)
    }

    @Test(arguments: [
        "0000000F 00000004 00000000 00000001",
        "00000000 00000004 00000000 00000001",
        "00011171 00000004 00000000 00000001",
        "48545450 2F312E31 20323030 204F4B0D 0A",
    ])
    func impossibleLengthClosesThisConnectionAlone(octets: String) throws {
        let server = try startSMSC()
        let other = try ScriptedClient.bound(to: server, .transceiver)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        // What came before is still answered.
        try client.send(PDU.enquireLink().encoded(sequenceNumber: 5) + hex(octets))
        let received = try client.receiveUntilEnd()
        #expect(received.map(\.header.commandID) == [.enquireLinkResp])
        _ = try other.submit(message())
        _ = try other.receiveReceipt()
        let counters = server.stop()
        #expect(counters.closedForBadLength == 1)
        #expect(counters.accepted == 1)
    }

    @Test func randomOctetsHarmNobodyElse() throws {
        let seed: UInt64 = 20_240_501
        var generator = SeededGenerator(seed: seed)
        let server = try startSMSC { $0.sessionInitTimeout = 50_000_000 }
        let other = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<50 {
            let client = try ScriptedClient(port: server.port)
            let isBound = Bool.random(using: &generator)
            // Too late a bind finds the connection closed.
            if isBound { _ = try? client.bind(.transceiver) }
            for _ in 0..<5 {
                // A plausible header, so that the rest is looked at.
                let length = Int.random(in: 16...120, using: &generator)
                var octets: [UInt8] = (0..<length).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                octets.replaceSubrange(0..<3, with: [0, 0, 0])
                octets[3] = UInt8(length)
                octets.replaceSubrange(4..<7, with: [0, 0, 0])
                octets[7] = UInt8.random(in: 0...0x22, using: &generator)
                // The server may have closed already: an unbind can be among the octets.
                _ = try? client.send(octets)
            }
        }
        _ = try other.submit(message())
        #expect(try other.receiveReceipt().esmClass == 0x04, "seed \(seed)")
    }

    @Test func connectionThatBreaksWithinAPDUIsForgotten() throws {
        let server = try startSMSC()
        for _ in 0..<20 {
            let client = try ScriptedClient.bound(to: server, .transceiver)
            try client.send(hex("00000050 00000004 00000000"))
            client.close()
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        _ = try client.submit(message())
        _ = try client.receiveReceipt()
        client.close()
        #expect(server.stop().connections == 21)
    }

    @Test func halfClosedPeerStillGetsItsAnswers() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        var octets = try PDU.bind(.transmitter, BindRequest(systemID: "esme"))
            .encoded(sequenceNumber: 1)
        for number in UInt32(2)...501 {
            octets += try PDU.submitSM(message(receipt: false)).encoded(sequenceNumber: number)
        }
        try client.send(octets)
        client.finish()
        #expect(try client.receiveUntilEnd().count == 501)
        #expect(server.stop().closedByPeer == 1)
    }

    @Test func connectionsBeyondTheLimitAreClosed() throws {
        let server = try startSMSC { $0.connectionLimit = 2 }
        let first = try ScriptedClient.bound(to: server, .transceiver)
        let second = try ScriptedClient.bound(to: server, .transceiver)
        let third = try ScriptedClient(port: server.port)
        #expect(try third.receiveUntilEnd().isEmpty)
        #expect(try first.ask(.unbind()).header.commandStatus == .ok)
        #expect(try first.receiveUntilEnd().isEmpty)
        first.close()
        _ = try second.submit(message())
        #expect(server.stop().connectionsRefused == 1)
    }

    @Test(arguments: [1, 2])
    func slowReaderIsHeldBackAndOthersAreNot(shardCount: Int) throws {
        let server = try startSMSC { $0.shardCount = shardCount }
        let slow = try ScriptedClient.bound(to: server, .transceiver)
        let submit = try PDU.submitSM(message()).encoded(sequenceNumber: 1)
        let octets = copies(of: submit, atLeast: 32 * 1024 * 1024)
        let sent = try slow.send(octets, giveUpAfter: 300_000_000)
        // What the server and the two sockets hold is far less than what was offered.
        #expect(sent < octets.count)

        for _ in 0..<shardCount {
            let other = try ScriptedClient.bound(to: server, .transceiver, systemID: "other")
            _ = try other.submit(message())
            _ = try other.receiveReceipt()
        }
        // Once it reads, everything that was sent whole is answered, and receipted.
        let whole = sent / submit.count
        var responses = 0
        var receipts = 0
        var refused = 0
        while responses < whole || receipts < whole {
            let header = try #require(try slow.receiveHeader())
            if header.commandID == .submitSMResp { responses += 1 } else { receipts += 1 }
            if header.commandStatus != .ok { refused += 1 }
        }
        #expect(refused == 0)
        slow.close()
        let counters = server.stop()
        #expect(counters.receiptsDropped == 0)
    }

    @Test(arguments: [1, 2])
    func stopUnbindsThePeers(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.stopGrace = ScriptedClient.patience
        }
        let clients = try (0..<4).map { _ in try ScriptedClient.bound(to: server, .transceiver) }
        let unbound = try ScriptedClient(port: server.port)
        #expect(try unbound.ask(.enquireLink()).header.commandStatus == .invalidBindStatus)
        let task = try BackgroundStop(server)
        for client in clients {
            let unbind = try client.receive(.unbind)
            try client.respond(to: unbind, .unbindResp())
            #expect(try client.receiveUntilEnd().isEmpty)
        }
        #expect(try unbound.receiveUntilEnd().isEmpty)
        let counters = task.wait()
        #expect(counters.closedAfterUnbind == 4)
        #expect(counters.closedByStop == 1)
        #expect(server.stop() == counters)
        #expect(throws: (any Error).self) { try ScriptedClient(port: server.port) }
    }

    @Test func stopDoesNotWaitForAPeerThatDoesNotAnswer() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transceiver)
        #expect(server.stop().closedByStop == 1)
        #expect(try client.receiveUntilEnd().map(\.header.commandID) == [.unbind])
    }

    @Test func settingsThatMakeNoSenseAreRefused() {
        #expect(throws: MockSMSCError(message: "0 server threads, not 1 to 64")) {
            try startSMSC { $0.shardCount = 0 }
        }
        let name = "sixteen-letters."
        let message = "the server's system_id \"\(name)\" is not one of at most 15 characters"
        #expect(throws: MockSMSCError(message: message)) {
            try startSMSC { $0.systemID = name }
        }
    }

    @Test func portInUseIsSaidInOneLine() throws {
        let server = try startSMSC()
        let error = #expect(throws: MockSMSCError.self) {
            try startSMSC { $0.port = server.port }
        }
        #expect(
            error?.message == "cannot listen on 127.0.0.1:\(server.port): Address already in use")
    }
}
