// Draws delays from a distribution without allocating: the distribution's members lie side by side
// in an arena, mixes inside mixes multiplied out. One per distribution and shard.
// Runs on: shard threads. Allocates: never after its creation.

package import Platform

/// A distribution ready to be drawn from; zero bits always draw 0.
package struct DelaySampler: Sendable, BitwiseCopyable {
    private enum Law: UInt8, BitwiseCopyable {
        case fixed, uniform, normal, logNormal, exponential
    }

    private struct Part: BitwiseCopyable {
        var law = Law.fixed
        /// Shares of this part and those before it, the last one's 1.
        var upTo = 1.0
        // Fixed: the value. Uniform: the least. Normal: the mean. Log-normal: the median's
        // logarithm. Exponential: the mean.
        var first = 0.0
        // Uniform: the width. Normal and log-normal: the deviation.
        var second = 0.0
    }

    /// The 99th percentile of the standard normal distribution.
    private static let normalP99 = 2.326_347_874_040_841

    private let parts: Cells<Part>
    /// The one value there is, -1 if values are drawn.
    private let constant: Int64

    /// Draws from `delay`, every value divided by `compression`.
    package init(_ delay: Delay, dividedBy compression: Double = 1, arena: Arena) {
        var list: [Part] = []
        Self.collect(delay, weight: 1, scale: 1 / compression, into: &list)
        let total = list.last?.upTo ?? 1
        parts = arena.cells(Part.self, count: list.count)
        for index in list.indices {
            parts[index] = list[index]
            parts[index].upTo = index == list.count - 1 ? 1 : list[index].upTo / total
        }
        let isFixed = list.count == 1 && list[0].law == .fixed
        constant = isFixed ? Self.bounded(list[0].first) : -1
    }

    private static func collect(
        _ delay: Delay, weight: Double, scale: Double, into list: inout [Part]
    ) {
        var part = Part()
        switch delay {
        case .fixed(let value):
            part = Part(first: Double(value) * scale)
        case .uniform(let least, let most):
            part = Part(
                law: .uniform, first: Double(least) * scale, second: Double(most - least) * scale)
        case .normal(let mean, let deviation):
            part = Part(
                law: .normal, first: Double(mean) * scale, second: Double(deviation) * scale)
        case .logNormal(let median, let p99):
            let middle = logarithm(max(Double(median), 1))
            part = Part(
                law: .logNormal, first: middle + logarithm(scale),
                second: (logarithm(max(Double(p99), 1)) - middle) / normalP99)
        case .exponential(let mean):
            part = Part(law: .exponential, first: Double(mean) * scale)
        case .mix(let shares):
            let total = shares.reduce(0) { $0 + $1.weight }
            for share in shares {
                collect(
                    share.delay, weight: weight * share.weight / total, scale: scale, into: &list)
            }
            return
        }
        part.upTo = (list.last?.upTo ?? 0) + weight
        list.append(part)
    }

    /// Whether nothing but 0 is ever drawn.
    @inline(__always) var isZero: Bool { constant == 0 }

    /// The one value there is; nil if values are drawn.
    package var fixedValue: Int64? { constant >= 0 ? constant : nil }

    /// The next delay, nanoseconds, 0 to `Delay.longest`.
    @inline(__always)
    package func draw(_ random: inout SplitMix64) -> Int64 {
        constant >= 0 ? constant : drawPart(&random)
    }

    private func drawPart(_ random: inout SplitMix64) -> Int64 {
        var index = 0
        if parts.count > 1 {
            let place = random.unit()
            while place > parts[index].upTo { index &+= 1 }
        }
        let part = parts[index]
        let value: Double =
            switch part.law {
            case .fixed: part.first
            case .uniform: part.first + part.second * random.unit()
            case .normal: part.first + part.second * random.normal()
            case .logNormal: antilogarithm(part.first + part.second * random.normal())
            case .exponential: part.first * random.exponential()
            }
        return Self.bounded(value)
    }

    @inline(__always)
    private static func bounded(_ value: Double) -> Int64 {
        guard value > 0 else { return 0 }
        return value < Double(Delay.longest) ? Int64(value.rounded()) : Delay.longest
    }
}
