// How far one set of runs lies from another, with an exact interval: the estimate of Hodges and
// Lehmann and the rank test it belongs to. Used by Results to compare sets of runs. Cold.

/// A shift between two sets, as all contrasts it is estimated from and the law of their signs.
///
/// For pairs these are the means of all two differences (Walsh averages), of which as many are
/// positive as the signed-rank statistic says; for sets without pairs all differences between the
/// two, of which as many are positive as the Mann-Whitney statistic says.
public struct LocationShift: Sendable {
    /// In ascending order.
    private let contrasts: [Double]
    /// P(no more than k contrasts are positive) if there is no shift, by k.
    private let distribution: [Double]

    /// The shift of pairs by their differences; nil of nothing.
    public init?(pairedDifferences differences: [Double]) {
        guard !differences.isEmpty else { return nil }
        var means: [Double] = []
        for (index, first) in differences.enumerated() {
            for second in differences[index...] { means.append((first + second) / 2) }
        }
        contrasts = means.sorted()
        distribution = RankDistribution.signedRank(pairs: differences.count)
    }

    /// The shift from `base` to `new`, whose values belong to no pairs; nil if either is empty.
    public init?(from base: [Double], to new: [Double]) {
        guard !base.isEmpty, !new.isEmpty else { return nil }
        contrasts = base.flatMap { before in new.map { $0 - before } }.sorted()
        distribution = RankDistribution.mannWhitney(base.count, new.count)
    }

    /// The Hodges-Lehmann estimate: the median of the contrasts.
    public var estimate: Double { Trend.median(contrasts) ?? 0 }

    /// The exact interval of at least 1 − `alpha`; nil if so few runs cannot give one.
    public func interval(alpha: Double) -> ClosedRange<Double>? {
        guard let outside = distribution.lastIndex(where: { $0 <= alpha / 2 }),
            outside < contrasts.count - 1 - outside
        else { return nil }
        return contrasts[outside]...contrasts[contrasts.count - 1 - outside]
    }

    /// The two-sided p of the shift being above `limit`; values that are equal count against it.
    public func significance(above limit: Double) -> Double {
        twoSided(contrasts.count { $0 > limit })
    }

    /// The two-sided p of the shift being below `limit`; values that are equal count against it.
    public func significance(below limit: Double) -> Double {
        twoSided(contrasts.count { $0 < limit })
    }

    /// The smallest two-sided p that as many runs can show.
    public var leastSignificance: Double { twoSided(contrasts.count) }

    /// Twice the chance that no fewer contrasts lie on one side; the law is symmetrical.
    private func twoSided(_ beyond: Int) -> Double {
        min(1, 2 * distribution[contrasts.count - beyond])
    }
}
