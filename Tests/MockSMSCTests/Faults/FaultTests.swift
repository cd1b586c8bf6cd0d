// Every kind of fault over a real socket, as the ESME meets it.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

/// Binds where no response will come; returns once the session is half open.
private func bindUnanswered(_ client: ScriptedClient, _ server: MockSMSC) throws {
    try client.send(.bind(.transceiver, BindRequest(systemID: "esme", password: "secret")))
    try untilTrue { server.counters.faults == ["half-open": 1] }
}

/// Far more than the buffers of a connection hold.
private let flood = [UInt8](repeating: 0, count: 1 << 24)

@Suite struct ConnectionFaultTests {
    @Test(arguments: [1, 2])
    func resetEndsBoundSessionsOfItsAccountsWithAnError(shardCount: Int) throws {
        let server = try startSMSC(
            .reset,
            {
                $0.every = 50 * millisecond
                $0.accounts = ["struck"]
            }, server: { $0.shardCount = shardCount })
        let other = try ScriptedClient.bound(to: server, .transceiver)
        let client = try ScriptedClient(port: server.port)
        _ = try? client.bind(.transceiver, systemID: "struck")
        _ = try? client.receiveUntilEnd()
        #expect(client.endError == SystemError.connectionReset)
        #expect(try other.ask(.enquireLink()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.faults == ["reset": 1])
        #expect(counters.closedByFault == 1)
    }

    @Test func finEndsSessionsWithoutAnUnbind() throws {
        let server = try startSMSC(.fin) { $0.every = 50 * millisecond }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(client.endError == 0)
        let counters = server.stop()
        #expect(counters.faults == ["fin": 1])
        #expect(counters.closedByFault == 1)
    }

    @Test func halfOpenSessionIsNeitherReadNorAnsweredNorClosed() throws {
        let server = try startSMSC(.halfOpen) { $0.duration = 3_600_000 * millisecond }
        let client = try ScriptedClient(port: server.port)
        try bindUnanswered(client, server)
        #expect(try client.send(flood, giveUpAfter: 100 * millisecond) < flood.count)
        let counters = server.stop()
        #expect(try client.receiveUntilEnd().isEmpty)
        #expect(counters.faults == ["half-open": 1])
        #expect(counters.binds == 1)
        #expect(counters.closedByStop == 1)
    }

    @Test func halfOpenSessionThatRecoversAnswersWhatCameMeanwhile() throws {
        let before = Clock.monotonic()
        let server = try startSMSC(.halfOpen) { $0.duration = 200 * millisecond }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        #expect(Clock.monotonic() - before >= 200 * millisecond)
        _ = try client.submit(message())
        _ = try client.receiveReceipt()
        #expect(server.stop().accepted == 1)
    }

    @Test func halfOpenSessionIsForgottenOnceItsPeerCloses() throws {
        let server = try startSMSC(.halfOpen, { $0.duration = 3_600_000 * millisecond }) {
            $0.connectionLimit = 1
        }
        let client = try ScriptedClient(port: server.port)
        try bindUnanswered(client, server)
        client.close()
        // The one place is free again: a connection is kept, and not closed as it comes.
        try untilTrue { (try? ScriptedClient(port: server.port).isRefused()) == false }
        #expect(server.stop().closedByPeer >= 1)
    }

    @Test func zeroWindowSessionIsWrittenButNotRead() throws {
        let server = try startSMSC(.zeroWindow, { $0.accounts = ["struck"] }) {
            var traffic = MobileTraffic(rate: 1_000)
            traffic.accounts = ["struck"]
            traffic.window = 100
            $0.mobile = traffic
        }
        let client = try ScriptedClient.bound(to: server, .transceiver, systemID: "struck")
        for _ in 0..<100 { _ = try client.receive(.deliverSM) }
        #expect(try client.send(flood, giveUpAfter: 100 * millisecond) < flood.count)
        let other = try ScriptedClient.bound(to: server, .transceiver)
        _ = try other.submit(message(receipt: false))
        let counters = server.stop()
        #expect(counters.faults == ["zero-window": 1])
        #expect(counters.mobileAcknowledged == 0)
    }

