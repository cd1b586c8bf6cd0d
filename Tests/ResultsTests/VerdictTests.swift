// The verdict: what makes a run invalid, what limited it, and which exit status wins.
// Each test spoils the quiet run of Fixtures in one way.

import LoadEngine
import Metrics
import Results
import SMPP
import Testing

@Suite struct VerdictTests {
    private let second = Fixtures.second

    private func verdict(_ result: RunResult, _ thresholds: [String] = []) throws -> Verdict {
        Verdict(
            result, thresholds: try thresholds.map { try Threshold(parsing: $0).evaluate(result) })
    }

    /// An open loop in which a third of the messages went late.
    private func lateRun(
        _ part: WritableKeyPath<Timings, Histogram> = \.pacerLag
    ) -> RunResult {
        var result = Fixtures.quietRun()
        result.makeLate(part)
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

    @Test func lostSessionsExplainMissedMessages() throws {
        var result = Fixtures.quietRun()
        result.measure {
            $0.ledger.planned += 5_000
            $0.ledger.missed = 5_000
        }
        result.reconnects.losses = 4
        result.reconnects.lostTime = 4 * 4 * second
        let verdict = try verdict(result)
        #expect(verdict.attribution == .network)
        #expect(verdict.reasons == ["sessions were lost, and without a bind for 20% of the time"])
        #expect(verdict.valid)
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

    @Test func slotsThatTheGeneratorMissedAreLateAndThoseThatAWindowHeldAreNot() throws {
        var result = Fixtures.quietRun()
        result.measure {
            $0.ledger.planned += 300
            $0.ledger.missed = 300
        }
        #expect(try verdict(result).attribution == .ok)
        result.measure { $0.missedByGenerator = 300 }
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func oneMessageInTwentyMayBeLateByHalfAGapAndNoMore() throws {
        var result = Fixtures.quietRun()
        // 1,000/s: half a gap is 500 us.
        result.measure { Fixtures.spread(&$0.timings.pacerLag, 1_000, 510_000, 900_000) }
        #expect(try verdict(result).attribution == .ok)
        result.measure { Fixtures.spread(&$0.timings.pacerLag, 200, 510_000, 900_000) }
        let verdict = try verdict(result)
        #expect(verdict.attribution == .generator && verdict.exitStatus == 98)
        #expect(verdict.evidence.lateByHalfAGapShare ?? 0 > 0.05)
    }

    @Test func aLongStallWhileAMessageWaitedIsTheGenerators() throws {
        var result = Fixtures.quietRun()
        var shard = ShardRecord()
        shard.longestStall = 120_000_000
        result.shards = [shard]
        #expect(try verdict(result).attribution == .ok)
        result.measure { $0.timings.pacerLag.record(110_000_000) }
        let verdict = try verdict(result)
        #expect(verdict.attribution == .generator && !verdict.valid)
        #expect(verdict.reasons == ["a sender thread stood still for 120 ms"])
        #expect(verdict.evidence.longestStall == 120_000_000)
    }

    @Test func aCountThatTookLongerThanPlannedIsTheGeneratorsIfNothingElseHeldIt() throws {
        var result = Fixtures.quietRun()
        result.plan.count = 20_000
        #expect(try verdict(result).evidence.stretch == 0)
        result.measure { $0.duration = 20_400_000_000 }
        #expect(try verdict(result).attribution == .generator)
        result.measure { $0.timings.windowWait.record(10 * self.second) }
        #expect(try verdict(result).attribution == .ok)
        #expect(try verdict(result).evidence.stretch == 0.02)
    }

    @Test func spinningIsNoWork() throws {
        var result = Fixtures.quietRun()
        result.work(for: 15 * second)
        #expect(try verdict(result).attribution == .ok)
        #expect(try verdict(result).evidence.busyShare == 0.75)
        result.work(for: 17 * second)
        let verdict = try verdict(result)
        #expect(verdict.attribution == .generator && verdict.exitStatus == 98)
    }

    @Test func theWindowNeededIsTheRateTimesTheServiceTime() throws {
        let evidence = try verdict(Fixtures.quietRun()).evidence
        #expect(evidence.windowNeeded == Evidence.Window(p50: 2, p99: 3))
        #expect(evidence.windowAllowed == 400)
        #expect(try verdict(Fixtures.quietRun(.windowDriven)).evidence.windowNeeded == nil)
    }

    @Test func theWindowAllowedIsTheLargestOfTheStages() throws {
        let second = Int64(1_000_000_000)
        let stages: [LoadPlan.Stage] = [
            .init(duration: 10 * second, startTPS: 500, endTPS: 500, window: 900),
            .init(duration: 10 * second, startTPS: 1_500, endTPS: 1_500),
        ]
        var result = Fixtures.quietRun(.scheduled(stages, .constant))
        #expect(try verdict(result).evidence.windowAllowed == 4 * 900)
        result.plan.load = .scheduled([stages[1]], .constant)
        #expect(try verdict(result).evidence.windowAllowed == 4 * 100)
    }

    @Test func theCeilingThatWasTheLimitIsNamedInItsOwnUnit() throws {
        var result = Fixtures.quietRun(.windowDriven)
        result.plan.message.shortMessage = [UInt8](repeating: 0x61, count: 200)
        result.plan.ceilings = [
            .init(scope: .run, tps: 5_000), .init(scope: .run, tps: 2_000, unit: .segment),
        ]
        let reason = "the ceiling of 2,000/s segments per run was the limit"
        #expect(try verdict(result).reasons == [reason])
    }

    @Test func segmentsSentAgainAreTheNetwork() throws {
        var result = Fixtures.quietRun()
        var shard = ShardRecord()
        shard.retransmits = 200
        result.shards = [shard]
        #expect(try verdict(result).attribution == .ok)
        result.shards.append(shard)
        let verdict = try verdict(result)
        #expect(verdict.attribution == .network && verdict.valid)
        #expect(verdict.evidence.retransmits == 400)
    }

    @Test func oneMessageInAHundredMayBeLate() throws {
        var result = Fixtures.quietRun()
        result.measure { Fixtures.spread(&$0.timings.pacerLag, 200, 2_000_000, 3_000_000) }
        #expect(try verdict(result).attribution == .ok)
    }

    @Test func latenessInWindowsSocketsAndCeilingsIsNotTheGenerators() throws {
        for (part, limit) in [
            (\Timings.windowWait, Verdict.Attribution.window), (\Timings.socketWait, .network),
            (\Timings.ceilingWait, .ok),
        ] {
            let verdict = try verdict(lateRun(part))
            #expect(verdict.valid)
            #expect(verdict.attribution == limit)
        }
    }

    @Test func fullWindowsAreNoExcuseForAGeneratorThatIsLateOrBusy() throws {
        var result = lateRun()
        result.windowFullTime = 20 * second
        #expect(try verdict(result).attribution == .generator)
        result = lateRun(\.windowWait)
        result.windowFullTime = 20 * second
        result.work(for: 19 * second)
        #expect(try verdict(result).attribution == .generator)
    }

    @Test func ceilingBelowTheScheduleExplainsLateMessages() throws {
        var result = lateRun(\.ceilingWait)
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
        var result = lateRun(\.ceilingWait)
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
        result.work(for: 19 * second)
        result.makeLate(\.pacerLag)
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
