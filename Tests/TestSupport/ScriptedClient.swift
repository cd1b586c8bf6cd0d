// An ESME that does what a test says, over a real socket: it sends what it is told and waits for
// what comes. Blocking, one thread, not fast; a wait that takes 20 s has failed.

public import Platform
public import SMPP

/// What went wrong in a script.
public struct ScriptFailure: Error, CustomStringConvertible {
    /// What was waited for, and what happened.
    public let description: String
}

/// A PDU that came.
public struct ReceivedPDU: Sendable {
    /// The whole PDU.
    public let octets: [UInt8]
    /// Its header.
    public let header: PDUHeader

    /// The decoded PDU; throws what is wrong with it.
    public func decoded() throws -> PDU {
        try PDU(decoding: octets)
    }
}

/// A blocking ESME.
public final class ScriptedClient {
    /// How long any wait may take, nanoseconds.
    public static let patience: Int64 = 20_000_000_000
    private static let bufferLength = 256 * 1024

    private let arena = Arena()
    private let outbox: Bytes
    /// What has come and has not been taken: from `start` to `end`.
    private let inbox: Bytes
    private var start = 0
    private var end = 0
    private let epoll: Epoll
    private let socket: Socket
    private var isOpen = true
    private var nextSequence = SequenceNumber.first
    /// Reads that brought octets.
    public private(set) var readCount = 0
    /// The errno value with which the connection ended; 0 for a FIN.
    public private(set) var endError: Int32 = 0

    /// Connects to `port` of the loopback address.
    public init(port: UInt16) throws {
        outbox = arena.bytes(Self.bufferLength)
        inbox = arena.bytes(Self.bufferLength)
        epoll = try Epoll(arena: arena)
        socket = try Socket.connect(to: SocketAddress(host: "127.0.0.1", port: port))
        epoll.add(socket.descriptor, .write, token: 1)
        _ = epoll.wait(Self.patience)
        let code = socket.connectError()
        guard code == 0 else { throw SystemError(code: code, doing: "connect to port \(port)") }
    }

    /// Takes the next connection that comes to `listener`.
    public init(acceptedBy listener: Socket) throws {
        outbox = arena.bytes(Self.bufferLength)
        inbox = arena.bytes(Self.bufferLength)
        epoll = try Epoll(arena: arena)
        epoll.add(listener.descriptor, .read, token: 0)
        _ = epoll.wait(Self.patience)
        epoll.remove(listener.descriptor)
        guard let accepted = listener.accept().socket else {
            throw ScriptFailure(description: "nobody connected")
        }
        socket = accepted
        epoll.add(socket.descriptor, .write, token: 1)
    }

    deinit { close() }

