// The journal of a run that never took place: read back whole, torn, and cut off at any line.

import FoundationEssentials
import LoadEngine
import Metrics
import Results
import TestSupport
import Testing

@Suite struct JournalTests {
    /// The lines of a run's journal of five seconds, the first of them warm-up, and what each held.
    private struct Sample {
        var lines: [String]
        var seconds: [PhaseResult]

        /// `atTheEnd`: what the run has come to after its last second.
        init(seed: UInt64, atTheEnd: RunStanding = Self.standing(4)) throws {
            var random = SeededGenerator(seed: seed)
            var plan = Fixtures.plan(Fixtures.steady(1_000))
            plan.warmup = Fixtures.second
            var head = RunResult(plan: plan)
            head.startedAtWallClock = 1_795_442_709_123_000_000
            let context = Fixtures.context(
                "p", thresholds: [try Threshold(parsing: "accepted >= 10")])
            lines = [try JournalRecord(head: RunReport(head, context: context)).line()]
            seconds = []
            for second in 0..<5 {
                var phase = PhaseResult(
                    name: second == 0 ? "warmup" : "measure", startedAt: 7, duration: 99)
                for _ in 0..<Int.random(in: 5...50, using: &random) {
                    phase.ledger.planned += 1
                    phase.ledger.submitted += 1
                    phase.ledger.attempts += 1
                    phase.timings.sendLag.record(Int64.random(in: 0...9_000, using: &random))
                    guard Bool.random(using: &random) else { continue }
                    phase.ledger.accepted += 1
                    phase.statuses[0, default: 0] += 1
                    phase.timings.latency.record(Int64.random(in: 1...90_000_000, using: &random))
                }
                seconds.append(phase)
                var interval = IntervalResult(
                    at: Int64(second) * Fixtures.second, duration: Fixtures.second,
                    ledger: phase.ledger, inFlight: 3, receiptsOutstanding: 0,
                    latency: phase.timings.latency, receipt: Histogram(.receipt))
                interval.targetTPS = 1_000
                lines.append(
                    try JournalRecord(
                        interval, [phase, PhaseResult(name: "x", startedAt: 0, duration: 0)],
                        second < 4 ? Self.standing(second) : atTheEnd, plan
                    )
                    .line())
            }
        }

        /// What the run has come to after `second`.
        static func standing(_ second: Int) -> RunStanding {
            var cost = RunCost()
            cost.cpuNanoseconds = Int64(second + 1) * 1_000
            cost.systemCalls = 7
            cost.allocations = 0
            let certificate = CeilingCertificate(
                scope: .run, tps: 60, worstSecond: Int64(second + 1), worst100ms: 3, worst10ms: 1,
                minimumGap: 5, violations: 0)
            return RunStanding(
                ceilings: [certificate], cost: cost,
                rateChanges: second < 3 ? [] : [RateChange(at: 9, scheduleTime: 9, factor: 0.5)],
                warmupEnd: Fixtures.second, scheduleEnd: 60 * Fixtures.second)
        }

        func read(_ text: String) throws -> RunReport {
            let file = FileManager.default.temporaryDirectory
                .appending(path: "journal-\(UUID().uuidString)")
            try Data(text.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            return try ResultReader.report(at: file.path)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3]) func aJournalCutAtAnyLineGivesTheSecondsBefore(
        _ seed: UInt64
    ) throws {
        let sample = try Sample(seed: seed)
        for kept in 1...5 {
            let report = try sample.read(sample.lines.prefix(kept + 1).joined())
            let measured = sample.seconds.prefix(kept).dropFirst()
            let sent = measured.reduce(0) { $0 + $1.ledger.submitted }
            let accepted = measured.reduce(0) { $0 + $1.ledger.accepted }
            #expect(report.intervals.count == kept)
            #expect(report.counts.submitted == sent)
            #expect(report.counts.accepted == accepted)
            #expect(report.counts.inDoubt == sent - accepted)
            #expect(report.latency.count == accepted)
            #expect(report.verdict.exitStatus == 105)
            #expect(report.ceilings.map(\.worstSecond) == [Int64(kept)])
            let all = sample.seconds.prefix(kept).reduce(0) { $0 + $1.ledger.submitted }
            let cost = try #require(report.cost.cpuNanosecondsPerMessage)
            #expect(abs(cost - Double(kept) * 1_000 / Double(all)) < 0.001)
            #expect(report.cost.allocationsPerMessage == 0)
            #expect(report.rateChanges?.map(\.factor) == (kept < 4 ? [] : [0.5]))
            #expect(report.phases.map(\.name) == (kept > 1 ? ["warmup", "measure"] : ["warmup"]))
            guard kept > 1 else { continue }
            #expect(report.rates.targetTPS == 1_000)
            #expect(report.measured?.duration == Int64(kept - 1) * Fixtures.second)
            #expect(abs(report.rates.achievedTPS - Double(sent) / Double(kept - 1)) < 0.001)
            #expect(report.thresholds.first?.passed == (accepted >= 10))
            var latency = Histogram(.response)
            for phase in measured { latency.merge(phase.timings.latency) }
            #expect(report.latency.percentiles == Distribution(latency).percentiles)
        }
    }

