// The form of delays: a time, or a distribution of times. Every setting that delays something takes
// it, so that what is known of one is known of all.

import MockSMSC

extension Form where Value == Delay {
    /// `10ms`, `uniform:5ms..15ms`, `mix:80%=10ms,20%=1s` and so on.
    static let delay = Form(
        "DELAY",
        allowed: "10ms, uniform:5ms..15ms, normal:10ms+-2ms, lognormal:10ms..80ms (median..p99), "
            + "exponential:10ms or shares that make 100%: mix:80%=10ms,15%=100ms,5%=uniform:1s..2s",
        range: "times of 0s…168h, ranges that rise, shares above 0% that make 100%",

        read: { text in delayReading(text[...]) },
        write: { .text(delayText($0)) })
}

private func delayReading(_ text: Substring) -> Reading<Delay> {
    guard let colon = text.firstIndex(of: ":") else {
        guard let time = durationValue(String(text)) else { return .malformed }
        return (0...longest).contains(time) ? .value(.fixed(time)) : .outOfRange
    }
    let rest = text[text.index(after: colon)...]
    switch text[..<colon] {
    case "uniform": return pair(rest, "..", rising: true) { .uniform($0, $1) }
    case "normal": return pair(rest, "+-", rising: false) { .normal(mean: $0, deviation: $1) }
    case "lognormal":
        return pair(rest, "..", rising: true) { median, p99 in
            median > 0 ? .logNormal(median: median, p99: p99) : nil
        }
    case "exponential":
        guard let mean = durationValue(String(rest)) else { return .malformed }
        return (0...longest).contains(mean) ? .value(.exponential(mean: mean)) : .outOfRange
    case "mix": return mixReading(rest)
    default: return .malformed
    }
}

private func pair(
    _ text: Substring, _ separator: String, rising: Bool, _ make: (Int64, Int64) -> Delay?
) -> Reading<Delay> {
    guard let middle = text.firstRange(of: separator),
        let first = durationValue(String(text[..<middle.lowerBound])),
        let second = durationValue(String(text[middle.upperBound...]))
    else { return .malformed }
    guard (0...longest).contains(first), (0...longest).contains(second),
        !rising || first <= second, let delay = make(first, second)
    else { return .outOfRange }
    return .value(delay)
}

private func mixReading(_ text: Substring) -> Reading<Delay> {
    switch sharesReading(text, of: delayReading) {
    case .value(let members): .value(.mix(members.map { Delay.Share($0.percent, $0.value) }))
    case .malformed: .malformed
    case .outOfRange: .outOfRange
    }
}

/// The members of `80%=A,20%=B`, whose shares must make 100%.
func sharesReading<Value>(
    _ text: Substring, of read: (Substring) -> Reading<Value>
) -> Reading<[(percent: Double, value: Value)]> {
    var members: [(percent: Double, value: Value)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let equals = part.firstRange(of: "%="),
            let percent = decimal(part[..<equals.lowerBound])
        else { return .malformed }
        switch read(part[equals.upperBound...]) {
        case .value(let value): members.append((percent, value))
        case .malformed: return .malformed
        case .outOfRange: return .outOfRange
        }
    }
    let total = members.reduce(0) { $0 + $1.percent }
    guard members.allSatisfy({ $0.percent > 0 }), abs(total - 100) < 1e-6 else {
        return .outOfRange
    }
    return .value(members)
}

/// A delay as `Form.delay` reads it.
func delayText(_ delay: Delay) -> String {
    switch delay {
    case .fixed(let time): durationText(time)
    case .uniform(let least, let most): "uniform:\(durationText(least))..\(durationText(most))"
    case .normal(let mean, let deviation):
        "normal:\(durationText(mean))+-\(durationText(deviation))"
    case .logNormal(let median, let p99):
        "lognormal:\(durationText(median))..\(durationText(p99))"
    case .exponential(let mean): "exponential:\(durationText(mean))"
    case .mix(let shares):
        "mix:"
            + shares.map { "\(number($0.weight))%=\(delayText($0.delay))" }.joined(separator: ",")
    }
}
