// The verdict: what makes a run invalid, what limited it, and which exit status wins.
// Each test spoils the quiet run of Fixtures in one way.

import LoadEngine
import Metrics
import Results
import Testing

@Suite struct VerdictTests {
    private let second = Fixtures.second

    private func verdict(_ result: RunResult, _ thresholds: [String] = []) throws -> Verdict {
        Verdict(
            result, thresholds: try thresholds.map { try Threshold(parsing: $0).evaluate(result) })
    }

    /// An open loop in which a third of the messages went late.
    private func lateRun() -> RunResult {
        var result = Fixtures.quietRun()
        result.measure { Fixtures.spread(&$0.timings.sendLag, 10_000, 1_100_000, 90_000_000) }
        return result
    }

    @Test func quietRunIsValidAndLimitedByNothing() throws {
        let verdict = try verdict(Fixtures.quietRun())
        #expect(verdict.valid)
        #expect(verdict.attribution == .ok)
        #expect(verdict.reasons.isEmpty)
        #expect(verdict.exitStatus == 0)
    }

    @Test func failedThresholdGives99AndItsNumbers() throws {
        let verdict = try verdict(Fixtures.quietRun(), ["latency.p99 < 1ms", "throttled == 0"])
        #expect(verdict.valid)
        #expect(verdict.exitStatus == 99)
        #expect(verdict.reasons == ["threshold latency.p99 < 1ms failed: 3.03 ms"])
    }

