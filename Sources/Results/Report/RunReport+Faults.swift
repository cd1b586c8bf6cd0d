// The report of lost sessions: how often, and the messages they left in doubt. Each part is built from
// its counterpart in LoadEngine.

import LoadEngine

extension RunReport {
    /// How often sessions were lost, and how they came back; the whole run.
    public struct Reconnects: Codable, Sendable, Equatable {
        /// Sessions lost after their bind, each time counted.
        public var losses: Int64
        /// Attempts to connect and bind again.
        public var attempts: Int64
        /// Of the attempts: those that led to a bind.
        public var binds: Int64
        /// Nanoseconds of the measured phase, summed over the sessions, in which one was lost.
        public var lostTime: Int64

        init(_ reconnects: LoadEngine.Reconnects) {
            losses = reconnects.losses
            attempts = reconnects.attempts
            binds = reconnects.binds
            lostTime = reconnects.lostTime
        }
    }

    /// How far the run slowed down because the SMSC throttled it, in shares of its rate.
    public struct SlowDown: Codable, Sendable, Equatable {
        /// The least share.
        public var lowest: Double
        /// The share at the end.
        public var final: Double

        init(_ slowDown: SlowDownResult) {
            lowest = rounded(slowDown.lowest, to: 1_000_000)
            final = rounded(slowDown.final, to: 1_000_000)
        }
    }

    /// A message that was unanswered when its session was lost or the run was stopped.
    public struct InDoubtMessage: Codable, Sendable, Equatable {
        /// The session, counted from 1 as in the notes.
        public var session: Int
        /// Under which it was sent.
        public var sequenceNumber: UInt32
        /// Its destination_addr.
        public var destination: String
        /// When it was due, nanoseconds after the run's start.
        public var intendedAt: Int64
        /// When it was sent, nanoseconds after the run's start.
        public var sentAt: Int64
        /// Whether it was put aside to be sent again.
        public var resubmitted: Bool

        init(_ message: LoadEngine.InDoubtMessage) {
            session = message.session
            sequenceNumber = message.sequenceNumber
            destination = message.destination
            intendedAt = message.intendedAt
            sentAt = message.sentAt
            resubmitted = message.resubmitted
        }
    }
}
