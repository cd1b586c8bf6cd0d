// Percentiles, moments, merging and the values outside of the range.
// Expected values are worked out by hand, by HdrHistogram, or by sorting.

import Metrics
import TestSupport
import Testing

@Suite struct HistogramTests {
    private func filled(_ values: some Sequence<Int64>) -> Histogram {
        var histogram = Histogram(.response)
        for value in values { histogram.record(value) }
        return histogram
    }

    @Test func emptyHistogramHasNoValues() {
        let empty = Histogram(.response)
        #expect(empty.count == 0)
        #expect(empty.min == nil)
        #expect(empty.max == nil)
        #expect(empty.mean == nil)
        #expect(empty.value(atPercentile: 50) == nil)
        #expect(empty.countAtOrBelow(.max) == 0)
        #expect(empty.buckets.isEmpty)
    }

    /// Expected values: HdrHistogram's Python implementation 0.10.8, same range and precision.
    @Test(
        arguments: [
            (50, 924_844_031), (75, 2_081_423_359), (90, 2_996_830_207), (95, 3_338_665_983),
            (99, 3_625_975_807), (99.9, 3_693_084_671),
        ] as [(Double, Int64)])
    func percentileIsThatOfHdrHistogram(percentile: Double, expected: Int64) {
        let histogram = filled((0..<10_000).lazy.map { Int64($0 * $0 * 37 + 1_000) })
        #expect(histogram.value(atPercentile: percentile) == expected)
    }

    @Test func noPercentileIsAboveTheLargestValue() {
        let histogram = filled([10_000_000, 20_000_001])
        #expect(histogram.value(atPercentile: 100) == 20_000_001)
        #expect(histogram.value(atPercentile: 99.99) == 20_000_001)
    }

    @Test func minimumMaximumAndMeanAreExact() {
        let histogram = filled([1_234_567, 7_654_321, 3])
        #expect(histogram.min == 3)
        #expect(histogram.max == 7_654_321)
        #expect(histogram.mean == Double(1_234_567 + 7_654_321 + 3) / 3)
    }

    @Test func percentileRankIsTheNearestRankWithoutRoundingErrors() {
        // 9,990 values of 1 ms and 10 of 2 ms: 99.9 % is the last of the short ones.
        var histogram = Histogram(.response)
        histogram.record(1_000_000, count: 9_990)
        histogram.record(2_000_000, count: 10)
        #expect(histogram.value(atPercentile: 99.9) == 1_000_447)
        #expect(histogram.value(atPercentile: 99.91) == 2_000_000)
        #expect(histogram.value(atPercentile: 0) == 1_000_447)
    }

    @Test func meanOfManyLargeValuesDoesNotOverflow() {
        var histogram = Histogram(.receipt)
        histogram.record(200_000_000_000_000, count: 1_000_000_000_000)
        #expect(histogram.mean == 200_000_000_000_000)
    }

    @Test func valueAboveTheRangeIsCountedAndRanksAboveAllOthers() {
        var histogram = filled([1_000_000, 2_000_000, 3_000_000])
        histogram.record(600_000_000_001)
        #expect(histogram.count == 4)
        #expect(histogram.overflowCount == 1)
        #expect(histogram.max == 600_000_000_001)
        #expect(histogram.value(atPercentile: 75) == 3_000_319)
        #expect(histogram.value(atPercentile: 76) == 600_000_000_001)
        #expect(histogram.countAtOrBelow(600_000_000_000) == 3)
        #expect(histogram.countAtOrBelow(600_000_000_001) == 4)
        #expect(histogram.buckets.map(\.count) == [1, 1, 1])
    }

    @Test func highestTrackableValueIsWithinTheRange() {
        let histogram = filled([600_000_000_000])
        #expect(histogram.overflowCount == 0)
        #expect(histogram.value(atPercentile: 50) == 600_000_000_000)
    }

    @Test func negativeValueIsCountedAsZero() {
        let histogram = filled([-5, 1_000_000])
        #expect(histogram.underflowCount == 1)
        #expect(histogram.count == 2)
        #expect(histogram.min == 0)
        #expect(histogram.mean == 500_000)
    }

    @Test func countAtOrBelowCountsTheValuesBucket() {
        let histogram = filled([1_000_000, 1_000_001, 5_000_000])
        #expect(histogram.countAtOrBelow(-1) == 0)
        #expect(histogram.countAtOrBelow(500_000) == 0)
        #expect(histogram.countAtOrBelow(1_000_000) == 2)
        #expect(histogram.countAtOrBelow(4_000_000) == 2)
        #expect(histogram.countAtOrBelow(5_000_000) == 3)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func percentilesAreWithinOneThousandthOfTheSortedValues(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let values = generator.values(5_000, upTo: 600_000_000_000)
        let sorted = values.sorted()
        let histogram = filled(values)
        for percentile in [1, 10, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99] {
            let rank = Int((percentile * 5_000 / 100 - 1e-9).rounded(.up))
            let exact = sorted[max(rank, 1) - 1]
            let found = try #require(histogram.value(atPercentile: percentile))
            #expect(found >= exact, "p\(percentile), seed \(seed)")
            // Below 512 × 1,000 the unit of 512 ns is coarser than one thousandth.
            #expect(found - exact <= max(exact / 1_000, 511), "p\(percentile), seed \(seed)")
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func mergeEqualsRecordingAllValuesInOne(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Some of them above the range, and the parts cover different magnitudes.
        let low = generator.values(1_000, upTo: 3_000_000)
        let high = generator.values(1_000, upTo: 900_000_000_000)
        var merged = filled(high)
        merged.merge(filled(low))
        let whole = filled(high + low)
        #expect(merged.buckets == whole.buckets, "seed \(seed)")
        #expect(merged.count == whole.count)
        #expect(merged.overflowCount == whole.overflowCount)
        #expect(merged.min == whole.min)
        #expect(merged.max == whole.max)
        #expect(merged.mean == whole.mean)
    }

    @Test func mergingAnEmptyHistogramChangesNothing() {
        var histogram = filled([5_000_000])
        histogram.merge(Histogram(.response))
        #expect(histogram.count == 1)
        #expect(histogram.min == 5_000_000)
        var empty = Histogram(.response)
        empty.merge(histogram)
        #expect(empty.buckets == histogram.buckets)
        #expect(empty.min == 5_000_000)
    }

    @Test func recordingZeroTimesRecordsNothing() {
        var histogram = Histogram(.response)
        histogram.record(1_000_000, count: 0)
        #expect(histogram.count == 0)
        #expect(histogram.min == nil)
    }
}
