// `--metrics`: what a Prometheus that scrapes a run gets while it goes on.

import Foundation
import Platform
import Testing

@Suite(.timeLimit(.minutes(15))) struct MetricsEndpointTests {
    /// Sends `request` to a port of the loopback address and reads until the other side closes.
    private func answer(to request: String, port: UInt16) throws -> String {
        let patience: Int64 = 20_000_000_000
        let arena = Arena()
        let bytes = arena.bytes(65_536)
        let epoll = try Epoll(arena: arena)
        let socket = try Socket.connect(to: SocketAddress(host: "127.0.0.1", port: port))
        defer { socket.close() }
        epoll.add(socket.descriptor, .write, token: 1)
        _ = epoll.wait(patience)
        bytes.copy(Array(request.utf8), to: 0)
        #expect(
            socket.write(from: bytes, at: 0, count: request.utf8.count).count == request.utf8.count)
        epoll.modify(socket.descriptor, .read, token: 1)
        var answer: [UInt8] = []
        while epoll.wait(patience) > 0 {
            let result = socket.read(into: bytes, at: 0, count: bytes.count)
            answer += (0..<result.count).map { bytes.load8(at: $0) }
            if result.isEnd || result.error != 0 { break }
        }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func aRunServesItsNumbersWhileItGoesOn() throws {
        let folder = try Folder()
        let run = try Program(
            ["run", "--rate", "500/s", "--duration", "10m", "--metrics", "127.0.0.1:0"], in: folder)
        let line = try #require(run.waitForLine(containing: "metrics at http://127.0.0.1:"))
        let port = try #require(
            line.split(separator: ":").last?.split(separator: "/").first.flatMap { UInt16($0) })
        #expect(run.waitForLine(containing: "0:02  measure") != nil)

        let numbers = try answer(
            to: "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", port: port)
        #expect(numbers.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(numbers.contains("# TYPE smppbench_live_messages_total counter\n"))
        let sent = numbers.split(separator: "\n").first {
            $0.hasPrefix("smppbench_live_messages_total{profile=\"run\",outcome=\"submitted\"} ")
        }?.split(separator: " ").last.flatMap { Int($0) }
        #expect(try #require(sent) > 0)
        let other = try answer(to: "GET / HTTP/1.1\r\n\r\n", port: port)
        #expect(other.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        run.interrupt()
        #expect(try run.finish().status == 105)
    }

    @Test func anAddressThatIsTakenStopsTheRunBeforeItBegins() throws {
        let folder = try Folder()
        let taken = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { taken.close() }
        let run = try Program.run(
            ["run", "--duration", "1s", "--metrics", "127.0.0.1:\(taken.localPort)"], in: folder)
        #expect(run.status == 1)
        #expect(
            run.errorLines == [
                "--metrics: cannot listen on 127.0.0.1:\(taken.localPort): Address already in use"
            ])
    }
}
