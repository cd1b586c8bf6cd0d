// Where a series of results changed its level, and not merely its luck: E-divisive (Matteson and James
// 2014) with a permutation test. Pure and seeded, so that a page says the same twice. Cold.

import Platform

/// Change points of a series.
enum ChangePoints {
    /// A change of level.
    struct Change: Equatable {
        /// The first value of the new level.
        var index: Int
        /// Medians of the stretches before and after, up to the neighbouring changes.
        var before: Double
        var after: Double
        /// How often chance alone does as much.
        var pValue: Double

        /// Relative change, 0.1 for a tenth more.
        var ratio: Double { before == 0 ? 0 : after / before - 1 }
    }

    /// Fewer values than this make no level.
    static let shortest = 4
    private static let permutations = 399
    private static let significance = 0.05

    /// The changes in `values`, which are positive, in order.
    ///
    /// Distances are taken between logarithms, so that a tenth counts the same at any height.
    static func find(in values: [Double], seed: UInt64 = 1) -> [Change] {
        let logs = values.map { logarithm10(max($0, 1e-12)) }
        var random = SeededShuffle(seed: seed)
        var found: [(index: Int, pValue: Double)] = []
        var open = [0..<logs.count]
        while let range = open.popLast() {
            guard let split = strongestSplit(Array(logs[range])) else { continue }
            let pValue = chance(of: split.strength, in: Array(logs[range]), &random)
            guard pValue <= significance else { continue }
            let index = range.lowerBound + split.index
            found.append((index, pValue))
            open.append(range.lowerBound..<index)
            open.append(index..<range.upperBound)
        }
        found.sort { $0.index < $1.index }
        let borders = [0] + found.map(\.index) + [values.count]
        return found.enumerated().map { place, change in
            Change(
                index: change.index,
                before: median(Array(values[borders[place]..<change.index])),
                after: median(Array(values[change.index..<borders[place + 2]])),
                pValue: change.pValue)
        }
    }

    /// The middle value.
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The split whose two sides lie farthest apart by their energy distance.
    private static func strongestSplit(
        _ values: [Double]
    ) -> (index: Int, strength: Double)? {
        let count = values.count
        guard count >= 2 * shortest else { return nil }
        // Sums of distances within the left side, within the right one and between them, moved on
        // by one value at a time.
        var within = (left: 0.0, right: 0.0)
        var between = 0.0
        for high in 1..<count {
            for low in 0..<high { within.right += abs(values[high] - values[low]) }
        }
        var best: (index: Int, strength: Double)?
        for split in 1..<count {
            let moved = values[split - 1]
            let toLeft = values[..<(split - 1)].reduce(0) { $0 + abs($1 - moved) }
            let toRight = values[split...].reduce(0) { $0 + abs($1 - moved) }
            within.left += toLeft
            within.right -= toRight
            between += toRight - toLeft
            guard split >= shortest, count - split >= shortest else { continue }
            let left = Double(split)
            let right = Double(count - split)
            let distance =
                2 * between / (left * right) - 2 * within.left / (left * (left - 1))
                - 2 * within.right / (right * (right - 1))
            let strength = left * right / (left + right) * distance
            if strength > best?.strength ?? -.infinity { best = (split, strength) }
        }
        return best
    }

    /// The share of shuffled series that have a split as strong.
    private static func chance(
        of strength: Double, in values: [Double], _ random: inout SeededShuffle
    ) -> Double {
        var asStrong = 1
        for _ in 0..<permutations {
            let shuffled = values.shuffled(using: &random)
            if let other = strongestSplit(shuffled), other.strength >= strength { asStrong += 1 }
        }
        return Double(asStrong) / Double(permutations + 1)
    }
}

/// The project's seeded generator as the standard library shuffles with it.
private struct SeededShuffle: RandomNumberGenerator {
    private var source: SplitMix64

    init(seed: UInt64) { source = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { source.next() }
}
