// Judgements on sets of results that differ by a known amount, or not at all, under noise drawn from
// printed seeds.

import Foundation
import LoadEngine
import Results
import TestSupport
import Testing

@Suite struct ComparisonJudgementTests {
    private static let open = report(Fixtures.quietRun())
    private static let closed = report(Fixtures.quietRun(.windowDriven))

    private static func report(_ run: RunResult) -> RunReport {
        RunReport(run, context: Fixtures.context("steady"))
    }

    /// Results of `count` runs, `slowdown` times as slow as others, each off by up to 2 %.
    private func runs(
        _ count: Int, of base: RunReport, slowdown: Double = 1, _ random: inout SeededGenerator
    ) -> [RunReport] {
        (0..<count).map { _ in
            var run = base
            func noisy(_ value: Double) -> Double {
                value * slowdown * Double.random(in: 0.98...1.02, using: &random)
            }
            let rate = 1_000 * 1_000 / noisy(1_000)
            if base.plan.loop == "closed" {
                run.rates.achievedTPS = rate
                run.rates.acceptedTPS = rate
            }
            for times in [\RunReport.latency, \.serviceTime] {
                run[keyPath: times].percentiles = run[keyPath: times].percentiles.map {
                    $0.map { Int64(noisy(Double($0))) }
                }
            }
            run.cost.cpuNanosecondsPerMessage = noisy(24_200)
            return run
        }
    }

    private func row(_ metric: ComparisonMetric, _ comparison: Comparison) throws -> Comparison.Row
    {
        try #require(comparison.rows.first { $0.metric == metric })
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aSlowdownOfATenthIsARegressionAndNoneIsNone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for base in [Self.open, Self.closed] {
            let first = runs(10, of: base, &random)
            let second = runs(10, of: base, &random)
            let slow = runs(10, of: base, slowdown: 1.1, &random)
            #expect(Comparison(base: first, new: second).exitStatus == 0, "seed \(seed)")
            let worse = Comparison(base: first, new: slow)
            #expect(worse.outcome == .regression && worse.exitStatus == 2, "seed \(seed)")
            let change = try #require(try row(.cpuNanosecondsPerMessage, worse).change)
            #expect(abs(change - 0.1) < 0.02, "seed \(seed)")
            let better = Comparison(base: slow, new: first)
            #expect(better.outcome == .improvement && better.exitStatus == 4, "seed \(seed)")
        }
    }

    @Test(arguments: [5, 6] as [UInt64])
    func runsThatDoNotDifferAreHardlyEverSaidToBeWorse(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rounds = 300
        let wrong = (0..<rounds).count { _ in
            var rules = Comparison.Rules()
            for metric in ComparisonMetric.allCases { rules.margins[metric] = 0 }
            let base = runs(10, of: Self.open, &random)
            let new = runs(10, of: Self.open, &random)
            return Comparison(base: base, new: new, rules: rules).outcome == .regression
        }
        // Without any margin, half of at most 5 % are regressions; four standard errors more.
        #expect(Double(wrong) / Double(rounds) < 0.062, "seed \(seed)")
    }

    @Test func setsOfUnequalNumberAreNoPairsAndHaveTwiceTheMargin() throws {
        var random = SeededGenerator(seed: 7)
        let base = runs(9, of: Self.open, &random)
        let unpaired = Comparison(base: base, new: runs(8, of: Self.open, &random))
        #expect(!unpaired.paired)
        #expect(try row(.acceptedTPS, unpaired).margin == 0.06)
        #expect(unpaired.exitStatus == 0)
        let slow = runs(8, of: Self.open, slowdown: 1.3, &random)
        #expect(Comparison(base: base, new: slow).exitStatus == 2)
        var rules = Comparison.Rules()
        rules.unpaired = true
        #expect(!Comparison(base: base, new: base, rules: rules).paired)
    }

