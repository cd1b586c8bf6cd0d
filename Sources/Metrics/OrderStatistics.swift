// How much a sample of n values can say about its percentiles: the rule by which reports leave
// numbers out. Used by Results. Cold.

/// Which percentiles a sample carries, and how sure it is of them.
public enum OrderStatistics {
    /// Values that must lie above a percentile before it is shown.
    public static let requiredExceedances = 10

    /// The smallest sample that carries `percentile` (below 100): n × (1 − p) ≥ 10.
    ///
    /// 10,000 for the 99.9th.
    public static func sampleCount(carryingPercentile percentile: Double) -> Int64 {
        precondition((0..<100).contains(percentile))
        // Rounded first, since 100 − 99.9 is a little less than 0.1.
        let needed = Double(requiredExceedances) * 100 / (100 - percentile)
        return Int64((needed * 1_000).rounded() / 1_000)
    }

    /// Whether `count` values are enough to show `percentile`.
    public static func carries(percentile: Double, count: Int64) -> Bool {
        count >= sampleCount(carryingPercentile: percentile)
    }

    /// The ranks, 1…`count`, between which the true percentile lies with 95 % confidence.
    ///
    /// n p ± 1.96 √(n p (1 − p)), for values that are nearly independent; nil for an empty sample.
    public static func confidenceRanks(
        percentile: Double, count: Int64
    ) -> ClosedRange<Int64>? {
        precondition((0...100).contains(percentile))
        guard count > 0 else { return nil }
        let fraction = percentile / 100
        let middle = Double(count) * fraction
        let reach = 1.96 * (middle * (1 - fraction)).squareRoot()
        let low = Int64((middle - reach).rounded(.down))
        let high = Int64((middle + reach).rounded(.up))
        return min(max(low, 1), count)...min(max(high, 1), count)
    }
}
