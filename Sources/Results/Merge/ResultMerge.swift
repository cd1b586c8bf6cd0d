// Several machines' results as one: histograms and counts added, rates over the common length,
// intervals laid side by side by the wall clock. Exact: as if one machine had seen it all.

import LoadEngine
import Metrics

/// The union of results.
public struct ResultMerge {
    private let parts: [MergePart]
    private let tool: RunReport.Tool
    private let audit: MergeAudit
    /// The part that started first.
    private let first: MergePart
    /// Its start, nanoseconds since 1970.
    private let start: Int64

    /// What several results amount to together; `parts` has at least one.
    ///
    /// A part that is missing, doubled, of another profile or invalid makes the union invalid, and its
    /// verdict says why.
    public static func union(
        of parts: [MergePart], tool: RunReport.Tool
    ) throws(DamagedResult) -> RunReport {
        try ResultMerge(parts, tool).union()
    }

    private init(_ parts: [MergePart], _ tool: RunReport.Tool) {
        precondition(!parts.isEmpty)
        self.parts = parts
        self.tool = tool
        audit = MergeAudit(parts)
        first = parts.min { ($0.startedAt ?? 0) < ($1.startedAt ?? 0) } ?? parts[0]
        start = first.startedAt ?? 0
    }

    private func union() throws(DamagedResult) -> RunReport {
        let reports = parts.map(\.report)
        var union = first.report
        union.tool = tool
        union.tags = tags
        union.plan = plan
        union.parts = parts.map(RunReport.Part.init)
        union.thresholds = thresholds
        union.ceilings = CeilingSum.certificates(reports.map(\.ceilings))
        union.cost = RunReport.Cost(sumOf: reports)
        union.clock = RunReport.Clock(sumOf: reports.map(\.clock))
        union.placement = RunReport.Placement(sumOf: reports.map(\.placement))
        union.tls = RunReport.TLS(unionOf: reports.compactMap(\.tls))
        union.rateChanges = rateChanges
        union.slowDown = RunReport.SlowDown(unionOf: reports)
        union.notes = notes
        union.reconnects.losses = reports.reduce(0) { $0 + $1.reconnects.losses }
        union.reconnects.attempts = reports.reduce(0) { $0 + $1.reconnects.attempts }
        union.reconnects.binds = reports.reduce(0) { $0 + $1.reconnects.binds }
        union.reconnects.lostTime = reports.reduce(0) { $0 + $1.reconnects.lostTime }
        union.inDoubtMessages = reports.flatMap(\.inDoubtMessages)
        union.inDoubtUnlisted = reports.reduce(0) { $0 + $1.inDoubtUnlisted }
        let phases = try phases()
        union.setMeasured(phases, targets: targets, steady: steady, idForm: idForm)
        union.intervals = try intervals()
        let evidence = Evidence(
            unionOf: reports, phases.last { $0.name == "measure" }, target: targets["measure"])
        union.verdict = Verdict(union: parts, audit, union.thresholds, evidence)
        return union
    }

    /// Nanoseconds that `part` started after the first.
    private func delay(of part: MergePart) -> Int64 { (part.startedAt ?? start) - start }

    private func damage(_ part: MergePart, _ error: HistogramDecodingError) -> DamagedResult {
        DamagedResult(name: part.name, reason: error)
    }

    /// The phases by name, each part's added; a phase is as long as its longest part.
    private func phases() throws(DamagedResult) -> [PhaseResult] {
        var sums: [PhaseResult] = []
        for part in parts {
            for reported in part.report.phases {
                var phase: PhaseResult
                do throws(HistogramDecodingError) {
                    phase = try PhaseResult(reported)
                } catch {
                    throw damage(part, error)
                }
                phase.startedAt += delay(of: part)
                guard let index = sums.firstIndex(where: { $0.name == phase.name }) else {
                    sums.append(phase)
                    continue
                }
                sums[index].startedAt = min(sums[index].startedAt, phase.startedAt)
                sums[index].duration = max(sums[index].duration, phase.duration)
                sums[index].add(phase)
            }
        }
        return sums.sorted { $0.startedAt < $1.startedAt }
    }

