// Several tests at once: the more are made, the stricter each must be. Used by Results to compare
// sets of runs by more than one metric. Cold.

/// Holm's step-down correction.
public enum Holm {
    /// The p of each test after the correction, in the order given: together they err no more often
    /// than one test alone would.
    public static func adjusted(_ values: [Double]) -> [Double] {
        var result = values
        var least = 0.0
        for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            least = min(1, max(least, values[index] * Double(values.count - rank)))
            result[index] = least
        }
        return result
    }
}
