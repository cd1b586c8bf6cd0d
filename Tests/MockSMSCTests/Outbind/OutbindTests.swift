// ESMEs that listen, and the server that calls them: the outbind's octets, what comes after the bind,
// and the calls after a connection has ended or nobody was there.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct OutbindTests {
    private func listen(on port: UInt16 = 0) throws -> Socket {
        try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: port))
    }

    private func target(_ port: UInt16) -> OutbindTarget {
        var target = OutbindTarget(host: "127.0.0.1", port: port)
        target.systemID = "SMSC7"
        target.password = "pw"
        target.retry = 10 * millisecond
        return target
    }

    @Test(arguments: [1, 2])
    func anESMEThatListensIsAskedToBindAndGetsItsMessages(shards: Int) throws {
        let listener = try listen()
        defer { listener.close() }
        var traffic = MobileTraffic(rate: 1_000)
        traffic.count = 3
        let server = try startSMSC {
            $0.shardCount = shards
            $0.outbinds = [target(listener.localPort)]
            $0.mobile = traffic
        }
        let esme = try ScriptedClient(acceptedBy: listener)
        let outbind = try #require(try esme.receive())
        #expect(
            outbind.octets == hex("00000019 0000000B 00000000 00000001 534D53433700 707700"))
        let bind = BindRequest(systemID: "esme", password: "secret")
        try esme.send(.bind(.receiver, bind))
        let response = try #require(try esme.receive())
        #expect(response.header.commandID == .bindReceiverResp)
        #expect(response.header.commandStatus == .ok)
        for _ in 0..<3 {
            let message = try #require(try esme.receive())
            #expect(message.header.commandID == .deliverSM)
            try esme.respond(to: message, .deliverSMResp(DeliverSMResp()))
        }
        try untilTrue { server.counters.mobileAcknowledged == 3 }
        let counters = server.counters
        #expect(counters.outbindsSent == 1 && counters.binds == 1)
        #expect(counters.connections == 1 && counters.connectionsOpen == 1)
        esme.close()
    }

    @Test func itIsCalledAgainOnceItsConnectionHasEndedOrNobodyWasThere() throws {
        let listener = try listen()
        let port = listener.localPort
        let server = try startSMSC { $0.outbinds = [target(port)] }
        for _ in 0..<3 {
            let esme = try ScriptedClient(acceptedBy: listener)
            #expect(try esme.receive()?.header.commandID == .outbind)
            esme.close()
        }
        listener.close()
        try untilTrue { server.counters.outbindsFailed > 1 }
        let again = try listen(on: port)
        defer { again.close() }
        let esme = try ScriptedClient(acceptedBy: again)
        #expect(try esme.receive()?.header.commandID == .outbind)
        let counters = server.stop()
        #expect(counters.outbindsSent >= 4)
        #expect(counters.connectionsOpen == 0)
    }

    @Test(arguments: [("a system_id too long", "pw"), ("SMSC7", "password9")])
    func anOutbindWithAFieldTooLongIsRefusedAtTheStart(_ systemID: String, _ password: String) {
        var configuration = MockSMSCConfiguration()
        configuration.outbinds = [target(2_776)]
        configuration.outbinds[0].systemID = systemID
        configuration.outbinds[0].password = password
        let error = #expect(throws: MockSMSCError.self) { try MockSMSC(configuration) }
        #expect(error?.message.hasPrefix("the outbind to 127.0.0.1:2776 has a") == true)
    }

    @Test func aServerThatStopsUnbindsWhomItCalled() throws {
        let listener = try listen()
        defer { listener.close() }
        let server = try startSMSC {
            $0.stopGrace = ScriptedClient.patience
            $0.outbinds = [target(listener.localPort)]
        }
        let esme = try ScriptedClient(acceptedBy: listener)
        _ = try esme.receive()
        try esme.send(.bind(.transceiver, BindRequest(systemID: "esme", password: "secret")))
        _ = try esme.receive()
        let stop = try ShardThread(name: "stop") { server.stop() }
        let unbind = try #require(try esme.receive())
        #expect(unbind.header.commandID == .unbind)
        try esme.respond(to: unbind, .unbindResp())
        #expect(try esme.receive() == nil)
        stop.join()
        #expect(server.counters.closedAfterUnbind == 1)
    }
}