    /// One entry for each second by the wall clock; a part's second goes where most of it lies.
    private func intervals() throws(DamagedResult) -> [RunReport.Interval] {
        var sums: [Int64: IntervalResult] = [:]
        for part in parts {
            for reported in part.report.intervals {
                var interval: IntervalResult
                do throws(HistogramDecodingError) {
                    interval = try IntervalResult(reported)
                } catch {
                    throw damage(part, error)
                }
                let length = max(interval.duration, 1)
                let place = (delay(of: part) + interval.at + length / 2) / length
                interval.at = place * length
                sums[place] = sums[place]?.adding(interval) ?? interval
            }
        }
        return sums.values.sorted { $0.at < $1.at }.map(RunReport.Interval.init)
    }

    /// The sums of the parts' target rates, of the phases for which every part has one.
    private var targets: [String: Double] {
        var sums: [String: [Double]] = [:]
        for phase in parts.flatMap(\.report.phases) {
            if let target = phase.rates.targetTPS { sums[phase.name, default: []].append(target) }
        }
        return sums.filter { $0.value.count == parts.count }.mapValues { $0.reduce(0, +) }
    }

    /// Whether the phases stood still: all of them did, or whose did not.
    private var steady: [String: SteadyState] {
        var judgements: [String: [(part: String, own: SteadyState)]] = [:]
        for part in parts {
            for phase in part.report.phases {
                judgements[phase.name, default: []].append((part.name, phase.steady))
            }
        }
        return judgements.mapValues { all in
            let answers = all.map(\.own.isSteady)
            return SteadyState(
                isSteady: answers.contains(false) ? false : answers.contains(nil) ? nil : true,
                reasons: all.flatMap { part, own in own.reasons.map { "\(part): \($0)" } },
                slices: all.map(\.own.slices).min() ?? 0)
        }
    }

    /// How ids are written in receipts, if all that found out agree.
    private var idForm: String? {
        let forms = Set(parts.compactMap(\.report.receipt.idForm))
        return forms.count > 1 ? "mixed" : forms.first
    }

    /// Every part's changes of pace by hand, their times counted from the first start.
    private var rateChanges: [RunReport.SteeringChange] {
        parts.flatMap { part in
            (part.report.rateChanges ?? []).map { change in
                var moved = change
                moved.at += delay(of: part)
                return moved
            }
        }.sorted { $0.at < $1.at }
    }

    private var plan: RunReport.PlanSummary {
        var plan = first.report.plan
        plan.sessions = parts.reduce(0) { $0 + $1.report.plan.sessions }
        plan.shards = parts.reduce(0) { $0 + $1.report.plan.shards }
        plan.segment = nil
        return plan
    }

    /// The labels on which all parts agree.
    private var tags: [String: String] {
        first.report.tags.filter { tag in
            parts.allSatisfy { $0.report.tags[tag.key] == tag.value }
        }
    }

    /// Every part's thresholds once, to be judged on the whole.
    private var thresholds: [ThresholdOutcome] {
        var outcomes: [ThresholdOutcome] = []
        for outcome in parts.flatMap(\.report.thresholds)
        where !outcomes.contains(where: { $0.expression == outcome.expression }) {
            outcomes.append(outcome)
        }
        return outcomes
    }

    private var notes: [String] {
        var notes = ["\(parts.count) results merged: \(parts.map(\.name).joined(separator: ", "))"]
        notes += audit.remarks
        if parts.count > 1, !first.report.ceilings.isEmpty {
            notes.append(
                "a ceiling's certificate is the sum of the parts' fullest windows: no window of all "
                    + "together held more, and it may have held less")
        }
        for part in parts { notes += part.report.notes.map { "\(part.name): \($0)" } }
        return notes
    }
}

extension IntervalResult {
    /// This second and the same second of another part.
    fileprivate func adding(_ other: IntervalResult) -> IntervalResult {
        var sum = self
        sum.ledger += other.ledger
        sum.inFlight += other.inFlight
        sum.receiptsOutstanding += other.receiptsOutstanding
        sum.sendLag.merge(other.sendLag)
        if let more = other.lagTotals {
            sum.lagTotals? += more
        } else {
            sum.lagTotals = nil
        }
        sum.statuses.merge(other.statuses, uniquingKeysWith: +)
        sum.targetTPS = targetTPS.flatMap { own in other.targetTPS.map { own + $0 } }
        sum.latency.merge(other.latency)
        sum.receipt.merge(other.receipt)
        return sum
    }
}
