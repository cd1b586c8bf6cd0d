// Labels of axes: shorter than HumanUnits' numbers, since a scale repeats its unit at every tick.

import Metrics

/// Numbers as charts and pages write them.
enum ChartUnits {
    /// `1,000`, `20k`, `1.5M`.
    static func count(_ value: Double) -> String {
        if value >= 1e9 { return HumanUnits.small(value / 1e9) + "G" }
        if value >= 1e6 { return HumanUnits.small(value / 1e6) + "M" }
        if value >= 10_000 { return HumanUnits.small(value / 1e3) + "k" }
        if value >= 1_000 { return HumanUnits.count(Int64(value.rounded())) }
        return HumanUnits.small(value)
    }

    /// `0`, `500 µs`, `20 ms`, `1.5 s`, `2 min`, `1 h` of nanoseconds.
    static func duration(_ nanoseconds: Double) -> String {
        let units = [
            ("h", 3.6e12), ("min", 6e10), ("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1.0),
        ]
        guard let unit = units.first(where: { nanoseconds >= $0.1 * 0.999_999 }) else { return "0" }
        return HumanUnits.small(nanoseconds / unit.1) + "\u{A0}" + unit.0
    }

    /// `61.2 ms` with the micro sign that HumanUnits, which is ASCII, has not.
    static func exact(_ nanoseconds: Int64) -> String {
        HumanUnits.duration(nanoseconds).replacing(" us", with: " µs")
            .replacing(" ", with: "\u{A0}")
    }
}

extension Axis {
    /// Nanoseconds from 0, or on a logarithmic scale where they spread over more than 20 to 1.
    static func duration(_ values: [Double], title: String) -> Axis {
        let positive = values.filter { $0 > 0 }
        guard let low = positive.min(), let high = positive.max() else {
            return linear(to: 1_000_000, title: title, label: ChartUnits.duration)
        }
        guard high / low > 20 else {
            return linear(to: high, title: title, label: ChartUnits.duration)
        }
        return logarithmic(
            from: max(low, 1_000), to: high, title: title + ", logarithmic",
            label: ChartUnits.duration)
    }

    /// Counts or rates from 0, in whole steps; no line runs along the upper edge.
    static func count(_ values: [Double], title: String) -> Axis {
        linear(to: max((values.max() ?? 0) * 1.03, 5), title: title, label: ChartUnits.count)
    }
}