    @Test func silenceIsToEnquireLinkAlone() throws {
        let server = try startSMSC(.enquireLinkSilence)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        try client.send(.enquireLink())
        _ = try client.submit(message(receipt: false))
        #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        #expect(server.stop().faults == ["enquire-link-silence": 1])
    }

    @Test func refusedBindsGetTheirStatusUntilItIsOver() throws {
        let before = Clock.monotonic()
        let server = try startSMSC(.refusedBinds) {
            $0.status = .systemError
            $0.accounts = ["struck"]
            $0.duration = 200 * millisecond
        }
        #expect(try ScriptedClient(port: server.port).bind(.receiver) == .ok)
        let client = try ScriptedClient(port: server.port)
        var refused: Int64 = 0
        while true {
            let status = try client.bind(.transceiver, systemID: "struck")
            if status == .ok { break }
            #expect(status == .systemError)
            refused += 1
        }
        #expect(Clock.monotonic() - before >= 200 * millisecond)
        let counters = server.stop()
        #expect(counters.faults == ["refused-binds": refused])
        #expect(counters.bindsRefused == refused)
    }
}

@Suite struct RestartTests {
    /// Binds to a server that may be away at any time.
    private func rebind(_ server: MockSMSC) -> ScriptedClient {
        while true {
            if let client = try? ScriptedClient(port: server.port),
                (try? client.bind(.transceiver)) == .ok
            {
                return client
            }
        }
    }

    private func start(_ shardCount: Int, forgets: Bool, receipt delay: Int64) throws -> MockSMSC {
        var fault = Fault(.restart)
        fault.at = 100 * millisecond
        fault.every = 300 * millisecond
        fault.duration = 50 * millisecond
        fault.forgets = forgets
        return try startSMSC {
            $0.faults = [fault]
            $0.shardCount = shardCount
            $0.storeCapacity = 100
            $0.receiptDelay = .fixed(delay)
        }
    }

    /// Submits and returns the id; the client may have been dropped meanwhile.
    private func submit(_ server: MockSMSC) -> (client: ScriptedClient, id: String) {
        while true {
            let client = rebind(server)
            if let id = try? client.submit(message()) { return (client, id) }
        }
    }

    @Test(arguments: [1, 2])
    func connectionsDropThePortComesBackAndReceiptsComeThen(shardCount: Int) throws {
        let server = try start(shardCount, forgets: false, receipt: 700 * millisecond)
        var (client, id) = submit(server)
        var receipts: [String?] = []
        while receipts.isEmpty {
            if let receipt = try? client.receiveReceipt() {
                receipts.append(receipt.receiptedMessageID)
            } else {
                client = rebind(server)
            }
        }
        #expect(receipts == [id])
        let counters = server.stop()
        #expect(counters.faults?["restart"] ?? 0 >= 1)
        #expect(counters.closedByFault >= 1)
        #expect(counters.receiptsDropped == 0)
    }

    @Test func messagesMayBeForgotten() throws {
        let server = try start(1, forgets: true, receipt: 3_600_000 * millisecond)
        let (client, id) = submit(server)
        _ = try? client.receiveUntilEnd()
        var query = QuerySM()
        query.messageID = id
        query.sourceAddress = "12345"
        var status: CommandStatus?
        while status == nil {
            status = try? rebind(server).ask(.querySM(query)).header.commandStatus
        }
        #expect(status == .invalidMessageID)
        let counters = server.stop()
        #expect(counters.receiptsDropped == counters.accepted)
        #expect(counters.receiptsSent == 0)
    }
}

extension ScriptedClient {
    /// Whether the server closed the connection as it came; a question is answered otherwise.
    fileprivate func isRefused() throws -> Bool {
        _ = try? send(.enquireLink())
        return try receive() == nil
    }
}
