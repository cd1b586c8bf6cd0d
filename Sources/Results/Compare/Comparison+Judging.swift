// The rules of a comparison. Whole results first: the same profile on the same kind of machine, and
// measured validly. Then metric by metric: size and certainty are both needed.

import Metrics
import Platform

extension Comparison {
    /// The share of results that may be invalid before nothing can be said.
    private static let droppedLimit = 0.2
    /// Rates further apart than this make times incomparable.
    private static let rateLimit = 0.01

    /// The judgement on `new` against `base`, by `rules`.
    public init(base: [RunReport], new: [RunReport], rules: Rules = Rules()) {
        let sets = ComparedSets(base: base, new: new, unpaired: rules.unpaired)
        let closed = new.first?.plan.loop == "closed"
        let gates =
            rules.gates.isEmpty ? ComparisonMetric.defaultGates(closedLoop: closed) : rules.gates
        paired = sets.paired
        baseRuns = sets.base.count
        newRuns = sets.new.count
        dropped = sets.dropped
        alpha = rules.alpha
        rows = []
        // What is counted does not depend on how fast a machine is.
        let countsAlone = gates.allSatisfy(\.isCounted)
        notes = sets.differences + (countsAlone ? [] : sets.machineDifferences)
        if Double(sets.dropped) > Self.droppedLimit * Double(sets.offered) {
            notes.append(
                "\(sets.dropped) of \(sets.offered) \(sets.paired ? "pairs" : "results") hold no "
                    + "valid measurement; no more than a fifth may")
        }
        guard notes.isEmpty, !sets.base.isEmpty, !sets.new.isEmpty else {
            outcome = .notComparable
            exitStatus = ExitStatus.notComparable.rawValue
            return
        }
        let rating = Rating(sets, rules, gates)
        rows = ComparisonMetric.allCases.compactMap { rating.row(of: $0) }
        rating.correct(&rows)
        notes += rating.notes(on: rows)
        if !sets.machineDifferences.isEmpty {
            notes += sets.machineDifferences
            notes.append("another machine: only what is counted is compared")
        }
        outcome = Self.outcome(of: rows.filter(\.gated))
        exitStatus = Self.status(of: outcome).rawValue
        if isUndecided, rules.failsOnInconclusive {
            exitStatus = ExitStatus.notComparable.rawValue
        }
        if sets.dropped > 0 {
            notes.append(
                "\(sets.dropped) of \(sets.offered) \(sets.paired ? "pairs" : "results") left out: "
                    + "no valid measurement")
        }
    }

    private static func outcome(of gated: [Row]) -> Outcome {
        for outcome in [
            Outcome.regression, .notComparable, .inconclusive, .improvement,
        ] where gated.contains(where: { $0.outcome == outcome }) {
            // An improvement that is sure is one, whatever else is not.
            if outcome == .inconclusive, gated.contains(where: { $0.outcome == .improvement }) {
                return .improvement
            }
            return outcome
        }
        return .equivalent
    }

    private static func status(of outcome: Outcome) -> ExitStatus {
        switch outcome {
        case .regression: .regression
        case .improvement: .improvement
        case .equivalent, .inconclusive: .same
        case .notComparable: .notComparable
        }
    }

    /// The rating of each metric.
    private struct Rating {
        let sets: ComparedSets
        let rules: Rules
        let gates: [ComparisonMetric]
        let ratesDiffer: Bool

        init(_ sets: ComparedSets, _ rules: Rules, _ gates: [ComparisonMetric]) {
            self.sets = sets
            self.rules = rules
            self.gates = gates
            let rates = [sets.base, sets.new].map {
                Trend.median($0.map(\.rates.achievedTPS)) ?? 0
            }
            ratesDiffer = abs(rates[1] - rates[0]) > Comparison.rateLimit * rates[0]
        }

