// `smppbench smsc` as a script sees it, and what `run` says of a server that is not there, refuses
// the bind or says nothing: one line, status 1, in time.

import Foundation
import Platform
import Testing

@Suite struct ServeCommandTests {
    /// The port of a server's "listening" line.
    private func port(of server: Program) throws -> String {
        let line = try #require(server.waitForLine(containing: "listening "))
        return try #require(line.split(separator: ":").last.map(String.init))
    }

    @Test func itListensUntilTheSignalAndPrintsItsCounters() throws {
        let server = try Program(["smsc", "--port", "0"], in: Folder())
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

    @Test func anInterruptUnbindsItsPeers() throws {
        let server = try Program(["smsc", "--port", "0"], in: Folder())
        let port = try port(of: server)
        let client = try Program(
            ["run", "--host", "127.0.0.1", "--port", port, "--rate", "50/s", "--duration", "10m"],
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
