// What is called steady: synthetic phases of some seconds, each spoilt in one way.

import LoadEngine
import Metrics
import Results
import TestSupport
import Testing

@Suite struct SteadyPhaseTests {
    /// A run of `seconds` at about 1,000/s, answered in 2 ms at the median; `change` spoils a second.
    private func steady(
        seconds: Int,
        _ change: (_ second: Int, _ interval: inout IntervalResult) -> Void = { _, _ in }
    ) -> SteadyState {
        var random = SeededGenerator(seed: 3)
        var result = RunResult(plan: Fixtures.plan(Fixtures.steady(1_000)))
        var phase = PhaseResult(
            name: "measure", startedAt: 0, duration: Int64(seconds) * Fixtures.second)
        for second in 0..<seconds {
            var interval = IntervalResult(
                at: Int64(second) * Fixtures.second, duration: Fixtures.second,
                ledger: MessageLedger(), inFlight: 2, receiptsOutstanding: 0,
                latency: Histogram(.response), receipt: Histogram(.receipt))
            interval.ledger.accepted = 1_000 + Int64.random(in: -5...5, using: &random)
            interval.inFlightTime =
                2 * Fixtures.second + Int64.random(in: -50_000_000...50_000_000, using: &random)
            let middle = 2_000_000 + Int64.random(in: -20_000...20_000, using: &random)
            Fixtures.spread(&interval.latency, 1_000, middle - 900_000, middle + 900_000)
            change(second, &interval)
            result.intervals.append(interval)
            phase.ledger.submitted += interval.ledger.accepted
            phase.ledger.accepted += interval.ledger.accepted
            phase.inFlightTime += interval.inFlightTime
            phase.timings.serviceTime.record(2_000_000, count: interval.ledger.accepted)
        }
        result.phases = [phase]
        return SteadyState(phase, of: result)
    }

    @Test(arguments: [10, 20, 60, 400])
    func aPhaseThatStandsStillIsSteady(seconds: Int) {
        let steady = steady(seconds: seconds)
        #expect(steady.isSteady == true, "\(steady.reasons)")
        #expect(steady.slices >= 10 && steady.slices < 40)
    }

    @Test func fewerThanTenSecondsAreTooShortToTell() {
        let steady = steady(seconds: 9)
        #expect(steady.isSteady == nil)
        #expect(steady.reasons == ["too short to tell: 9 whole seconds, 10 are needed"])
    }

    @Test func aMedianThatRisesIsNot() {
        let steady = steady(seconds: 20) { second, interval in
            interval.latency = Histogram(.response)
            let middle = 2_000_000 + Int64(second) * 10_000
            Fixtures.spread(&interval.latency, 1_000, middle - 900_000, middle + 900_000)
        }
        #expect(steady.isSteady == false)
        #expect(steady.reasons.first?.hasPrefix("the median latency rose by ") == true)
    }

    @Test func messagesInFlightThatRiseAreNot() {
        let steady = steady(seconds: 20) { second, interval in
            interval.inFlightTime += Int64(second) * 500_000_000
        }
        #expect(steady.reasons.contains { $0.hasPrefix("the messages in flight rose by 10") })
        // Nor are they what rate and service time make.
        #expect(steady.reasons.contains { $0.contains("where rate and service time make") })
    }

    @Test func aRateThatVariesIsNot() {
        let steady = steady(seconds: 20) { second, interval in
            if second.isMultiple(of: 5) { interval.ledger.accepted -= 150 }
        }
        #expect(steady.isSteady == false)
        #expect(steady.reasons.contains { $0.hasPrefix("the accepted rate varied by 6") })
    }

    @Test func aSecondWithoutAnAnswerIsNot() {
        let steady = steady(seconds: 20) { second, interval in
            if second == 7 { interval.latency = Histogram(.response) }
        }
        #expect(steady.reasons.contains("there were seconds without an accepted message"))
    }
}
