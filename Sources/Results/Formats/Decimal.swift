// Numbers with a fixed count of decimals, as files for other tools want them: a point, no exponent,
// no thousands apart.

enum Decimal {
    /// `value` with `decimals` decimals, at most 12; not above 9e18 in the last of them.
    static func text(_ value: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64(min(max((value * scale).rounded(), -9e18), 9e18))
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        let digits = String(rest)
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        return sign + String(whole) + "."
            + String(repeating: "0", count: max(0, decimals - digits.count)) + digits
    }

    /// Nanoseconds as seconds: `0.001234567`.
    static func seconds(_ nanoseconds: Int64) -> String { text(Double(nanoseconds) / 1e9, 9) }
}
