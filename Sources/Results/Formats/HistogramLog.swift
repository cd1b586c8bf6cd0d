// HdrHistogram's own text formats: the interval log, one histogram a second for each of latency, send
// lag and receipts, and the percentile distribution of the latency. Its tools read and plot both.

import LoadEngine
import Metrics

/// Writes HdrHistogram's interval log, version 1.3.
enum HistogramLog {
    static func text(_ report: RunReport) -> String {
        let start = Decimal.text(Double(RunReport.wallClock(of: report.startedAt) ?? 0) / 1e9, 3)
        var text = """
            #[Logged with \(report.tool.name) \(report.tool.version); values in nanoseconds]
            #[Histogram log format version 1.3]
            #[StartTime: \(start) (seconds since epoch), \(report.startedAt)]
            #[BaseTime: \(start) (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """
        for interval in report.intervals {
            let histograms = interval.histograms
            let rows = [
                ("latency", histograms.latency, interval.latency.max),
                ("sendLag", histograms.sendLag, interval.sendLag?.max),
                ("receiptFromSubmit", histograms.receiptFromSubmit, interval.receiptFromSubmit.max),
            ]
            for case (let tag, let histogram?, let longest?) in rows {
                text += "Tag=\(tag),\(Decimal.text(Double(interval.at) / 1e9, 3)),"
                text += "\(Decimal.text(Double(interval.duration) / 1e9, 3)),"
                text += "\(Decimal.text(Double(longest) / 1e6, 3)),\(histogram)\n"
            }
        }
        return text
    }
}

/// Writes HdrHistogram's percentile distribution, values in milliseconds.
enum PercentileDistribution {
    private static let ticksPerHalfDistance = 5.0

    /// The distribution of the measured phase's latency.
    static func text(_ report: RunReport) throws(HistogramDecodingError) -> String {
        let latency = try Histogram(base64V2: report.histograms.latency, of: report.latency)
        return text(latency)
    }

    static func text(_ histogram: Histogram) -> String {
        var text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
        var level = 0.0
        var seen: Int64 = 0
        var squares = 0.0
        let mean = histogram.mean ?? 0
        func line(_ value: Int64, _ share: Double, _ inverse: String) {
            text += TextLayout.rightAligned(Decimal.text(Double(value) / 1e6, 3), 12) + " "
            text += Decimal.text(share, 12) + " " + TextLayout.rightAligned(String(seen), 10)
            text += (inverse.isEmpty ? "" : " " + TextLayout.rightAligned(inverse, 14)) + "\n"
        }
        var buckets = histogram.buckets.map { ($0.lowestValue, $0.highestValue, $0.count) }
        let longest = histogram.max ?? 0
        if histogram.overflowCount > 0 {
            buckets.append((longest, longest, histogram.overflowCount))
        }
        for (lowest, highest, count) in buckets {
            seen += count
            let middle = Double(lowest + highest) / 2
            squares += (middle - mean) * (middle - mean) * Double(count)
            let reached = 100 * Double(seen) / Double(histogram.count)
            while level <= reached, level < 100 {
                line(
                    highest, level / 100, Decimal.text(100 / (100 - level), 2))
                level = next(level)
                if seen == histogram.count { break }
            }
        }
        if histogram.count > 0 { line(buckets.last?.1 ?? 0, 1, "") }
        let deviation = (squares / Double(max(histogram.count, 1))).squareRoot()
        text += "#[Mean    = \(padded(mean)), StdDeviation   = \(padded(deviation))]\n"
        text += "#[Max     = \(padded(Double(longest))), Total count    = "
        text += TextLayout.rightAligned(String(histogram.count), 12) + "]\n"
        let layout = histogram.layout
        let subBuckets = 2 << layout.subBucketHalfCountMagnitude
        text += "#[Buckets = \(TextLayout.rightAligned(String(layout.bucketCount), 12)), "
        text += "SubBuckets     = \(TextLayout.rightAligned(String(subBuckets), 12))]\n"
        return text
    }

    private static func padded(_ nanoseconds: Double) -> String {
        TextLayout.rightAligned(Decimal.text(nanoseconds / 1e6, 3), 12)
    }

    /// The level after `level`: five steps to each half of what is left.
    private static func next(_ level: Double) -> Double {
        var halves = 2.0
        while 100 / (100 - level) >= halves { halves *= 2 }
        return level + 100 / (ticksPerHalfDistance * halves)
    }
}
