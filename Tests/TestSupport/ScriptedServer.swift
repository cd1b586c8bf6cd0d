// An SMSC that does what a test says, over real sockets: one thread accepts, reads whole PDUs and
// hands each to a closure, which answers, keeps silent or closes. Not fast, and never well-behaved.

import Platform
public import SMPP
import Synchronization

/// What a scripted SMSC does about one PDU.
public enum ServerAction: Sendable {
    /// Sends these octets, which need not be a PDU.
    case send([UInt8])
    /// Closes the connection once everything before has been written.
    case close
    /// Drops this connection, counted from 0, at once.
    case drop(connection: Int)
    /// Reads nothing more from the connection.
    case stopReading
}

/// One PDU that came to a scripted SMSC.
public struct ServerPDU: Sendable {
    /// Which connection it came on, counted from 0.
    public let connection: Int
    /// Its header.
    public let header: PDUHeader
    /// When it was read, nanoseconds on the monotonic clock.
    public let time: Int64
    /// When the connection had last been found empty: it came after that.
    public let notBefore: Int64

    /// The octets of `pdu` as the answer to this one.
    public func answer(_ pdu: PDU, _ status: CommandStatus = .ok) -> ServerAction {
        let octets = try? pdu.encoded(
            commandStatus: status, sequenceNumber: header.sequenceNumber)
        guard let octets else { preconditionFailure("a script's own PDU does not encode") }
        return .send(octets)
    }

    /// An answer without a body: a bare header with this command and status.
    public func answer(_ commandID: CommandID, _ status: CommandStatus) -> ServerAction {
        let words = [
            16, commandID.rawValue, status.rawValue, header.sequenceNumber,
        ]
        return .send(words.flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 0xFF) } })
    }

    /// The good-natured answer: binds, messages, enquire_link and unbind succeed.
    public func usualAnswer() -> [ServerAction] {
        let command = header.commandID
        if let type = BindType(commandID: command) {
            return [answer(.bindResp(type, BindResp(systemID: "scripted")))]
        }
        switch command {
        case .submitSM:
            let id = "\(connection)-\(header.sequenceNumber)"
            return [answer(.submitSMResp(SubmitSMResp(messageID: id)))]
        case .enquireLink: return [answer(.enquireLinkResp())]
        case .unbind: return [answer(.unbindResp()), .close]
        default: return []
        }
    }
}

/// A scripted SMSC on a free port of the loopback address.
public final class ScriptedServer: Sendable {
    /// Answers one PDU; called on the server's thread, in the order of arrival per connection.
    public typealias Script = @Sendable (ServerPDU) -> [ServerAction]

    /// The port it listens on.
    public let port: UInt16
    private let wakeUp: WakeUp
    private let thread: Mutex<ShardThread?>
    private let shared = Shared()

    /// What the thread and the test both see.
    private final class Shared: Sendable {
        let log = Mutex<[ServerPDU]>([])
        let stopping = Atomic<Bool>(false)
    }

    /// Listens, and follows `script` for each PDU.
    public init(_ script: @escaping Script) throws {
        let listener = try Socket.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
        port = listener.localPort
        let wakeUp = try WakeUp()
        self.wakeUp = wakeUp
        let shared = shared
        thread = Mutex(
            try ShardThread(name: "scripted-smsc") {
                var loop = ServerLoop(listener: listener, wakeUp: wakeUp, script: script)
                while !shared.stopping.load(ordering: .acquiring) {
                    loop.turn { pdu in shared.log.withLock { $0.append(pdu) } }
                }
                loop.closeAll()
            })
    }

    deinit { stop() }

    /// Closes everything and waits for the thread.
    public func stop() {
        shared.stopping.store(true, ordering: .releasing)
        wakeUp.signal()
        thread.withLock { $0.take() }?.join()
    }

    /// Everything that has come so far, in order of arrival.
    public var received: [ServerPDU] { shared.log.withLock { $0 } }

    /// Waits until `condition` holds of what has come; false if it does not in 20 s.
    public func wait(until condition: ([ServerPDU]) -> Bool) -> Bool {
        let deadline = Clock.monotonic() + ScriptedClient.patience
        while Clock.monotonic() < deadline {
            if condition(received) { return true }
            Clock.rest(500_000)
        }
        return false
    }

    /// How many PDUs with this command have come.
    public func count(_ commandID: CommandID) -> Int {
        received.count { $0.header.commandID == commandID }
    }
}

/// The state of a scripted SMSC's thread.
private struct ServerLoop: ~Copyable {
    private struct Connection {
        var socket: Socket
        /// What has come and makes no whole PDU yet: the first `count` bytes.
        let inbox: Bytes
        var count = 0
        var output: [UInt8] = []
        var closes = false
        var reads = true
        var emptyAt: Int64 = 0
    }

