// Non-blocking TCP sockets over the loopback address: what connect, accept, read and write come to,
// and how their failures read.

import Foundation
import Platform
import Testing

/// How long any wait of these tests may take, nanoseconds; one that takes this long has failed.
let patience: Int64 = 20_000_000_000

/// Memory for the epoll instances of tests: lives as long as all of them.
let lastingArena = Arena()

/// Two connected sockets and memory to move bytes between them.
final class SocketPair {
    let arena = Arena()
    let bytes: Bytes
    let near: Socket
    private(set) var far: Socket
    private let epoll: Epoll

    init() throws {
        bytes = arena.bytes(65_536)
        epoll = try Epoll(arena: lastingArena)
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        near = try Socket.connect(to: SocketAddress(host: "127.0.0.1", port: listener.localPort))
        epoll.add(listener.descriptor, .read, token: 1)
        #expect(epoll.wait(patience) == 1)
        epoll.remove(listener.descriptor)
        far = try #require(listener.accept().socket)
    }

    /// Waits until `socket` has something to read.
    func waitToRead(_ socket: Socket) {
        epoll.add(socket.descriptor, .read, token: 2)
        #expect(epoll.wait(patience) == 1)
        epoll.remove(socket.descriptor)
    }

    /// Closes the far end.
    func closeFar() {
        far.close()
        far = .none
    }

    deinit {
        near.close()
        far.close()
    }
}

@Suite(.timeLimit(.minutes(15))) struct SocketTests {
    @Test func connectToAClosedPortEndsRefused() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        let address = try SocketAddress(host: "127.0.0.1", port: listener.localPort)
        listener.close()
        let socket = try Socket.connect(to: address)
        defer { socket.close() }
        let epoll = try Epoll(arena: lastingArena)
        epoll.add(socket.descriptor, .write, token: 1)
        #expect(epoll.wait(patience) == 1)
        #expect(epoll.happened(0).contains(.write))
        #expect(socket.connectError() == ECONNREFUSED)
        #expect(SystemError.reason(ECONNREFUSED) == "Connection refused")
    }

    @Test func connectThatSucceedsEndsWithoutError() throws {
        let pair = try SocketPair()
        #expect(pair.near.connectError() == 0)
        #expect(pair.near != pair.far)
    }

    @Test func bytesWrittenAreRead() throws {
        let pair = try SocketPair()
        pair.bytes.copy([1, 2, 3, 4], to: 10)
        #expect(pair.near.write(from: pair.bytes, at: 10, count: 4).count == 4)
        pair.waitToRead(pair.far)
        let result = pair.far.read(into: pair.bytes, at: 100, count: 50)
        #expect(result.count == 4)
        #expect(result.error == 0)
        #expect(!result.wouldBlock && !result.isEnd)
        #expect(pair.bytes.load32(at: 100) == 0x0102_0304)
        #expect(pair.bytes.load32(at: 104) == 0)
    }

    @Test func readWithoutDataWouldBlock() throws {
        let pair = try SocketPair()
        let result = pair.near.read(into: pair.bytes, at: 0, count: 10)
        #expect(result.wouldBlock)
        #expect(result.count == 0)
        #expect(result.error == 0)
        #expect(!result.isEnd)
    }

    @Test func writeToAPeerThatReadsNothingWouldBlock() throws {
        let pair = try SocketPair()
        var written = 0
        var result = pair.near.write(from: pair.bytes, at: 0, count: pair.bytes.count)
        while result.count > 0 && written < 1 << 30 {
            written += result.count
            result = pair.near.write(from: pair.bytes, at: 0, count: pair.bytes.count)
        }
        #expect(result.wouldBlock)
        #expect(result.error == 0)
        #expect(written > 0)
    }

    @Test func finishedPeerIsTheEnd() throws {
        let pair = try SocketPair()
        pair.near.finish()
        pair.waitToRead(pair.far)
        let result = pair.far.read(into: pair.bytes, at: 0, count: 10)
        #expect(result.isEnd)
        #expect(result.count == 0)
        #expect(result.error == 0)
        // Half closed: the other direction still works.
        #expect(pair.far.write(from: pair.bytes, at: 0, count: 7).count == 7)
        pair.waitToRead(pair.near)
        #expect(pair.near.read(into: pair.bytes, at: 0, count: 10).count == 7)
    }

    @Test func writeAfterTheOwnEndIsABrokenPipeAndNoSignal() throws {
        let pair = try SocketPair()
        pair.near.finish()
        let result = pair.near.write(from: pair.bytes, at: 0, count: 1)
        #expect(result.error == EPIPE)
        #expect(result.count == 0)
        #expect(!result.wouldBlock)
    }

    @Test func peerThatClosesWithUnreadBytesResets() throws {
        let pair = try SocketPair()
        #expect(pair.near.write(from: pair.bytes, at: 0, count: 8).count == 8)
        pair.waitToRead(pair.far)
        pair.closeFar()
        pair.waitToRead(pair.near)
        let result = pair.near.read(into: pair.bytes, at: 0, count: 10)
        #expect(result.error == ECONNRESET)
        #expect(!result.isEnd && !result.wouldBlock)
    }

    @Test func acceptWithoutAConnectionSaysSo() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let (socket, error) = listener.accept()
        #expect(socket == nil)
        #expect(error == SystemError.wouldBlock)
    }

    @Test func portInUseReadsAsOneLine() throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        let port = listener.localPort
        #expect(port > 0)
        let address = try SocketAddress(host: "127.0.0.1", port: port)
        let error = #expect(throws: SystemError.self) { try Socket.listen(on: address) }
        #expect(error?.code == EADDRINUSE)
        #expect(
            error?.description == "cannot listen on 127.0.0.1:\(port): Address already in use")
    }

    @Test func noSocketIsClosedWithoutHarm() {
        Socket.none.close()
        #expect(Socket.none.descriptor == -1)
    }
}

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.3.4", true), ("::1", true), ("::ffff:127.0.0.1", true),
        ("localhost", true), ("10.0.0.1", false), ("126.255.255.255", false),
        ("128.0.0.1", false), ("192.0.2.1", false), ("0.0.0.0", false), ("::", false),
        ("2001:db8::1", false), ("::ffff:10.0.0.1", false), ("::7f00:1", false),
    ]) func loopbackIsKnown(_ host: String, _ isLoopback: Bool) throws {
        #expect(try SocketAddress(host: host, port: 2_775).isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:2775"), ("localhost", "localhost:2775"), ("::1", "[::1]:2775"),
    ]) func descriptionIsTheHostAsGiven(_ host: String, _ text: String) throws {
        #expect(try SocketAddress(host: host, port: 2_775).description == text)
    }

    @Test(arguments: ["nowhere.invalid", "", "256.0.0.1", "a b"])
    func nameThatDoesNotResolveIsAnError(_ host: String) {
        let error = #expect(throws: SystemError.self) {
            try SocketAddress(host: host, port: 1)
        }
        #expect(error?.doing.hasPrefix("resolve the host \"\(host)\" (") == true)
        #expect(error?.description.contains("\n") == false)
    }
}
