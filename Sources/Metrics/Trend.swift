// Whether a series of slices stands still: the robust slope, the test for a trend and the spread that
// a steady state is judged by. Used by Results. Cold.

/// Statistics of a series of equally long slices, in their order.
public enum Trend {
    /// The Theil-Sen slope: the median of the slopes of all pairs, per step; 0 with fewer than two.
    public static func slope(_ values: [Double]) -> Double {
        var slopes: [Double] = []
        for (first, low) in values.enumerated() {
            for second in values.indices.dropFirst(first + 1) {
                slopes.append((values[second] - low) / Double(second - first))
            }
        }
        return median(slopes) ?? 0
    }

    /// The median; nil of nothing.
    public static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let ordered = values.sorted()
        let middle = ordered.count / 2
        return ordered.count.isMultiple(of: 2)
            ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }

    /// The standard score of the Mann-Kendall test, ties and continuity corrected: beyond ±1.96 the
    /// series rises or falls with 95 % confidence; 0 with fewer than three values.
    public static func mannKendall(_ values: [Double]) -> Double {
        let n = values.count
        guard n > 2 else { return 0 }
        var score = 0
        for first in 0..<n {
            for second in first + 1..<n {
                score +=
                    values[second] > values[first] ? 1 : values[second] < values[first] ? -1 : 0
            }
        }
        func term(_ count: Int) -> Double { Double(count * (count - 1) * (2 * count + 5)) }
        let ties = Dictionary(grouping: values) { $0 }.values.reduce(0) { $0 + term($1.count) }
        let variance = (term(n) - ties) / 18
        guard variance > 0, score != 0 else { return 0 }
        return (Double(score) - (score > 0 ? 1 : -1)) / variance.squareRoot()
    }

    /// The standard deviation over the mean; 0 with fewer than two values or a mean of 0.
    public static func variation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        guard mean != 0 else { return 0 }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot() / abs(mean)
    }
}
