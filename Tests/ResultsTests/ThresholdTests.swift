// Thresholds: what they mean, what they find, and what is said about one that is wrong.
// The numbers come from the run in Fixtures.

import LoadEngine
import Metrics
import Results
import Testing

@Suite struct ThresholdTests {
    private func outcome(_ expression: String, _ result: RunResult) throws -> ThresholdOutcome {
        try Threshold(parsing: expression).evaluate(result)
    }

    /// The receipt run: 20,000 messages in 20 s, 2 receipts missing, times from `Fixtures`.
    @Test(arguments: [
        ("latency.p99 < 50ms", true), ("latency.p99 < 3ms", false),
        ("latency.p99<3031039us", true), ("latency.max <= 3.05ms", true),
        ("latency.max < 3.05ms", false), ("latency.min == 1050us", true),
        ("latency.min != 1050us", false), ("latency.mean >= 2.05ms", true),
        ("serviceTime.p99.9 < 20ms", true), ("serviceTime.p99_9 < 20ms", true),
        ("sendLag.p50 > 0", true), ("receipt.p95 < 10s", true), ("receipt.p95 < 0.5m", true),
        ("receipt.p95 < 1 s", false), ("receipt.fromSubmit.max < 1h", false),
        ("receipt.p99.99 < 1h", true), ("receipt.mean < 1h", false), ("receipt.min > 0", true),
        ("receipt.p99.999 < 1h", false), ("receipt.fromResponse.max < 2498ms", false),
        ("throttled == 0", true), ("accepted >= 20000", true), ("accepted > 20000", false),
        ("rejected.ratio < 0.1%", true), ("accepted.ratio >= 100%", true),
        ("accepted.ratio >= 1", true), ("receiptMissing == 0", false),
        ("receiptMissing.ratio <= 0.01%", true), ("receiptMissing.ratio < 0.01%", false),
        ("achievedTPS >= 95/s", true), ("achievedTPS >= 1000", true),
        ("achievedTPS > 60000/m", false), ("acceptedTPS >= 3600000/h", true),
        ("receiptTPS >= 999.9/s", true), ("  missed==0  ", true),
    ])
    func thresholdComparesTheMeasuredNumber(expression: String, passes: Bool) throws {
        #expect(try outcome(expression, Fixtures.receiptRun()).passed == passes)
    }

    @Test func outcomeCarriesTheNumberInItsUnit() throws {
        let result = Fixtures.receiptRun()
        let time = try outcome("latency.max < 1ms", result)
        #expect(time.expression == "latency.max < 1ms")
        #expect(time.actual == 3_050_000)
        #expect(time.unit == .nanoseconds)
        let share = try outcome("receiptMissing.ratio < 1%", result)
        #expect(share.actual == 0.0001)
        #expect(share.unit == .ratio)
        #expect(try outcome("achievedTPS > 1/s", result).unit == .perSecond)
        #expect(try outcome("accepted > 1", result).unit == .count)
    }

    @Test(arguments: [
        "latency.p99 < 50ms", "throttled == 0", "rejected.ratio < 0.1%", "achievedTPS >= 0/s",
        "receiptMissing == 0",
    ])
    func thresholdOnARunThatNeverMeasuredFails(expression: String) throws {
        let found = try outcome(expression, RunResult(plan: Fixtures.plan(.windowDriven)))
        #expect(!found.passed)
        #expect(found.actual == nil)
    }

    /// A run of 1,000 messages, 10 of which were missed, timed out or left in doubt.
    private func censoredRun(missed: Int64, timedOut: Int64, inDoubt: Int64) -> RunResult {
        var result = RunResult(plan: Fixtures.plan(Fixtures.steady(50)))
        var phase = PhaseResult(name: "measure", startedAt: 0, duration: 20 * Fixtures.second)
        let answered = 1_000 - missed - timedOut - inDoubt
        phase.ledger.planned = 1_000
        phase.ledger.missed = missed
        phase.ledger.submitted = 1_000 - missed
        phase.ledger.timedOut = timedOut
        phase.ledger.inDoubt = inDoubt
        phase.ledger.accepted = answered
        for _ in 0..<answered {
            phase.timings.latency.record(Fixtures.millisecond)
            phase.timings.serviceTime.record(Fixtures.millisecond)
            phase.timings.sendLag.record(1_000)
        }
        result.phases = [phase]
        return result
    }

