// The V2 encoding, against bytes written by HdrHistogram's Python implementation 0.10.8, and the
// decoder against bytes that nobody should have written.

import Metrics
import TestSupport
import Testing

@Suite struct HistogramEncodingTests {
    private func bytes(_ hexadecimal: String) throws -> [UInt8] {
        let digits = try hexadecimal.utf8.map { digit in
            try #require(Character(UnicodeScalar(digit)).hexDigitValue)
        }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    private func header(payloadLength: String, offset: String = "00000000") -> String {
        "1c849313" + payloadLength + offset + "00000003" + "00000000000003e8"
            + "0000008bb2c97000" + "3ff0000000000000"
    }

    @Test func encodingIsByteForByteThatOfHdrHistogram() throws {
        var histogram = Histogram(.response)
        let recorded: [(Int64, Int64)] = [
            (0, 1), (511, 1), (512, 3), (1_000_000, 100), (1_048_576, 1), (50_000_000, 70_000),
            (600_000_000_000, 2),
        ]
        for (value, count) in recorded { histogram.record(value, count: count) }
        let expected = header(payloadLength: "00000012") + "0406bd1ec801bb0102e757e0c508cdd90104"
        #expect(try histogram.encodedV2() == bytes(expected))
    }

    @Test func receiptLayoutIsEncodedAsHdrHistogramDoes() throws {
        var histogram = Histogram(.receipt)
        histogram.record(72 * 3_600_000_000_000)
        histogram.record(1_500_000_000, count: 5)
        let expected =
            "1c84931300000008000000000000000300000000000003e80000ebbdb3ed00003ff0000000000000"
            + "abc6010a8b970202"
        #expect(try histogram.encodedV2() == bytes(expected))
    }

    @Test func emptyHistogramIsAHeaderAlone() throws {
        let expected = try bytes(header(payloadLength: "00000000"))
        #expect(Histogram(.response).encodedV2() == expected)
        #expect(try Histogram(decodingV2: expected).count == 0)
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func decodingGivesTheBucketsBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var histogram = Histogram(.receipt)
        for value in generator.values(3_000, upTo: 72 * 3_600_000_000_000) {
            histogram.record(value, count: Int64(generator.next() % 100_000))
        }
        let decoded = try Histogram(decodingV2: histogram.encodedV2())
        #expect(decoded.layout == .receipt)
        #expect(decoded.buckets == histogram.buckets, "seed \(seed)")
        #expect(decoded.count == histogram.count)
        #expect(decoded.encodedV2() == histogram.encodedV2())
        let mean = try #require(histogram.mean)
        let decodedMean = try #require(decoded.mean)
        #expect(abs(decodedMean - mean) <= mean / 1_000)
    }

    @Test func largestCountSurvivesTheRoundTrip() throws {
        var histogram = Histogram(.response)
        histogram.record(1_000, count: .max)
        let decoded = try Histogram(decodingV2: histogram.encodedV2())
        #expect(decoded.count == .max)
        #expect(decoded.buckets == histogram.buckets)
    }

    @Test func everyTruncationIsRefused() throws {
        var histogram = Histogram(.response)
        histogram.record(5_000_000, count: 300)
        let whole = histogram.encodedV2()
        for length in whole.indices {
            #expect(throws: HistogramDecodingError.truncated) {
                try Histogram(decodingV2: Array(whole.prefix(length)))
            }
        }
    }

    @Test func otherCookieIsRefusedByItsNumber() {
        #expect(throws: HistogramDecodingError.unknownCookie(0x1C84_9301)) {
            try Histogram(decodingV2: [0x1C, 0x84, 0x93, 0x01] + [UInt8](repeating: 0, count: 40))
        }
    }

    @Test func impossibleLayoutIsRefused() throws {
        let shifted = try bytes(header(payloadLength: "00000000", offset: "00000001"))
        #expect(throws: HistogramDecodingError.badLayout) { try Histogram(decodingV2: shifted) }
        var nineDigits = try bytes(header(payloadLength: "00000000"))
        nineDigits[15] = 9
        #expect(throws: HistogramDecodingError.badLayout) { try Histogram(decodingV2: nineDigits) }
    }

    /// A run of zeros past the end, the smallest integer, two counts that overflow together.
    @Test(arguments: [
        ("00000003", "838003"), ("00000009", "ffffffffffffffffff"),
        ("00000012", "feffffffffffffffff" + "feffffffffffffffff"),
    ])
    func countsThatDoNotFitAreRefused(length: String, payload: String) throws {
        let encoded = try bytes(header(payloadLength: length) + payload)
        #expect(throws: HistogramDecodingError.badCount) { try Histogram(decodingV2: encoded) }
    }

    @Test func countPastTheLastBucketIsRefused() throws {
        // 22,528 zeros fill the layout (ZigZag 45,055); one count more does not fit.
        let full = try bytes(header(payloadLength: "00000003") + "ffdf02")
        #expect(try Histogram(decodingV2: full).count == 0)
        let over = try bytes(header(payloadLength: "00000004") + "ffdf0202")
        #expect(throws: HistogramDecodingError.badCount) { try Histogram(decodingV2: over) }
    }
}
