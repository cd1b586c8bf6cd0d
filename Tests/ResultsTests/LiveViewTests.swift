// The live view on terminals of every size: what it shows, that it fits, and what binds a run. Whether
// keys reach the run is tested where the run is.

import LoadEngine
import Metrics
import Results
import TestSupport
import Testing

@Suite struct LiveViewTests {
    private func plan() -> LoadPlan {
        var plan = Fixtures.plan(Fixtures.steady(1_000))
        plan.receipts = .final
        plan.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 1_100)]
        return plan
    }

    private func interval(
        _ second: Int64, _ change: (inout IntervalResult) -> Void = { _ in }
    ) -> IntervalResult {
        var interval = IntervalResult(
            at: second * Fixtures.second, duration: Fixtures.second, ledger: MessageLedger(),
            inFlight: 40, receiptsOutstanding: 12_345, latency: Histogram(.response),
            receipt: Histogram(.receipt))
        interval.ledger.submitted = 1_000
        interval.ledger.accepted = 999
        interval.ledger.receiptsMatched = 900
        interval.statuses = [0: 999, 0x0B: 1]
        Fixtures.spread(&interval.latency, 999, 1_000_000, 3_000_000)
        Fixtures.spread(&interval.sendLag, 1_000, 1_000, 90_000)
        change(&interval)
        return interval
    }

    private func progress(_ change: (inout RunProgress) -> Void = { _ in }) -> RunProgress {
        var progress = RunProgress(
            phase: "measure", elapsed: 12 * Fixtures.second, total: 20 * Fixtures.second,
            targetTPS: 1_000)
        progress.inFlight = 40
        progress.inFlightAllowed = 400
        progress.receiptsOutstanding = 12_345
        change(&progress)
        return progress
    }

    private func lines(
        _ state: LiveState, _ progress: RunProgress, columns: Int = 100, rows: Int = 40,
        color: Bool = false, unicode: Bool = true
    ) -> [String] {
        LiveView(
            state, progress, title: "run: open loop, 4 sessions",
            on: LiveScreen(
                columns: columns, rows: rows, color: color, unicode: unicode, hasKeys: true)
        ).lines
    }

    private func watched(_ change: (inout IntervalResult) -> Void = { _ in }) -> LiveState {
        var state = LiveState(plan: plan())
        for second in 0..<12 { state.add(interval(Int64(second), change)) }
        return state
    }

    @Test(arguments: [50, 60, 80, 120, 200], [12, 16, 24, 60])
    func viewFitsTheTerminalWhateverItsSize(columns: Int, rows: Int) {
        let hostile = watched {
            $0.ledger.submitted = 98_765_432
            for status in 0x400..<0x440 as Range<UInt32> { $0.statuses[status] = 1_000_000 }
        }
        for state in [LiveState(plan: plan()), watched(), hostile] {
            let lines = lines(state, progress(), columns: columns, rows: rows)
            #expect(lines.count <= rows)
            #expect(lines.allSatisfy { $0.count <= columns })
            #expect(lines.contains { $0.contains("measure") && $0.contains("0:08 left") })
            #expect(lines.contains { $0.hasPrefix("in flight") })
            #expect(lines.last?.contains("q stop") == true)
        }
    }

    @Test func viewShowsTargetCeilingRatesTimesAndStatuses() {
        let text = lines(watched(), progress()).joined(separator: "\n")
        for part in [
            "0:12 of 0:20", "target", "1,000/s", "ceiling", "1,100/s", "999/s", "900/s",
            "40 of 400",
            "receipts outstanding 12,345", "2.00 ms", "2.98 ms", "ESME_ROK 11,988",
            "ESME_RINVDSTADR 12", "████",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("\u{1B}"))
    }

    @Test func coloursAndBlockCharactersAreUsedOnlyWhenAskedFor() {
        let plain = lines(watched(), progress(), unicode: false).joined(separator: "\n")
        #expect(plain.unicodeScalars.allSatisfy { $0.isASCII })
        let coloured = lines(watched(), progress(), color: true)
        #expect(coloured.contains { $0.contains("\u{1B}[1m1,000/s") })
        // Every style that is turned on is turned off on the same line.
        for line in coloured {
            #expect(
                line.split(separator: "\u{1B}[", omittingEmptySubsequences: false).count % 2 == 1)
        }
    }

    @Test func percentileThatTheSampleDoesNotCarryIsLeftOut() throws {
        let second = try #require(
            lines(watched(), progress()).first { $0.hasPrefix("latency") })
        // 999 values carry the 95th percentile, not the 99.9th; 11,988 do.
        #expect(second.split(separator: " ").contains("-"))
        let soFar = try #require(lines(watched(), progress()).first { $0.hasPrefix("  so far") })
        #expect(!soFar.split(separator: " ").contains("-"))
    }

    @Test func steeredRunSaysSo() {
        let faster = lines(watched(), progress { $0.factor = 1.21 }).joined(separator: "\n")
        #expect(faster.contains("pace x1.21"))
        let paused = lines(watched(), progress { $0.factor = 0 }).joined(separator: "\n")
        #expect(paused.contains("PAUSED") && paused.contains("paused by hand"))
        #expect(paused.contains("p go on"))
    }

    private func bound(
        _ progress: RunProgress, _ change: (inout IntervalResult) -> Void = { _ in }
    ) -> String {
        lines(watched(change), progress).first { $0.hasPrefix("bound by") } ?? ""
    }

    @Test func whatBindsIsNamedFromTheLastSecond() {
        #expect(bound(progress()).contains("the schedule, which is kept"))
        let throttled = bound(progress()) {
            $0.ledger.throttled = 100
            $0.statuses = [0: 900, 0x58: 100]
        }
        #expect(throttled.contains("the SMSC throttles 10%"))
        #expect(
            bound(progress()) { $0.ledger.submitted = 1_099 }.contains("the ceiling of 1,100/s"))
        #expect(bound(progress()) { $0.inFlight = 399 }.contains("the window: it is full"))
        let late = bound(progress()) { Fixtures.spread(&$0.sendLag, 100, 20_000_000, 50_000_000) }
        #expect(late.contains("sends go late"))
        #expect(bound(progress { $0.phase = "drain" }).contains("waiting for what is due"))
    }
}
