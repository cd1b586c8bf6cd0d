// The ESME's side of a session as a pure machine: headers and time in, actions out. The load engine
// has one for each connection. No I/O, no clock: `now` is an argument everywhere.
// Runs on: shard thread. Allocates: never. Throws: never.

/// The ESME's side of an SMPP session (SMPP 3.4 § 2.2).
///
/// The caller owns the connection, the sequence numbers and the messages. It tells what happened
/// (`connected`, `bindSent`, `received`, `tick`, …) and does what the returned action says. Requests
/// of the machine's own are asked for by an action; the caller sends them under the next of its
/// sequence numbers and says so, which starts their timer.
///
/// A caller in a hurry does not show `submit_sm_resp` and `deliver_sm` to ``received(_:now:)``: it
/// checks ``maySubmit`` or ``mayReceive`` and calls ``noteTraffic(now:)``.
public struct ESMESession: Sendable, BitwiseCopyable {
    /// What to do once the connection stands.
    public enum OnConnected: Sendable, Equatable, BitwiseCopyable {
        /// Send a bind of this type, then say `bindSent`.
        case sendBind(BindType)
        /// Wait: the SMSC sends an outbind first (§ 2.2.1).
        case awaitOutbind
    }

    /// What to do about a PDU.
    public enum OnPDU: Sendable, Equatable, BitwiseCopyable {
        /// Nothing.
        case ignore
        /// An outbind came: check it, send a bind of this type, then say `bindSent`.
        case sendBind(BindType)
        /// The session is bound: messages may go.
        case bound(BindType)
        /// The SMSC refused the bind with this status: close the connection.
        case bindRefused(CommandStatus)
        /// The PDU is the caller's: a message, a response to one, or an alert.
        case message
        /// A generic_nack with this status came, under the sequence number of a request of the
        /// caller's, or under one that nobody sent.
        case negativeAcknowledge(CommandStatus)
        /// Send this header; it is the whole PDU.
        case respond(PDUHeader)
        /// Send this header, which is the whole PDU, then close the connection.
        case respondThenClose(PDUHeader, CloseReason)
        /// Close the connection, without an unbind.
        case close(CloseReason)
    }

    /// The bind that this session asks for.
    public let bindType: BindType
    /// Whether the session waits for an outbind before it binds.
    public let awaitsOutbind: Bool
    @usableFromInline var core: SessionCore

    /// A closed session.
    public init(bindType: BindType, timers: SessionTimers, awaitsOutbind: Bool = false) {
        self.bindType = bindType
        self.awaitsOutbind = awaitsOutbind
        core = SessionCore(timers: timers)
    }

    /// Where the session stands.
    public var state: SessionState { core.state }

    /// Responses on this connection that answered no request, or none that the bind allows.
    public var ignoredResponses: Int { core.ignoredResponses }

    /// Whether submit_sm and the other submissions may be sent now (§ 2.3).
    @inlinable public var maySubmit: Bool {
        if case .bound(let type) = core.state { type.maySubmit } else { false }
    }

    /// Whether deliver_sm and the other deliveries are to be taken now (§ 2.3).
    ///
    /// Also while our unbind is out: the SMSC may have sent them before it came.
    @inlinable public var mayReceive: Bool {
        switch core.state {
        case .bound(let type), .unbinding(let type): type.mayReceive
        case .closed, .open, .binding: false
        }
    }

    /// The connection stands; the session must have been closed.
    public mutating func connected(now: Int64) -> OnConnected {
        core.connected(now: now)
        return awaitsOutbind ? .awaitOutbind : .sendBind(bindType)
    }

    /// The bind was sent under `sequenceNumber`; the session must have been open.
    public mutating func bindSent(sequenceNumber: UInt32, now: Int64) {
        precondition(core.state == .open, "a bind in a state that has none")
        core.state = .binding(bindType)
        core.pending = SessionCore.Pending(sequenceNumber: sequenceNumber, since: now)
    }

    /// The enquire_link that ``tick(now:)`` asked for was sent under `sequenceNumber`.
    public mutating func enquireLinkSent(sequenceNumber: UInt32, now: Int64) {
        core.enquireLinkSent(sequenceNumber: sequenceNumber, now: now)
    }

