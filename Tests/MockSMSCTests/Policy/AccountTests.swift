// Accounts over real sockets: where from, how and how often they bind, and what they may submit.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct AccountTests {
    @Test(arguments: [
        ("127.0.0.0/8", true), ("127.0.0.1", true), ("10.0.0.0/8", false), ("::1", false),
        ("::ffff:127.0.0.0/104", true), ("0.0.0.0/0", true), ("126.0.0.0/7", true),
    ])
    func onlyAllowedAddressesBind(network: String, isAllowed: Bool) throws {
        let allowed = try #require(AddressNetwork(network))
        let server = try startSMSC { $0.rules.allowedAddresses = [allowed] }
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver) == (isAllowed ? .ok : .bindFailed))
        #expect(server.stop().bindsRefusedForAddress == (isAllowed ? 0 : 1))
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4/33", "1.2.3.4/", "a.b.c.d", "1::2::3",
        "12345::", "1:2:3", "::/129", "1.2.3.4/8/8", "+1.2.3.4", "1:2:3:4:5:6:7:8:9",
    ]) func whatIsNoNetworkIsNone(text: String) {
        #expect(AddressNetwork(text) == nil)
    }

    @Test func networksOfIPv6HoldTheirAddresses() throws {
        let network = try #require(AddressNetwork("2001:db8:8000::/33"))
        let inside = try #require(AddressNetwork("2001:db8:ffff::1"))
        let outside = try #require(AddressNetwork("2001:db8:7fff::1"))
        #expect(network.contains(inside.octets))
        #expect(!network.contains(outside.octets))
    }

    @Test func onlyAllowedKindsOfBindAreMade() throws {
        let server = try startSMSC { $0.rules.bindTypes = [.transmitter, .receiver] }
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver) == .bindFailed)
        #expect(try client.bind(.transmitter) == .ok)
        #expect(server.stop().bindsRefusedForType == 1)
    }

    @Test(arguments: [1, 2])
    func oneBindTooManyIsRefusedUntilAnotherHasGone(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.rules.maximumBinds = 2
        }
        let first = try ScriptedClient.bound(to: server, .transmitter)
        _ = first
        let second = try ScriptedClient.bound(to: server, .receiver)
        let third = try ScriptedClient(port: server.port)
        #expect(try third.bind(.transceiver) == .alreadyBound)
        // Another account is another matter.
        _ = try ScriptedClient.bound(to: server, .transceiver, systemID: "other")
        #expect(try second.ask(.unbind()).header.commandStatus == .ok)
        #expect(try third.bind(.transceiver) == .ok)
        #expect(server.stop().bindsRefusedForNumber == 1)
    }

    @Test func oneBindTooManyIsClosedWithoutAnAnswerWhereTheRuleSaysSo() throws {
        let server = try startSMSC {
            $0.rules.maximumBinds = 1
            $0.rules.extraBind = .close
        }
        let first = try ScriptedClient.bound(to: server, .transceiver)
        let second = try ScriptedClient(port: server.port)
        try second.send(.bind(.transceiver, BindRequest(systemID: "esme", password: "secret")))
        #expect(try second.receive() == nil)
        #expect(try first.ask(.enquireLink()).header.commandStatus == .ok)
        #expect(server.stop().closedForExcess == 1)
    }

    @Test func balancePaysForAcceptedSegmentsAndThenThereIsNoMoney() throws {
        let server = try startSMSC { $0.rules.balance = 5 }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let other = try ScriptedClient.bound(to: server, .transmitter)
        // 200 characters are two segments.
        let long = message(receipt: false, text: String(repeating: "a", count: 200))
        for sender in [client, other] {
            #expect(try sender.ask(.submitSM(long)).header.commandStatus == .ok)
        }
        #expect(
            try client.ask(.submitSM(long)).header.commandStatus == CommandStatus(rawValue: 0x433))
        #expect(try client.ask(.submitSM(message())).header.commandStatus == .ok)
        #expect(
            try other.ask(.submitSM(message())).header.commandStatus
                == CommandStatus(rawValue: 0x433))
        let counters = server.stop()
        #expect(counters.accepted == 3)
        #expect(counters.balanceRefused == 2)
    }

    @Test func accountsHaveRulesOfTheirOwn() throws {
        var strict = AccountRules()
        strict.maximumBinds = 1
        strict.balance = 0
        let server = try startSMSC {
            $0.accounts = [
                MockSMSCConfiguration.Account(systemID: "poor", password: "secret", rules: strict),
                MockSMSCConfiguration.Account(systemID: "rich", password: "secret"),
            ]
        }
        let poor = try ScriptedClient.bound(to: server, .transceiver, systemID: "poor")
        let rich = try ScriptedClient.bound(to: server, .transceiver, systemID: "rich")
        #expect(try poor.ask(.submitSM(message())).header.commandStatus.rawValue == 0x433)
        #expect(try rich.ask(.submitSM(message())).header.commandStatus == .ok)
        #expect(
            try ScriptedClient(port: server.port).bind(.receiver, systemID: "poor") == .alreadyBound
        )
        #expect(try ScriptedClient(port: server.port).bind(.receiver, systemID: "rich") == .ok)
    }

    @Test func windowTooWideIsRefused() throws {
        let server = try startSMSC {
            $0.rules.window = 10
            $0.responseDelay = .fixed(50_000_000)
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let one = try PDU.submitSM(message(receipt: false)).encoded(sequenceNumber: 1)
        try client.send(Array((0..<15).map { _ in one }.joined()))
        var statuses: [CommandStatus: Int] = [:]
        for _ in 0..<15 {
            statuses[try client.receive(.submitSMResp).header.commandStatus, default: 0] += 1
        }
        #expect(statuses == [.ok: 10, .throttled: 5])
        #expect(server.stop().windowExceeded == 5)
    }

    @Test func windowMayStopTheReadingInstead() throws {
        let server = try startSMSC {
            $0.rules.window = 10
            $0.rules.windowExcess = .stopReading
            $0.responseDelay = .fixed(1_000_000)
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        for _ in 0..<100 { try client.send(.submitSM(message(receipt: false))) }
        for _ in 0..<100 {
            #expect(try client.receive(.submitSMResp).header.commandStatus == .ok)
        }
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
    }
}
