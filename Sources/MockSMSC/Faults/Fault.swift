// Faults that the built-in SMSC rehearses: what goes wrong, when, and for whom. Profiles and tests
// build them; `FaultSchedule` says when one is on, the shards do it.

public import SMPP

/// Something that goes wrong at stated times.
///
/// All times are nanoseconds since the server's start.
public struct Fault: Sendable, Equatable {
    /// What goes wrong.
    public enum Kind: String, CaseIterable, Sendable, BitwiseCopyable {
        /// Sessions are closed with a RST.
        case reset
        /// Sessions are closed with a FIN, without an unbind.
        case fin
        /// Sessions are neither read nor written nor closed, until their peers close them.
        case halfOpen = "half-open"
        /// Sessions are not read, so that the window of their peers' TCP closes.
        case zeroWindow = "zero-window"
        /// What sessions are sent goes an octet a write.
        case dribble
        /// What sessions are sent is held back, then goes in one write.
        case glue
        /// Sessions get no enquire_link_resp.
        case enquireLinkSilence = "enquire-link-silence"
        /// Responses to messages are not sent.
        case lostResponses = "lost-responses"
        /// Responses to messages are sent twice.
        case duplicateResponses = "duplicate-responses"
        /// Responses to messages are held back.
        case lateResponses = "late-responses"
        /// Responses to messages have a sequence_number that was not asked for.
        case wrongSequence = "wrong-sequence"
        /// Octets that are no PDU stand for responses to messages.
        case garbage
        /// Binds are refused.
        case refusedBinds = "refused-binds"
        /// All connections are dropped, and nobody listens for a time.
        case restart
    }

    /// What goes wrong.
    public var kind: Kind
    /// When it begins first.
    public var at: Int64 = 0
    /// From one beginning to the next; nil: it happens once.
    public var every: Int64?
    /// How long it lasts each time; nil: to the end.
    ///
    /// Half-open sessions then stay so for good, while others bind. A reset and a FIN last no time.
    public var duration: Int64?
    /// The system_ids that it befalls; empty: all.
    public var accounts: [String] = []
    /// It befalls so many of a hundred sessions, binds or responses, drawn from the seed.
    public var percent = 100.0
    /// What refused binds get.
    public var status = CommandStatus.bindFailed
    /// How late a late response is (5 s), how long glue holds (100 ms).
    public var delay: Delay?
    /// After a restart no message is known any more, and no receipt comes of those before it.
    public var forgets = false

    /// Faults that a server may have.
    public static let limit = 32

    /// A fault of this kind, from the start to the end.
    public init(_ kind: Kind) {
        self.kind = kind
    }

    /// What makes no sense about it; nil if all does.
    public var problem: String? {
        if at < 0 { return "begins before the start" }
        if (every ?? 1) <= 0 || (duration ?? 1) <= 0 {
            return "needs times above 0 in every and for"
        }
        if kind.isInstant {
            if duration != nil { return "kind \(kind.rawValue) lasts no time; leave out for" }
        } else if duration == nil {
            if kind == .restart { return "a restart needs a time in for" }
            if every != nil, kind != .halfOpen {
                return "a fault that comes again needs a time in for"
            }
        }
        if let every, let duration, duration > every {
            return "lasts longer than the time from one to the next"
        }
        if kind == .restart, !accounts.isEmpty || percent != 100 {
            return "a restart befalls all; leave out accounts and share"
        }
        if kind != .refusedBinds, status != .bindFailed {
            return "status is for kind \(Kind.refusedBinds.rawValue)"
        }
        if status == .ok { return "refused binds need a status that refuses" }
        if delay != nil, kind != .lateResponses, kind != .glue {
            return "delay is for kinds \(Kind.lateResponses.rawValue) and \(Kind.glue.rawValue)"
        }
        if forgets, kind != .restart { return "forget is for kind \(Kind.restart.rawValue)" }
        return nil
    }
}

extension Fault.Kind {
    /// Its place among all kinds.
    var index: Int {
        switch self {
        case .reset: 0
        case .fin: 1
        case .halfOpen: 2
        case .zeroWindow: 3
        case .dribble: 4
        case .glue: 5
        case .enquireLinkSilence: 6
        case .lostResponses: 7
        case .duplicateResponses: 8
        case .lateResponses: 9
        case .wrongSequence: 10
        case .garbage: 11
        case .refusedBinds: 12
        case .restart: 13
        }
    }

    /// It happens at a time and lasts none.
    var isInstant: Bool { self == .reset || self == .fin }

    /// Its share is one of responses, drawn for each.
    var befallsResponses: Bool {
        switch self {
        case .lostResponses, .duplicateResponses, .lateResponses, .wrongSequence, .garbage: true
        default: false
        }
    }

    /// It is a state of sessions: they are struck when it begins, or when they bind.
    var befallsSessions: Bool {
        switch self {
        case .halfOpen, .zeroWindow, .dribble, .glue, .enquireLinkSilence: true
        default: befallsResponses
        }
    }
}
