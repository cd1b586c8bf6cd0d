// The rule that decides which percentiles a report shows.
// The numbers are worked out by hand.

import Metrics
import Testing

@Suite struct OrderStatisticsTests {
    @Test(
        arguments: [
            (50, 20), (75, 40), (90, 100), (95, 200), (99, 1_000), (99.9, 10_000), (99.99, 100_000),
        ] as [(Double, Int64)])
    func percentileNeedsTenValuesAboveIt(percentile: Double, needed: Int64) {
        #expect(OrderStatistics.sampleCount(carryingPercentile: percentile) == needed)
        #expect(OrderStatistics.carries(percentile: percentile, count: needed))
        #expect(!OrderStatistics.carries(percentile: percentile, count: needed - 1))
    }

    /// Worked out by hand: 500 ± 1.96 √250, and 990 ± 1.96 √9.9.
    @Test(
        arguments: [(50, 1_000, 469...531), (99, 1_000, 983...997)]
            as [(Double, Int64, ClosedRange<Int64>)])
    func confidenceRanksAreThoseOfTheBinomialApproximation(
        percentile: Double, count: Int64, expected: ClosedRange<Int64>
    ) {
        #expect(
            OrderStatistics.confidenceRanks(percentile: percentile, count: count) == expected)
    }

    @Test func confidenceRanksStayWithinTheSample() {
        #expect(OrderStatistics.confidenceRanks(percentile: 99, count: 10) == 9...10)
        #expect(OrderStatistics.confidenceRanks(percentile: 0, count: 10) == 1...1)
        #expect(OrderStatistics.confidenceRanks(percentile: 50, count: 0) == nil)
    }
}
