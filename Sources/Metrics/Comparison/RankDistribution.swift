// The exact laws of the two rank statistics when there is no shift, without ties: how often no more
// than k contrasts are positive. Used by LocationShift. Cold.

/// Cumulative distributions by k, from 0 up.
public enum RankDistribution {
    /// Wilcoxon's signed-rank statistic of `pairs` differences: each rank is in the sum or not.
    public static func signedRank(pairs: Int) -> [Double] {
        precondition(pairs > 0)
        var chances = [1.0]
        for rank in 1...pairs {
            var next = [Double](repeating: 0, count: chances.count + rank)
            for (sum, chance) in chances.enumerated() {
                next[sum] += chance / 2
                next[sum + rank] += chance / 2
            }
            chances = next
        }
        return cumulative(chances)
    }

    /// The Mann-Whitney statistic of sets of `first` and `second` values: the largest value belongs to
    /// one of the sets by its share, and then lies above all of the other or adds nothing.
    public static func mannWhitney(_ first: Int, _ second: Int) -> [Double] {
        precondition(first > 0 && second > 0)
        // By the second set's size; the first set grows by one value a turn.
        var row = [[Double]](repeating: [1], count: second + 1)
        for size in 1...first {
            var next = [[1.0]]
            for other in 1...second {
                var chances = [Double](repeating: 0, count: size * other + 1)
                let share = Double(size) / Double(size + other)
                for (sum, chance) in row[other].enumerated() {
                    chances[sum + other] += chance * share
                }
                for (sum, chance) in next[other - 1].enumerated() {
                    chances[sum] += chance * (1 - share)
                }
                next.append(chances)
            }
            row = next
        }
        return cumulative(row[second])
    }

    private static func cumulative(_ chances: [Double]) -> [Double] {
        var sum = 0.0
        return chances.map { chance in
            sum += chance
            return sum
        }
    }
}
