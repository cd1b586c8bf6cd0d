// Numbers for people, the live line, and colour only when asked for.
// Whole reports are held to stored ones by GoldenTests.

import LoadEngine
import Metrics
import Results
import Testing

@Suite struct HumanUnitsTests {
    @Test func aChangeIsSignedAndATenfoldOneIsAFactor() {
        let changes = [0, 0.00001, 0.032, -0.12, 8.99, 9, 1_663.4]
        #expect(
            changes.map(HumanUnits.change) == [
                "0%", "0%", "+3.2%", "-12%", "+899%", "x10", "x1,664",
            ])
    }

    @Test(
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 us"), (12_345, "12.3 us"),
            (999_499, "999 us"), (999_600, "1.00 ms"), (61_234_567, "61.2 ms"),
            (99_960_000, "100 ms"),
            (1_500_000_000, "1.50 s"), (99_400_000_000, "99.4 s"), (100_000_000_000, "1m 40s"),
            (725_000_000_000, "12m 05s"), (3_599_600_000_000, "1h 00m"),
            (259_199_000_000_000, "71h 59m"),
        ] as [(Int64, String)])
    func durationHasThreeDigitsAndTheUnitThatFits(nanoseconds: Int64, text: String) {
        #expect(HumanUnits.duration(nanoseconds) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (20_000_013, "20,000,013"),
            (-1_234, "-1,234"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)])
    func countIsGroupedByThousands(value: Int64, text: String) {
        #expect(HumanUnits.count(value) == text)
    }

    @Test func ratesAndSharesAreShort() {
        #expect(HumanUnits.rate(999.94) == "999.9/s")
        #expect(HumanUnits.rate(1_000) == "1,000/s")
        #expect(HumanUnits.rate(98_123.4) == "98,123/s")
        #expect(HumanUnits.percent(0) == "0%")
        #expect(HumanUnits.percent(0.000_01) == "under 0.01%")
        #expect(HumanUnits.percent(0.001) == "0.1%")
        #expect(HumanUnits.percent(0.123) == "12.3%")
        #expect(HumanUnits.percent(1) == "100%")
        #expect(HumanUnits.bytes(512) == "512 B")
        #expect(HumanUnits.bytes(43_200_000) == "41.2 MiB")
        #expect(HumanUnits.small(0.021) == "0.02")
        #expect(HumanUnits.small(212.4) == "212")
    }
}

@Suite struct LiveLineTests {
    private func interval(_ change: (inout IntervalResult) -> Void = { _ in }) -> IntervalResult {
        var interval = IntervalResult(
            at: 11 * Fixtures.second, duration: Fixtures.second, ledger: MessageLedger(),
            inFlight: 400, receiptsOutstanding: 0, latency: Histogram(.response),
            receipt: Histogram(.receipt))
        interval.ledger.submitted = 98_123
        interval.ledger.accepted = 98_120
        Fixtures.spread(&interval.latency, 98_120, 1_000_000, 3_000_000)
        change(&interval)
        return interval
    }

    @Test func quietSecondShowsRatesTimesAndTheWindow() {
        #expect(
            LiveLine.text(interval(), phase: "measure")
                == "   0:12  measure  submitted   98,123/s  accepted   98,120/s  "
                + "p50 2.00 ms  p99 2.98 ms  in flight 400")
    }

    @Test func receiptsAndFailuresAreShownWhenThereAreAny() {
        let line = LiveLine.text(
            interval {
                $0.ledger.receiptsMatched = 97_000
                $0.ledger.throttled = 3
                $0.ledger.rejected = 1_200
            }, phase: "warmup")
        #expect(line.contains("warmup   submitted"))
        #expect(line.contains("receipts   97,000/s"))
        #expect(line.hasSuffix("throttled 3  rejected 1,200"))
    }

    @Test func lostSessionsAreShownWithWhatTheyLeftInDoubt() {
        let line = LiveLine.text(
            interval {
                $0.ledger.inDoubt = 12
                $0.sessionsLost = 2
            }, phase: "measure")
        #expect(line.hasSuffix("in flight 400  in doubt 12  sessions lost 2"))
    }

    @Test func secondWithoutResponsesHasNoTimes() {
        let line = LiveLine.text(interval { $0.latency = Histogram(.response) }, phase: "drain")
        #expect(line.contains("p50       -  p99       -"))
    }

    @Test func rateIsPerSecondWhateverTheLengthOfTheInterval() {
        let line = LiveLine.text(interval { $0.duration /= 2 }, phase: "measure")
        #expect(line.contains("submitted  196,246/s"))
    }

    @Test func colourIsUsedOnlyWhenAskedFor() throws {
        let throttled = interval { $0.ledger.throttled = 3 }
        #expect(!LiveLine.text(throttled, phase: "measure").contains("\u{1B}"))
        #expect(LiveLine.text(throttled, phase: "measure", color: true).contains("\u{1B}["))
        let report = try GoldenTests.report("open-loop")
        #expect(!TextReport.text(report).contains("\u{1B}"))
        #expect(TextReport.text(report, color: true).contains("\u{1B}[1;31mTHRESHOLD FAILED"))
    }
}

@Suite struct TextReportTests {
    @Test func rareStatusesAreSummedUp() {
        var result = Fixtures.quietRun()
        result.measure { phase in
            for status in 0x400..<0x420 as Range<UInt32> { phase.statuses[status] = 1 }
        }
        let text = TextReport.text(RunReport(result, context: Fixtures.context("many")))
        #expect(text.contains("ESME_ROK 20,000"))
        #expect(text.contains("25 others 25"))
    }

    @Test func longestRunStaysWithinFortyTwoLinesOfAHundredColumns() throws {
        var result = Fixtures.receiptRun()
        result.measure { phase in
            for status in 0x400..<0x420 as Range<UInt32> { phase.statuses[status] = 1_000_000 }
            phase.ledger.planned = 20_000_000_000
            phase.ledger.throttled = 5_000_000_000
            phase.ledger.unexpectedResponses = 12
            phase.ledger.receiptsDuplicate = 1_000_000
            phase.ledger.receiptsOrphan = 1_000_000
            Fixtures.spread(&phase.timings.throttledServiceTime, 10, 1_000_000, 2_000_000)
        }
        let text = TextReport.text(
            RunReport(
                result,
                context: Fixtures.context(
                    "many", thresholds: [try Threshold(parsing: "latency.p99 < 1ms")],
                    tags: ["commit": String(repeating: "a", count: 40)])))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 42)
        #expect(lines.allSatisfy { $0.count <= 100 })
    }
}
