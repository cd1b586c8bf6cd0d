// An SMSC that knows the truth: it answers each submit_sm after a delay that a test says, and writes
// down when each came, by the kernel's time, and between which two looks at the clock its answer
// left. One thread, one connection; what a run measured is compared with what it really did.

import Platform
import SMPP
import Synchronization

/// A slow SMSC on a free port of the loopback address.
public final class DelayingServer: Sendable {
    /// What really became of one submit_sm, nanoseconds on the monotonic clock.
    public struct Exchange: Sendable {
        /// When it came.
        public var arrived: Int64
        /// Before its answer was written; 0 if it never was.
        public var leftAfter: Int64 = 0
        /// After its answer was written.
        public var leftBefore: Int64 = 0
    }

    /// The port it listens on.
    public let port: UInt16
    private let wakeUp: WakeUp
    private let thread: Mutex<ShardThread?>
    private let shared = Shared()

    private final class Shared: Sendable {
        let exchanges = Mutex<[Exchange]>([])
        let stopping = Atomic<Bool>(false)
    }

    /// Answers the n-th submit_sm, from 0, after `delay(n)` nanoseconds.
    public init(delay: @escaping @Sendable (Int) -> Int64) throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        port = listener.localPort
        let wakeUp = try WakeUp()
        self.wakeUp = wakeUp
        let shared = shared
        thread = Mutex(
            try ShardThread(name: "delaying-smsc") {
                var loop = DelayingLoop(listener: listener, wakeUp: wakeUp, delay: delay)
                while !shared.stopping.load(ordering: .acquiring) { loop.turn() }
                loop.close()
                shared.exchanges.withLock { $0 = loop.exchanges }
            })
    }

    deinit { _ = stop() }

    /// Ends the thread; returns what it did, in the order in which the messages came.
    @discardableResult
    public func stop() -> [Exchange] {
        shared.stopping.store(true, ordering: .releasing)
        wakeUp.signal()
        thread.withLock { $0.take() }?.join()
        return shared.exchanges.withLock { $0 }
    }
}

/// The state of the thread.
private struct DelayingLoop: ~Copyable {
    private struct Answer {
        var at: Int64
        var message: Int?
        var octets: [UInt8]
    }

    private static let length = 256 * 1024
    private let arena = Arena()
    private let input: Bytes
    private let output: Bytes
    private let listener: Socket
    private let wakeUp: WakeUp
    private let epoll: Epoll?
    private let delay: @Sendable (Int) -> Int64
    private var socket = Socket.none
    private var count = 0
    private var kernelClock = KernelClock()
    private var lastArrival: Int64 = 0
    /// Latest first.
    private var answers: [Answer] = []
    private(set) var exchanges: [DelayingServer.Exchange] = []

    init(listener: Socket, wakeUp: WakeUp, delay: @escaping @Sendable (Int) -> Int64) {
        self.listener = listener
        self.wakeUp = wakeUp
        self.delay = delay
        input = arena.bytes(Self.length)
        output = arena.bytes(Self.length)
        epoll = try? Epoll(arena: arena)
        epoll?.add(listener.descriptor, .read, token: 0)
        epoll?.add(wakeUp.descriptor, .read, token: 1)
    }

    mutating func turn() {
        let next = answers.last.map { max(0, $0.at - Clock.monotonic()) } ?? -1
        let events = epoll?.wait(next) ?? 0
        for event in 0..<events {
            switch epoll?.token(event) {
            case 0: accept()
            case 1: wakeUp.clear()
            default: read()
            }
        }
        writeDue()
    }

    private mutating func accept() {
        guard let peer = listener.accept().socket else { return }
        precondition(socket == .none, "one connection")
        socket = peer
        _ = socket.stampReceives()
        epoll?.add(socket.descriptor, .read, token: 2)
    }

    private mutating func read() {
        kernelClock.set()
        var stamp: Int64 = 0
        let result = socket.read(
            into: input, at: count, count: input.count - count, stamp: &stamp)
        let now = Clock.monotonic()
        if result.wouldBlock { return }
        guard result.count > 0 else {
            close()
            return
        }
        let arrived = kernelClock.time(of: stamp, notBefore: lastArrival, now: now) ?? now
        lastArrival = arrived
        let end = count + result.count
        var offset = 0
        while let header = wholePDU(from: offset, to: end) {
            offset += Int(header.commandLength)
            take(header, arrived)
        }
        input.copy(from: input, offset, count: end - offset, to: 0)
        count = end - offset
    }

    private func wholePDU(from offset: Int, to end: Int) -> PDUHeader? {
        guard end - offset >= PDUHeader.byteCount else { return nil }
        let header = input.withSpan(offset, PDUHeader.byteCount) { PDUHeader(reading: $0, at: 0) }
        return end - offset >= Int(header.commandLength) ? header : nil
    }

    private mutating func take(_ header: PDUHeader, _ arrived: Int64) {
        var message: Int?
        var at = arrived
        if header.commandID == .submitSM {
            message = exchanges.count
            at += delay(exchanges.count)
            exchanges.append(DelayingServer.Exchange(arrived: arrived))
        }
        let pdu = ServerPDU(connection: 0, header: header, time: arrived, notBefore: 0)
        for case .send(let octets) in pdu.usualAnswer() {
            let place = answers.firstIndex { $0.at <= at } ?? answers.count
            answers.insert(Answer(at: at, message: message, octets: octets), at: place)
        }
    }

    private mutating func writeDue() {
        let now = Clock.monotonic()
        var length = 0
        var messages: [Int] = []
        while let answer = answers.last, answer.at <= now, socket != .none {
            output.copy(answer.octets, to: length)
            length += answer.octets.count
            if let message = answer.message { messages.append(message) }
            answers.removeLast()
        }
        let before = Clock.monotonic()
        var sent = 0
        while sent < length {
            let result = socket.write(from: output, at: sent, count: length - sent)
            if result.error != 0 { return }
            sent += result.count
        }
        let after = Clock.monotonic()
        for message in messages {
            exchanges[message].leftAfter = before
            exchanges[message].leftBefore = after
        }
    }

    mutating func close() {
        guard socket != .none else { return }
        epoll?.remove(socket.descriptor)
        socket.close()
        socket = .none
        answers = []
    }
}
