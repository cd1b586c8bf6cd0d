// What becomes of messages that no limit has stopped: rules that look at the message, and shares
// that are drawn. Profiles and tests build it; `OutcomeTable` applies it.

public import SMPP

/// A rule about submit_sm: its conditions, all of which must hold, and what follows.
///
/// Rules are tried in order; the first one that fits decides.
public struct OutcomeRule: Sendable, Equatable {
    /// destination_addr begins with one of these; empty: anything.
    public var destinations: [String] = []
    /// destination_addr begins with none of these.
    public var otherDestinations: [String] = []
    /// source_addr begins with one of these; empty: anything.
    public var sources: [String] = []
    /// The text contains one of these, in any case of ASCII letters; empty: anything.
    public var texts: [String] = []
    /// The text has more octets than this.
    public var longerThan: Int?
    /// data_coding is one of these; empty: anything.
    public var dataCodings: [UInt8] = []
    /// data_coding is none of these.
    public var otherDataCodings: [UInt8] = []
    /// The same text went to the same destination no longer ago than this, nanoseconds.
    public var repeatedWithin: Int64?
    /// In so many of a hundred cases.
    public var percent = 100.0

    /// The answer; ESME_ROK accepts the message.
    public var status: CommandStatus
    /// How accepted messages end; nil: as the SMSC's shares say.
    public var receipt: ReceiptOutcome?

    /// A rule without conditions.
    public init(status: CommandStatus) {
        self.status = status
    }
}

/// How an accepted message ends, as its receipt says.
public struct ReceiptOutcome: Sendable, Equatable {
    /// The state; nil: no receipt ever comes.
    public var state: MessageState?
    /// The err field, 0 to 9999.
    public var error: UInt16 = 0

    /// A state with its err.
    public init(_ state: MessageState?, error: UInt16 = 0) {
        self.state = state
        self.error = error
    }
}

/// One of several ends of a message, by weight.
public struct ReceiptShare: Sendable, Equatable {
    /// How often, against the sum of all weights; above 0.
    public var weight: Double
    /// The end.
    public var outcome: ReceiptOutcome

    /// An end with its weight.
    public init(_ weight: Double, _ outcome: ReceiptOutcome) {
        self.weight = weight
        self.outcome = outcome
    }
}
