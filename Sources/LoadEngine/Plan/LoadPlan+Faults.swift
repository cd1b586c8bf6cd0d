// What a plan says about faults: how a lost session comes back, and what becomes of messages that it
// left in doubt. Profiles decide it; shards and the coordinator read it. Durations are nanoseconds.

import Platform

extension LoadPlan {
    /// How a session that was bound and lost comes back.
    public struct Reconnect: Sendable, Equatable {
        /// Longest wait before the first attempt; doubled for each attempt that fails.
        public var firstDelay: Int64
        /// The wait is never longer than this.
        public var longestDelay: Int64
        /// A run that has had no session for this long has failed.
        public var patience: Int64

        /// Attempts after up to `firstDelay`, then up to twice as long each, at most `longestDelay`.
        public init(
            firstDelay: Int64 = 1_000_000_000, longestDelay: Int64 = 30_000_000_000,
            patience: Int64 = 300_000_000_000
        ) {
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
            self.patience = patience
        }

        /// The wait before attempt `attempt` of a session, after `failures` attempts in a row that
        /// led to no bind.
        ///
        /// Anything up to a limit that doubles with each failure ("full jitter"), so that sessions
        /// lost together do not come back together; the same for the same seed.
        package func delay(failures: Int64, session: Int, attempt: Int64, seed: UInt64) -> Int64 {
            var limit = firstDelay
            for _ in 0..<min(failures, 62) where limit < longestDelay {
                limit = limit > longestDelay / 2 ? longestDelay : limit * 2
            }
            var random = SplitMix64(
                seed: seed &+ UInt64(session) &* 0xD1B5_4A32_D192_ED03
                    &+ UInt64(attempt) &* 0xAEF1_7502_108E_F2D9)
            return Int64(random.unit() * Double(min(limit, longestDelay)))
        }
    }
}

extension LoadPlan {
    /// Throttled messages of a shard that may wait to be sent again; more are counted as throttled.
    var retryCapacity: Int {
        if case .retry = onThrottle { 1 << 17 } else { 0 }
    }

    /// What becomes of a message that is unanswered when its session is lost.
    public enum InDoubt: String, Sendable, CaseIterable {
        /// It is counted and listed.
        case count
        /// It is submitted again, on any session of its shard: the SMSC may have it twice then.
        case resubmit
    }

    /// What a message answered ESME_RTHROTTLED or ESME_RMSGQFUL leads to.
    public enum OnThrottle: Sendable, Equatable {
        /// Nothing but a count.
        case count
        /// The same message again after this time, nanoseconds; `retryLimit` times at most.
        case retry(after: Int64)
        /// Its session sends nothing for this time, nanoseconds.
        case pause(Int64)
        /// The run goes on at this share of its rate, above 0 and below 1, and comes back slowly.
        case slow(Double)
    }
}
