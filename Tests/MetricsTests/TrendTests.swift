// The statistics of a steady state, against values worked out apart and series that do what they say.

import Metrics
import TestSupport
import Testing

@Suite struct TrendTests {
    @Test func theSlopeIsTheMedianOfAllPairs() {
        #expect(Trend.slope([1, 3, 5, 7]) == 2)
        // One wild value among ten moves nothing.
        #expect(Trend.slope([0, 1, 2, 3, 400, 5, 6, 7, 8, 9]) == 1)
        #expect(Trend.slope([5]) == 0)
        #expect(Trend.slope([]) == 0)
    }

    @Test func theMedianIsTheMiddleOrTheMeanOfTheTwo() {
        #expect(Trend.median([9, 1, 5]) == 5)
        #expect(Trend.median([9, 1, 5, 7]) == 6)
        #expect(Trend.median([]) == nil)
    }

    /// S and its variance by hand; five rising values: S = 10, variance 50/3.
    @Test func mannKendallIsTheScoreOverItsDeviation() {
        #expect(abs(Trend.mannKendall([1, 2, 3, 4, 5]) - 2.2045) < 0.001)
        #expect(abs(Trend.mannKendall([5, 4, 3, 2, 1]) + 2.2045) < 0.001)
        // Two ties of two: variance (5·4·15 − 2·(2·1·9)) / 18 = 14.667, S = 8.
        #expect(abs(Trend.mannKendall([1, 1, 2, 2, 3]) - 1.8278) < 0.001)
        #expect(Trend.mannKendall([4, 4, 4, 4]) == 0)
        #expect(Trend.mannKendall([1, 2]) == 0)
    }

    @Test func mannKendallFindsATrendInOneOfTwentySeriesWithoutOne() {
        var random = SeededGenerator(seed: 7)
        var found = 0
        for _ in 0..<1_000 {
            let series = (0..<20).map { _ in Double.random(in: 0...1, using: &random) }
            if abs(Trend.mannKendall(series)) > 1.96 { found += 1 }
        }
        #expect((25...75).contains(found), "seed 7: \(found)")
    }

    @Test func theVariationIsTheDeviationOverTheMean() {
        // The deviation of 9, 10, 11 is 1.
        #expect(abs(Trend.variation([9, 10, 11]) - 0.1) < 1e-12)
        #expect(Trend.variation([7]) == 0)
        #expect(Trend.variation([0, 0]) == 0)
    }
}
