// Calls the ESMEs that are to get an outbind: connects, hands each connection to a shard, which then
// sends the outbind, and calls again once it has ended. A thread of its own, so that no shard waits for
// a connect.

import Platform
import Synchronization

/// The outgoing side of a server.
final class OutbindCaller: Sendable {
    /// How often it looks whether a connection has ended.
    private static let look: Int64 = 50_000_000
    private static let connectTimeout: Int64 = 10_000_000_000
    private static let longestPause: Int64 = 60_000_000_000

    /// Connections on their way to the shards.
    let calls: SocketQueues
    /// The outbind PDU of each target.
    let outbinds: [[UInt8]]

    private let targets: [OutbindTarget]
    private let addresses: [SocketAddress]
    /// 1 while a shard has the target's connection, a word each.
    private let held: AtomicCells
    private let tally: Tally
    private let wakeUp: WakeUp
    private let isEnding = Atomic<Bool>(false)
    private let thread = Mutex<ShardThread?>(nil)

    /// One call under way, or to come.
    private struct Call {
        var socket: Socket?
        /// When it is given up, or begun.
        var time: Int64
        var pause: Int64
        var isHeld = false
    }

    /// Finds the targets' addresses; nil if there are no targets.
    init?(
        _ configuration: MockSMSCConfiguration, tally: Tally, arena: Arena
    ) throws(SystemError) {
        targets = configuration.outbinds
        guard !targets.isEmpty else { return nil }
        var addresses: [SocketAddress] = []
        for target in targets {
            addresses.append(try SocketAddress(host: target.host, port: target.port))
        }
        self.addresses = addresses
        // None is missing: MockSMSC has refused what is too long.
        outbinds = targets.compactMap { $0.outbind(from: configuration.systemID) }
        self.tally = tally
        calls = SocketQueues(arena: arena, shardCount: configuration.shardCount)
        held = arena.atomicCells(targets.count)
        wakeUp = try WakeUp()
    }

    /// Starts calling for `server`.
    func start(_ server: Server) throws(SystemError) {
        let arena = Arena()
        let epoll = try Epoll(arena: arena)
        let box = Mutex<Epoll?>(epoll)
        let started = try ShardThread(name: "smsc-outbind") { [self] in
            guard let epoll = box.withLock({ $0.take() }) else { return }
            withExtendedLifetime(arena) { run(server, epoll) }
        }
        thread.withLock { $0 = started }
    }

    /// Calls no more.
    func stop() {
        isEnding.store(true, ordering: .releasing)
        wakeUp.signal()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// The connection to target `index` has ended.
    func release(_ index: Int) {
        held.store(0, at: index)
    }

    private func run(_ server: Server, _ epoll: borrowing Epoll) {
        epoll.add(wakeUp.descriptor, .read, token: .max)
        var calls = targets.map { Call(time: 0, pause: $0.retry) }
        var shard = 0
        while !isEnding.load(ordering: .acquiring) {
            let now = Clock.monotonic()
            for index in calls.indices { advance(index, &calls[index], epoll, now) }
            for event in 0..<epoll.wait(Self.look) where epoll.token(event) != .max {
                let index = Int(epoll.token(event))
                guard let socket = calls[index].socket else { continue }
                epoll.remove(socket.descriptor)
                calls[index].socket = nil
                guard socket.connectError() == 0 else {
                    fail(index, socket, &calls[index], Clock.monotonic())
                    continue
                }
                calls[index].isHeld = true
                calls[index].pause = targets[index].retry
                hand(socket, of: index, to: shard, server)
                shard = (shard + 1) % server.wakeUps.count
            }
        }
        for call in calls { call.socket?.close() }
    }

    /// Begins a call that is due, gives up one that takes too long.
    private func advance(
        _ index: Int, _ call: inout Call, _ epoll: borrowing Epoll, _ now: Int64
    ) {
        if call.isHeld {
            guard held.load(index) == 0 else { return }
            call.isHeld = false
            call.time = now + call.pause
        }
        guard now >= call.time else { return }
        if let socket = call.socket {
            epoll.remove(socket.descriptor)
            call.socket = nil
            return fail(index, socket, &call, now)
        }
        do throws(SystemError) {
            let socket = try Socket.connect(to: addresses[index])
            epoll.add(socket.descriptor, .write, token: UInt64(index))
            call.socket = socket
            call.time = now + Self.connectTimeout
        } catch {
            fail(index, nil, &call, now)
        }
    }

    private func fail(_ index: Int, _ socket: Socket?, _ call: inout Call, _ now: Int64) {
        socket?.close()
        tally.add(.outbindsFailed)
        call.time = now + call.pause
        call.pause = min(2 * call.pause, max(Self.longestPause, targets[index].retry))
    }

    /// Gives an open connection to a shard.
    private func hand(_ socket: Socket, of index: Int, to shard: Int, _ server: Server) {
        held.store(1, at: index)
        let isAdmitted = server.signals.admit(limit: server.configuration.connectionLimit)
        if isAdmitted, calls.push(Arrival(socket: socket, kind: .outbind(index)), to: shard) {
            tally.add(.connections)
            server.wakeUps[shard].signal()
            return
        }
        if isAdmitted { server.signals.leave() }
        tally.add(.outbindsFailed)
        socket.close()
        release(index)
    }
}
