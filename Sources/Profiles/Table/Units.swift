// Texts with a unit and back: durations in nanoseconds, rates in messages per second.

/// The longest duration any setting takes: a week.
let longest: Int64 = 168 * 3_600_000_000_000

/// The rates a schedule or a ceiling may have, messages per second.
let rateRange: ClosedRange<Double> = (1.0 / 3600)...100_000_000

private let durationUnits: [(name: String, nanoseconds: Int64)] = [
    ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ("us", 1_000),
]

/// Nanoseconds of a text such as `1.5s`; nil when it has no known unit or is no number.
///
/// What is longer than any setting takes comes back as `Int64.max`, which no range contains.
func durationValue(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let suffix = text[digits.endIndex...]
    guard let unit = durationUnits.first(where: { $0.name == suffix }), let value = decimal(digits)
    else { return nil }
    let nanoseconds = value * Double(unit.nanoseconds)
    // Doubles are exact up to 2^53 ns (104 days); a week is far below.
    return nanoseconds <= Double(2 * longest) ? Int64(nanoseconds.rounded()) : .max
}

/// A duration in its largest unit that divides it: `30s`, `1500ms`, `0s`.
func durationText(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "0s" }
    for unit in durationUnits where nanoseconds % unit.nanoseconds == 0 {
        // 30s rather than 0.5m, but also 90s rather than 1m30s, and 168h rather than 604800s.
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
    return number(Double(nanoseconds) / 1_000) + "us"
}

/// Messages per second of a text such as `6000/m`; nil when it is no rate.
func rateValue(_ text: String) -> Double? {
    guard let slash = text.lastIndex(of: "/"), let count = decimal(text[..<slash]) else {
        return nil
    }
    switch text[slash...] {
    case "/s": return count
    case "/m": return count / 60
    case "/h": return count / 3600
    default: return nil
    }
}

/// A rate per second: `100/s`; per hour when it is less than one a second and whole that way.
func rateText(_ tps: Double) -> String {
    let hourly = (tps * 3600).rounded()
    if tps > 0, tps < 1, hourly / 3600 == tps { return number(hourly) + "/h" }
    return number(tps) + "/s"
}

/// Digits with at most one decimal point; no sign, no exponent.
func decimal(_ text: Substring) -> Double? {
    guard let first = text.utf8.first, let last = text.utf8.last,
        first != UInt8(ascii: "."), last != UInt8(ascii: "."),
        text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
    else { return nil }
    return Double(text)
}

/// A number without a needless ".0".
func number(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? "\(value)"
}
