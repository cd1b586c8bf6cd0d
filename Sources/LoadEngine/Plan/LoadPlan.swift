// What a run will do, decided and checked before the first socket opens. Profiles build it; the
// coordinator and the shards read it and never change it. All durations are nanoseconds.

public import SMPP

/// A validated, immutable description of one load run.
public struct LoadPlan: Sendable {
    /// Where the SMSC listens.
    public struct Target: Sendable, Equatable {
        /// Host name or literal address.
        public var host: String
        /// TCP port, 1…65,535.
        public var port: UInt16

        /// A target at `host`:`port`.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// How sends are triggered.
    public enum Load: Sendable, Equatable {
        /// Closed loop (`--rate max`): a message goes as soon as a window has room.
        case windowDriven
        /// Open loop: every message has an intended time, whatever the SMSC does.
        case scheduled([Stage], Arrivals)
    }

    /// A stretch of an open-loop schedule; the rate runs linearly from `startTPS` to `endTPS`.
    public struct Stage: Sendable, Equatable {
        /// Length in nanoseconds.
        public var duration: Int64
        /// Messages per second at the start.
        public var startTPS: Double
        /// Messages per second at the end.
        public var endTPS: Double

        /// A stage of `duration` nanoseconds from `startTPS` to `endTPS` messages a second.
        public init(duration: Int64, startTPS: Double, endTPS: Double) {
            self.duration = duration
            self.startTPS = startTPS
            self.endTPS = endTPS
        }
    }

    /// The law of the gaps between intended send times.
    public enum Arrivals: String, Sendable, CaseIterable {
        /// Equal gaps.
        case constant
        /// Exponential gaps, drawn from the plan's seed.
        case poisson
    }

    /// What to do with slots whose time has passed before they could be sent.
    public enum CatchUp: Sendable, Equatable {
        /// Skip them once they are late by more than the lateness limit; count them as missed.
        case none
        /// Send them at no more than this multiple of the scheduled rate.
        case bounded(Double)
        /// Send them at once.
        case unbounded
    }

    /// What a ceiling counts together.
    public enum CeilingScope: String, Sendable, CaseIterable {
        /// All sessions of the run.
        case run
        /// All sessions of one system_id.
        case account
        /// One session.
        case session
    }

    /// A send rate that is never exceeded in any sliding second.
    public struct Ceiling: Sendable, Equatable {
        /// What is counted together.
        public var scope: CeilingScope
        /// Messages per second; above 0.
        public var tps: Double

        /// A ceiling of `tps` messages a second over `scope`.
        public init(scope: CeilingScope, tps: Double) {
            self.scope = scope
            self.tps = tps
        }
    }

    /// Whether messages ask for a delivery receipt.
    public enum Receipts: String, Sendable, CaseIterable {
        /// `registered_delivery` 0.
        case none
        /// `registered_delivery` 1: one receipt for the final state.
        case final
    }

    /// One connection and the bind made on it.
    public struct Session: Sendable {
        /// The credentials and identity of the bind.
        public var bind: BindRequest
        /// Which bind: transmitter, receiver or transceiver.
        public var bindType: BindType

        /// A session that binds with `bind` as `bindType`.
        public init(bind: BindRequest, bindType: BindType) {
            self.bind = bind
            self.bindType = bindType
        }
    }

    /// The SMSC.
    public var target: Target
    /// Every connection of the run.
    public var sessions: [Session]
    /// Sender threads; at least 1, at most the number of sessions.
    public var shardCount: Int
    /// Unanswered submit_sm allowed per session.
    public var window: Int
    /// Open or closed loop.
    public var load: Load
    /// Rates never exceeded.
    public var ceilings: [Ceiling]
    /// Added to a ceiling's second against network jitter.
    public var ceilingGuard: Int64
    /// What happens to late slots.
    public var catchUp: CatchUp
    /// A slot later than this is missed when `catchUp` is `.none`.
    public var lateness: Int64
    /// Excluded from the measurement, reported apart.
    public var warmup: Int64
    /// Length of the measured part; for a schedule the sum of its stages less the warm-up.
    public var duration: Int64
    /// Stop after this many messages (warm-up not counted), if set.
    public var count: Int64?
    /// How long to wait for receipts after the last response.
    public var drain: Int64
    /// A submit_sm without a response for this long has timed out.
    public var responseTimeout: Int64
    /// Limit for connecting and binding all sessions.
    public var connectTimeout: Int64
    /// Send enquire_link after this much silence; 0 = never.
    public var enquireLinkInterval: Int64
    /// Whether receipts are asked for and matched.
    public var receipts: Receipts
    /// Messages whose receipt may be outstanding at once; the table is allocated for it.
    public var receiptCapacity: Int
    /// The message; its sequence_number is patched for each send.
    public var message: SubmitSM
    /// Seed of everything random in the run.
    public var seed: UInt64
    /// Pin sender shard i to processor `firstCPU + i`, if set and permitted.
    public var firstCPU: Int?

    /// A plan with the defaults of the profile reference.
    public init(
        target: Target, sessions: [Session], message: SubmitSM, load: Load = .windowDriven
    ) {
        let second: Int64 = 1_000_000_000
        self.target = target
        self.sessions = sessions
        self.message = message
        self.load = load
        shardCount = 1
        window = 100
        ceilings = []
        ceilingGuard = 500_000
        catchUp = .unbounded
        lateness = 10_000_000
        warmup = 0
        duration = 30 * second
        count = nil
        drain = 30 * second
        responseTimeout = 60 * second
        connectTimeout = 10 * second
        enquireLinkInterval = 30 * second
        receipts = .none
        receiptCapacity = 1 << 18
        seed = 1
        firstCPU = nil
    }
}