    private static let bufferLength = 256 * 1024
    private static let listenerToken = UInt64.max
    private static let wakeToken = UInt64.max - 1

    private let arena = Arena()
    private let buffer: Bytes
    private let listener: Socket
    private let wakeUp: WakeUp
    private let script: ScriptedServer.Script
    private let epoll: Epoll?
    private var connections: [Connection] = []

    init(listener: Socket, wakeUp: WakeUp, script: @escaping ScriptedServer.Script) {
        self.listener = listener
        self.wakeUp = wakeUp
        self.script = script
        buffer = arena.bytes(Self.bufferLength)
        epoll = try? Epoll(arena: arena)
        epoll?.add(listener.descriptor, .read, token: Self.listenerToken)
        epoll?.add(wakeUp.descriptor, .read, token: Self.wakeToken)
    }

    /// Waits for something and deals with it.
    mutating func turn(_ note: (ServerPDU) -> Void) {
        guard let count = epoll?.wait(-1) else { return }
        for event in 0..<count {
            guard let token = epoll?.token(event) else { continue }
            switch token {
            case Self.wakeToken: wakeUp.clear()
            case Self.listenerToken: acceptAll()
            default:
                read(Int(token), note)
                flush(Int(token))
            }
        }
    }

    private mutating func acceptAll() {
        while let socket = listener.accept().socket {
            epoll?.add(socket.descriptor, .read, token: UInt64(connections.count))
            connections.append(
                Connection(socket: socket, inbox: arena.bytes(Self.bufferLength)))
        }
    }

    private mutating func read(_ index: Int, _ note: (ServerPDU) -> Void) {
        guard connections[index].reads, connections[index].socket != .none else { return }
        let inbox = connections[index].inbox
        let count = connections[index].count
        let begin = Clock.monotonic()
        let result = connections[index].socket.read(
            into: inbox, at: count, count: inbox.count - count)
        if result.wouldBlock { return }
        let notBefore = connections[index].emptyAt
        if result.count < inbox.count - count { connections[index].emptyAt = begin }
        guard result.count > 0 else {
            close(index)
            return
        }
        let time = Clock.monotonic()
        let end = count + result.count
        var offset = 0
        while connections[index].reads, !connections[index].closes,
            let header = wholePDU(inbox, from: offset, to: end)
        {
            offset += Int(header.commandLength)
            let pdu = ServerPDU(
                connection: index, header: header, time: time, notBefore: notBefore)
            note(pdu)
            for action in script(pdu) { perform(action, index) }
        }
        inbox.copy(from: inbox, offset, count: end - offset, to: 0)
        connections[index].count = end - offset
    }

    private func wholePDU(_ inbox: Bytes, from offset: Int, to end: Int) -> PDUHeader? {
        guard end - offset >= PDUHeader.byteCount else { return nil }
        let header = inbox.withSpan(offset, PDUHeader.byteCount) { PDUHeader(reading: $0, at: 0) }
        let length = Int(header.commandLength)
        precondition(length >= 16 && length <= inbox.count, "the ESME sent a bad command_length")
        return end - offset >= length ? header : nil
    }

    private mutating func perform(_ action: ServerAction, _ index: Int) {
        guard !connections[index].closes else { return }
        switch action {
        case .send(let octets): connections[index].output += octets
        case .close: connections[index].closes = true
        case .drop(let connection): close(connection)
        case .stopReading:
            connections[index].reads = false
            watch(index)
        }
    }

    /// Writes what waits, and closes the connection if that is asked for.
    private mutating func flush(_ index: Int) {
        var sent = 0
        let output = connections[index].output
        while connections[index].socket != .none, sent < output.count {
            let part = min(output.count - sent, buffer.count)
            buffer.copy(Array(output[sent..<sent + part]), to: 0)
            let result = connections[index].socket.write(from: buffer, at: 0, count: part)
            if result.wouldBlock { break }
            guard result.error == 0 else {
                close(index)
                return
            }
            sent += result.count
        }
        connections[index].output.removeFirst(sent)
        if connections[index].closes && connections[index].output.isEmpty { close(index) }
        if connections[index].socket != .none { watch(index) }
    }

    private func watch(_ index: Int) {
        var interest: Epoll.Interest = connections[index].reads ? .read : []
        if !connections[index].output.isEmpty { interest.insert(.write) }
        epoll?.modify(connections[index].socket.descriptor, interest, token: UInt64(index))
    }

    private mutating func close(_ index: Int) {
        connections[index].socket.close()
        connections[index].socket = .none
        connections[index].output = []
    }

    mutating func closeAll() {
        for index in connections.indices { close(index) }
        listener.close()
    }
}
