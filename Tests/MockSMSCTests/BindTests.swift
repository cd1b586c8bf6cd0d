// Who may bind, and what each bind allows.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct BindTests {
    @Test(arguments: BindType.allCases)
    func bindAllowsWhatItsTypeAllows(type: BindType) throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, type)
        let response = try client.ask(.submitSM(message()))
        if type.maySubmit {
            #expect(response.header.commandStatus == .ok)
        } else {
            #expect(response.header.commandStatus == .invalidBindStatus)
            #expect(response.octets.count == PDUHeader.byteCount)
        }
        if type == .transceiver {
            let receipt = try client.receiveReceipt()
            #expect(receipt.esmClass == 0x04)
        }
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
    }

    @Test(arguments: BindType.allCases)
    func bindRespNamesTheServerAndItsVersion(type: BindType) throws {
        let server = try startSMSC { $0.systemID = "the-smsc" }
        let client = try ScriptedClient(port: server.port)
        let response = try client.ask(.bind(type, BindRequest(systemID: "esme")))
        let expected = BindResp(systemID: "the-smsc", interfaceVersion: 0x34)
        #expect(try response.decoded() == .bindResp(type, expected))
    }

    @Test func anOldESMEGetsNoOptionalParameters() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        let request = BindRequest(systemID: "old", interfaceVersion: 0x33)
        let response = try client.ask(.bind(.transmitter, request))
        let expected = BindResp(systemID: "smppbench", interfaceVersion: nil)
        #expect(try response.decoded() == .bindResp(.transmitter, expected))
    }

    @Test(arguments: [
        ("alice", "wonder", CommandStatus.ok),
        ("alice", "wander", .invalidPassword),
        ("alice", "", .invalidPassword),
        ("bob", "builder", .ok),
        ("carol", "wonder", .invalidSystemID),
        ("", "", .invalidSystemID),
    ])
    func credentialsAreChecked(systemID: String, password: String, status: CommandStatus) throws {
        let server = try startSMSC {
            $0.accounts = [
                .init(systemID: "alice", password: "wonder"),
                .init(systemID: "bob", password: "builder"),
            ]
        }
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transceiver, systemID: systemID, password: password) == status)
        let submitted = try client.ask(.submitSM(message(receipt: false)))
        #expect(submitted.header.commandStatus == (status == .ok ? .ok : .invalidBindStatus))
    }

    @Test func aRefusedESMEMayTryAgain() throws {
        let server = try startSMSC { $0.accounts = [.init(systemID: "esme", password: "secret")] }
        let client = try ScriptedClient(port: server.port)
        #expect(try client.bind(.transmitter, password: "wrong") == .invalidPassword)
        #expect(try client.bind(.transmitter) == .ok)
        let counters = server.stop()
        #expect(counters.binds == 1)
        #expect(counters.bindsRefused == 1)
    }

    @Test func secondBindOnASessionIsRefused() throws {
        let server = try startSMSC()
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try client.bind(.receiver) == .alreadyBound)
        #expect(try client.ask(.submitSM(message())).header.commandStatus == .ok)
    }

    @Test func bindThatEndsTooEarlyIsRefusedAndTheNextOneIsNot() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        // bind_transmitter with a system_id and nothing else.
        try client.send(hex("00000014 00000002 00000000 00000001 61626300"))
        let refusal = try client.receive(.genericNack)
        #expect(refusal.header.commandStatus == .invalidCommandLength)
        #expect(try client.bind(.transmitter) == .ok)
    }

    @Test func submitBeforeTheBindIsRefused() throws {
        let server = try startSMSC()
        let client = try ScriptedClient(port: server.port)
        let response = try client.ask(.submitSM(message()))
        #expect(response.header.commandStatus == .invalidBindStatus)
        #expect(try client.ask(.enquireLink()).header.commandStatus == .invalidBindStatus)
    }
}
