// The SMSC's side of a session as a pure machine: headers and time in, actions out. The built-in
// SMSC has one for each connection. No I/O, no clock: `now` is an argument everywhere.
// Runs on: shard thread. Allocates: never. Throws: never.

/// The SMSC's side of an SMPP session (SMPP 3.4 § 2.2).
///
/// The caller owns the connection, the accounts, the sequence numbers and the messages. It tells what
/// happened (`connected`, `received`, `tick`, …) and does what the returned action says. Whether a bind
/// is good is for the caller to say, with ``bindAccepted(now:)`` or ``bindRefused()``, and to answer.
///
/// A caller in a hurry does not show `submit_sm` and `deliver_sm_resp` to ``received(_:now:)``: it checks
/// ``maySubmit`` or ``mayReceive`` and calls ``noteTraffic(now:)``.
public struct SMSCSession: Sendable, BitwiseCopyable {
    /// What to do once the connection stands.
    public enum OnConnected: Sendable, Equatable, BitwiseCopyable {
        /// Wait: the ESME binds first.
        case awaitBind
        /// Send an outbind, then wait for the bind (§ 2.2.1).
        case sendOutbind
    }

    /// What to do about a PDU.
    public enum OnPDU: Sendable, Equatable, BitwiseCopyable {
        /// Nothing.
        case ignore
        /// A bind of this type came: decide, answer with its bind_resp, and say `bindAccepted` or
        /// `bindRefused`.
        case authenticate(BindType)
        /// The PDU is the caller's: a message, an operation on one, or a response to a delivery.
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

    /// Whether this session was opened by the SMSC, which then sends an outbind.
    public let sendsOutbind: Bool
    @usableFromInline var core: SessionCore

    /// A closed session.
    public init(timers: SessionTimers, sendsOutbind: Bool = false) {
        self.sendsOutbind = sendsOutbind
        core = SessionCore(timers: timers)
    }

    /// Where the session stands.
    public var state: SessionState { core.state }

    /// Responses on this connection that answered no request, or none that the bind allows.
    public var ignoredResponses: Int { core.ignoredResponses }

    /// When the oldest request to the ESME that has no response yet was sent; `Int64.max` for none.
    ///
    /// The caller keeps it up to date as it sends and as responses come; `response_timer` (§ 7.2)
    /// counts from here, and closes the session without an unbind.
    @inlinable public var oldestUnanswered: Int64 {
        get { core.oldestUnanswered }
        set { core.oldestUnanswered = newValue }
    }

    /// Whether submit_sm and the other submissions are to be taken now (§ 2.3).
    @inlinable public var maySubmit: Bool {
        if case .bound(let type) = core.state { type.maySubmit } else { false }
    }

    /// Whether deliver_sm and the other deliveries may be sent now (§ 2.3).
    @inlinable public var mayReceive: Bool {
        if case .bound(let type) = core.state { type.mayReceive } else { false }
    }

    /// The connection stands; the session must have been closed.
    public mutating func connected(now: Int64) -> OnConnected {
        core.connected(now: now)
        return sendsOutbind ? .sendOutbind : .awaitBind
    }

    /// The bind that asked to be authenticated was good.
    public mutating func bindAccepted(now: Int64) {
        guard case .binding(let type) = core.state else { preconditionFailure("no bind to accept") }
        core.bound(type, now: now)
    }

    /// The bind that asked to be authenticated was not good.
    ///
    /// The ESME may try again until `session_init_timer`, which began with the connection, runs out;
    /// a caller that does not want that closes the connection.
    public mutating func bindRefused() {
        guard case .binding = core.state else { preconditionFailure("no bind to refuse") }
        core.state = .open
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

extension SMSCSession {
    private mutating func receivedRequest(_ header: PDUHeader, now: Int64) -> OnPDU {
        switch core.state {
        case .closed:
            return .ignore
        case .open:
            guard let type = requestedBind(header) else { break }
            core.state = .binding(type)
            return .authenticate(type)
        case .binding:
            guard requestedBind(header) == nil else { return alreadyBound(header) }
        case .bound, .unbinding:
            return receivedRequestWhileBound(header, now: now)
        }
        return .respond(core.refusal(of: header, .invalidBindStatus))
    }

    private mutating func receivedRequestWhileBound(_ header: PDUHeader, now: Int64) -> OnPDU {
        switch header.commandID {
        case .submitSM, .submitMulti, .dataSM, .querySM, .cancelSM, .replaceSM:
            guard maySubmit else { break }
            core.lastTransaction = now
            return .message
        case .enquireLink:
            return .respond(core.response(to: header, .ok))
        case .unbind:
            core.close()
            return .respondThenClose(core.response(to: header, .ok), .unboundByPeer)
        case .bindTransmitter, .bindReceiver, .bindTransceiver:
            return alreadyBound(header)
        default: break
        }
        return .respond(core.refusal(of: header, .invalidBindStatus))
    }

    private mutating func receivedResponse(_ header: PDUHeader, now: Int64) -> OnPDU {
        let type: BindType
        switch core.state {
        case .closed, .open, .binding: return ignored()
        case .bound(let bound), .unbinding(let bound): type = bound
        }
        switch header.commandID {
        case .deliverSMResp, .dataSMResp:
            guard type.mayReceive else { return ignored() }
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

    private func requestedBind(_ header: PDUHeader) -> BindType? {
        switch header.commandID {
        case .bindTransmitter: .transmitter
        case .bindReceiver: .receiver
        case .bindTransceiver: .transceiver
        default: nil
        }
    }

    private func alreadyBound(_ header: PDUHeader) -> OnPDU {
        .respond(core.response(to: header, .alreadyBound))
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
