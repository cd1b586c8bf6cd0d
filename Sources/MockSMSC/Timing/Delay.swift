// How long something takes, as a distribution: responses, receipts, whatever the built-in SMSC does
// later. Profiles and tests build it; `DelaySampler` draws from it.

/// A distribution of delays; all times are nanoseconds.
public indirect enum Delay: Sendable, Equatable {
    /// Always the same.
    case fixed(Int64)
    /// Anything from the first to the second, all alike.
    case uniform(Int64, Int64)
    /// Normal; what falls below 0 is 0.
    case normal(mean: Int64, deviation: Int64)
    /// Log-normal, by its median and by what one in a hundred exceeds.
    case logNormal(median: Int64, p99: Int64)
    /// Exponential.
    case exponential(mean: Int64)
    /// One of several, by weight.
    case mix([Share])

    /// A member of a mix.
    public struct Share: Sendable, Equatable {
        /// How often it is drawn, against the sum of all weights; above 0.
        public var weight: Double
        /// What is drawn then.
        public var delay: Delay

        /// A member with a weight.
        public init(_ weight: Double, _ delay: Delay) {
            self.weight = weight
            self.delay = delay
        }
    }

    /// No delay is drawn longer: a week.
    public static let longest: Int64 = 168 * 3_600_000_000_000

    /// The one value it has, if it has only one.
    public var constant: Int64? {
        if case .fixed(let value) = self { value } else { nil }
    }
}

extension Delay: ExpressibleByIntegerLiteral {
    /// A fixed delay of so many nanoseconds.
    public init(integerLiteral value: Int64) {
        self = .fixed(value)
    }
}
