// The seeded generator of everything random: schedules, delays, outcomes. Plain data, no allocation;
// the laws it draws from are beside it.

/// A small seeded generator (Steele, Lea, Flood 2014); the same numbers on every machine.
public struct SplitMix64: Sendable, BitwiseCopyable {
    @usableFromInline var state: UInt64

    /// A generator that starts from `seed`.
    @inlinable
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// In the open interval (0, 1).
    @inlinable
    public mutating func unit() -> Double {
        (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992
    }

    /// Exponentially distributed with mean 1.
    public mutating func exponential() -> Double {
        -logarithm(unit())
    }

    /// Normally distributed with mean 0 and deviation 1.
    public mutating func normal() -> Double {
        // Marsaglia's polar form.
        while true {
            let x = unit() * 2 - 1
            let y = unit() * 2 - 1
            let s = x * x + y * y
            if s > 0 && s < 1 { return x * (-2 * logarithm(s) / s).squareRoot() }
        }
    }

    /// Gamma(`shape`) for a shape of at least 1 (Marsaglia and Tsang 2000).
    public mutating func gamma(_ shape: Double) -> Double {
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0 && logarithm(unit()) < 0.5 * x * x + d - d * v + d * logarithm(v) {
                return d * v
            }
        }
    }
}
