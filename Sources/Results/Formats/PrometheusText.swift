// A result in Prometheus' text format, for the textfile collector of a node exporter: every number a
// gauge of the last run, times in seconds. And a run while it goes on, for who scrapes it.

import LoadEngine
import SMPP

/// Writes a result, or a run that goes on, as Prometheus text.
public struct PrometheusText {
    private let profile: String
    private var text = ""

    /// The run that `state` has followed, by the second: counters since its start.
    public static func text(_ state: LiveState, profile: String) -> String {
        var writer = PrometheusText(profile: profile)
        writer.write(state)
        return writer.text
    }

    static func text(_ report: RunReport) -> String {
        var writer = PrometheusText(profile: report.profileName)
        writer.write(report)
        return writer.text
    }

    private init(profile: String) {
        self.profile = profile
    }

    private mutating func write(_ state: LiveState) {
        let ledger = state.ledger
        let outcomes = [
            ("planned", ledger.planned), ("missed", ledger.missed), ("submitted", ledger.submitted),
            ("accepted", ledger.accepted), ("throttled", ledger.throttled),
            ("rejected", ledger.rejected), ("timedOut", ledger.timedOut),
            ("inDoubt", ledger.inDoubt),
        ]
        family(
            "live_messages_total", "Messages since the start, warm-up included, by outcome.",
            outcomes.map { ([("outcome", $0.0)], String($0.1)) }, "counter")
        family(
            "live_receipts_total", "Receipts matched since the start.",
            [([], String(ledger.receiptsMatched))], "counter")
        family(
            "live_responses_total", "Responses since the start by command_status.",
            state.statuses.map { (CommandStatus(rawValue: $0.key).name, $0.value) }
                .sorted { $0.0 < $1.0 }.map { ([("command_status", $0.0)], String($0.1)) },
            "counter")
        if let last = state.last {
            family(
                "live_in_flight", "Unanswered submit_sm.", [([], String(last.inFlight))])
            family(
                "live_receipts_outstanding", "Receipts outstanding.",
                [([], String(last.receiptsOutstanding))])
        }
        times(
            "live_latency_seconds", "Response after the intended send.", Distribution(state.latency)
        )
        times("live_receipt_seconds", "Receipt after the actual send.", Distribution(state.receipt))
    }

    private mutating func write(_ report: RunReport) {
        let verdict = report.verdict
        family("valid", "Whether the measurement holds.", [([], verdict.valid ? "1" : "0")])
        family("exit_status", "What the run exited with.", [([], String(verdict.exitStatus))])
        if let start = RunReport.wallClock(of: report.startedAt) {
            family(
                "start_time_seconds", "Start of the run, since 1970.",
                [([], Decimal.text(Double(start) / 1e9, 3))])
        }
        let counts = report.counts
        let outcomes = [
            ("planned", counts.planned), ("missed", counts.missed), ("submitted", counts.submitted),
            ("accepted", counts.accepted), ("throttled", counts.throttled),
            ("rejected", counts.rejected), ("timedOut", counts.timedOut),
            ("inDoubt", counts.inDoubt),
        ]
        family(
            "messages", "Messages of the measured phase by outcome.",
            outcomes.map { ([("outcome", $0.0)], String($0.1)) })
        let receipts = [
            ("expected", counts.receipts.expected), ("matched", counts.receipts.matched),
            ("missing", counts.receipts.missing), ("duplicate", counts.receipts.duplicate),
            ("orphan", counts.receipts.orphan),
        ]
        family(
            "receipts", "Receipts of the measured phase by outcome.",
            receipts.map { ([("outcome", $0.0)], String($0.1)) })
        family(
            "responses", "Responses of the measured phase by command_status.",
            report.commandStatus.sorted { $0.key < $1.key }
                .map { ([("command_status", $0.key)], String($0.value)) })
        let rates = [
            ("target", report.rates.targetTPS), ("achieved", report.rates.achievedTPS),
            ("accepted", report.rates.acceptedTPS), ("receipts", report.rates.receiptTPS),
        ]
        family(
            "rate_per_second", "Messages per second of the measured phase.",
            rates.compactMap { name, rate in
                rate.map { ([("kind", name)], Decimal.text($0, 3)) }
            })
        times("latency_seconds", "Response after the intended send.", report.latency)
        times("service_time_seconds", "Response after the actual send.", report.serviceTime)
        times("send_lag_seconds", "Actual after the intended send.", report.sendLag)
        times("receipt_seconds", "Receipt after the actual send.", report.receipt.fromSubmit)
        family(
            "threshold_passed", "Whether a threshold holds.",
            report.thresholds.map { ([("expression", $0.expression)], $0.passed ? "1" : "0") })
    }

    /// Minimum, percentiles and maximum as the quantiles of a summary, with its sum and count.
    private mutating func times(_ name: String, _ help: String, _ times: Distribution) {
        guard times.count > 0 else { return }
        header(name, help, "summary")
        let values =
            [(0.0, times.min)]
            + zip(Percentile.reported, times.percentiles).map { ($0.value / 100, $1) }
            + [(1.0, times.max)]
        for case (let quantile, let value?) in values {
            var digits = Decimal.text(quantile, 4)
            while digits.last == "0" { digits.removeLast() }
            if digits.last == "." { digits.removeLast() }
            sample(name, [("quantile", digits)], Decimal.seconds(value))
        }
        if let mean = times.mean {
            sample(name + "_sum", [], Decimal.text(Double(mean) * Double(times.count) / 1e9, 6))
        }
        sample(name + "_count", [], String(times.count))
    }

    private mutating func family(
        _ name: String, _ help: String, _ samples: [([(String, String)], String)],
        _ type: String = "gauge"
    ) {
        guard !samples.isEmpty else { return }
        header(name, help, type)
        for (labels, value) in samples { sample(name, labels, value) }
    }

    private mutating func header(_ name: String, _ help: String, _ type: String) {
        text += "# HELP smppbench_\(name) \(help)\n# TYPE smppbench_\(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        let all = ([("profile", profile)] + labels).map {
            "\($0.0)=\"\(Self.escaped($0.1))\""
        }
        text += "smppbench_\(name){\(all.joined(separator: ","))} \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
