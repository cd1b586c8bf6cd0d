// What must not bring the built-in SMSC down: a thousand connections, floods of connects, peers that never bind
// or never read, mangled PDUs, a full store. A healthy ESME is served all the while.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite(.serialized) struct EnduranceTests {
    @Test func aThousandConnectionsAreBoundAndServed() throws {
        let count = 1_000
        // Both ends of each connection, with an epoll for the client's, are in this process.
        let files = OpenFiles.allowAll()
        try #require(
            files >= 4 * count, "needs \(4 * count) open files, may have \(files): ulimit -n")
        let server = try startSMSC { $0.shardCount = 2 }
        var clients: [ScriptedClient] = []
        for number in 0..<count {
            clients.append(
                try ScriptedClient.bound(to: server, .transceiver, systemID: "esme\(number % 50)"))
        }
        #expect(server.counters.sessionsBound == Int64(count))
        for client in clients { try client.send(.submitSM(message())) }
        for client in clients {
            var commands: [CommandID] = []
            for _ in 0..<2 {
                let header = try #require(try client.receiveHeader())
                #expect(header.commandStatus == .ok)
                commands.append(header.commandID)
            }
            #expect(Set(commands) == [.submitSMResp, .deliverSM])
        }
        clients = []
        let counters = server.stop()
        #expect(counters.accepted == Int64(count))
        #expect(counters.receiptsSent == Int64(count))
    }

    @Test func aFloodOfConnectsLeavesAHealthySessionServed() throws {
        let server = try startSMSC()
        let healthy = try ScriptedClient.bound(to: server, .transceiver)
        let count = 2_000
        for number in 0..<count {
            let visitor = try ScriptedClient(port: server.port)
            if number % 3 == 1 { try visitor.send([0, 0]) }
            visitor.close()
            if number % 200 == 0 { try expectService(healthy) }
        }
        try expectService(healthy)
        // The last of them may still wait to be accepted.
        try untilTrue { server.counters.connections == Int64(count + 1) }
        try untilTrue { server.counters.connectionsOpen == 1 }
        #expect(server.stop().closedByPeer == Int64(count))
    }

    @Test func peersThatNeverBindAreClosedByTheBindTimer() throws {
        let server = try startSMSC { $0.sessionInitTimeout = 200_000_000 }
        let healthy = try ScriptedClient.bound(to: server, .transceiver)
        let silent = try (0..<100).map { _ in try ScriptedClient(port: server.port) }
        for (number, client) in silent.enumerated() where number % 2 == 0 {
            // Half a header is no bind.
            try client.send([0, 0, 0, 40, 0, 0, 0, 9])
        }
        try expectService(healthy)
        for client in silent { #expect(try client.receiveUntilEnd().isEmpty) }
        try expectService(healthy)
        let counters = server.stop()
        #expect(counters.closedForSessionInit == 100)
        #expect(counters.binds == 1)
    }

    @Test(arguments: [1, 2])
    func aPeerThatReadsNothingIsClosedAndCounted(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.slowReaderTimeout = 300_000_000
        }
        let slow = try ScriptedClient.bound(to: server, .transmitter, systemID: "slow")
        let healthy = try ScriptedClient.bound(to: server, .transceiver)
        let submit = try PDU.submitSM(message(receipt: false)).encoded(sequenceNumber: 1)
        let octets = copies(of: submit, atLeast: 64 * 1024 * 1024)
        // The server stops reading, and at last closes: the send ends in one way or the other.
        let sent = try? slow.send(octets, giveUpAfter: ScriptedClient.patience)
        #expect(sent ?? 0 < octets.count)
        try expectService(healthy)
        try untilTrue { server.counters.closedForSlowReading == 1 }
        try expectService(healthy)
        #expect(server.stop().closedForSlowReading == 1)
    }

    @Test func aPeerThatReadsInTheEndIsNotClosed() throws {
        let server = try startSMSC { $0.slowReaderTimeout = ScriptedClient.patience }
        let slow = try ScriptedClient.bound(to: server, .transmitter)
        let submit = try PDU.submitSM(message(receipt: false)).encoded(sequenceNumber: 1)
        let octets = copies(of: submit, atLeast: 32 * 1024 * 1024)
        let sent = try slow.send(octets, giveUpAfter: 200_000_000)
        #expect(sent < octets.count)
        for _ in 0..<sent / submit.count {
            let header = try #require(try slow.receiveHeader())
            #expect(header.commandID == .submitSMResp)
        }
        #expect(server.stop().closedForSlowReading == 0)
    }

    @Test(arguments: [11, 12, 13, 14])
    func mangledPDUsLeaveAHealthySessionServed(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let server = try startSMSC { $0.storeCapacity = 64 }
        // An account of its own: the receipts of lost sessions go to the others of theirs.
        let healthy = try ScriptedClient.bound(to: server, .transceiver, systemID: "healthy")
        let whole: [PDU] = [
            .submitSM(message()), .enquireLink(), .unbind(), .deliverSMResp(DeliverSMResp()),
            .bind(.transceiver, BindRequest(systemID: "esme", password: "secret")),
            .genericNack(), .querySM(QuerySM()), .cancelSM(CancelSM()), .dataSM(DataSM()),
        ]
        for round in 0..<60 {
            let client = try ScriptedClient(port: server.port)
            if round % 2 == 0 { try client.bind(.transceiver) }
            for number in UInt32(10)..<20 {
                let pdu = whole[Int.random(in: 0..<whole.count, using: &generator)]
                var octets = try pdu.encoded(sequenceNumber: number)
                for _ in 0..<Int.random(in: 0...3, using: &generator) {
                    let place = Int.random(in: 0..<octets.count, using: &generator)
                    octets[place] = UInt8.random(in: 0...255, using: &generator)
                }
                if Bool.random(using: &generator) {
                    octets.removeLast(Int.random(in: 0..<octets.count, using: &generator))
                }
                // The server may have closed already.
                _ = try? client.send(octets)
            }
        }
        try expectService(healthy, "seed \(seed)")
        _ = server.stop()
    }

    @Test(arguments: [1, 50, 51, 200])
    func theOldestLeaveAFullStoreAndAreCounted(count: Int) throws {
        let capacity = 50
        let server = try startSMSC { $0.storeCapacity = capacity }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var ids: [String] = []
        for _ in 0..<count { ids.append(try client.submit(message(receipt: false))) }
        for (number, id) in ids.enumerated() {
            var query = QuerySM()
            query.messageID = id
            query.sourceAddress = "12345"
            let response = try client.ask(.querySM(query))
            let isKept = number >= count - capacity
            #expect((response.header.commandStatus == .ok) == isKept, "message \(number)")
        }
        let counters = server.stop()
        #expect(counters.storeDropped == Int64(max(count - capacity, 0)))
        #expect(counters.stored == Int64(min(count, capacity)))
    }

    private func expectService(_ client: ScriptedClient, _ comment: String = "") throws {
        let id = try client.submit(message())
        #expect(try client.receiveReceipt().receiptedMessageID == id, "\(comment)")
    }
}