    /// From its third second on the run goes at another pace, or pauses.
    @Test(arguments: [
        (0.5, Int64(4), Int64(7), "5.00 s of 7.00 s are known"),
        (0.5, 5, 7, "5.00 s of 7.00 s are known"),
        (0, nil, nil, "5.00 s are known, at whose end it paused"),
        (0, 1, nil, "5.00 s are known, at whose end it paused"),
        (2, 1, 3, "its sending was over"),
    ]) func aSteeredRunsPhasesEndWhereItsScheduleDid(
        _ factor: Double, _ warmupEnd: Int64?, _ scheduleEnd: Int64?, _ reason: String
    ) throws {
        var standing = Sample.standing(3)
        standing.rateChanges = [
            RateChange(at: 2 * Fixtures.second, scheduleTime: 2 * Fixtures.second, factor: factor)
        ]
        standing.warmupEnd = warmupEnd.map { $0 * Fixtures.second }
        standing.scheduleEnd = scheduleEnd.map { $0 * Fixtures.second }
        let sample = try Sample(seed: 8, atTheEnd: standing)
        let report = try sample.read(sample.lines.joined())
        let warmup = min(5, warmupEnd ?? 5)
        #expect(report.phases.map(\.name) == (warmup < 5 ? ["warmup", "measure"] : ["warmup"]))
        #expect(report.phases.first?.duration == warmup * Fixtures.second)
        #expect(
            report.measured.map(\.duration)
                == (warmup < 5 ? (min(5, scheduleEnd ?? 5) - warmup) * Fixtures.second : nil))
        #expect(report.notes.contains("the rate was changed by hand once (rateChanges)"))
        #expect(report.verdict.reasons.first?.hasSuffix(reason) == true)
    }

    @Test func aTornLastLineIsLeftOutAndSaidSo() throws {
        let sample = try Sample(seed: 4)
        let whole = try sample.read(sample.lines.prefix(3).joined())
        for length in [1, 40, sample.lines[3].count / 2, sample.lines[3].count - 2] {
            let torn = try sample.read(
                sample.lines.prefix(3).joined() + sample.lines[3].prefix(length))
            #expect(torn.counts == whole.counts)
            #expect(torn.notes.contains { $0.contains("last line is not whole") })
        }
        #expect(!whole.notes.contains { $0.contains("last line is not whole") })
    }

    @Test func aJournalOfNothingButItsHeadIsARunWithoutMessages() throws {
        let sample = try Sample(seed: 5)
        let report = try sample.read(sample.lines[0])
        #expect(report.phases == [])
        #expect(report.counts.planned == 0)
        #expect(report.verdict.exitStatus == 105)
    }

    @Test func aJournalThatWasEndedIsTheResult() throws {
        let sample = try Sample(seed: 6)
        let partial = try sample.read(sample.lines.joined())
        var result = RunReport(Fixtures.receiptRun(), context: Fixtures.context("p"))
        result.intervals = partial.intervals
        let text = sample.lines.joined() + (try JournalRecord(end: result).line())
        #expect(try sample.read(text) == result)
    }

    @Test func anotherVersionOfTheJournalIsRefused() throws {
        let sample = try Sample(seed: 7)
        let error = #expect(throws: ResultReadError.self) {
            try sample.read(
                sample.lines[0].replacing("\"journalVersion\":1", with: "\"journalVersion\":2"))
        }
        #expect(error?.reason == "journalVersion 2; this version reads 1")
    }
}
