// `METRIC COMPARISON LIMIT`, and what to tell a person who got one of the three wrong.
// Used by the command line and by profiles, before the first connection.

/// What is wrong with a threshold.
public struct ThresholdError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The threshold as it was written.
    public let expression: String
    /// What is wrong with which part of it.
    public let problem: String
    /// What could stand there.
    public let allowed: [String]
    /// The allowed name closest to the one written, if one is close.
    public let nearest: String?

    /// One line with all of it.
    public var description: String {
        let hint = nearest.map { ", did you mean '\($0)'?" } ?? ""
        return "threshold '\(expression)': \(problem)\(hint) (allowed: "
            + allowed.joined(separator: ", ") + ")"
    }
}

extension Threshold {
    private static let statistics = ["min", "mean", "max"] + Percentile.reported.map(\.label)

    /// Reads `latency.p99 < 50ms`, `rejected.ratio < 0.1%`, `achievedTPS >= 95/s`, ….
    public init(parsing text: String) throws(ThresholdError) {
        let expression = String(text.drop(while: \.isWhitespace))
        func fault(
            _ problem: String, allowed: [String], nearest: String? = nil
        ) -> ThresholdError {
            ThresholdError(
                expression: expression, problem: problem, allowed: allowed, nearest: nearest)
        }

        let signs = "<>=!"
        let comparisons = Comparison.allCases.map(\.rawValue)
        guard let start = expression.firstIndex(where: { signs.contains($0) }) else {
            throw fault("no comparison", allowed: comparisons)
        }
        let sign = expression[start...].prefix { signs.contains($0) }
        guard let comparison = Comparison(rawValue: String(sign)) else {
            throw fault("unknown comparison '\(sign)'", allowed: comparisons)
        }
        self.expression = expression
        self.comparison = comparison
        do throws(PartError) {
            metric = try Self.metric(Self.trimmed(expression[..<start]))
            limit = try Self.limit(Self.trimmed(expression[sign.endIndex...]), of: metric)
        } catch {
            throw fault(error.problem, allowed: error.allowed, nearest: error.nearest)
        }
    }

    /// A mistake in one part, before it is known in which threshold.
    private struct PartError: Error {
        let problem: String
        let allowed: [String]
        var nearest: String?
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    private static func metric(_ path: String) throws(PartError) -> ThresholdMetric {
        if let metric = ThresholdMetric.RateMetric.all.first(where: { $0.name == path }) {
            return .rate(metric)
        }
        if let metric = ThresholdMetric.CountMetric.all.first(where: { $0.name == path }) {
            return .count(metric)
        }
        if path.hasSuffix(".ratio") {
            let name = path.dropLast(6)
            if let metric = ThresholdMetric.CountMetric.all.first(where: { $0.name == name }) {
                return .ratio(metric)
            }
        }
        // The longest name wins: `receipt.fromSubmit` before `receipt`.
        let distributions = ThresholdMetric.TimeMetric.all.sorted { $0.name.count > $1.name.count }
        for metric in distributions where path == metric.name || path.hasPrefix(metric.name + ".") {
            return .time(
                metric, try statistic(String(path.dropFirst(metric.name.count + 1)), of: metric))
        }
        throw unknownMetric(path)
    }

    private static func unknownMetric(_ path: String) -> PartError {
        let names = ThresholdMetric.names
        // `latncy.p99`: the name is the part before the statistic.
        let name = names.contains(path) ? path : path.split(separator: ".").first.map(String.init)
        let written = name ?? path
        return PartError(
            problem: written.isEmpty ? "no metric" : "unknown metric '\(written)'",
            allowed: names, nearest: nearestName(to: written, among: names))
    }

    private static func statistic(
        _ name: String, of metric: ThresholdMetric.TimeMetric
    ) throws(PartError) -> ThresholdMetric.Statistic {
        switch name {
        case "min": return .min
        case "mean": return .mean
        case "max": return .max
        case "":
            throw PartError(
                problem: "'\(metric.name)' needs a statistic, as in '\(metric.name).p99'",
                allowed: statistics)
        default: break
        }
        // The result's JSON writes p99_9.
        let digits = name.dropFirst().replacing("_", with: ".")
        guard name.hasPrefix("p"), let percentile = number(digits), percentile <= 100 else {
            throw PartError(
                problem: "unknown statistic '\(name)' of '\(metric.name)'",
                allowed: statistics + ["p0 to p100"],
                nearest: nearestName(to: name, among: statistics))
        }
        return .percentile(percentile)
    }

    private static func limit(
        _ text: String, of metric: ThresholdMetric
    ) throws(PartError) -> Double {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = trimmed(text[digits.endIndex...])
        let units = metric.units
        let allowed = units.map { "a number with \($0.name.isEmpty ? "no unit" : $0.name)" }
        guard let value = number(digits) else {
            throw PartError(
                problem: text.isEmpty ? "no limit" : "'\(text)' is not a limit", allowed: allowed)
        }
        guard let factor = units.first(where: { $0.name == unit })?.factor else {
            if unit.isEmpty, value == 0 { return 0 }
            throw PartError(
                problem: unit.isEmpty
                    ? "'\(text)' has no unit" : "unit '\(unit)' does not fit this metric",
                allowed: allowed)
        }
        // Whole nanoseconds, which is what is measured.
        return metric.unit == .nanoseconds ? (value * factor).rounded() : value * factor
    }

    /// A decimal number of digits and at most one point.
    private static func number(_ text: some StringProtocol) -> Double? {
        guard text.first?.isNumber == true, text.allSatisfy({ $0.isASCII }) else { return nil }
        guard text.allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension ThresholdMetric {
    /// The units a limit may be written in, and what they are worth in `unit`.
    fileprivate var units: [(name: String, factor: Double)] {
        switch self {
        case .time:
            [("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3_600e9)]
        case .count: [("", 1)]
        case .ratio: [("%", 0.01), ("", 1)]
        case .rate: [("/s", 1), ("", 1), ("/m", 1.0 / 60), ("/h", 1.0 / 3_600)]
        }
    }
}

/// The name that differs from `written` in the fewest characters, if they are few.
func nearestName(to written: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: editDistance($0, written)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, best.name.count / 3) ? best.name : nil
}

/// Insertions, deletions and replacements that turn one string into the other, case ignored.
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased())
    let right = Array(right.lowercased())
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in right.enumerated() {
            let replaced = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
