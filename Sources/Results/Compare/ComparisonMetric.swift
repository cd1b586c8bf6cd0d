// What two sets of results are compared by: where each number stands in a result, which way is better
// and how small a difference nobody need care about.

import Metrics

/// A number of a result that is compared.
public enum ComparisonMetric: String, CaseIterable, Codable, Sendable {
    /// submit_sm sent a second.
    case achievedTPS
    /// Messages answered ESME_ROK a second.
    case acceptedTPS
    /// Response − intended send time, median.
    case latencyP50 = "latency.p50"
    /// Response − intended send time, 99th percentile.
    case latencyP99 = "latency.p99"
    /// Response − actual send, median.
    case serviceTimeP50 = "serviceTime.p50"
    /// Response − actual send, 99th percentile.
    case serviceTimeP99 = "serviceTime.p99"
    /// Receipt − actual send, 95th percentile.
    case receiptP95 = "receipt.p95"
    /// CPU time of the sender shards a message, without that spent waiting to send.
    case cpuNanosecondsPerMessage
    /// System calls of the sender shards a message, without those made while waiting to send.
    case systemCallsPerMessage
    /// Heap allocations of the sender shards a message.
    case allocationsPerMessage

    /// Whether more is better.
    var isBetterHigh: Bool { self == .achievedTPS || self == .acceptedTPS }

    /// Whether it hangs on how fast was sent.
    var needsEqualRates: Bool {
        switch self {
        case .latencyP50, .latencyP99, .serviceTimeP50, .serviceTimeP99, .receiptP95: true
        default: false
        }
    }

    /// Whether it is counted and not timed: it hardly varies, and one run of each can tell.
    var isCounted: Bool { self == .systemCallsPerMessage || self == .allocationsPerMessage }

    /// The share by which it may change on a machine of one's own.
    var defaultMargin: Double {
        switch self {
        case .achievedTPS, .acceptedTPS, .cpuNanosecondsPerMessage: 0.03
        case .latencyP50, .serviceTimeP50: 0.05
        case .latencyP99, .serviceTimeP99, .receiptP95: 0.10
        case .systemCallsPerMessage: 0.01
        case .allocationsPerMessage: 0
        }
    }

    /// What may be counted a message before it counts at all: a start is no part of a message.
    static let countedFloor = 0.001

    /// What a comparison gates unless told otherwise; in a closed loop latency follows from the rate.
    static func defaultGates(closedLoop: Bool) -> [ComparisonMetric] {
        closedLoop
            ? [.acceptedTPS, .cpuNanosecondsPerMessage, .allocationsPerMessage]
            : [
                .acceptedTPS, .latencyP50, .latencyP99, .cpuNanosecondsPerMessage,
                .allocationsPerMessage,
            ]
    }

    /// The number in `report`; nil if it was not measured.
    func value(in report: RunReport) -> Double? {
        switch self {
        case .achievedTPS: report.rates.achievedTPS
        case .acceptedTPS: report.rates.acceptedTPS
        case .latencyP50: Self.percentile("p50", report.latency)
        case .latencyP99: Self.percentile("p99", report.latency)
        case .serviceTimeP50: Self.percentile("p50", report.serviceTime)
        case .serviceTimeP99: Self.percentile("p99", report.serviceTime)
        case .receiptP95: Self.percentile("p95", report.receipt.fromSubmit)
        case .cpuNanosecondsPerMessage:
            Self.rest(
                of: report.cost.cpuNanosecondsPerMessage,
                without: report.cost.spinNanosecondsPerMessage)
        case .systemCallsPerMessage:
            Self.rest(
                of: report.cost.systemCallsPerMessage,
                without: report.cost.spinSystemCallsPerMessage)
        case .allocationsPerMessage: report.cost.allocationsPerMessage
        }
    }

    private static func rest(of whole: Double?, without part: Double?) -> Double? {
        whole.map { max(0, $0 - (part ?? 0)) }
    }

    private static func percentile(_ key: String, _ times: Distribution) -> Double? {
        zip(Percentile.reported, times.percentiles).first { $0.0.key == key }
            .flatMap { percentile, value in
                OrderStatistics.carries(percentile: percentile.value, count: times.count)
                    ? value.map(Double.init) : nil
            }
    }

    /// `value` for people.
    func text(_ value: Double) -> String {
        switch self {
        case .achievedTPS, .acceptedTPS: HumanUnits.rate(value)
        case .systemCallsPerMessage, .allocationsPerMessage: HumanUnits.small(value)
        default: HumanUnits.duration(Int64(value.rounded()))
        }
    }
}
