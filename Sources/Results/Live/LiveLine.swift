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
            TextLayout.rightAligned(RunClock.text(interval.at + interval.duration), 7),
            TextLayout.leftAligned(phase, 7),
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
            (ledger.inDoubt, "in doubt"), (interval.sessionsLost, "sessions lost"),
        ].filter { $0.0 > 0 }
        parts += failures.map {
            Colour.yellow.paint("\($0.1) \(HumanUnits.count($0.0))", if: color)
        }
        return parts.joined(separator: "  ")
    }
}
