// The union of results: equal to the whole they were cut from, and invalid when it is not whole.
// The cuts are drawn from printed seeds.

import LoadEngine
import Metrics
import Results
import TestSupport
import Testing

@Suite struct ResultMergeTests {
    /// A run cut into parts message by message, beside the whole.
    private struct Cut {
        var whole: RunResult
        var parts: [RunResult]

        init(seed: UInt64, parts count: Int) {
            var random = SeededGenerator(seed: seed)
            var plan = Fixtures.plan(Fixtures.steady(1_000))
            plan.receipts = .final
            plan.warmup = 2 * Fixtures.second
            let empty = Self.emptyResult(plan)
            whole = empty
            parts = Array(repeating: empty, count: count)
            for _ in 0..<3_000 {
                let part = Int.random(in: 0..<count, using: &random)
                let phase = Int.random(in: 0...1, using: &random)
                let second = Int.random(in: 0..<3, using: &random)
                let status: UInt32 = [0, 0, 0, 0x58, 0x401].randomElement(using: &random) ?? 0
                // Up to 18 minutes: some lie above the range of a response.
                let time = Int64(1) << Int64.random(in: 4...40, using: &random)
                let jitter = Int64.random(in: 0...time, using: &random)
                for target in [\Cut.whole, \Cut.parts[part]] {
                    Self.record(&self[keyPath: target], phase, second, status, time + jitter)
                }
            }
        }

        private static func emptyResult(_ plan: LoadPlan) -> RunResult {
            var result = RunResult(plan: plan)
            result.startedAtWallClock = 1_795_442_709_123_000_000
            result.startedAt = 7
            result.phases = [
                PhaseResult(name: "warmup", startedAt: 7, duration: 2 * Fixtures.second),
                PhaseResult(
                    name: "measure", startedAt: 7 + 2 * Fixtures.second,
                    duration: 20 * Fixtures.second),
            ]
            result.intervals = (0..<3).map {
                IntervalResult(
                    at: $0 * Fixtures.second, duration: Fixtures.second, ledger: MessageLedger(),
                    inFlight: 0, receiptsOutstanding: 0, latency: Histogram(.response),
                    receipt: Histogram(.receipt))
            }
            return result
        }

        private static func record(
            _ result: inout RunResult, _ phase: Int, _ second: Int, _ status: UInt32, _ time: Int64
        ) {
            func count(_ ledger: inout MessageLedger) {
                ledger.planned += 1
                ledger.submitted += 1
                ledger.attempts += 1
                switch status {
                case 0:
                    ledger.accepted += 1
                    ledger.receiptsExpected += 1
                    ledger.receiptsMatched += 1
                case 0x58:
                    ledger.throttled += 1
                    ledger.throttledAnswers += 1
                default: ledger.rejected += 1
                }
            }
            count(&result.phases[phase].ledger)
            count(&result.intervals[second].ledger)
            result.phases[phase].statuses[status, default: 0] += 1
            result.phases[phase].timings.sendLag.record(time / 7)
            if status == 0 {
                result.phases[phase].timings.latency.record(time)
                result.phases[phase].timings.serviceTime.record(time - time / 7)
                result.phases[phase].timings.receiptFromSubmit.record(time * 2)
                result.phases[phase].timings.receiptFromResponse.record(time)
                result.intervals[second].latency.record(time)
                result.intervals[second].receipt.record(time * 2)
            } else if status == 0x58 {
                result.phases[phase].timings.throttledServiceTime.record(time)
            }
        }
    }

    private func part(_ result: RunResult, _ number: Int, of count: Int) -> MergePart {
        var report = RunReport(result, context: Fixtures.context("p"))
        report.plan.segment = RunReport.PlanSummary.Segment(part: number, of: count)
        return MergePart(name: "\(number).json", report: report)
    }

    private func union(_ parts: [MergePart]) throws -> RunReport {
        try ResultMerge.union(of: parts, tool: Fixtures.tool)
    }

    /// What a verdict says but for the messages that the SMSC throttled in every cut.
    private func faults(_ verdict: Verdict) -> [String] {
        verdict.reasons.filter { !$0.contains("the SMSC throttled") }
    }

