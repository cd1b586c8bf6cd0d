// Runs that never begin: the host is dead, silent or refuses the bind, or answers it with garbage.
// Each ends in time with one line that names the cause.

import LoadEngine
import Platform
import SMPP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct BindFailureTests {
    /// The line that a run against a server with this script fails with.
    private func failure(
        of types: [BindType] = [.transceiver], within limit: Int64 = 10_000 * millisecond,
        _ script: @escaping ScriptedServer.Script
    ) throws -> String {
        let server = try ScriptedServer(script)
        let result = try run(
            plan(port: server.port, sessions: types) {
                $0.shardCount = min(2, types.count)
                $0.connectTimeout = limit
            })
        #expect(result.phases.isEmpty, "nothing was measured")
        #expect(server.count(.submitSM) == 0)
        return try #require(result.failure)
    }

    @Test(
        arguments: [
            (CommandStatus.invalidPassword, "ESME_RINVPASWD"),
            (.invalidSystemID, "ESME_RINVSYSID"), (.alreadyBound, "ESME_RALYBND"),
            (.bindFailed, "ESME_RBINDFAIL"), (CommandStatus(rawValue: 0x401), "0x00000401"),
        ], [true, false])
    func refusedBindIsNamed(_ refusal: (status: CommandStatus, name: String), _ body: Bool) throws {
        let line = try failure { pdu in
            body
                ? [pdu.answer(.bindResp(.transceiver, BindResp(systemID: "x")), refusal.status)]
                : [pdu.answer(.bindTransceiverResp, refusal.status)]
        }
        #expect(line.hasSuffix("the bind was refused: \(refusal.name)"))
        #expect(line.hasPrefix("session 1 to 127.0.0.1:"))
    }

    @Test func oneRefusalOfManyEndsTheRun() throws {
        let line = try failure(of: [.transceiver, .transmitter, .receiver]) { pdu in
            pdu.header.commandID == .bindReceiver
                ? [pdu.answer(.bindReceiverResp, .invalidPassword)] : pdu.usualAnswer()
        }
        #expect(line.hasPrefix("session 3 to "))
        #expect(line.contains("ESME_RINVPASWD"))
    }

    @Test func closedPortIsRefused() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        let port = listener.localPort
        listener.close()
        let result = try run(plan(port: port))
        let line = try #require(result.failure)
        #expect(line.contains("127.0.0.1:\(port)"))
        #expect(line.contains("Connection refused"))
    }

    @Test func serverThatNeverAnswersTheBindIsGivenUp() throws {
        let line = try failure(within: 100 * millisecond) { _ in [] }
        #expect(line.contains("the bind") || line.contains("0 of 1 sessions were bound"))
    }

    @Test func listenerThatNeverAcceptsIsGivenUp() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let result = try run(
            plan(port: listener.localPort) { $0.connectTimeout = 100 * millisecond })
        #expect(result.failure?.contains("127.0.0.1:\(listener.localPort)") == true)
    }

    @Test func serverThatClosesBeforeTheBindRespIsNamed() throws {
        let line = try failure { _ in [.close] }
        #expect(line.hasSuffix("the SMSC closed the connection"))
    }

    @Test(arguments: [
        "48 54 54 50 2F 31 2E 31 20 34 30 30 20 42 61 64 20 52 65 71 75 65 73 74 0D 0A 0D 0A",
        "00 00 00 0F 80 00 00 09 00 00 00 00 00 00 00 01",
        "FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF",
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
    ]) func garbageInsteadOfABindRespIsNamed(_ octets: String) throws {
        let line = try failure { _ in [.send(hex(octets))] }
        #expect(line.contains("command_length"))
    }

    @Test func bindRespUnderAnotherNumberIsNamed() throws {
        let line = try failure { _ in
            [.send(hex("00 00 00 11 80 00 00 09 00 00 00 00 00 00 00 63 00"))]
        }
        #expect(line.contains("another sequence_number"))
    }

    @Test func bindRespOfAnotherTypeIsNamed() throws {
        let line = try failure { pdu in [pdu.answer(.bindTransmitterResp, .ok)] }
        #expect(line.contains("another bind type"))
    }

    @Test func genericNackIsARefusal() throws {
        let line = try failure { pdu in [pdu.answer(.genericNack, .invalidCommandID)] }
        #expect(line.hasSuffix("ESME_RINVCMDID"))
    }

    @Test func halfABindRespIsGivenUp() throws {
        let line = try failure(within: 100 * millisecond) { _ in
            [.send(hex("00 00 00 11 80 00 00 09 00"))]
        }
        #expect(line.contains("the bind") || line.contains("0 of 1 sessions were bound"))
    }

    @Test func interruptEndsAnEndlessBind() throws {
        let server = try ScriptedServer { _ in [] }
        let load = try LoadRun(
            plan(port: server.port) { $0.connectTimeout = 3_600_000 * millisecond })
        let watcher = try ShardThread(name: "watcher") {
            while server.received.isEmpty { Clock.rest(200_000) }
            load.interrupt()
        }
        let result = load.run { _, _ in }
        watcher.join()
        #expect(result.end == .interrupted)
        check(result)
    }
}
