// Whether a phase stood still long enough that its percentiles are those of one state: the medians,
// the messages in flight and the rate of its slices. Pure; used by the report of each phase.

public import LoadEngine
import Metrics

/// The judgement on one phase.
public struct SteadyState: Codable, Sendable, Equatable {
    /// Slices a phase needs, each of at least a second.
    private static let fewestSlices = 10
    private static let driftLimit = 0.05
    /// A median that drifts by less is as steady as can be told.
    private static let driftFloor = 10_000.0
    private static let variationLimit = 0.02
    private static let littleLimit = 0.05
    private static let confidence = 1.96

    /// Whether it was steady; nil where it was too short to tell.
    @Nullable public var isSteady: Bool?
    /// Why not, one line each.
    public var reasons: [String]
    /// How many equal slices the judgement rests on.
    public var slices: Int

    /// A judgement made elsewhere.
    package init(isSteady: Bool?, reasons: [String], slices: Int) {
        self.isSteady = isSteady
        self.reasons = reasons
        self.slices = slices
    }

    private struct Slice {
        var accepted: Double = 0
        var latency = Histogram(.response)
        /// Mean number of messages in flight.
        var inFlight: Double = 0
    }

    /// The judgement on `phase` of `result`.
    public init(_ phase: PhaseResult, of result: RunResult) {
        let slices = Self.slices(phase, result)
        self.slices = slices.count
        reasons = []
        isSteady = nil
        guard slices.count >= Self.fewestSlices else {
            reasons = [
                "too short to tell: \(slices.count) whole seconds, \(Self.fewestSlices) are needed"
            ]
            return
        }
        let isPoisson =
            if case .scheduled(_, .poisson) = result.plan.load { true } else { false }
        reasons = [
            Self.driftReason(slices), Self.trendReason(slices),
            Self.rateReason(slices, isPoisson: isPoisson), Self.littleReason(phase),
        ].compactMap { $0 }
        isSteady = reasons.isEmpty
    }

    /// The whole seconds of the phase, put together into 10 to 39 slices of equal length.
    private static func slices(_ phase: PhaseResult, _ result: RunResult) -> [Slice] {
        let start = phase.startedAt - result.startedAt
        let whole = result.intervals.filter {
            $0.at >= start && $0.at + $0.duration <= start + phase.duration
        }
        let each = max(1, whole.count / 20)
        return stride(from: 0, through: whole.count - each, by: each).map { first in
            var slice = Slice()
            for interval in whole[first..<first + each] {
                slice.accepted += Double(interval.ledger.accepted)
                slice.latency.merge(interval.latency)
                slice.inFlight +=
                    Double(interval.inFlightTime) / Double(interval.duration) / Double(each)
            }
            return slice
        }
    }

    private static func driftReason(_ slices: [Slice]) -> String? {
        let medians = slices.compactMap { $0.latency.value(atPercentile: 50).map(Double.init) }
        guard medians.count == slices.count, let median = Trend.median(medians) else {
            return "there were seconds without an accepted message"
        }
        let drift = Trend.slope(medians) * Double(slices.count)
        guard abs(drift) > max(driftLimit * median, driftFloor) else { return nil }
        return "the median latency \(drift > 0 ? "rose" : "fell") by "
            + "\(HumanUnits.percent(abs(drift) / max(median, 1))) over the phase"
    }

    /// A trend in the messages in flight that is sure, and matters.
    ///
    /// One in twenty steady runs shows a sure one by chance.
    private static func trendReason(_ slices: [Slice]) -> String? {
        let inFlight = slices.map(\.inFlight)
        let change = Trend.slope(inFlight) * Double(slices.count)
        let size = max(driftLimit * (Trend.median(inFlight) ?? 0), 1)
        guard abs(Trend.mannKendall(inFlight)) > confidence, abs(change) > size else { return nil }
        return "the messages in flight \(change > 0 ? "rose" : "fell") by "
            + "\(HumanUnits.count(Int64(abs(change).rounded()))) over the phase"
    }

    /// A rate that varies by more than 2 % and what a count of so many varies by itself.
    private static func rateReason(_ slices: [Slice], isPoisson: Bool) -> String? {
        let accepted = slices.map(\.accepted)
        let mean = accepted.reduce(0, +) / Double(accepted.count)
        guard mean > 0 else { return nil }
        let noise = isPoisson ? 2 / mean.squareRoot() : 1 / mean
        let variation = Trend.variation(accepted)
        guard variation > variationLimit + noise else { return nil }
        return "the accepted rate varied by \(HumanUnits.percent(variation))"
    }

    /// Little's law: in flight = rate × service time, where nearly all was accepted.
    private static func littleReason(_ phase: PhaseResult) -> String? {
        let service = phase.timings.serviceTime
        guard phase.duration > 0, let mean = service.mean,
            Double(phase.ledger.accepted) >= 0.99 * Double(phase.ledger.submitted)
        else { return nil }
        let inFlight = Double(phase.inFlightTime) / Double(phase.duration)
        let expected = mean * Double(service.count) / Double(phase.duration)
        guard abs(inFlight - expected) > max(littleLimit * expected, 1) else { return nil }
        return "\(HumanUnits.small(inFlight)) messages were in flight, where rate and service time "
            + "make \(HumanUnits.small(expected))"
    }
}