    /// Without the means, which a result keeps to a nanosecond; they are checked apart.
    private func withoutMeans(_ report: RunReport) throws -> RunReport {
        func strip(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(let members):
                .object(
                    members.reduce(into: [:]) {
                        $0[$1.key] = $1.key == "mean" ? .null : strip($1.value)
                    })
            case .array(let values): .array(values.map(strip))
            default: value
            }
        }
        let value = try JSONValue(json: report.json())
        return try RunReport(json: strip(value).json())
    }

    @Test(arguments: [(1, 2), (2, 3), (3, 5), (4, 7)])
    func partsOfARunAddUpToTheWhole(_ seed: Int, _ count: Int) throws {
        let cut = Cut(seed: UInt64(seed), parts: count)
        let whole = RunReport(cut.whole, context: Fixtures.context("p"))
        let parts = cut.parts.enumerated().map { part($1, $0 + 1, of: count) }
        let union = try union(parts.shuffled())

        #expect(union.counts == whole.counts)
        #expect(union.commandStatus == whole.commandStatus)
        #expect(union.rates.achievedTPS == whole.rates.achievedTPS)
        #expect(union.rates.acceptedTPS == whole.rates.acceptedTPS)
        #expect(union.rates.receiptTPS == whole.rates.receiptTPS)
        #expect(union.histograms == whole.histograms)
        #expect(union.verdict.valid)
        #expect(union.plan.segment == nil)
        #expect(union.parts?.count == count)

        var (left, right) = (try withoutMeans(union), try withoutMeans(whole))
        #expect(left.latency == right.latency)
        #expect(left.receipt == right.receipt)
        #expect(left.throttledServiceTime == right.throttledServiceTime)
        #expect(left.intervals == right.intervals)
        for index in left.phases.indices {
            left.phases[index].steady = right.phases[index].steady
            left.phases[index].rates.targetTPS = nil
            right.phases[index].rates.targetTPS = nil
        }
        #expect(left.phases == right.phases)
        let means = (try #require(union.latency.mean), try #require(whole.latency.mean))
        #expect(abs(means.0 - means.1) <= 1)
    }

    @Test func aMissingADoubledAndAStrangePartAreNamed() throws {
        let cut = Cut(seed: 9, parts: 3)
        let parts = cut.parts.enumerated().map { part($1, $0 + 1, of: 3) }
        func faults(_ parts: [MergePart]) throws -> [String] {
            let verdict = try union(parts).verdict
            #expect(!verdict.valid)
            #expect(verdict.exitStatus == 98)
            return self.faults(verdict)
        }
        #expect(try faults([parts[0], parts[2]]) == ["part 2 of 3 is missing"])
        #expect(
            try faults([parts[0], parts[1], parts[2], parts[1]])
                == ["part 2 of 3 is there 2 times: 2.json, 2.json"])
        #expect(
            try faults([parts[0], parts[1], part(cut.parts[2], 3, of: 4)])
                == ["3.json is part 3 of 4, not one of 3 parts", "part 3 of 3 is missing"])
        var strange = parts[2]
        strange.report.profileHash = "0"
        strange.report.plan.seed = 77
        let hash = parts[0].report.profileHash
        #expect(
            try faults([parts[0], parts[1], strange]) == [
                "profileHash of 3.json is 0, of 1.json \(hash)",
                "the seed of 3.json is 77, of 1.json 1",
            ])
    }

    @Test func anInvalidOrAnInterruptedPartMakesTheUnionInvalid() throws {
        let cut = Cut(seed: 10, parts: 2)
        var broken = cut.parts[1]
        broken.measure { $0.ledger.planned += 1 }
        let reasons = try union([part(cut.parts[0], 1, of: 2), part(broken, 2, of: 2)]).verdict
        #expect(reasons.exitStatus == 98)
        #expect(reasons.reasons.first?.hasPrefix("2.json is invalid: measure: planned = ") == true)

        var stopped = cut.parts[1]
        stopped.end = .interrupted
        let verdict = try union([part(cut.parts[0], 1, of: 2), part(stopped, 2, of: 2)]).verdict
        #expect(verdict.exitStatus == 98)
        #expect(self.faults(verdict) == ["2.json is incomplete: stopped before its end"])
    }

    @Test func resultsWithoutASegmentAreAddedUpWithARemark() throws {
        let cut = Cut(seed: 11, parts: 2)
        let parts = cut.parts.enumerated().map { index, result in
            MergePart(
                name: "\(index)", report: RunReport(result, context: Fixtures.context("p")))
        }
        let union = try union(parts)
        #expect(union.verdict.valid)
        #expect(union.notes.contains { $0.hasPrefix("no result says which part of a schedule") })
        let same = try self.union([parts[0], MergePart(name: "copy", report: parts[0].report)])
        #expect(self.faults(same.verdict) == ["copy is the same result as 0"])
    }

    @Test func partsOfTheLagAddUpUnlessOneIsNotKnown() throws {
        var cut = Cut(seed: 13, parts: 2)
        for index in cut.parts.indices {
            for second in cut.parts[index].intervals.indices {
                cut.parts[index].intervals[second].targetTPS = 5
                cut.parts[index].intervals[second].lagTotals = LagTotals(
                    pacer: 1, window: 20, socket: 300, ceiling: 4_000)
            }
        }
        cut.parts[1].intervals[2].lagTotals = nil
        let union = try union([part(cut.parts[0], 1, of: 2), part(cut.parts[1], 2, of: 2)])
        let both = LagTotals(pacer: 2, window: 40, socket: 600, ceiling: 8_000)
        #expect(union.intervals.map(\.sendLagTotals) == [both, both, nil])
    }

    @Test func secondsAreLaidSideBySideByTheWallClock() throws {
        let cut = Cut(seed: 12, parts: 2)
        var late = cut.parts[1]
        late.startedAtWallClock += 1_400_000_000
        let union = try union([part(late, 2, of: 2), part(cut.parts[0], 1, of: 2)])
        #expect(union.intervals.map(\.at) == (0..<4).map { $0 * Fixtures.second })
        let first = cut.parts[0].intervals.map(\.ledger.submitted)
        let second = cut.parts[1].intervals.map(\.ledger.submitted)
        #expect(
            union.intervals.map(\.counts.submitted)
                == [first[0], first[1] + second[0], first[2] + second[1], second[2]])
        #expect(union.startedAt == "2026-11-23T14:05:09.123Z")
        #expect(union.notes.contains("the runs' starts are 1.40 s apart"))
        late.startedAtWallClock += 60 * Fixtures.second
        let apart = try self.union([part(late, 2, of: 2), part(cut.parts[0], 1, of: 2)])
        #expect(
            self.faults(apart.verdict) == [
                "the runs did not overlap: their starts are 61.4 s apart"
            ])
    }

    @Test func ceilingsOfTheWholeAreTheSumsAndThoseOfASessionTheWorst() throws {
        let cut = Cut(seed: 13, parts: 2)
        let certificates = [
            [(50.0, Int64(49), Int64(2)), (10, 9, 0)], [(50, 50, 1), (10, 11, 1)],
        ]
        let parts = zip(cut.parts, certificates).enumerated().map { index, pair in
            var result = pair.0
            result.ceilings = zip([LoadPlan.CeilingScope.run, .session], pair.1).map {
                CeilingCertificate(
                    scope: $0, tps: $1.0, worstSecond: $1.1, worst100ms: $1.1, worst10ms: 1,
                    minimumGap: 5, violations: $1.2)
            }
            return part(result, index + 1, of: 2)
        }
        let ceilings = try union(parts).ceilings
        #expect(ceilings.map(\.scope) == ["run", "session"])
        #expect(ceilings.map(\.tps) == [100, 10])
        #expect(ceilings.map(\.worstSecond) == [99, 11])
        #expect(ceilings.map(\.violations) == [3, 1])
        #expect(ceilings.map(\.minimumGap) == [nil, 5])
    }

    @Test func whatEachMachineSaysOfItselfIsPutTogether() throws {
        let cut = Cut(seed: 16, parts: 2)
        var parts = cut.parts.enumerated().map { part($1, $0 + 1, of: 2) }
        for (index, reads) in [(Int64(9), Int64(1)), (2, 3)].enumerated() {
            parts[index].report.clock.kernelReads = reads.0
            parts[index].report.clock.userReads = reads.1
            parts[index].report.placement = .init(
                RunPlacement(shards: 2, pinned: index, numaNodes: index + 1))
            parts[index].report.verdict.evidence.busyShare = [0.2, 0.6][index]
            parts[index].report.verdict.evidence.retransmits = 2
        }
        parts[0].report.clock.wait = "spin"
        let change = RateChange(
            at: Fixtures.second, scheduleTime: Fixtures.second, factor: 1.1, window: nil)
        parts[1].report.rateChanges = [.init(change)]
        let union = try union(parts)
        #expect(union.clock.receive == "kernel")
        #expect(union.clock.wait == "sleep")
        #expect(union.clock.kernelReads == 11)
        #expect(union.placement?.shards == 4)
        #expect(union.placement?.pinned == 1)
        #expect(union.placement?.numaNodes == 2)
        #expect(union.rateChanges?.map(\.at) == [Fixtures.second])
        #expect(union.verdict.evidence.busyShare == 0.6)
        #expect(union.verdict.evidence.retransmits == 4)
        #expect(
            union.verdict.evidence.windowAllowed
                == parts[0].report.verdict.evidence.windowAllowed * 2)
    }

    @Test func thresholdsAreJudgedOnTheWhole() throws {
        let cut = Cut(seed: 14, parts: 2)
        let threshold = try Threshold(parsing: "submitted >= 1000")
        let parts = cut.parts.enumerated().map { index, result in
            var report = RunReport(
                result, context: Fixtures.context("p", thresholds: [threshold]))
            report.plan.segment = RunReport.PlanSummary.Segment(part: index + 1, of: 2)
            return MergePart(name: "\(index)", report: report)
        }
        let union = try union(parts)
        #expect(parts.allSatisfy { !$0.report.thresholds[0].passed })
        #expect(union.thresholds.map(\.passed) == [true])
        #expect(union.verdict.exitStatus == 0)
    }

    @Test func aDamagedHistogramIsNamed() throws {
        let cut = Cut(seed: 15, parts: 2)
        var parts = cut.parts.enumerated().map { part($1, $0 + 1, of: 2) }
        parts[1].report.phases[1].latency.count += 1
        #expect(throws: DamagedResult.self) { try union(parts) }
        parts[1].report.phases[1].histograms.latency = "AAAA"
        let error = #expect(throws: DamagedResult.self) { try union(parts) }
        #expect(
            error?.description
                == "cannot use 2.json: a histogram does not fit its counts (truncated)")
    }

    @Test func theSlowDownIsThatOfAllMachines() throws {
        let cut = Cut(seed: 8, parts: 2)
        var results = cut.parts
        let none = try union([part(results[0], 1, of: 2), part(results[1], 2, of: 2)])
        #expect(none.slowDown == nil)
        results[1].slowDown = SlowDownResult(lowest: 0.25, final: 0.5)
        let whole = try union([part(results[0], 1, of: 2), part(results[1], 2, of: 2)])
        #expect(whole.slowDown?.lowest == 0.25)
        #expect(whole.slowDown?.final == 0.75)
    }

    /// What becomes of every field of a result: one that is new has to be put here, and in `ResultMerge`.
    @Test func everyFieldIsUnitedOrTheSameForAllParts() throws {
        let united: Set = [
            "ceilings", "clock", "commandStatus", "cost", "counts", "histograms", "inDoubtMessages",
            "inDoubtUnlisted", "intervals", "latency", "notes", "parts", "phases", "placement",
            "plan", "rateChanges", "rates", "receipt", "receiptStates", "reconnects", "sendLag",
            "sendLagParts", "serviceTime", "slowDown", "startedAt", "tags", "thresholds",
            "throttledServiceTime", "tls", "tool", "verdict",
        ]
        // The first part's: the audit refuses another profileHash, and of the machines and profiles'
        // names `parts` tells each one's.
        let common: Set = ["schemaVersion", "profile", "profileHash", "profileName", "environment"]
        let cut = Cut(seed: 9, parts: 2)
        var results = cut.parts
        for index in results.indices {
            results[index].slowDown = SlowDownResult(lowest: 0.5, final: 0.5)
            results[index].tls = TLSResult(isVerified: true)
        }
        let whole = try union([part(results[0], 1, of: 2), part(results[1], 2, of: 2)])
        guard case .object(let members) = try JSONValue(encoding: whole) else {
            Issue.record("no object")
            return
        }
        #expect(Set(members.keys) == united.union(common))
    }
}
