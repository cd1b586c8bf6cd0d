// What a run's lost sessions left: how often they were lost and came back, and the messages whose
// fate is unknown. The coordinator fills it in from the shards' logs; Results renders it.

/// How often sessions were lost, and how they came back.
public struct Reconnects: Sendable, Equatable {
    /// Sessions lost after their bind, each time counted.
    public var losses: Int64 = 0
    /// Attempts to connect and bind again.
    public var attempts: Int64 = 0
    /// Of the attempts: those that led to a bind.
    public var binds: Int64 = 0
    /// Nanoseconds of the measured phase, summed over the sessions, in which one was lost.
    public var lostTime: Int64 = 0

    /// No losses.
    public init() {}
}

/// How far a run slowed down because the SMSC throttled it, in shares of its rate.
public struct SlowDownResult: Sendable, Equatable {
    /// The least share.
    public var lowest: Double
    /// The share at the end.
    public var final: Double

    /// The shares, each above 0 and at most 1.
    public init(lowest: Double, final: Double) {
        self.lowest = lowest
        self.final = final
    }
}

/// A message that was unanswered when its session was lost or the run was stopped.
public struct InDoubtMessage: Sendable, Equatable {
    /// The session, counted from 1 as in the notes.
    public var session: Int
    /// Under which it was sent.
    public var sequenceNumber: UInt32
    /// Its destination_addr.
    public var destination: String
    /// When it was due, nanoseconds after slot 0.
    public var intendedAt: Int64
    /// When it was sent, nanoseconds after slot 0.
    public var sentAt: Int64
    /// Whether it was put aside to be sent again.
    public var resubmitted: Bool

    /// A message in doubt.
    public init(
        session: Int, sequenceNumber: UInt32, destination: String, intendedAt: Int64,
        sentAt: Int64, resubmitted: Bool
    ) {
        self.session = session
        self.sequenceNumber = sequenceNumber
        self.destination = destination
        self.intendedAt = intendedAt
        self.sentAt = sentAt
        self.resubmitted = resubmitted
    }
}
