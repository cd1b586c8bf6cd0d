// Rate limits over real sockets: what happens to a message too many. The rates are so low, or the
// windows so long, that no clock decides; exactness by the clock is the meters' own test.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct LimitTests {
    /// Three messages, then none for an hour.
    private static func limit(
        _ scope: RateLimit.Scope = .account, _ excess: Excess = .status(.throttled)
    ) -> RateLimit {
        var limit = RateLimit(.slidingWindow, rate: 3.0 / 3600)
        limit.window = 3_600_000_000_000
        limit.scope = scope
        limit.excess = excess
        return limit
    }

    private func statuses(_ client: ScriptedClient, _ count: Int) throws -> [CommandStatus] {
        try (0..<count).map { _ in
            try client.ask(.submitSM(message(receipt: false))).header.commandStatus
        }
    }

    @Test(arguments: [CommandStatus.throttled, .messageQueueFull, CommandStatus(rawValue: 0x4FF)])
    func messageTooManyGetsTheStatusOfTheLimit(status: CommandStatus) throws {
        let server = try startSMSC { $0.rules.limits = [Self.limit(.account, .status(status))] }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try statuses(client, 5) == [.ok, .ok, .ok, status, status])
        let counters = server.stop()
        #expect(counters.throttled == 2)
        #expect(counters.accepted == 3 && counters.rejected == 2)
    }

    @Test(arguments: RateLimit.Scope.allCases, [1, 2])
    func limitHoldsForItsScope(scope: RateLimit.Scope, shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.rules.limits = [Self.limit(scope)]
        }
        // Two sessions of one account, one of another.
        let clients = [
            try ScriptedClient.bound(to: server, .transmitter, systemID: "one"),
            try ScriptedClient.bound(to: server, .transmitter, systemID: "one"),
            try ScriptedClient.bound(to: server, .transmitter, systemID: "two"),
        ]
        let accepted = try clients.map { try statuses($0, 5).count { $0 == .ok } }
        switch scope {
        case .session: #expect(accepted == [3, 3, 3])
        case .account: #expect(accepted == [3, 0, 3])
        case .smsc: #expect(accepted == [3, 0, 0])
        }
    }

    @Test func sessionLimitBeginsAnewWithEveryBind() throws {
        let server = try startSMSC { $0.rules.limits = [Self.limit(.session)] }
        for _ in 0..<3 {
            let client = try ScriptedClient.bound(to: server, .transmitter)
            #expect(try statuses(client, 4) == [.ok, .ok, .ok, .throttled])
            #expect(try client.ask(.unbind()).header.commandStatus == .ok)
        }
    }

    @Test func segmentsAreCountedWhereTheLimitSaysSo() throws {
        let server = try startSMSC {
            var limit = Self.limit()
            limit.unit = .segment
            $0.rules.limits = [limit]
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let long = message(receipt: false, text: String(repeating: "a", count: 161))
        #expect(try client.ask(.submitSM(long)).header.commandStatus == .ok)
        #expect(try client.ask(.submitSM(long)).header.commandStatus == .throttled)
        #expect(try statuses(client, 2) == [.ok, .throttled])
    }

    @Test func limitMayUnbindTheSession() throws {
        let server = try startSMSC { $0.rules.limits = [Self.limit(.account, .unbind)] }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try statuses(client, 3) == [.ok, .ok, .ok])
        try client.send(.submitSM(message()))
        let unbind = try client.receive(.unbind)
        try client.respond(to: unbind, .unbindResp())
        #expect(try client.receive() == nil)
        #expect(server.stop().closedForExcess == 1)
    }

    @Test func limitMayCloseTheConnection() throws {
        let server = try startSMSC { $0.rules.limits = [Self.limit(.account, .close)] }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try statuses(client, 3) == [.ok, .ok, .ok])
        try client.send(.submitSM(message()))
        #expect((try? client.receive()) == nil)
        #expect(server.stop().closedForExcess == 1)
    }

    @Test(arguments: [Excess.slowAnswers, .stopReading])
    func messagesTooManyAreAllAcceptedInTheirOwnTime(excess: Excess) throws {
        let server = try startSMSC {
            var limit = RateLimit(.minimumGap, rate: 200)
            limit.excess = excess
            $0.rules.limits = [limit]
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let before = Clock.monotonic()
        for _ in 0..<20 { try client.send(.submitSM(message(receipt: false))) }
        for _ in 0..<20 {
            #expect(try client.receive(.submitSMResp).header.commandStatus == .ok)
        }
        // The twentieth has its turn 19 gaps of 5 ms after the first.
        #expect(Clock.monotonic() - before >= 95_000_000)
        let counters = server.stop()
        #expect(counters.accepted == 20)
        #expect(counters.throttled == 0)
    }

    @Test func penaltyRefusesEverythingForItsTime() throws {
        let server = try startSMSC {
            // A thousand a second, at once one; the penalty lasts an hour.
            var limit = RateLimit(.minimumGap, rate: 1.0 / 3600)
            limit.penalty = 3_600_000_000_000
            $0.rules.limits = [limit]
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try statuses(client, 4) == [.ok, .throttled, .throttled, .throttled])
    }

    @Test func allLimitsOfASessionMustHaveRoom() throws {
        let server = try startSMSC {
            $0.rules.limits = [Self.limit(.session), Self.limit(.smsc, .status(.messageQueueFull))]
        }
        let first = try ScriptedClient.bound(to: server, .transmitter)
        let second = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try statuses(first, 2) == [.ok, .ok])
        #expect(try statuses(second, 2) == [.ok, .messageQueueFull])
        // The message that the second limit refused has taken a place of the first.
        #expect(try statuses(first, 2) == [.messageQueueFull, .throttled])
    }

    @Test func limitsThatMakeNoSenseAreRefusedAtTheStart() {
        var uneven = RateLimit(.slidingWindow, rate: 2.5)
        #expect(throws: MockSMSCError.self) { try startSMSC { $0.rules.limits = [uneven] } }
        uneven.window = 2_000_000_000
        #expect(throws: Never.self) { try startSMSC { $0.rules.limits = [uneven] } }
        let many = (0..<5).map { _ in RateLimit(.minimumGap, rate: 1) }
        #expect(throws: MockSMSCError.self) { try startSMSC { $0.rules.limits = many } }
    }
}