    @Test func tooFewRunsSaySoAndDecideNothing() throws {
        var random = SeededGenerator(seed: 8)
        let base = runs(5, of: Self.closed, &random)
        let slow = runs(5, of: Self.closed, slowdown: 2, &random)
        let five = Comparison(base: base, new: slow)
        #expect(five.outcome == .inconclusive && five.exitStatus == 0 && five.isUndecided)
        #expect(
            five.notes == [
                "5 pairs are too few: no timed difference, however large, can be sure; "
                    + "2 gated metrics need 7 pairs"
            ])
        var strict = Comparison.Rules()
        strict.failsOnInconclusive = true
        #expect(Comparison(base: base, new: slow, rules: strict).exitStatus == 98)
        var one = Comparison.Rules()
        one.gates = [.acceptedTPS]
        let six = Comparison(
            base: runs(6, of: Self.closed, &random),
            new: runs(6, of: Self.closed, slowdown: 2, &random), rules: one)
        #expect(six.exitStatus == 2 && six.notes.isEmpty)
    }

    @Test func aCountedMetricDecidesByOneRunOfEach() throws {
        var more = Self.open
        more.cost.allocationsPerMessage = 0.5
        let comparison = Comparison(base: [Self.open], new: [more])
        #expect(comparison.exitStatus == 2)
        #expect(try row(.allocationsPerMessage, comparison).outcome == .regression)
        #expect(Comparison(base: [more], new: [Self.open]).exitStatus == 4)
        more.cost.allocationsPerMessage = 0.000_2
        #expect(Comparison(base: [Self.open], new: [more]).exitStatus == 0)
    }

    @Test func timesAtOtherRatesAreNotCompared() throws {
        var random = SeededGenerator(seed: 9)
        let base = runs(10, of: Self.open, &random)
        let slower = runs(10, of: Self.open, &random).map { run in
            var run = run
            run.rates.achievedTPS *= 0.985
            return run
        }
        let comparison = Comparison(base: base, new: slower)
        #expect(try row(.latencyP99, comparison).outcome == .notComparable)
        #expect(comparison.exitStatus == 98)
        var rules = Comparison.Rules()
        rules.gates = [.acceptedTPS]
        #expect(Comparison(base: base, new: slower, rules: rules).exitStatus == 0)
    }

    @Test func anotherProfileOrMachineIsNotComparable() {
        var profile = Self.open
        profile.profileHash = "0"
        var machine = Self.open
        machine.environment.cpuCount = 4
        for other in [profile, machine] {
            let comparison = Comparison(base: [Self.open], new: [other])
            #expect(comparison.exitStatus == 98 && comparison.rows.isEmpty)
            #expect(comparison.notes.count == 1)
        }
    }

    @Test func whatIsCountedIsComparedBetweenMachinesToo() throws {
        var other = Self.open
        other.environment.cpuModel = "Another CPU"
        var rules = Comparison.Rules()
        rules.gates = [.allocationsPerMessage, .systemCallsPerMessage]
        let same = Comparison(base: [Self.open], new: [other], rules: rules)
        #expect(same.exitStatus == 0)
        #expect(try row(.allocationsPerMessage, same).outcome == .equivalent)
        #expect(try row(.latencyP50, same).reason == "another machine")
        #expect(same.notes.last == "another machine: only what is counted is compared")
        other.cost.allocationsPerMessage = 0.5
        #expect(Comparison(base: [Self.open], new: [other], rules: rules).exitStatus == 2)
        rules.gates.append(.acceptedTPS)
        #expect(Comparison(base: [Self.open], new: [other], rules: rules).exitStatus == 98)
        rules.gates.removeLast()
        other.profileHash = "0"
        #expect(Comparison(base: [Self.open], new: [other], rules: rules).exitStatus == 98)
    }

    @Test func factsThatMatterSeparateMachinesAndLoadDoesNot() {
        var turbo = Self.open
        turbo.environment.cpuBoost = true
        var steady = Self.open
        steady.environment.cpuBoost = false
        #expect(
            Comparison(base: [turbo], new: [steady]).notes == ["turbo differs: off and on"])
        var busy = turbo
        busy.environment.loadAverage = [9, 9, 9]
        busy.environment.stealShare = 0.02
        busy.environment.otherLoadShare = 0.4
        busy.environment.memoryAvailableBytes = 1
        #expect(Comparison(base: [turbo], new: [busy]).exitStatus == 0)
        // An older release did not keep it.
        #expect(Comparison(base: [Self.open], new: [turbo]).exitStatus == 0)
    }

    @Test func aPairWithAnInvalidRunIsLeftOutAndMoreThanAFifthAreTooMany() {
        var random = SeededGenerator(seed: 10)
        let base = runs(10, of: Self.open, &random)
        var new = runs(10, of: Self.open, &random)
        new[3].verdict.valid = false
        new[7].verdict.valid = false
        let eight = Comparison(base: base, new: new)
        #expect(eight.baseRuns == 8 && eight.dropped == 2 && eight.exitStatus == 0)
        new[9].verdict.valid = false
        #expect(Comparison(base: base, new: new).exitStatus == 98)
    }

    @Test func aGatedMetricThatWasNotMeasuredIsNotComparable() throws {
        var rules = Comparison.Rules()
        rules.gates = [.receiptP95]
        let comparison = Comparison(base: [Self.open], new: [Self.open], rules: rules)
        #expect(comparison.exitStatus == 98)
        #expect(try row(.receiptP95, comparison).reason == "not measured in every result")
        #expect(
            !Comparison(base: [Self.open], new: [Self.open]).rows.contains {
                $0.metric == .receiptP95
            })
    }

    @Test func everyFormOfOutputTellsTheSame() throws {
        var random = SeededGenerator(seed: 11)
        let base = runs(10, of: Self.open, &random)
        let slow = runs(10, of: Self.open, slowdown: 1.3, &random)
        let comparison = Comparison(base: base, new: slow)
        let text = comparison.text()
        #expect(text.hasPrefix("REGRESSION  10 pairs of results\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(comparison.markdown().hasPrefix("### REGRESSION\n"))
        let read = try JSONDecoder().decode(
            Comparison.self, from: Data(try comparison.json().utf8))
        #expect(read == comparison)
        func stored(_ report: RunReport) -> StoredReport {
            StoredReport(report: report, path: "result.json", link: nil)
        }
        let page = HTMLReport.html(
            comparing: stored(base[0]), with: stored(slow[0]), judged: comparison)
        #expect(page.contains("REGRESSION") && page.contains("latency.p99 *"))
    }
}