        /// Nil if neither set measured the metric and it decides nothing.
        func row(of metric: ComparisonMetric) -> Row? {
            let gated = gates.contains(metric)
            let base = sets.base.map { metric.value(in: $0) }
            let new = sets.new.map { metric.value(in: $0) }
            let factor = sets.paired || metric.isCounted ? 1.0 : 2.0
            var row = Row(
                metric: metric, gated: gated, base: Trend.median(base.compactMap(\.self)),
                new: Trend.median(new.compactMap(\.self)), change: nil, low: nil, high: nil,
                margin: rules.margins[metric] ?? metric.defaultMargin * factor, significance: nil,
                outcome: .notComparable, reason: nil)
            guard !(base + new).contains(nil) else {
                row.reason = "not measured in every result"
                let wanted = rules.gates.contains(metric)
                row.gated = wanted
                return wanted || (row.base != nil && row.new != nil) ? row : nil
            }
            let values = (base.compactMap(\.self), new.compactMap(\.self))
            if metric.isCounted {
                rateCounted(&row, values.0, values.1)
            } else if !sets.machineDifferences.isEmpty {
                row.reason = "another machine"
            } else if metric.needsEqualRates, ratesDiffer {
                row.reason = "achieved rates differ by more than 1%"
            } else if (values.0 + values.1).contains(where: { $0 <= 0 }) {
                row.reason = "0 in a result"
            } else {
                rateTimed(&row, values.0, values.1)
            }
            return row
        }

        /// Worse or better only if every result of one set is beyond every one of the other.
        private func rateCounted(_ row: inout Row, _ base: [Double], _ new: [Double]) {
            guard let baseLow = base.min(), let baseHigh = base.max(), let newLow = new.min(),
                let newHigh = new.max(), let before = row.base, let after = row.new
            else { return }
            let floor = ComparisonMetric.countedFloor
            func isBeyond(_ high: Double, _ low: Double) -> Bool {
                high > low * (1 + row.margin) && high - low > floor
            }
            row.change = before > 0 ? after / before - 1 : nil
            if isBeyond(newLow, baseHigh) {
                row.outcome = .regression
            } else if isBeyond(baseLow, newHigh) {
                row.outcome = .improvement
            } else {
                let near = !isBeyond(newHigh, baseLow) && !isBeyond(baseHigh, newLow)
                row.outcome = near ? .equivalent : .inconclusive
            }
        }

        private func rateTimed(_ row: inout Row, _ base: [Double], _ new: [Double]) {
            guard let shift = sets.shift(base.map(logarithm), new.map(logarithm)) else { return }
            row.change = antilogarithm(shift.estimate) - 1
            row.outcome = .inconclusive
            guard let interval = shift.interval(alpha: rules.alpha) else { return }
            row.low = antilogarithm(interval.lowerBound) - 1
            row.high = antilogarithm(interval.upperBound) - 1
            // As far up as down: a loss of 3% is undone by a gain of a little more.
            let limit = logarithm(1 + row.margin)
            row.significance = min(
                shift.significance(above: limit), shift.significance(below: -limit))
            if interval.lowerBound > limit {
                row.outcome = row.metric.isBetterHigh ? .improvement : .regression
            } else if interval.upperBound < -limit {
                row.outcome = row.metric.isBetterHigh ? .regression : .improvement
            } else if interval.lowerBound >= -limit, interval.upperBound <= limit {
                row.outcome = .equivalent
            }
        }

        /// Takes back what Holm's correction over the gated metrics leaves unsure.
        func correct(_ rows: inout [Row]) {
            let tested = rows.indices.filter { rows[$0].gated && rows[$0].significance != nil }
            let adjusted = Holm.adjusted(tested.compactMap { rows[$0].significance })
            for (index, value) in zip(tested, adjusted) {
                rows[index].significance = value
                let isClaim = [.regression, .improvement].contains(rows[index].outcome)
                if isClaim, value > rules.alpha {
                    rows[index].outcome = .inconclusive
                    rows[index].reason = "not sure enough among \(tested.count) gated metrics"
                }
            }
        }

        /// What the number of runs cannot show, however large a difference is.
        func notes(on rows: [Row]) -> [String] {
            let tests = rows.count { $0.gated && !$0.metric.isCounted && $0.base != nil }
            let needed = sets.runsNeeded(alpha: rules.alpha / Double(max(tests, 1)))
            guard tests > 0, min(sets.base.count, sets.new.count) < needed else { return [] }
            let have =
                sets.paired
                ? "\(sets.base.count) \(sets.base.count == 1 ? "pair is" : "pairs are")"
                : "\(sets.base.count) + \(sets.new.count) results are"
            let needs = sets.paired ? "\(needed) pairs" : "\(needed) + \(needed) results"
            return [
                "\(have) too few: no timed difference, however large, can be sure; "
                    + "\(tests) gated \(tests == 1 ? "metric needs" : "metrics need") \(needs)"
            ]
        }
    }
}
