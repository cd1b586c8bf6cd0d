// How fast an ESME may submit, and what happens when it goes faster. Profiles and tests build it;
// `RateMeter` keeps it. Durations are nanoseconds.

public import SMPP

/// A limit on submitted messages.
public struct RateLimit: Sendable, Equatable {
    /// How the rate is judged.
    public enum Policy: String, CaseIterable, Sendable {
        /// `burst` messages at once, refilled at `rate`.
        case tokenBucket = "token-bucket"
        /// So many in each window, the windows side by side; of one second they are those of the
        /// wall clock.
        case fixedWindow = "fixed-window"
        /// So many in every window, wherever it starts.
        case slidingWindow = "sliding-window"
        /// At least the time of one message between two.
        case minimumGap = "minimum-gap"
    }

    /// Whose messages are counted together.
    public enum Scope: String, CaseIterable, Sendable {
        case session, account, smsc
    }

    /// What is counted.
    public enum Unit: String, CaseIterable, Sendable {
        /// A submit_sm is one.
        case message
        /// A submit_sm counts as many short messages as its text fills.
        case segment
    }

    /// How the rate is judged.
    public var policy: Policy
    /// Units a second; more than 0.
    public var rate: Double
    /// Token bucket: units it holds; nil: those of one second, at least one.
    public var burst: Int?
    /// The two window policies: a window's length; rate × window must be a whole number.
    public var window: Int64 = 1_000_000_000
    /// Whose messages are counted together.
    public var scope = Scope.account
    /// What is counted.
    public var unit = Unit.message
    /// What happens to a message too many.
    public var excess = Excess.status(.throttled)
    /// After an excess everything is refused for this long.
    public var penalty: Int64 = 0

    /// A limit per account, in messages, answered with ESME_RTHROTTLED.
    public init(_ policy: Policy, rate: Double) {
        self.policy = policy
        self.rate = rate
    }

    /// Most units a window or a bucket may hold.
    public static let unitLimit = 1 << 23

    /// Units in a window, for the two window policies; nil if that is no whole number.
    public var unitsPerWindow: Int? {
        let units = rate * Double(window) / 1e9
        let whole = units.rounded()
        guard whole >= 1, whole <= Double(Self.unitLimit), abs(units - whole) < 1e-6 else {
            return nil
        }
        return Int(whole)
    }
}

/// What happens to a message that a limit has no room for.
public enum Excess: Sendable, Equatable {
    /// Refused with this command_status.
    case status(CommandStatus)
    /// Accepted, and answered once the limit would have had room.
    case slowAnswers
    /// As `slowAnswers`, and nothing more is read from the connection until then.
    case stopReading
    /// Not answered: the server sends unbind and closes.
    case unbind
    /// Not answered: the server closes without unbind.
    case close
}
