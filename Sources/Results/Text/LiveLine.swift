// One line a second while a run goes on: what the command line shows on a terminal.
// A pure function of the interval; the command decides where and whether the line goes.

public import LoadEngine
import Metrics

/// The live display's line.
public enum LiveLine {
    /// What `interval` saw during `phase` (`warmup`, `measure` or `drain`), in at most 120 columns.
    public static func text(_ interval: IntervalResult, phase: String, color: Bool = false)
        -> String
    {
        let ledger = interval.ledger
        let seconds = Double(interval.duration) / 1e9
        func rate(_ count: Int64) -> String {
            let perSecond = seconds > 0 ? Double(count) / seconds : 0
            return TextLayout.rightAligned(HumanUnits.rate(perSecond.rounded()), 10)
        }
        func time(_ percentile: Double, of histogram: Histogram) -> String {
            let value = histogram.value(atPercentile: percentile).map(HumanUnits.duration)
            return TextLayout.rightAligned(value ?? "-", 7)
        }
        var parts = [
            elapsed(interval.at + interval.duration), TextLayout.leftAligned(phase, 7),
            "submitted \(rate(ledger.submitted))", "accepted \(rate(ledger.accepted))",
        ]
        if interval.receiptsOutstanding > 0 || ledger.receiptsMatched > 0 {
            parts.append("receipts \(rate(ledger.receiptsMatched))")
        }
        parts.append("p50 \(time(50, of: interval.latency))")
        parts.append("p99 \(time(99, of: interval.latency))")
        parts.append("in flight \(HumanUnits.count(interval.inFlight))")
        let failures = [
            (ledger.missed, "missed"), (ledger.throttled, "throttled"),
            (ledger.rejected, "rejected"), (ledger.timedOut, "timed out"),
        ].filter { $0.0 > 0 }
        parts += failures.map {
            Colour.yellow.paint("\($0.1) \(HumanUnits.count($0.0))", if: color)
        }
        return parts.joined(separator: "  ")
    }

    /// `0:07`, `12:34`, `1:02:03`, rounded to the nearest second.
    private static func elapsed(_ nanoseconds: Int64) -> String {
        let seconds = (nanoseconds + 500_000_000) / 1_000_000_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
        let text =
            seconds < 3_600
            ? "\(seconds / 60):\(two(seconds % 60))"
            : "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return TextLayout.rightAligned(text, 7)
    }
}