    @Test func brokenIdentityIsInvalidAndPrintedWithBothSides() throws {
        var result = Fixtures.quietRun()
        result.measure { $0.ledger.accepted -= 1 }
        let verdict = try verdict(result, ["latency.p99 < 1ms"])
        #expect(!verdict.valid)
        #expect(verdict.exitStatus == 98)
        #expect(
            verdict.reasons.first
                == "measure: submitted = accepted + throttled + rejected + timedOut + inDoubt "
                + "does not hold: 20,000 is not 19,999")
    }

    @Test func brokenIdentityOfTheWarmupIsInvalidToo() throws {
        var result = Fixtures.quietRun()
        var warmup = PhaseResult(name: "warmup", startedAt: 0, duration: second)
        warmup.ledger.planned = 1
        result.phases.insert(warmup, at: 0)
        #expect(try verdict(result).exitStatus == 98)
    }

    @Test func failedRunWinsOverEverything() throws {
        var result = lateRun()
        result.measure { $0.ledger.accepted -= 1 }
        result.end = .failed("connection refused by 127.0.0.1:2775")
        let verdict = try verdict(result, ["latency.p99 < 1ms"])
        #expect(!verdict.valid)
        #expect(verdict.exitStatus == 1)
        #expect(verdict.reasons.first == "connection refused by 127.0.0.1:2775")
    }

    @Test func interruptionWinsOverInvalidity() throws {
        var result = lateRun()
        result.end = .interrupted
        let verdict = try verdict(result, ["latency.p99 < 1ms"])
        #expect(!verdict.valid)
        #expect(verdict.exitStatus == 105)
    }

    @Test func interruptedRunThatHoldsIsValid() throws {
        var result = Fixtures.quietRun()
        result.end = .interrupted
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.exitStatus == 105)
    }

    @Test func lateOpenLoopIsInvalidAsTheGeneratorWasTheLimit() throws {
        let verdict = try verdict(lateRun())
        #expect(!verdict.valid)
        #expect(verdict.attribution == .generator)
        #expect(verdict.exitStatus == 98)
    }

    @Test func missedSlotsAreLate() throws {
        var result = Fixtures.quietRun()
        result.measure {
            $0.ledger.planned += 300
            $0.ledger.missed = 300
        }
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func oneMessageInAHundredMayBeLate() throws {
        var result = Fixtures.quietRun()
        result.measure { Fixtures.spread(&$0.timings.sendLag, 200, 2_000_000, 3_000_000) }
        #expect(try verdict(result).attribution == .ok)
    }

    @Test func latenessThatFullWindowsExplainIsNotTheGenerators() throws {
        var result = lateRun()
        result.windowFullTime = 2 * second
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.attribution == .window)
    }

    @Test func shortFullWindowsDoNotExplainManyLateMessages() throws {
        var result = lateRun()
        result.windowFullTime = second
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func fullWindowsAreNoExcuseForABusyGenerator() throws {
        var result = lateRun()
        result.windowFullTime = 20 * second
        result.cost.cpuNanoseconds = 39 * second
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func ceilingBelowTheScheduleExplainsLateMessages() throws {
        var result = lateRun()
        result.plan.ceilings = [.init(scope: .session, tps: 200)]
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.attribution == .ok)
        #expect(
            verdict.reasons == [
                "the ceiling of 800/s, with its guard of 500 us a second, held back the schedule "
                    + "of 1,000/s"
            ])
    }

    @Test func ceilingEqualToTheScheduleHoldsItBackByItsGuard() throws {
        var result = lateRun()
        result.plan.ceilings = [.init(scope: .account, tps: 1_000)]
        #expect(try verdict(result).valid)
    }

    @Test func ceilingAboveTheScheduleExplainsNothing() throws {
        var result = lateRun()
        result.plan.ceilings = [.init(scope: .run, tps: 1_001)]
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func fullWindowAtAFlatServiceTimeIsTheWindow() throws {
        var result = Fixtures.quietRun()
        result.plan.window = 1
        result.windowFullTime = 32 * second
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.attribution == .window)
        #expect(
            verdict.reasons == [
                "windows were full for 80% of the time: 1,000/s at a service time of 1.95 ms "
                    + "needs 2 in flight, 4 allowed"
            ])
    }

    @Test func fullWindowAtAGrownServiceTimeIsTheSMSC() throws {
        var result = Fixtures.quietRun()
        result.windowFullTime = 32 * second
        result.measure {
            Fixtures.spread(&$0.timings.serviceTime, 30_000, 300_000_000, 900_000_000)
        }
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.attribution == .smsc)
    }

    @Test func throttledMessagesAreThrottling() throws {
        for throttled in [1, 5_000] as [Int64] {
            var result = Fixtures.quietRun()
            result.measure {
                $0.ledger.accepted -= throttled
                $0.ledger.throttled = throttled
            }
            #expect(try verdict(result).attribution == .throttled)
        }
    }

    @Test func fullSocketsAreTheNetwork() throws {
        var result = Fixtures.quietRun()
        result.socketFullTime = 10 * second
        #expect(try verdict(result).attribution == .network)
        result.windowFullTime = 12 * second
        #expect(try verdict(result).attribution == .window)
    }

    @Test func closedLoopIsNeverInvalidBecauseOfTheGenerator() throws {
        var result = Fixtures.quietRun(.windowDriven)
        result.cost.cpuNanoseconds = 39 * second
        result.measure { Fixtures.spread(&$0.timings.sendLag, 10_000, 1_100_000, 90_000_000) }
        let verdict = try verdict(result)
        #expect(verdict.valid)
        #expect(verdict.attribution == .generator)
        #expect(verdict.exitStatus == 0)
    }

    @Test func closedLoopWithProcessorTimeLeftIsLimitedByTheWindow() throws {
        let verdict = try verdict(Fixtures.quietRun(.windowDriven))
        #expect(verdict.attribution == .window)
        #expect(verdict.exitStatus == 0)
    }

    @Test func exceededCeilingIsAReason() throws {
        var result = Fixtures.quietRun()
        result.ceilings = [
            CeilingCertificate(
                scope: .run, tps: 1_000, worstSecond: 1_003, worst100ms: 101, worst10ms: 11,
                minimumGap: 1, violations: 3)
        ]
        #expect(
            try verdict(result).reasons == ["3 sends exceeded the ceiling of 1,000/s per run"])
        result.ceilings[0].violations = 0
        result.ceilings[0].violations100ms = 1
        result.ceilings[0].violations10ms = 1
        result.ceilings[0].unread = 5
        #expect(
            try verdict(result).reasons == [
                "2 sends exceeded a 100 ms or 10 ms share of the ceiling of 1,000/s per run",
                "5 sends could not be checked against the ceiling of 1,000/s per run",
            ])
    }

    @Test func receiptsWithoutAPlaceAreAReason() throws {
        var result = Fixtures.receiptRun()
        result.measure { $0.ledger.receiptsUntracked = 7 }
        #expect(
            try verdict(result).reasons == [
                "7 receipts could not be matched: no message_id in the response, or no place in the "
                    + "table of 262,144"
            ])
    }
}
