// `smppbench smsc` as a script sees it, and what `run` says of a server that is not there, refuses
// the bind or says nothing: one line, status 1, in time.

import Foundation
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct ServeCommandTests {
    /// The port of a server's "listening" line.
    private func port(of server: Program) throws -> String {
        let line = try #require(server.waitForLine(containing: "listening "))
        return try #require(line.split(separator: ":").last.map(String.init))
    }

    @Test func itListensUntilTheSignalAndPrintsItsCounters() throws {
        let server = try Program(["smsc", "--port", "0", "--quiet"], in: Folder())
        let port = try port(of: server)
        let run = try Program.run([
            "run", "--host", "127.0.0.1", "--port", port, "--count", "200", "--receipts", "final",
            "--quiet", "--out", "json=a.json",
        ])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        server.terminate()
        let outcome = try server.finish()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.outputLines.count == 2)
        let last = try #require(outcome.outputLines.last)
        let object = try JSONSerialization.jsonObject(with: Data(last.utf8))
        let counters = try #require(object as? [String: Any])
        #expect(counters["accepted"] as? Int == 200)
        #expect(counters["receiptsAcknowledged"] as? Int == 200)
        #expect(counters["closedAfterUnbind"] as? Int == 1)
    }

    @Test func itShowsWhatItSeesAndReportsWhenAsked() throws {
        let folder = try Folder()
        let server = try Program(
            ["smsc", "--port", "0", "--pdu-log", "pdus.log", "--pcap", "smsc.pcap"], in: folder)
        let port = try port(of: server)
        // Two seconds of load are at least one line.
        let run = try Program.run([
            "run", "--host", "127.0.0.1", "--port", port, "--rate", "100/s", "--duration", "2s",
            "--receipts", "final", "--quiet", "--out", "json=a.json",
        ])
        // A busy machine may spoil the measurement, 98.
        #expect([0, 98].contains(run.status), "\(run.output)\(run.errors)")
        server.report()
        let line = try #require(server.waitForLine(containing: "\"accepted\":"))
        server.interrupt()
        let outcome = try server.finish()
        #expect(outcome.status == 0)
        #expect(outcome.outputLines.count == 3)
        let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        #expect(report.accounts.map(\.systemID) == ["smppbench"])
        #expect(report.accepted > 0)
        #expect((1...report.accepted).contains(report.accounts[0].worstSecond))
        let shown = try #require(outcome.errorLines.first)
        #expect(shown.hasPrefix("sessions ") && shown.contains("submitted "))
        let log = try String(contentsOfFile: "\(folder.path)/pdus.log", encoding: .utf8)
        let lines = log.split(separator: "\n")
        #expect(lines.count { $0.contains(" in  submit_sm seq=") } == report.accepted)
        #expect(lines.count { $0.contains(" out submit_sm_resp seq=") } == report.accepted)
        let capture = try Data(contentsOf: URL(filePath: "\(folder.path)/smsc.pcap"))
        #expect(capture.prefix(4) == Data([0x4D, 0x3C, 0xB2, 0xA1]))
    }

    /// A part of the counters.
    private struct Report: Decodable {
        struct Account: Decodable {
            var systemID: String
            var worstSecond: Int
        }
        var accepted: Int
        var accounts: [Account]
    }

    @Test func connectionsBeyondTheFileLimitWaitAndOthersAreServed() throws {
        // Few open files: what is accepted at once is far less than what comes.
        let script = "ulimit -n 40; exec \"$0\" smsc --port 0 --quiet"
        let server = try Program(["-c", script, Program.path], in: Folder(), executable: "/bin/sh")
        let port = try port(of: server)
        let number = try #require(UInt16(port))
        let clients = try (0..<60).map { _ in try ScriptedClient(port: number) }
        let first = clients[0]
        #expect(try first.bind(.transceiver) == .ok)
        #expect(try first.ask(.enquireLink()).header.commandStatus == .ok)
        // As those in front go, those behind get their turn.
        for client in clients[1..<40] { client.close() }
        for client in clients[40...] { #expect(try client.bind(.transceiver) == .ok) }
        #expect(try first.ask(.enquireLink()).header.commandStatus == .ok)
        server.terminate()
        let outcome = try server.finish()
        #expect(outcome.status == 0)
        let line = try #require(outcome.outputLines.last)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        let counters = try #require(object as? [String: Any])
        #expect(counters["acceptPauses"] as? Int ?? 0 > 0)
        #expect(counters["binds"] as? Int == 21)
    }

    @Test func anInterruptUnbindsItsPeers() throws {
        let server = try Program(["smsc", "--port", "0"], in: Folder())
        let port = try port(of: server)
        let client = try Program(
            [
                "run", "--host", "127.0.0.1", "--port", port, "--rate", "50/s", "--duration", "10m",
                "--set", "reconnect=none",
            ],
            in: Folder())
        #expect(client.waitForLine(containing: "submitted") != nil)
        server.interrupt()
        let outcome = try server.finish()
        #expect(outcome.status == 0)
        // The run lost its only session.
        let run = try client.finish()
        #expect(run.status == 1)
        #expect(run.errorLines.count == 1)
    }

    @Test func aPortInUseIsOneLineAnd1() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let port = listener.localPort
        let outcome = try Program.run(["smsc", "--port", "\(port)"])
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errorLines == ["cannot listen on 127.0.0.1:\(port): Address already in use"])
    }

    @Test func aDeadHostIsOneLineAnd1() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        let port = listener.localPort
        listener.close()
        let folder = try Folder()
        let outcome = try Program.run(
            ["run", "--host", "127.0.0.1", "--port", "\(port)", "--quiet"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("Connection refused"))
        #expect(try folder.contents() == ["results"], "no folder of a run that never began")
    }

    @Test func anUnknownHostIsOneLineAnd1() throws {
        let outcome = try Program.run(["run", "--host", "nowhere.invalid", "--ceiling", "1/s"])
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("nowhere.invalid"))
    }

    @Test func aWrongPasswordIsNamedByItsStatus() throws {
        let server = try Program(
            ["smsc", "--port", "0", "--system-id", "me", "--password-env", "SECRET"],
            in: Folder(), environment: ["SECRET": "right"])
        defer { server.terminate() }
        let port = try port(of: server)
        let arguments = [
            "run", "--host", "127.0.0.1", "--port", port, "--system-id", "me", "--password-env",
            "SECRET", "--count", "1", "--quiet",
        ]
        let wrong = try Program.run(arguments, environment: ["SECRET": "wrong"])
        #expect(wrong.status == 1)
        #expect(wrong.errorLines.count == 1)
        #expect(wrong.errors.contains("ESME_RINVPASWD"))
        let right = try Program.run(arguments, environment: ["SECRET": "right"])
        #expect(right.status == 0, "\(right.errors)")
    }

    @Test func aServerThatNeverAnswersTheBindIsGivenUpInTime() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let started = Clock.monotonic()
        let outcome = try Program.run([
            "run", "--host", "127.0.0.1", "--port", "\(listener.localPort)", "--quiet", "--set",
            "connectTimeout=500ms",
        ])
        let elapsed = Clock.monotonic() - started
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 1)
        #expect(elapsed >= 500_000_000 && elapsed < 10_000_000_000)
    }
}
