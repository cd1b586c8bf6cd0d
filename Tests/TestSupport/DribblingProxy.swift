// A TCP proxy between a test's two parties that passes on what comes one octet at a time, each in a
// segment of its own. One thread, one connection.

import Platform
import Synchronization

/// A proxy on a free port of the loopback address, for one connection.
public final class DribblingProxy: Sendable {
    /// The port it listens on.
    public let port: UInt16
    private let wakeUp: WakeUp
    private let stopping: Stopping
    private let thread: ShardThread

    private final class Stopping: Sendable {
        let isSet = Atomic<Bool>(false)
    }

    /// Passes on the octets of the first connection to `target` of the loopback address.
    public init(to target: UInt16) throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        let peer = try SocketAddress(host: "127.0.0.1", port: target)
        let (wakeUp, stopping) = (try WakeUp(), Stopping())
        port = listener.localPort
        self.wakeUp = wakeUp
        self.stopping = stopping
        thread = try ShardThread(name: "dribble") {
            Self.run(listener, peer, wakeUp, stopping)
        }
    }

    deinit {
        stopping.isSet.store(true, ordering: .releasing)
        wakeUp.signal()
        thread.join()
    }

    private static func run(
        _ listener: Socket, _ target: SocketAddress, _ wakeUp: WakeUp, _ stopping: Stopping
    ) {
        let arena = Arena()
        let octet = arena.bytes(1)
        guard let epoll = try? Epoll(arena: arena) else { return }
        epoll.add(wakeUp.descriptor, .read, token: 9)
        epoll.add(listener.descriptor, .read, token: 8)
        var ends: [Socket] = []
        while !stopping.isSet.load(ordering: .acquiring) {
            for event in 0..<epoll.wait(-1) {
                let token = Int(epoll.token(event))
                if token == 8, let socket = listener.accept().socket,
                    let other = try? Socket.connect(to: target)
                {
                    ends = [socket, other]
                    for (index, end) in ends.enumerated() {
                        epoll.add(end.descriptor, .read, token: UInt64(index))
                    }
                }
                guard token < ends.count else { continue }
                let count = ends[token].read(into: octet, at: 0, count: 1)
                if count.count == 1 {
                    while ends[1 - token].write(from: octet, at: 0, count: 1).wouldBlock {}
                } else if !count.wouldBlock {
                    epoll.remove(ends[token].descriptor)
                    ends[1 - token].finish()
                }
            }
        }
        for end in ends { end.close() }
        listener.close()
    }
}
