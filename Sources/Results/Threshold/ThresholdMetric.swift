// The numbers a threshold can be put on, by the names of the result's JSON, each with the samples
// without which it says nothing.

import LoadEngine
import Metrics

/// A number of the measured phase.
enum ThresholdMetric: Sendable {
    case time(TimeMetric, Statistic)
    case count(CountMetric)
    case ratio(CountMetric)
    case rate(RateMetric)

    /// One number of a distribution.
    enum Statistic: Sendable, Equatable {
        case min, mean, max
        case percentile(Double)
    }

    /// A distribution of the phase.
    struct TimeMetric: Sendable {
        let name: String
        let histogram: any KeyPath<Timings, Histogram> & Sendable
        /// What should be in the distribution and never came to be measured: it counts as later than
        /// any limit, so that nothing is gained by not sending or not answering.
        let censored: @Sendable (MessageLedger) -> Int64

        static let all = [
            TimeMetric(name: "latency", histogram: \.latency) { $0.missed + $0.unanswered },
            TimeMetric(name: "serviceTime", histogram: \.serviceTime) { $0.unanswered },
            TimeMetric(name: "sendLag", histogram: \.sendLag) { $0.missed },
            TimeMetric(name: "sendLag.pacer", histogram: \.pacerLag) { _ in 0 },
            TimeMetric(name: "sendLag.window", histogram: \.windowWait) { _ in 0 },
            TimeMetric(name: "sendLag.socket", histogram: \.socketWait) { _ in 0 },
            TimeMetric(name: "sendLag.ceiling", histogram: \.ceilingWait) { _ in 0 },
            TimeMetric(name: "throttledServiceTime", histogram: \.throttledServiceTime) { _ in 0 },
            TimeMetric(name: "receipt", histogram: \.receiptFromSubmit) { $0.receiptsMissing },
            TimeMetric(name: "receipt.fromSubmit", histogram: \.receiptFromSubmit) {
                $0.receiptsMissing
            },
            TimeMetric(name: "receipt.fromResponse", histogram: \.receiptFromResponse) {
                $0.receiptsMissing
            },
        ]

        /// One number of the distribution, with what is censored above all of it.
        func value(_ statistic: Statistic, _ phase: PhaseResult) -> Double? {
            let histogram = phase.timings[keyPath: histogram]
            let censored = censored(phase.ledger)
            guard histogram.count + censored > 0 else { return nil }
            switch statistic {
            case .min: return histogram.min.map(Double.init) ?? .infinity
            case .mean: return censored > 0 ? .infinity : histogram.mean.map { $0.rounded() }
            case .max: return censored > 0 ? .infinity : histogram.max.map(Double.init)
            case .percentile(let percentile):
                return histogram.value(atPercentile: percentile, missing: censored)
                    .map(Double.init) ?? .infinity
            }
        }
    }

    /// A counter and the counter it is a share of; that one must not be 0.
    struct CountMetric: Sendable {
        let name: String
        let count: any KeyPath<MessageLedger, Int64> & Sendable
        let whole: any KeyPath<MessageLedger, Int64> & Sendable

        static let all = [
            CountMetric(name: "planned", count: \.planned, whole: \.planned),
            CountMetric(name: "missed", count: \.missed, whole: \.planned),
            CountMetric(name: "submitted", count: \.submitted, whole: \.planned),
            CountMetric(name: "accepted", count: \.accepted, whole: \.submitted),
            CountMetric(name: "throttled", count: \.throttled, whole: \.submitted),
            CountMetric(name: "rejected", count: \.rejected, whole: \.submitted),
            CountMetric(name: "timedOut", count: \.timedOut, whole: \.submitted),
            CountMetric(name: "inDoubt", count: \.inDoubt, whole: \.submitted),
            CountMetric(name: "unanswered", count: \.unanswered, whole: \.submitted),
            CountMetric(name: "attempts", count: \.attempts, whole: \.submitted),
            CountMetric(name: "retried", count: \.retried, whole: \.submitted),
            CountMetric(name: "resubmitted", count: \.resubmitted, whole: \.submitted),
            CountMetric(
                name: "possibleDuplicates", count: \.possibleDuplicates, whole: \.submitted),
            CountMetric(
                name: "throttledAnswers", count: \.throttledAnswers, whole: \.attempts),
            CountMetric(name: "lateResponses", count: \.lateResponses, whole: \.submitted),
            CountMetric(
                name: "unexpectedResponses", count: \.unexpectedResponses, whole: \.submitted),
            CountMetric(
                name: "receiptExpected", count: \.receiptsExpected, whole: \.submitted),
            CountMetric(
                name: "receiptMatched", count: \.receiptsMatched, whole: \.receiptsExpected),
            CountMetric(
                name: "receiptMissing", count: \.receiptsMissing, whole: \.receiptsExpected),
            CountMetric(
                name: "receiptEarly", count: \.receiptsEarly, whole: \.receiptsExpected),
            CountMetric(
                name: "receiptDuplicate", count: \.receiptsDuplicate, whole: \.receiptsExpected),
            CountMetric(
                name: "receiptOrphan", count: \.receiptsOrphan, whole: \.submitted),
            CountMetric(
                name: "receiptIntermediate", count: \.receiptsIntermediate, whole: \.submitted),
            CountMetric(
                name: "receiptUntracked", count: \.receiptsUntracked, whole: \.accepted),
        ]
    }

    /// A rate of the phase.
    struct RateMetric: Sendable {
        let name: String
        let rate: @Sendable (Rates) -> Double?

        static let all = [
            RateMetric(name: "achievedTPS") { $0.achievedTPS },
            RateMetric(name: "acceptedTPS") { $0.acceptedTPS },
            RateMetric(name: "receiptTPS") { $0.receiptTPS },
        ]
    }

    /// Every name, in the order of the result.
    static let names =
        TimeMetric.all.map(\.name) + CountMetric.all.map(\.name) + RateMetric.all.map(\.name)

    /// What `value(of:)` and the limit are counted in.
    var unit: ThresholdOutcome.Unit {
        switch self {
        case .time: .nanoseconds
        case .count: .count
        case .ratio: .ratio
        case .rate: .perSecond
        }
    }

    /// Of a time: how many samples never came to be measured.
    func censored(of phase: PhaseResult) -> Int64 {
        guard case .time(let metric, _) = self else { return 0 }
        return metric.censored(phase.ledger)
    }

    /// What was measured, in `unit`; nil without samples, infinite where that sample never came.
    func value(of phase: PhaseResult, _ rates: Rates) -> Double? {
        switch self {
        case .time(let metric, let statistic):
            return metric.value(statistic, phase)
        case .count(let metric):
            guard phase.ledger[keyPath: metric.whole] > 0 else { return nil }
            return Double(phase.ledger[keyPath: metric.count])
        case .ratio(let metric):
            let whole = phase.ledger[keyPath: metric.whole]
            guard whole > 0 else { return nil }
            return Double(phase.ledger[keyPath: metric.count]) / Double(whole)
        case .rate(let metric):
            guard phase.duration > 0 else { return nil }
            return metric.rate(rates)
        }
    }
}

extension MessageLedger {
    /// Without a response: timed out or in doubt.
    var unanswered: Int64 { timedOut + inDoubt }
}
