// A condition the measured phase must meet: `latency.p99 < 50ms`. Parsed before the run, so that a
// mistake costs no traffic; evaluated once after it.

public import LoadEngine
import Metrics

/// A condition on one number of the measured phase.
public struct Threshold: Sendable {
    /// How the number is compared with the limit.
    enum Comparison: String, Sendable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="

        func holds(_ actual: Double, _ limit: Double) -> Bool {
            switch self {
            case .less: actual < limit
            case .lessOrEqual: actual <= limit
            case .greater: actual > limit
            case .greaterOrEqual: actual >= limit
            case .equal: actual == limit
            case .notEqual: actual != limit
            }
        }
    }

    /// The condition as it was written.
    public let expression: String

    let metric: ThresholdMetric
    let comparison: Comparison
    /// In the metric's unit.
    let limit: Double

    /// What the measured phase of `result` says; without samples the threshold fails.
    public func evaluate(_ result: RunResult) -> ThresholdOutcome {
        evaluate(result.measured, Rates(result.measured, plan: result.plan))
    }

    /// What the measured phase says; nil, a phase that the run did not get to, fails.
    func evaluate(_ phase: PhaseResult?, _ rates: Rates) -> ThresholdOutcome {
        let actual = phase.flatMap { metric.value(of: $0, rates) }
        return ThresholdOutcome(
            expression: expression, unit: metric.unit,
            actual: actual.flatMap { $0.isFinite ? $0 : nil },
            censored: phase.map { metric.censored(of: $0) } ?? 0,
            passed: actual.map { comparison.holds($0, limit) } ?? false)
    }
}

/// What a threshold found.
public struct ThresholdOutcome: Codable, Sendable, Equatable {
    /// What `actual` is counted in.
    public enum Unit: String, Codable, Sendable {
        /// Time.
        case nanoseconds = "ns"
        /// Messages or receipts.
        case count
        /// A share, 0…1.
        case ratio
        /// Messages or receipts per second.
        case perSecond = "/s"
    }

    /// The condition as it was written.
    public var expression: String
    /// The unit of `actual`.
    public var unit: Unit
    /// What was measured; nil without samples, or where it is later than any limit.
    @Nullable public var actual: Double?
    /// Of a time: messages or receipts that never came to be measured, which count as later than any
    /// limit.
    public var censored: Int64 = 0
    /// Whether the condition holds.
    public var passed: Bool

    /// `actual` for people.
    var measured: String {
        if let actual { return HumanUnits.amount(actual, in: unit) }
        return censored == 0
            ? "no samples" : "later than any limit (\(HumanUnits.count(censored)) never came)"
    }

    /// The reason a failed one gives.
    var failure: String {
        "threshold \(expression) failed: \(measured)"
    }
}
