// Numbers for people: three significant digits, the unit that fits, thousands apart. ASCII only, so
// that columns align in every terminal and log.

/// Numbers as the text output writes them.
package enum HumanUnits {
    /// `512 ns`, `61.2 ms`, `1.50 s`, `12m 05s`, `71h 59m`.
    package static func duration(_ nanoseconds: Int64) -> String {
        let value = Double(nanoseconds)
        let seconds = Int64((value / 1e9).rounded())
        if seconds >= 3_600 { return "\(seconds / 3_600)h " + twoDigits(seconds / 60 % 60) + "m" }
        if seconds >= 100 { return "\(seconds / 60)m " + twoDigits(seconds % 60) + "s" }
        for (unit, factor) in [("s", 1e9), ("ms", 1e6), ("us", 1e3)] where value >= factor * 0.9995
        {
            return threeDigits(value / factor) + " " + unit
        }
        return "\(nanoseconds) ns"
    }

    /// `20,000`.
    package static func count(_ value: Int64) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (value < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `98,123/s`, below 10,000 with one decimal: `999.9/s`, `1,000/s`.
    package static func rate(_ perSecond: Double) -> String {
        amount(perSecond, decimalsBelow: 10_000) + "/s"
    }

    /// `0.1%`, `12.3%`, `100%`; a share that is not 0 never shows as 0.
    package static func percent(_ share: Double) -> String {
        let percent = share * 100
        if percent > 0, percent < 0.01 { return "under 0.01%" }
        return fixed(percent, decimals: percent < 1 ? 2 : 1) + "%"
    }

    /// `+3.2%`, `-12%`, `0%`; from tenfold on `x1,664`.
    package static func change(_ share: Double) -> String {
        if abs(share) < 0.000_05 { return "0%" }
        if share >= 9 { return "x" + count(Int64(min(share + 1, 1e15).rounded())) }
        return (share > 0 ? "+" : "-") + percent(abs(share))
    }

    /// `41.2 MiB`.
    package static func bytes(_ value: Int64) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where value >= 1 << shift {
            return threeDigits(Double(value) / Double(1 << shift)) + " " + unit
        }
        return "\(value) B"
    }

    /// A number with up to two decimals where it is small: `0.02`, `212`, `11,386`.
    package static func small(_ value: Double) -> String {
        if value >= 999.5, value < 1e15 { return count(Int64(value.rounded())) }
        return fixed(value, decimals: value < 10 ? 2 : value < 100 ? 1 : 0)
    }

    /// What a threshold found.
    package static func amount(_ value: Double, in unit: ThresholdOutcome.Unit) -> String {
        switch unit {
        case .nanoseconds: duration(Int64(value))
        case .count: count(Int64(value))
        case .ratio: percent(value)
        case .perSecond: rate(value)
        }
    }

    private static func amount(_ value: Double, decimalsBelow limit: Double) -> String {
        guard value < limit else { return count(Int64(value.rounded())) }
        let tenths = Int64((value * 10).rounded())
        return count(tenths / 10) + (tenths % 10 == 0 ? "" : ".\(tenths % 10)")
    }

    /// 1.23, 12.3, 123.
    private static func threeDigits(_ value: Double) -> String {
        fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0, trim: false)
    }

    /// `value` with up to `decimals` decimals; zeros at the end are dropped unless `trim` is false.
    private static func fixed(_ value: Double, decimals: Int, trim: Bool = true) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((value * Double(scale)).rounded())
        guard decimals > 0 else { return String(scaled) }
        var fraction = String(scaled % scale)
        fraction = String(repeating: "0", count: decimals - fraction.count) + fraction
        while trim, fraction.last == "0" { fraction.removeLast() }
        return String(scaled / scale) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
