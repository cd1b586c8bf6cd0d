// Connecting, losing and closing the sessions of a shard: what happens seldom.
// Runs on: the shard's thread.

import Platform
package import SMPP

/// Why a session is over.
package enum SessionEnd: Equatable {
    /// Unbound in good order, or closed by us at the run's end.
    case unbound
    /// A bind_resp with an error.
    case bindRefused(CommandStatus)
    /// The peer closed the connection.
    case closedByPeer
    /// The connection was not made in time.
    case connectTimeout
    /// The connection failed.
    case failed(errno: Int32)
    /// A command_length that no PDU can have.
    case garbage(commandLength: UInt32)
    /// A timer ran out, or the protocol was broken; the reason for people.
    case protocolFailure(String)
    /// The peer ended it and what is in the output answers it; the reason for people.
    case answered(String)

    /// One line for a person, without the session's name.
    var text: String {
        switch self {
        case .unbound: "unbound"
        case .bindRefused(let status): "the bind was refused: \(status.name)"
        case .closedByPeer: "the SMSC closed the connection"
        case .connectTimeout: "no connection within the connect timeout"
        case .failed(let code): "the connection failed: \(SystemError.reason(code))"
        case .garbage(let length):
            "the SMSC sent a command_length of \(length), which no PDU can have"
        case .protocolFailure(let reason), .answered(let reason): reason
        }
    }
}

extension SenderShard {
    /// Starts all connects.
    mutating func connectAll() {
        for index in 0..<core.sessions.count { connect(index) }
    }

    /// Starts the connect of session `index`.
    mutating func connect(_ index: Int) {
        do throws(SystemError) {
            let socket = try Socket.connect(to: core.shared.target)
            core.sessions[index].socket = socket
            epoll.add(socket.descriptor, .write, token: UInt64(index))
        } catch {
            lose(index, .failed(errno: error.code))
        }
    }

    /// The connect of session `index` has ended: sends its bind, or gives it up.
    mutating func finishConnect(_ index: Int) {
        let code = core.sessions[index].socket.connectError()
        guard code == 0 else {
            lose(index, .failed(errno: code))
            return
        }
        guard let context = core.shared.tls else { return sendBind(index) }
        guard
            let secured = core.sessions[index].socket.secured(
                by: context, host: core.shared.plan.target.host)
        else {
            lose(index, .protocolFailure("TLS failed: no memory"))
            return
        }
        core.sessions[index].socket = secured
        core.sessions[index].stage = .securing
        core.sessions[index].securingSince = Clock.monotonic()
        continueHandshake(index)
    }

    /// Goes on with the TLS handshake of session `index`; once it is done the bind is sent.
    mutating func continueHandshake(_ index: Int) {
        let session = core.sessions[index]
        switch session.socket.handshake() {
        case .wantsRead:
            epoll.modify(session.socket.descriptor, .read, token: UInt64(index))
        case .wantsWrite:
            epoll.modify(session.socket.descriptor, .write, token: UInt64(index))
        case .failed(let reason):
            lose(index, .protocolFailure("TLS failed: \(reason)"))
        case .done:
            let time = Clock.monotonic() - session.securingSince
            core.shared.handshakes.add(session.socket.tls, time: time)
            hasInput = hasInput || session.socket.hasInput
            sendBind(index)
        }
    }

    /// Session `index` can be written to: its bind goes.
    private mutating func sendBind(_ index: Int) {
        if core.shared.plan.receiveClock == .kernel {
            _ = core.sessions[index].socket.stampReceives()
        }
        if let end = core.bind(index, now: Clock.monotonic()) {
            lose(index, end)
            return
        }
        watch(index)
        write(index)
    }

    /// Why session `index` failed with `code`; TLS knows it better than the system.
    func failure(_ index: Int, errno code: Int32) -> SessionEnd {
        core.sessions[index].socket.tls.failure.map { .protocolFailure("TLS failed: \($0)") }
            ?? .failed(errno: code)
    }

    /// Watches session `index` for what it now waits for.
    func watch(_ index: Int) {
        let session = core.sessions[index]
        let interest: Epoll.Interest = session.waitsForWrite ? [.read, .write] : .read
        epoll.modify(session.socket.descriptor, interest, token: UInt64(index))
    }

    /// The connection of session `index` is gone: what it still waited for is in doubt.
    ///
    /// The session comes back, or if it was bound, or on its way there, the coordinator hears of it.
    mutating func lose(_ index: Int, _ end: SessionEnd) {
        let stage = core.sessions[index].stage
        guard stage != .closed else { return }
        if case .answered = end {
            let session = core.sessions[index]
            _ = session.socket.write(
                from: session.out, at: session.outStart, count: session.outEnd - session.outStart)
        }
        let comesBack = core.lose(index, end, now: Clock.monotonic())
        if core.sessions[index].socket != .none {
            epoll.remove(core.sessions[index].socket.descriptor)
            record.retransmits += core.sessions[index].socket.retransmits
            core.sessions[index].socket.close()
            core.sessions[index].socket = .none
        }
        if !comesBack { openSessions -= 1 }
        guard end != .unbound, stage != .unbinding else { return }
        tell(index, end, wasBound: stage == .bound, comesBack: comesBack)
    }

    /// Says why session `index` has no connection; of one that comes back its first loss and the first
    /// attempt that failed after one, for there may be many.
    private func tell(_ index: Int, _ end: SessionEnd, wasBound: Bool, comesBack: Bool) {
        let history = core.history[index]
        let line =
            "session \(core.sessions[index].number + 1) to \(core.shared.target.description): \(end.text)"
        if comesBack {
            if wasBound ? history.losses == 1 : history.failures == 1 { control.note(line) }
        } else if wasBound {
            control.note(line)
            report.addLost(maySubmit: core.sessions[index].maySubmit)
        } else if history.binds == 0 {
            control.fail(line)
        }
    }

    /// The connection of session `index` takes no more bytes: what the SMSC had sent before that still
    /// counts, and may say why.
    mutating func readRest(_ index: Int) -> SessionEnd? {
        // As many reads as a socket's receive buffer can fill.
        for _ in 0..<64 where core.sessions[index].stage == .bound {
            core.sessions[index].discardOutput()
            let start = core.prepareInput(index)
            let (result, received, _) = receive(
                index, at: start, limit: core.readLimit(index))
            guard result.count > 0 else { break }
            let end = core.consume(index, end: start + result.count, now: received)
            if let end { return end }
        }
        if core.sessions[index].stage == .binding, core.shared.tls != nil {
            // In TLS 1.3 a client's certificate is refused after its handshake.
            _ = core.sessions[index].socket.read(into: core.input, at: 0, count: core.input.count)
        }
        let failure = core.sessions[index].socket.tls.failure
        return failure.map { .protocolFailure("TLS failed: \($0)") }
    }

    /// Closes whatever is still open: the run was aborted, or its end was not answered.
    mutating func closeAll() {
        core.isEnding = true
        for index in 0..<core.sessions.count { lose(index, .unbound) }
    }
}
