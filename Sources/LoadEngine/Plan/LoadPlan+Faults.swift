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
