// The table of times: one row per distribution, and no percentile that the sample cannot carry.
// Used by the text report.

import Metrics

/// The times of a report as lines of text.
enum LatencyTable {
    private static let nameWidth = 18
    private static let valueWidth = 9

    /// A header, a row for each distribution that has values, and what is missing.
    static func lines(_ report: RunReport) -> [String] {
        let rows = rows(report)
        let header = line(report.verdict.valid ? "time" : "time (INVALID)", names)
        return [header] + rows.map { line($0.0, cells($0.1)) } + footnotes(rows.map(\.1))
    }

    /// What the columns hold.
    static let names = ["min"] + Percentile.reported.map(\.label) + ["max"]

    /// The distributions of `report` by name.
    static func rows(_ report: RunReport) -> [(String, Distribution)] {
        var rows: [(String, Distribution)] = [
            ("latency", report.latency), ("service time", report.serviceTime),
            ("send lag", report.sendLag),
        ]
        rows += lagParts(report.sendLagParts)
        if report.throttledServiceTime.count > 0 {
            rows.append(("throttled", report.throttledServiceTime))
        }
        if report.plan.receipts != "none" {
            rows.append(("receipt - submit", report.receipt.fromSubmit))
            rows.append(("receipt - response", report.receipt.fromResponse))
        }
        return rows
    }

    /// Who made the messages wait, if it was not the generator alone.
    private static func lagParts(_ parts: RunReport.SendLagParts) -> [(String, Distribution)] {
        let held = [
            ("  window full", parts.window), ("  socket full", parts.socket),
            ("  ceiling", parts.ceiling),
        ].filter { ($0.1.max ?? 0) > 0 }
        return held.isEmpty ? [] : [("  generator", parts.pacer)] + held
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        TextLayout.leftAligned(name, nameWidth)
            + cells.map { TextLayout.rightAligned($0, valueWidth) }.joined()
    }

    /// The values under `names`; a dash where the sample is too small.
    static func cells(_ distribution: Distribution) -> [String] {
        let missing = distribution.missing
        let percentiles = zip(Percentile.reported, distribution.percentiles).map {
            percentile, value -> String in
            let count = distribution.count + missing
            guard OrderStatistics.carries(percentile: percentile.value, count: count)
            else { return "-" }
            let isExact = distribution.min == distribution.max
            let mark = isExact || isSure(percentile.value, count) ? "" : unsure
            return value.map { mark + HumanUnits.duration($0) } ?? (missing > 0 ? notReached : "-")
        }
        let most = distribution.max.map(HumanUnits.duration) ?? (missing > 0 ? notReached : "-")
        return [distribution.min.map(HumanUnits.duration) ?? "-"] + percentiles + [most]
    }

    /// What stands before a percentile with fewer than 100 values above it.
    private static let unsure = "~"

    /// Whether 100 values lie above the percentile: below that it moves from run to run.
    private static func isSure(_ percentile: Double, _ count: Int64) -> Bool {
        let needed = OrderStatistics.sampleCount(carryingPercentile: percentile)
        return count >= needed * 100 / Int64(OrderStatistics.requiredExceedances)
    }

    /// What a percentile reads that lies among the receipts that did not come.
    private static let notReached = "> drain"

    /// The percentiles that some row left out, each with how many values it needs.
    private static func needs(_ distributions: [Distribution]) -> [String] {
        let smallest = distributions.map(\.count).filter { $0 > 0 }.min() ?? 0
        return Percentile.reported.filter {
            smallest > 0 && !OrderStatistics.carries(percentile: $0.value, count: smallest)
        }.map {
            let needed = OrderStatistics.sampleCount(carryingPercentile: $0.value)
            return "\($0.label) from \(HumanUnits.count(needed))"
        }
    }

    /// What some row left out, and what the marks mean.
    private static func footnotes(_ distributions: [Distribution]) -> [String] {
        let marks = marks(distributions)
        return (marks.isEmpty ? [] : TextLayout.section("", marks))
            + remarks(distributions).flatMap { TextLayout.paragraph("", $0) }
    }

    /// What a dash and a tilde in the cells stand for, in parts that stay together.
    static func marks(_ distributions: [Distribution]) -> [String] {
        let needs = needs(distributions)
        let hasUnsure = distributions.contains { distribution in
            let count = distribution.count + distribution.missing
            return Percentile.reported.contains {
                OrderStatistics.carries(percentile: $0.value, count: count)
                    && !isSure($0.value, count)
            }
        }
        return (needs.isEmpty ? [] : ["- too few values:"] + needs)
            + (hasUnsure ? ["\(unsure) under 100 values above"] : [])
    }

    /// What else is to be known of the cells, and what was above the range.
    static func remarks(_ distributions: [Distribution]) -> [String] {
        var lines: [String] = []
        if distributions.contains(where: { $0.missing > 0 }) {
            let text =
                "\(notReached): so many receipts are missing that the time is longer than they were "
                + "waited for"
            lines.append(text)
        }
        let overflow = distributions.reduce(0) { $0 + $1.overflow }
        if overflow > 0 {
            let text = "\(HumanUnits.count(overflow)) times above the range; they count as the max"
            lines.append(text)
        }
        return lines
    }
}
