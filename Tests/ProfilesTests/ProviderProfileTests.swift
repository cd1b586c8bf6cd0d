// The provider profiles that come with the project: each starts, and a client meets what its comment
// promises. Only what no clock decides is asserted.

import Foundation
import MockSMSC
import Profiles
import SMPP
import TestSupport
import Testing

@Suite struct ProviderProfileTests {
    static let names = [
        "vendor-codes", "ten-per-second", "thirty-per-second", "fifty-on-three-binds", "slow-down",
        "unlimited-round-robin", "latency-mix", "faults",
    ]

    private func configuration(_ name: String) throws -> MockSMSCConfiguration {
        let path = "\(projectFolder)/Profiles/smsc/\(name).json5"
        guard case .serve(let configuration, _) = try invocation(["smsc", path]) else {
            throw UsageError("no server")
        }
        return configuration
    }

    /// The profile's server on free ports, its receipts at once.
    private func start(_ name: String) throws -> MockSMSC {
        var configuration = try configuration(name)
        configuration.port = 0
        configuration.tls?.port = 0
        configuration.shardCount = 2
        configuration.stopGrace = 1_000_000
        configuration.receiptDelay = 0
        return try MockSMSC(configuration)
    }

    private func message(_ text: String = "Hello", to destination: String = "79001234567")
        -> SubmitSM
    {
        SubmitSM(source: "shop", destination: destination, shortMessage: Array(text.utf8))
    }

    private func status(_ client: ScriptedClient, _ message: SubmitSM) throws -> CommandStatus {
        try client.ask(.submitSM(message)).header.commandStatus
    }

    /// The statuses of `count` messages sent at once.
    private func burst(_ client: ScriptedClient, _ count: Int) throws -> [CommandStatus: Int] {
        for number in 0..<count { try client.send(.submitSM(message("\(number)"))) }
        var statuses: [CommandStatus: Int] = [:]
        for _ in 0..<count {
            let response = try client.receive(.submitSMResp)
            statuses[response.header.commandStatus, default: 0] += 1
        }
        return statuses
    }