    @Test func whatNeverCameIsLaterThanAnyLimit() throws {
        for counts in [(10, 0, 0), (0, 10, 0), (0, 0, 10), (4, 3, 3)] as [(Int64, Int64, Int64)] {
            let result = censoredRun(missed: counts.0, timedOut: counts.1, inDoubt: counts.2)
            // 990 of 1,000 were in time: that is the 99th percentile, and not one more.
            #expect(try outcome("latency.p99 < 50ms", result).passed)
            #expect(try outcome("latency.p99 < 50ms", result).censored == 10)
            let late = try outcome("latency.p99.9 < 50ms", result)
            #expect(!late.passed)
            #expect(late.actual == nil)
            #expect(try !outcome("latency.max < 1h", result).passed)
            #expect(try !outcome("latency.mean < 1h", result).passed)
            #expect(try outcome("latency.min < 50ms", result).passed)
            #expect(try outcome("serviceTime.p99.9 < 50ms", result).passed == (counts.0 == 10))
            #expect(try outcome("sendLag.max < 50ms", result).passed == (counts.0 == 0))
            let verdict = Verdict(result, thresholds: [late])
            #expect(
                verdict.reasons.contains(
                    "threshold latency.p99.9 < 50ms failed: later than any limit "
                        + "(10 never came)"))
        }
        let nothing = censoredRun(missed: 1_000, timedOut: 0, inDoubt: 0)
        #expect(try !outcome("latency.p50 < 1h", nothing).passed)
        #expect(try outcome("latency.p50 < 1h", nothing).censored == 1_000)
    }

    @Test(arguments: ["receipt.p95 < 10s", "receiptMissing == 0", "receiptTPS >= 0"])
    func thresholdOnReceiptsFailsWhenNoneWereAskedFor(expression: String) throws {
        let found = try outcome(expression, Fixtures.quietRun())
        #expect(!found.passed)
        #expect(found.actual == nil)
    }

    /// Expression, what is wrong, the nearest name.
    @Test(
        arguments: [
            ("latency.p99", "no comparison", nil),
            ("", "no comparison", nil),
            ("latency.p99 = 5ms", "unknown comparison '='", nil),
            ("latency.p99 => 5ms", "unknown comparison '=>'", nil),
            ("latncy.p99 < 5ms", "unknown metric 'latncy'", "latency"),
            ("Latency.p99 < 5ms", "unknown metric 'Latency'", "latency"),
            ("throtled == 0", "unknown metric 'throtled'", "throttled"),
            ("receipts.missing == 0", "unknown metric 'receipts'", "receipt"),
            ("zzz < 5", "unknown metric 'zzz'", nil),
            ("< 5ms", "no metric", nil),
            ("latency < 5ms", "'latency' needs a statistic, as in 'latency.p99'", nil),
            ("latency.p99.5.5 < 5ms", "unknown statistic 'p99.5.5' of 'latency'", nil),
            ("latency.p101 < 5ms", "unknown statistic 'p101' of 'latency'", "p50"),
            ("latency.avg < 5ms", "unknown statistic 'avg' of 'latency'", nil),
            ("latency.p99 < 5", "'5' has no unit", nil),
            ("latency.p99 < 5kg", "unit 'kg' does not fit this metric", nil),
            ("latency.p99 < -5ms", "'-5ms' is not a limit", nil),
            ("latency.p99 < ", "no limit", nil),
            ("latency.p99 < 1.2.3ms", "'1.2.3ms' is not a limit", nil),
            ("throttled == 0%", "unit '%' does not fit this metric", nil),
            ("rejected.ratio < 1ms", "unit 'ms' does not fit this metric", nil),
            ("achievedTPS >= 95ms", "unit 'ms' does not fit this metric", nil),
        ] as [(String, String, String?)])
    func mistakeIsNamedWithItsPart(expression: String, problem: String, nearest: String?) {
        let error = #expect(throws: ThresholdError.self) { try Threshold(parsing: expression) }
        #expect(error?.problem == problem)
        #expect(error?.nearest == nearest)
        #expect(error?.allowed.isEmpty == false)
    }

    @Test func errorIsOneLineWithAllAPersonNeeds() {
        let error = #expect(throws: ThresholdError.self) {
            try Threshold(parsing: "rejectd.ratio < 0.1%")
        }
        let text = error?.description ?? ""
        #expect(
            text.hasPrefix(
                "threshold 'rejectd.ratio < 0.1%': unknown metric 'rejectd', "
                    + "did you mean 'rejected'? (allowed: latency, "))
        #expect(!text.contains("\n"))
    }
}
