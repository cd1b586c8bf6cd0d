// The numbers of a result that `compare` knows by name, as its flags take them.

/// A number of a result that may be compared.
public enum ComparedMetric: String, CaseIterable, Sendable {
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
    /// CPU time a message, without the wait for the next send.
    case cpuNanosecondsPerMessage
    /// System calls a message.
    case systemCallsPerMessage
    /// Heap allocations a message.
    case allocationsPerMessage

    /// All names, as help and errors list them.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

/// How much of a change is let pass.
public struct MarginSetting: Sendable, Equatable {
    /// Of what.
    public var metric: ComparedMetric
    /// A share: 0.05 for `5%`.
    public var share: Double

    /// `share` of `metric`.
    public init(metric: ComparedMetric, share: Double) {
        self.metric = metric
        self.share = share
    }
}

extension Form where Value == ComparedMetric {
    /// A metric's name.
    static let metric = Form(
        "METRIC", allowed: ComparedMetric.names, hint: ComparedMetric.names,
        read: { ComparedMetric(rawValue: $0).map { .value($0) } ?? .malformed },
        write: { .text($0.rawValue) })
}

extension Form where Value == MarginSetting {
    /// `METRIC=5%`.
    static let margin = Form(
        "METRIC=5%", allowed: "METRIC=0%…1000% with METRIC " + ComparedMetric.names,
        range: "0%…1000%",
        read: { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let metric = ComparedMetric(rawValue: String(parts[0])),
                parts[1].hasSuffix("%"), let percent = decimal(parts[1].dropLast())
            else { return .malformed }
            guard (0...1_000).contains(percent) else { return .outOfRange }
            return .value(MarginSetting(metric: metric, share: percent / 100))
        },
        write: { .text("\($0.metric.rawValue)=\(number($0.share * 100))%") })
}
