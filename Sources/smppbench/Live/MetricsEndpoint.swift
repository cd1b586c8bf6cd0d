// The run's numbers over HTTP while it goes on, for a Prometheus that scrapes them: one request at a
// time, on a thread of its own. Knows GET /metrics and nothing else.

import LoadEngine
import Platform
import Results
import Synchronization

final class MetricsEndpoint: Sendable {
    private struct Watched {
        var state: LiveState
        var isOver = false
    }

    private static let pause: Int64 = 10_000_000
    /// A client that has not asked by then is sent away.
    private static let patience: Int64 = 1_000_000_000
    private static let requestLimit = 8_192
    private static let answerLimit = 1 << 16

    /// Where to look: `http://127.0.0.1:9400/metrics`.
    let url: String
    private let listener: Socket
    private let profile: String
    private let watched: Mutex<Watched>
    private let thread = Mutex<ShardThread?>(nil)

    /// Listens from now on.
    init(host: String, port: UInt16, profile: String, plan: LoadPlan) throws(SystemError) {
        listener = try Socket.listen(on: SocketAddress(host: host, port: port))
        url = "http://\(host):\(listener.localPort)/metrics"
        self.profile = profile
        watched = Mutex(Watched(state: LiveState(plan: plan)))
        let started = try ShardThread(name: "metrics") { self.serve() }
        thread.withLock { $0 = started }
    }

    /// Takes in one second.
    func add(_ interval: IntervalResult) {
        watched.withLock { $0.state.add(interval) }
    }

    /// Listens no more.
    func end() {
        watched.withLock { $0.isOver = true }
        thread.withLock { $0 }?.join()
        listener.close()
    }

    private func serve() {
        let arena = Arena()
        let request = arena.bytes(Self.requestLimit)
        let answer = arena.bytes(Self.answerLimit)
        while !watched.withLock({ $0.isOver }) {
            guard let client = listener.accept().socket else {
                Clock.rest(Self.pause)
                continue
            }
            if let line = read(client, request) { write(response(to: line), to: client, answer) }
            client.finish()
            client.close()
        }
    }

    /// The request's first line, once its head is here; nil if it never came.
    private func read(_ client: Socket, _ bytes: Bytes) -> String? {
        let deadline = Clock.monotonic() + Self.patience
        var head: [UInt8] = []
        while Clock.monotonic() < deadline, head.count < Self.requestLimit {
            let result = client.read(into: bytes, at: 0, count: Self.requestLimit - head.count)
            head += (0..<result.count).map { bytes.load8(at: $0) }
            let text = String(decoding: head, as: UTF8.self)
            if text.contains("\r\n\r\n") || text.contains("\n\n") {
                return text.split(whereSeparator: \.isNewline).first.map(String.init)
            }
            if result.isEnd || result.error != 0 { return nil }
            if result.wouldBlock { Clock.rest(Self.pause) }
        }
        return nil
    }

    private func response(to line: String) -> String {
        let words = line.split(separator: " ")
        let isKnown = words.count > 1 && words[0] == "GET" && words[1] == "/metrics"
        let state = watched.withLock { $0.state }
        let body = isKnown ? PrometheusText.text(state, profile: profile) : "try GET /metrics\n"
        return "HTTP/1.1 \(isKnown ? "200 OK" : "404 Not Found")\r\n"
            + "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n" + body
    }

    private func write(_ text: String, to client: Socket, _ bytes: Bytes) {
        let deadline = Clock.monotonic() + Self.patience
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, Clock.monotonic() < deadline {
            let part = Array(rest.prefix(bytes.count))
            bytes.copy(part, to: 0)
            let result = client.write(from: bytes, at: 0, count: part.count)
            if result.error != 0 { return }
            rest = rest.dropFirst(result.count)
            if result.wouldBlock { Clock.rest(Self.pause) }
        }
    }
}
