// The words that both session machines speak: states, what a timer asks for, why a session ends.

/// Where a session stands (SMPP 3.4 § 2.2), with the two waits that the standard leaves unnamed.
public enum SessionState: Sendable, Equatable, BitwiseCopyable {
    /// No connection (`CLOSED`), or one that only waits to be closed.
    case closed
    /// Connected, and no bind under way (`OPEN`).
    case open
    /// A bind of this type has been asked for, and its response is due.
    case binding(BindType)
    /// Bound (`BOUND_TX`, `BOUND_RX`, `BOUND_TRX`).
    case bound(BindType)
    /// Bound in this way, and our own unbind waits for its response.
    case unbinding(BindType)
}

/// What a session machine wants done because time has passed.
public enum OnTick: Sendable, Equatable, BitwiseCopyable {
    /// Nothing.
    case none
    /// Send an enquire_link, then say `enquireLinkSent`; asked again until that is said.
    case sendEnquireLink
    /// Close the connection, without an unbind.
    case close(CloseReason)
}

/// Why a session machine ends a session.
public enum CloseReason: Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// The peer answered our unbind.
    case unbound
    /// The peer sent an unbind.
    case unboundByPeer
    /// Nothing was bound within `session_init_timer`.
    case sessionInitTimeout
    /// No bind_resp came in time.
    case bindTimeout
    /// A bind_resp came that does not belong to our bind.
    case wrongBindResp
    /// No enquire_link_resp came in time, and nothing else either.
    case enquireLinkTimeout
    /// No transaction within `inactivity_timer`.
    case inactivityTimeout
    /// A request to the peer went unanswered for longer than `response_timer`.
    case responseTimeout
    /// No unbind_resp came in time.
    case unbindTimeout
}

extension CloseReason: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .unbound: "unbound"
        case .unboundByPeer: "the peer sent unbind"
        case .sessionInitTimeout: "no bind came within the session init timer"
        case .bindTimeout: "no answer to the bind in time"
        case .wrongBindResp:
            "the answer to the bind has another sequence_number or is for another bind type"
        case .enquireLinkTimeout: "no answer to enquire_link in time"
        case .inactivityTimeout: "no message for longer than the inactivity timer"
        case .responseTimeout: "a request went unanswered for longer than the response timer"
        case .unbindTimeout: "no answer to unbind in time"
        }
    }
}
