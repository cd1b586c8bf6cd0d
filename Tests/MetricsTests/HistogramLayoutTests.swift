// The bucket arithmetic, against values computed by HdrHistogram's Python implementation 0.10.8
// and, for layouts of every precision, against the promise that buckets adjoin.

import Metrics
import Testing

@Suite struct HistogramLayoutTests {
    @Test func namedLayoutsHaveHdrHistogramsSizes() {
        #expect(HistogramLayout.response.countsLength == 22_528)
        #expect(HistogramLayout.receipt.countsLength == 30_720)
        #expect(HistogramLayout.response.unitMagnitude == 9)
        #expect(HistogramLayout.response.subBucketHalfCountMagnitude == 10)
    }

    /// value, index, lowest and highest equivalent value.
    @Test(
        arguments: [
            (0, 0, 0, 511),
            (511, 0, 0, 511),
            (512, 1, 512, 1_023),
            (1_048_575, 2_047, 1_048_064, 1_048_575),
            (1_048_576, 2_048, 1_048_576, 1_049_599),
            (2_097_151, 3_071, 2_096_128, 2_097_151),
            (2_097_152, 3_072, 2_097_152, 2_099_199),
            (123_456_789, 9_051, 123_404_288, 123_469_823),
            (1_000_000_000, 12_147, 999_817_216, 1_000_341_503),
            (599_999_999_999, 21_597, 599_684_808_704, 600_221_679_615),
            (600_000_000_000, 21_597, 599_684_808_704, 600_221_679_615),
        ] as [(Int64, Int, Int64, Int64)])
    func indexAndEquivalentValuesAreThoseOfHdrHistogram(
        value: Int64, index: Int, lowest: Int64, highest: Int64
    ) {
        let layout = HistogramLayout.response
        #expect(layout.index(of: value) == index)
        #expect(layout.lowestValue(at: index) == lowest)
        #expect(layout.highestValue(at: index) == highest)
        #expect(layout.lowestEquivalentValue(value) == lowest)
        #expect(layout.highestEquivalentValue(value) == highest)
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func bucketsAdjoinAndKeepThePrecision(digits: Int) throws {
        let layout = try #require(
            HistogramLayout(
                lowestDiscernibleValue: 1, highestTrackableValue: 1 << 40,
                significantDigits: digits))
        var expected: Int64 = 0
        var precision: Int64 = 1
        for _ in 0..<digits { precision *= 10 }
        for index in 0...layout.index(of: layout.highestTrackableValue) {
            let low = layout.lowestValue(at: index)
            let high = layout.highestValue(at: index)
            guard low == expected, layout.index(of: low) == index, layout.index(of: high) == index,
                high - low <= low / precision
            else {
                Issue.record("bucket \(index) is \(low)…\(high), expected from \(expected)")
                return
            }
            expected = high + 1
        }
        #expect(layout.index(of: layout.highestTrackableValue) < layout.countsLength)
    }

    @Test(
        arguments: [
            (0, 1_000, 3), (-1, 1_000, 3), (1_000, 1_999, 3), (1, 1_000, 0), (1, 1_000, 6),
            (1 << 60, .max, 3),
        ] as [(Int64, Int64, Int)])
    func impossibleLayoutIsRefused(lowest: Int64, highest: Int64, digits: Int) {
        #expect(
            HistogramLayout(
                lowestDiscernibleValue: lowest, highestTrackableValue: highest,
                significantDigits: digits) == nil)
    }

    @Test func widestLayoutReachesTheLargestInteger() throws {
        let layout = try #require(
            HistogramLayout(
                lowestDiscernibleValue: 1, highestTrackableValue: .max, significantDigits: 3))
        #expect(layout.index(of: .max) == layout.countsLength - 1)
        #expect(layout.highestValue(at: layout.countsLength - 1) == .max)
    }
}
