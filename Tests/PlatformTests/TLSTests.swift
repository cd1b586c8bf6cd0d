// TLS behind a socket's calls: two ends on the loopback address, a write that the kernel does not
// take at once, sessions taken up again, and what is said of a peer that speaks something else.

import Platform
import TestSupport
import Testing

/// Two connected sockets, the listening side first.
private struct Pair {
    let server: Socket
    let client: Socket

    init(_ serverContext: TLSContext, _ clientContext: TLSContext) throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let client = try Socket.connect(
            to: SocketAddress(host: "127.0.0.1", port: listener.localPort))
        let arena = Arena()
        let epoll = try Epoll(arena: arena)
        epoll.add(listener.descriptor, .read, token: 0)
        withExtendedLifetime(arena) { _ = epoll.wait(20_000_000_000) }
        let server = try #require(listener.accept().socket)
        self.server = try #require(server.secured(by: serverContext))
        self.client = try #require(client.secured(by: clientContext, host: "127.0.0.1"))
    }

    /// Goes on with both handshakes until the client's has ended.
    func shakeHands(_ bytes: Bytes) -> TLSHandshake {
        while true {
            let step = client.handshake()
            if step != .wantsRead && step != .wantsWrite { return step }
            _ = server.read(into: bytes, at: 0, count: 0)
            _ = server.handshake()
        }
    }

    func close() {
        server.close()
        client.close()
    }
}

@Suite struct TLSTests {
    private let arena = Arena()

    private func contexts() throws -> (TLSContext, TLSContext) {
        let server = try TLSContext(serving: ["127.0.0.1"], identity: nil)
        let certificate = try #require(server.madeCertificate)
        return (server, try TLSContext(trust: .certificates(certificate)))
    }

    @Test func whatAWriteReportsIsWithTheKernelAndTheRestIsOfferedAgain() throws {
        let (serving, calling) = try contexts()
        let pair = try Pair(serving, calling)
        let count = 4 << 20
        let (out, input) = (arena.bytes(count), arena.bytes(count))
        for index in 0..<count / 4 { out.store32(UInt32(index), at: index * 4) }
        #expect(pair.shakeHands(input) == .done)
        var (sent, came, blocked) = (0, 0, 0)
        while came < count {
            while sent < count {
                let result = pair.client.write(
                    from: out, at: sent, count: min(count - sent, 200_000))
                guard result.count > 0 else {
                    #expect(result.wouldBlock)
                    blocked += 1
                    break
                }
                sent += result.count
            }
            let result = pair.server.read(into: input, at: came, count: min(count - came, 70_001))
            came += result.count
        }
        #expect(blocked > 0)
        #expect(input.equals(out, at: 0, 0, count: count))
        pair.close()
    }

    @Test func theNextConnectionTakesUpTheSessionOfTheLast() throws {
        let (serving, calling) = try contexts()
        let octet = arena.bytes(64)
        for round in 0..<3 {
            let pair = try Pair(serving, calling)
            #expect(pair.shakeHands(octet) == .done)
            #expect(pair.client.tls.isResumed == (round > 0))
            // The tickets come with the first answer.
            while pair.client.write(from: octet, at: 0, count: 1).wouldBlock {}
            while pair.server.read(into: octet, at: 0, count: 1).count < 1 {}
            #expect(pair.server.tls.isResumed == (round > 0))
            while pair.server.write(from: octet, at: 0, count: 1).wouldBlock {}
            while pair.client.read(into: octet, at: 0, count: 1).count < 1 {}
            pair.close()
        }
    }

    @Test func aReadThatFillsItsBufferSaysThatThereIsMore() throws {
        let (serving, calling) = try contexts()
        let pair = try Pair(serving, calling)
        let bytes = arena.bytes(1_000)
        #expect(pair.shakeHands(bytes) == .done)
        #expect(pair.client.write(from: bytes, at: 0, count: 1_000).count == 1_000)
        while pair.server.read(into: bytes, at: 0, count: 10).count < 10 {}
        #expect(pair.server.hasInput)
        while pair.server.hasInput {
            #expect(pair.server.read(into: bytes, at: 0, count: 330).count == 330)
        }
        pair.close()
    }

    @Test func aPeerThatSpeaksSomethingElseIsNoPeer() throws {
        let (serving, calling) = try contexts()
        let pair = try Pair(serving, calling)
        let bytes = arena.bytes(64)
        bytes.copy(Array("GET / HTTP/1.1\r\n\r\n".utf8), to: 0)
        _ = Socket(descriptor: pair.client.descriptor).write(from: bytes, at: 0, count: 18)
        var result = pair.server.read(into: bytes, at: 0, count: 64)
        while result.wouldBlock { result = pair.server.read(into: bytes, at: 0, count: 64) }
        #expect(result.error != 0)
        #expect(pair.server.tls.failure == "http request: the peer does not speak TLS")
        pair.close()
    }
}
