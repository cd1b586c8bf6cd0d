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
        /// Unanswered submit_sm allowed per session in this stage; nil: the plan's window.
        public var window: Int?
        /// Share of each of the plan's messages in this stage, in their order; nil: their own.
        public var mix: [Int]?

        /// A stage of `duration` nanoseconds from `startTPS` to `endTPS` messages a second.
        public init(
            duration: Int64, startTPS: Double, endTPS: Double, window: Int? = nil, mix: [Int]? = nil
        ) {
            self.duration = duration
            self.startTPS = startTPS
            self.endTPS = endTPS
            self.window = window
            self.mix = mix
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

    /// What a ceiling counts.
    public enum CeilingUnit: String, Sendable, CaseIterable {
        /// Each submit_sm as one.
        case message
        /// Each submit_sm as the short messages its text takes on the air (`segmentCount`).
        case segment
    }

    /// A send rate that is never exceeded in any sliding second.
    public struct Ceiling: Sendable, Equatable {
        /// What is counted together.
        public var scope: CeilingScope
        /// Messages or segments per second; above 0.
        public var tps: Double
        /// What is counted.
        public var unit: CeilingUnit

        /// A ceiling of `tps` messages or segments a second over `scope`.
        public init(scope: CeilingScope, tps: Double, unit: CeilingUnit = .message) {
            self.scope = scope
            self.tps = tps
            self.unit = unit
        }
    }

    /// One of several messages that a run sends in turn.
    public struct Message: Sendable, Equatable {
        /// What stages call it.
        public var name: String
        /// What is sent; its sequence_number is patched for each send.
        public var message: SubmitSM
        /// How often, beside the shares of the others; 0 or more.
        public var share: Int

        /// A message called `name`, sent `share` times in the sum of all shares.
        public init(name: String, message: SubmitSM, share: Int = 1) {
            self.name = name
            self.message = message
            self.share = share
        }
    }

    /// The part of a schedule that this machine sends: every `of`-th slot.
    public struct Segment: Sendable, Equatable {
        /// Which part, 1…`of`.
        ///
        /// Its slots are `part - 1`, `part - 1 + of` and so on.
        public var part: Int
        /// How many machines share the schedule; at least 1.
        public var of: Int

        /// Part `part` of `of`.
        public init(part: Int, of: Int) {
            self.part = part
            self.of = of
        }
    }

    /// Whether messages ask for a delivery receipt.
    public enum Receipts: String, Sendable, CaseIterable {
        /// `registered_delivery` 0.
        case none
        /// `registered_delivery` 1: one receipt for the final state.
        case final
        /// `registered_delivery` 17: also notifications on the way, which are counted.
        case all

        /// The registered_delivery of the messages (SMPP 3.4 § 5.2.17).
        public var registeredDelivery: UInt8 {
            switch self {
            case .none: 0
            case .final: 0x01
            case .all: 0x11
            }
        }
    }

    /// How message ids in receipts are compared with those of the responses.
    ///
    /// Letter case, leading zeroes, blanks around and a UUID's dashes never count.
    public enum ReceiptIDs: String, Sendable, CaseIterable {
        /// Found out from the first responses and receipts of each account.
        case auto
        /// As they are written.
        case same
        /// The response has a number in hexadecimal, the receipt the same number in decimal.
        case hexDecimal = "hex-decimal"
        /// The response has a number in decimal, the receipt the same number in hexadecimal.
        case decimalHex = "decimal-hex"
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

    /// TLS to the SMSC (1.2 or newer).
    public struct TLS: Sendable, Equatable {
        /// Whose certificate the SMSC may show.
        public enum Trust: Sendable, Equatable {
            /// One signed by the system's authorities, for the target's host.
            case system
            /// One signed by the authorities in this PEM file, for the target's host.
            case file(String)
            /// One of those in this PEM text, for the target's host.
            case certificates(String)
            /// Any: nothing is verified.
            case anyone
        }

        /// Whose certificate the SMSC may show.
        public var trust: Trust
        /// PEM file with the certificate that is shown when the SMSC asks for one.
        public var certificateFile: String?
        /// PEM file with its key; nil: the same file.
        public var keyFile: String?

        /// TLS that trusts as `trust` says and shows no certificate.
        public init(trust: Trust = .system) {
            self.trust = trust
        }
    }

    /// The SMSC.
    public var target: Target
    /// TLS on every connection, if set.
    public var tls: TLS?
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
    /// Messages or segments that 10 ms and 100 ms may hold beyond their even share of a ceiling; nil:
    /// a hundredth of the ceiling, at least 1.
    public var ceilingBurst: Int64?
    /// What happens to late slots.
    public var catchUp: CatchUp
    /// A slot later than this is missed when `catchUp` is `.none`; nil: 10 ms or a gap of the
    /// schedule, whichever is longer.
    public var lateness: Int64?
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
    /// How lost sessions come back; nil: they do not.
    public var reconnect: Reconnect?
    /// What becomes of messages that lost sessions leave unanswered.
    public var inDoubt: InDoubt
    /// What a throttled message leads to.
    public var onThrottle: OnThrottle
    /// Times a throttled message is sent again, 0…255, where it is.
    public var retryLimit: Int
    /// Send enquire_link after this much silence; 0 = never.
    public var enquireLinkInterval: Int64
    /// Whether receipts are asked for and matched.
    public var receipts: Receipts
    /// How message ids in receipts are compared.
    public var receiptIDs: ReceiptIDs
    /// Messages whose receipt may be outstanding at once; the table is allocated for it.
    public var receiptCapacity: Int
    /// The message; its sequence_number is patched for each send.
    public var message: SubmitSM
    /// Several messages in place of `message`; which one a slot carries depends on its number and the
    /// seed alone.
    public var messages: [Message]
    /// The part of the schedule that is sent from here; nil: all of it.
    public var segment: Segment?
    /// When slot 0 is due, nanoseconds since 1970; nil: as soon as every session is bound.
    public var startAt: Int64?
    /// Who says when responses and receipts came; the kernel where it can.
    public var receiveClock: RunClock.Receive
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
        tls = nil
        shardCount = 1
        window = 100
        ceilings = []
        ceilingGuard = 500_000
        ceilingBurst = nil
        catchUp = .unbounded
        lateness = nil
        warmup = 0
        duration = 30 * second
        count = nil
        drain = 30 * second
        responseTimeout = 60 * second
        connectTimeout = 10 * second
        reconnect = Reconnect()
        inDoubt = .count
        onThrottle = .count
        retryLimit = 3
        enquireLinkInterval = 30 * second
        receipts = .none
        receiptIDs = .auto
        receiptCapacity = 1 << 18
        receiveClock = .kernel
        seed = 1
        firstCPU = nil
        messages = []
        segment = nil
        startAt = nil
    }
}
