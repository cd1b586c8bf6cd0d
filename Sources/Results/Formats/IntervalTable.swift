// The seconds of a run as comma-separated values: one row each, times in nanoseconds, under the
// names that the JSON has. For spreadsheets and notebooks.

/// Writes the intervals of a result as CSV (RFC 4180, with plain newlines).
enum IntervalTable {
    private struct Column {
        var name: String
        var value: @Sendable (RunReport.Interval) -> String

        init(_ name: String, _ value: @escaping @Sendable (RunReport.Interval) -> Int64?) {
            self.name = name
            self.value = { value($0).map { String($0) } ?? "" }
        }

        init(rate name: String, _ value: @escaping @Sendable (RunReport.Interval) -> Double?) {
            self.name = name
            self.value = { value($0).map { Decimal.text($0, 3) } ?? "" }
        }
    }

    static func text(_ report: RunReport) -> String {
        let rows = report.intervals.map { row in columns.map { $0.value(row) } }
        return ([columns.map(\.name)] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private static let columns: [Column] =
        [
            Column("at") { $0.at }, Column("duration") { $0.duration },
            Column(rate: "targetTPS") { $0.targetTPS },
            Column("planned") { $0.counts.planned }, Column("missed") { $0.counts.missed },
            Column("submitted") { $0.counts.submitted }, Column("accepted") { $0.counts.accepted },
            Column("throttled") { $0.counts.throttled }, Column("rejected") { $0.counts.rejected },
            Column("timedOut") { $0.counts.timedOut }, Column("inDoubt") { $0.counts.inDoubt },
            Column("attempts") { $0.counts.attempts },
            Column("receipts.matched") { $0.counts.receipts.matched },
            Column("inFlight") { $0.inFlight },
            Column("receiptsOutstanding") { $0.receiptsOutstanding },
        ]
        + times("latency") { $0.latency } + times("receiptFromSubmit") { $0.receiptFromSubmit }
        + times("sendLag") { $0.sendLag }

    private static func times(
        _ name: String, _ distribution: @escaping @Sendable (RunReport.Interval) -> Distribution?
    ) -> [Column] {
        [
            Column("\(name).count") { distribution($0)?.count },
            Column("\(name).min") { distribution($0)?.min },
            Column("\(name).mean") { distribution($0)?.mean },
        ]
            + Percentile.reported.enumerated().map { index, percentile in
                Column("\(name).\(percentile.key)") { distribution($0)?.percentiles[index] }
            } + [Column("\(name).max") { distribution($0)?.max }]
    }
}