    /// An unbind was sent under `sequenceNumber`; the session must have been bound.
    public mutating func unbindSent(sequenceNumber: UInt32, now: Int64) {
        core.unbindSent(sequenceNumber: sequenceNumber, now: now)
    }

    /// The connection ended, or the caller ends it without being told to.
    public mutating func closed() {
        core.close()
    }

    /// A message, or the response to one, came and was dealt with: the session is alive and active.
    @inlinable
    public mutating func noteTraffic(now: Int64) {
        core.lastReceived = now
        core.lastTransaction = now
    }

    /// When ``tick(now:)`` has something to say if nothing happens until then; `Int64.max` for never.
    ///
    /// Traffic moves it further away, never nearer: a caller may keep an old value and look again
    /// when that time has come. Everything else that happens may move it nearer.
    public var nextDeadline: Int64 { core.nextEvent().at }

    /// Says what has to be done because it is `now`.
    public mutating func tick(now: Int64) -> OnTick {
        core.tick(now: now)
    }

    /// Takes a PDU by its header and says what to do about it.
    public mutating func received(_ header: PDUHeader, now: Int64) -> OnPDU {
        guard core.state != .closed else { return .ignore }
        core.lastReceived = now
        return header.commandID.isResponse
            ? receivedResponse(header, now: now) : receivedRequest(header, now: now)
    }
}

extension ESMESession {
    private mutating func receivedRequest(_ header: PDUHeader, now: Int64) -> OnPDU {
        switch header.commandID {
        case .deliverSM, .dataSM, .alertNotification:
            guard mayReceive else { break }
            core.lastTransaction = now
            return .message
        case .enquireLink:
            return .respond(core.response(to: header, .ok))
        case .unbind:
            core.close()
            return .respondThenClose(core.response(to: header, .ok), .unboundByPeer)
        case .outbind:
            guard core.state == .open else { break }
            return awaitsOutbind ? .sendBind(bindType) : .ignore
        default: break
        }
        return .respond(core.refusal(of: header, .invalidBindStatus))
    }

    private mutating func receivedResponse(_ header: PDUHeader, now: Int64) -> OnPDU {
        switch core.state {
        case .closed, .open:
            return ignored()
        case .binding(let type):
            return receivedWhileBinding(header, type, now: now)
        case .bound(let type), .unbinding(let type):
            return receivedWhileBound(header, type, now: now)
        }
    }

    private mutating func receivedWhileBinding(
        _ header: PDUHeader, _ type: BindType, now: Int64
    ) -> OnPDU {
        switch header.commandID {
        case type.commandID.response:
            guard core.answersPending(header) else { return close(.wrongBindResp) }
            guard header.commandStatus == .ok else { return refused(header.commandStatus) }
            core.bound(type, now: now)
            return .bound(type)
        case .bindTransmitterResp, .bindReceiverResp, .bindTransceiverResp:
            return close(.wrongBindResp)
        case .genericNack where core.answersPending(header) || header.sequenceNumber == 0:
            // Number 0 stands for a PDU whose own could not be made out (§ 4.3); only the bind is out.
            return refused(header.commandStatus == .ok ? .bindFailed : header.commandStatus)
        default:
            return ignored()
        }
    }

    private mutating func receivedWhileBound(
        _ header: PDUHeader, _ type: BindType, now: Int64
    ) -> OnPDU {
        switch header.commandID {
        case .submitSMResp, .submitMultiResp, .dataSMResp, .querySMResp, .cancelSMResp,
            .replaceSMResp:
            guard type.maySubmit else { return ignored() }
            core.lastTransaction = now
            return .message
        case .enquireLinkResp:
            return core.takeEnquireLinkAnswer(header) ? .ignore : ignored()
        case .unbindResp:
            return core.answersPending(header) ? close(.unbound) : ignored()
        case .genericNack:
            if core.takeEnquireLinkAnswer(header) { return .ignore }
            if core.answersPending(header) { return close(.unbound) }
            core.lastTransaction = now
            return .negativeAcknowledge(header.commandStatus)
        default:
            return ignored()
        }
    }

    private mutating func refused(_ status: CommandStatus) -> OnPDU {
        core.close()
        return .bindRefused(status)
    }

    private mutating func close(_ reason: CloseReason) -> OnPDU {
        core.close()
        return .close(reason)
    }

    private mutating func ignored() -> OnPDU {
        core.ignoredResponses += 1
        return .ignore
    }
}
