// A line of a run's journal: the head that says what is run, one a second of what was measured, and
// at the end the result. Each is JSON by itself; JournalReader.swift makes a result of them.

public import LoadEngine

/// One line of a journal.
///
/// Exactly one of `head`, `interval` and `end` is there.
public struct JournalRecord: Codable, Sendable {
    /// The version of the journal's format.
    static let version = 1

    /// In the first line: the format.
    var journalVersion: Int?
    /// In the first line: the result of a run that has measured nothing yet.
    var head: RunReport?
    /// What one second saw.
    var interval: RunReport.Interval?
    /// What each phase got in that second, the empty ones left out.
    var phases: [RunReport.Phase]?
    /// With it: the ceilings' certificates so far.
    var ceilings: [RunReport.Ceiling]?
    /// With it: what the sender shards have cost so far; per message it is known with the phases.
    var cost: RunCost?
    /// With it: the changes of pace by hand so far.
    var rateChanges: [RunReport.SteeringChange]?
    /// With it: when by them the warm-up is over, nanoseconds after the run's start; nil in a pause
    /// before it.
    var warmupEnd: Int64?
    /// With it: when by them the schedule is over, likewise.
    var scheduleEnd: Int64?
    /// The whole result but for its intervals, which stand above.
    var end: RunReport?

    /// The first line: what is about to be run.
    public init(head: RunReport) {
        journalVersion = Self.version
        self.head = head
    }

    /// A second of a run by `plan`.
    public init(
        _ interval: IntervalResult, _ phases: [PhaseResult], _ standing: RunStanding,
        _ plan: LoadPlan
    ) {
        ceilings = standing.ceilings.map { RunReport.Ceiling($0, plan: plan) }
        cost = standing.cost
        rateChanges = standing.rateChanges.map(RunReport.SteeringChange.init)
        warmupEnd = standing.warmupEnd
        scheduleEnd = standing.scheduleEnd
        let judgement = SteadyState(isSteady: nil, reasons: ["one second"], slices: 0)
        self.interval = RunReport.Interval(interval)
        self.phases = phases.compactMap { whole in
            guard whole.ledger != MessageLedger() else { return nil }
            var phase = whole
            phase.duration = interval.duration
            return RunReport.Phase(
                phase, startedAt: interval.at,
                rates: Rates(phase, targetTPS: interval.targetTPS, receipts: true),
                steady: judgement, idForm: nil)
        }
    }

    /// The last line, once the run is over: `result` with nothing but the intervals left out.
    public init(end result: RunReport) {
        end = result
        end?.intervals = []
    }

    /// The record as a line.
    public func line() throws -> String {
        try JSONValue(encoding: self).json() + "\n"
    }
}