    @Test func noOtherProfileIsShippedUntested() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: "\(projectFolder)/Profiles/smsc")
        #expect(Set(files) == Set(Self.names.map { "\($0).json5" }))
    }

    @Test(arguments: names) func aRunTakesTheProfileToo(_ name: String) throws {
        let path = "\(projectFolder)/Profiles/smsc/\(name).json5"
        let profile = try load(["run", "--smsc", path])
        #expect(profile.builtInSMSC?.port == 0)
    }

    @Test(arguments: names) func theProfileStartsAndNamesItsSource(_ name: String) throws {
        let server = try start(name)
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver) == .ok)
        let text = try String(
            contentsOfFile: "\(projectFolder)/Profiles/smsc/\(name).json5", encoding: .utf8)
        let groups = text.components(separatedBy: "\n\n")
        #expect(groups.filter { !$0.contains("// ") } == [])
    }

    @Test func vendorCodesRefusesByItsOwnNumbersAndASecondBind() throws {
        #expect(try configuration("vendor-codes").port == 2775)
        #expect(try configuration("vendor-codes").tls?.port == 3443)
        let server = try start("vendor-codes")
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver) == .ok)
        #expect(try ScriptedClient(port: server.port).bind(.receiver) == .alreadyBound)
        #expect(try status(client, message()).rawValue == 0)
        #expect(try status(client, message()).rawValue == 0x453)
        #expect(try status(client, message("The casino")).rawValue == 0x403)
        #expect(try status(client, message(to: "53")).rawValue == 0x43C)
        #expect(try status(client, message(to: "850")).rawValue == 0x43F)
        #expect(try status(client, message(to: "999")).rawValue == 0x45A)
        #expect(try status(client, message(to: "70000")).rawValue == 0x404)
        #expect(
            try status(client, message(String(repeating: "a", count: 161))).rawValue == 0x401)
        var odd = message("odd")
        odd.dataCoding = 9
        #expect(try status(client, odd).rawValue == 0x400)
    }

    @Test func tenPerSecondTakesTwoBindsAndAWindowOfTen() throws {
        let server = try start("ten-per-second")
        let clients = try (0..<2).map { _ in try ScriptedClient(port: server.port) }
        for client in clients { #expect(try client.bind(.transmitter) == .ok) }
        #expect(try ScriptedClient(port: server.port).bind(.receiver) == .alreadyBound)
        // Each bind has its ten.
        for client in clients {
            let statuses = try burst(client, 15)
            #expect(statuses[.ok, default: 0] >= 10)
            #expect(statuses[.throttled, default: 0] + statuses[.ok, default: 0] == 15)
        }
        // Whichever comes first: the window full, or the second.
        let counters = server.stop()
        #expect(counters.throttled + counters.windowExceeded > 0)
    }

    @Test func thirtyPerSecondThrottlesTheAccountAndWritesTwoFormsOfId() throws {
        let server = try start("thirty-per-second")
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver) == .ok)
        var asking = message()
        asking.registeredDelivery = 1
        let response = try client.ask(.submitSM(asking))
        guard case .submitSMResp(let body?) = try response.decoded(),
            case .deliverSM(let receipt) = try client.receive(.deliverSM).decoded()
        else {
            Issue.record("no receipt")
            return
        }
        let told = DeliveryReceipt(reading: receipt.shortMessage).id ?? ""
        #expect(UInt64(body.messageID, radix: 16) == UInt64(told))
        #expect(body.messageID != told)
        let other = try ScriptedClient(port: server.port)
        #expect(try other.bind(.transmitter) == .ok)
        #expect(try ScriptedClient(port: server.port).bind(.transmitter) == .alreadyBound)
        let statuses = try burst(other, 100)
        #expect(statuses[.throttled, default: 0] > 0)
        #expect(statuses[.ok, default: 0] >= 29)
    }

    @Test func fiftyOnThreeBindsHasAFullQueueAndDropsTheFourth() throws {
        let server = try start("fifty-on-three-binds")
        let clients = try (0..<3).map { _ in try ScriptedClient(port: server.port) }
        for client in clients { #expect(try client.bind(.transceiver) == .ok) }
        let fourth = try ScriptedClient(port: server.port)
        try fourth.send(.bind(.transceiver, BindRequest(systemID: "esme", password: "secret")))
        #expect(try fourth.receive() == nil)
        let statuses = try burst(clients[0], 300)
        #expect(statuses[.ok, default: 0] >= 50)
        #expect(statuses[.ok, default: 0] + statuses[.messageQueueFull, default: 0] == 300)
    }

    @Test func slowDownRefusesNothingAndAnswersLate() throws {
        let server = try start("slow-down")
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transmitter) == .ok)
        let before = ContinuousClock.now
        #expect(try burst(client, 34) == [.ok: 34])
        // Ten at once, the other 24 at 120 a second.
        #expect(before.duration(to: .now) >= .milliseconds(199))
        let counters = server.stop()
        #expect(counters.throttled == 0 && counters.slowed > 0)
    }

    @Test func unlimitedRoundRobinSpreadsItsReceipts() throws {
        let server = try start("unlimited-round-robin")
        let clients = try (0..<4).map { _ in try ScriptedClient(port: server.port) }
        for client in clients { #expect(try client.bind(.transceiver) == .ok) }
        #expect(try ScriptedClient(port: server.port).bind(.receiver) == .alreadyBound)
        var asking = message()
        asking.registeredDelivery = 1
        for _ in 0..<40 { try clients[0].send(.submitSM(asking)) }
        for client in clients[1...] {
            for _ in 0..<10 { _ = try client.receive(.deliverSM) }
        }
        for _ in 0..<50 { #expect(try clients[0].receive() != nil) }
        #expect(server.stop().receiptsSent == 40)
    }

    @Test func latencyMixAnswersOutOfOrder() throws {
        let server = try start("latency-mix")
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transmitter) == .ok)
        let numbers = try (0..<100).map { _ in try client.send(.submitSM(message())) }
        let before = ContinuousClock.now
        var answered: [UInt32] = []
        for _ in numbers {
            answered.append(try client.receive(.submitSMResp).header.sequenceNumber)
        }
        #expect(answered.sorted() == numbers && answered != numbers)
        // One of a hundred takes the second.
        #expect(before.duration(to: .now) >= .milliseconds(900))
    }
}