    /// Closes the connection.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        socket.close()
    }

    /// Closes this side only: nothing more will be sent.
    public func finish() {
        socket.finish()
    }

    private func wait(for interest: Epoll.Interest, _ timeout: Int64) -> Bool {
        epoll.modify(socket.descriptor, interest, token: 1)
        return epoll.wait(timeout) > 0
    }

    /// Sends octets as they are.
    public func send(_ octets: [UInt8]) throws {
        let sent = try send(octets, giveUpAfter: Self.patience)
        guard sent == octets.count else {
            throw ScriptFailure(description: "the peer reads nothing")
        }
    }

    /// Sends octets until the peer takes none for `silence` nanoseconds; returns how many went.
    public func send(_ octets: [UInt8], giveUpAfter silence: Int64) throws -> Int {
        var sent = 0
        while sent < octets.count {
            let part = min(octets.count - sent, Self.bufferLength)
            outbox.copy(Array(octets[sent..<sent + part]), to: 0)
            let result = socket.write(from: outbox, at: 0, count: part)
            guard result.error == 0 else {
                throw SystemError(code: result.error, doing: "send")
            }
            sent += result.count
            if result.wouldBlock, !wait(for: .write, silence) { return sent }
        }
        return sent
    }

    /// Sends a request under the next sequence_number, which it returns.
    @discardableResult
    public func send(_ pdu: PDU) throws -> UInt32 {
        let number = nextSequence
        nextSequence = SequenceNumber.next(after: number)
        try send(pdu.encoded(sequenceNumber: number))
        return number
    }

    /// Answers a request that came.
    public func respond(
        to request: ReceivedPDU, _ response: PDU, _ status: CommandStatus = .ok
    ) throws {
        try send(
            response.encoded(
                commandStatus: status, sequenceNumber: request.header.sequenceNumber))
    }

    /// The next PDU; nil once the peer has closed or reset the connection.
    public func receive() throws -> ReceivedPDU? {
        guard let header = try awaitPDU() else { return nil }
        let length = Int(header.commandLength)
        let octets = inbox.withSpan(start, length) { span in
            span.octets(FieldRange(offset: 0, count: length))
        }
        start += length
        return ReceivedPDU(octets: octets, header: header)
    }

    /// The header of the next PDU, whose body is skipped; nil once the connection has ended.
    public func receiveHeader() throws -> PDUHeader? {
        guard let header = try awaitPDU() else { return nil }
        start += Int(header.commandLength)
        return header
    }

    /// Waits for a whole PDU at `start`; nil once the connection has ended.
    private func awaitPDU() throws -> PDUHeader? {
        while true {
            if let header = wholePDU() { return header }
            inbox.copy(from: inbox, start, count: end - start, to: 0)
            end -= start
            start = 0
            guard try readMore() else { return nil }
        }
    }

    /// Waits for octets behind those that are there; false once the connection has ended.
    private func readMore() throws -> Bool {
        let result = socket.read(into: inbox, at: end, count: inbox.count - end)
        if result.wouldBlock {
            guard wait(for: .read, Self.patience) else {
                throw ScriptFailure(description: "nothing came")
            }
        } else if result.count == 0 {
            endError = result.error
            return false
        }
        readCount += result.count > 0 ? 1 : 0
        end += result.count
        return true
    }

    /// The next `count` octets, whatever they are.
    public func receiveOctets(_ count: Int) throws -> [UInt8] {
        while end - start < count {
            guard try readMore() else { throw ScriptFailure(description: "closed") }
        }
        defer { start += count }
        return inbox.withSpan(start, count) { $0.octets(FieldRange(offset: 0, count: count)) }
    }

    private func wholePDU() -> PDUHeader? {
        guard end - start >= PDUHeader.byteCount,
            end - start >= Int(inbox.load32(at: start))
        else { return nil }
        return inbox.withSpan(start, PDUHeader.byteCount) { PDUHeader(reading: $0, at: 0) }
    }

    /// The next PDU, which must be this command.
    public func receive(_ commandID: CommandID) throws -> ReceivedPDU {
        guard let pdu = try receive() else {
            throw ScriptFailure(description: "closed, not \(commandID.name)")
        }
        guard pdu.header.commandID == commandID else {
            throw ScriptFailure(
                description: "\(pdu.header.commandID.name), not \(commandID.name)")
        }
        return pdu
    }

    /// Sends a request and returns its response, which must be the next PDU.
    public func ask(_ request: PDU) throws -> ReceivedPDU {
        let number = try send(request)
        let response = try receive(request.commandID.response)
        guard response.header.sequenceNumber == number else {
            throw ScriptFailure(
                description: "answers \(response.header.sequenceNumber), not \(number)")
        }
        return response
    }

    /// Binds; returns the status.
    @discardableResult
    public func bind(
        _ type: BindType, systemID: String = "esme", password: String = "secret"
    ) throws -> CommandStatus {
        let request = BindRequest(systemID: systemID, password: password)
        return try ask(.bind(type, request)).header.commandStatus
    }

    /// What comes until the peer closes the connection.
    public func receiveUntilEnd() throws -> [ReceivedPDU] {
        var received: [ReceivedPDU] = []
        while let pdu = try receive() { received.append(pdu) }
        return received
    }
}
