// From a run's journal to its result: the one it ended with, or, if it was cut off, what it had
// measured up to the last second written. Reads no file itself.

import FoundationEssentials
import LoadEngine
import Metrics

/// Reads journals.
enum JournalReader {
    private struct Head: Decodable {
        var journalVersion: Int
    }

    /// Whether `data` begins as a journal does.
    static func isJournal(_ data: Data) -> Bool {
        let line = data.prefix { $0 != UInt8(ascii: "\n") }
        return (try? JSONDecoder().decode(Head.self, from: line)) != nil
    }

    /// The result in the journal `data` of the file `path`.
    ///
    /// What follows a line that is torn or damaged is left out, and a note says so.
    static func report(_ data: Data, at path: String) throws(ResultReadError) -> RunReport {
        var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        let decoder = JSONDecoder()
        guard !lines.isEmpty,
            let version = try? decoder.decode(Head.self, from: lines[0]).journalVersion
        else { throw ResultReadError(path: path, reason: "no journal") }
        guard version == JournalRecord.version else {
            throw ResultReadError(
                path: path,
                reason: "journalVersion \(version); this version reads \(JournalRecord.version)")
        }
        guard let head = try? decoder.decode(JournalRecord.self, from: lines.removeFirst()).head
        else { throw ResultReadError(path: path, reason: "a journal whose first line is damaged") }
        var recovery = JournalRecovery(head)
        for (number, line) in lines.enumerated() {
            guard let record = try? decoder.decode(JournalRecord.self, from: line) else {
                recovery.isTorn = true
                break
            }
            if let end = record.end { return recovery.completed(end) }
            do throws(HistogramDecodingError) {
                try recovery.add(record)
            } catch {
                throw ResultReadError(path: path, reason: "line \(number + 2): \(error)")
            }
        }
        return recovery.interrupted()
    }
}

/// The result of a run that was cut off, put together second by second.
struct JournalRecovery {
    private var report: RunReport
    private var phases: [PhaseResult] = []
    /// What the last second says of the whole run so far.
    private var last: JournalRecord?
    /// Whether the last line read was not whole.
    var isTorn = false

    init(_ head: RunReport) {
        report = head
    }

    /// Adds a second.
    mutating func add(_ record: JournalRecord) throws(HistogramDecodingError) {
        guard let interval = record.interval else { return }
        report.intervals.append(interval)
        last = record
        for reported in record.phases ?? [] {
            let phase = try PhaseResult(reported)
            if let index = phases.firstIndex(where: { $0.name == phase.name }) {
                phases[index].add(phase)
            } else {
                phases.append(phase)
            }
        }
    }

    /// The result a run ended with, with its seconds.
    func completed(_ end: RunReport) -> RunReport {
        var result = end
        result.intervals = report.intervals
        return result
    }

    /// What was measured until the run was cut off.
    func interrupted() -> RunReport {
        var result = report
        let seen = report.intervals.last.map { $0.at + $0.duration } ?? 0
        let isPaused = last?.rateChanges?.last?.factor == 0
        let warmup = min(seen, last?.warmupEnd ?? (isPaused ? seen : report.plan.warmup))
        let end =
            last?.scheduleEnd ?? (isPaused ? nil : report.plan.warmup + report.plan.duration)
        var counted = phases
        for index in counted.indices {
            let isWarmup = counted[index].name == "warmup"
            counted[index].startedAt = isWarmup ? 0 : warmup
            counted[index].duration =
                isWarmup ? warmup : max(0, min(seen, end ?? seen) - warmup)
            counted[index].ledger.closeUnfinished()
        }
        // What was sent ahead of a measured phase that did not begin is not a phase's.
        counted.removeAll { $0.duration == 0 }
        let targets = targets(from: warmup, to: end ?? seen)
        let steady = SteadyState(isSteady: nil, reasons: ["the run was cut off"], slices: 0)
        result.setMeasured(
            counted, targets: targets, steady: ["warmup": steady, "measure": steady], idForm: nil)
        if let ceilings = last?.ceilings { result.ceilings = ceilings }
        if let changes = last?.rateChanges {
            result.rateChanges = changes
            result.notes += result.steeringNotes
        }
        if let cost = last?.cost {
            let submitted = counted.reduce(0) { $0 + $1.ledger.submitted }
            result.cost = RunReport.Cost(cost, messages: submitted)
        }
        result.notes.append(
            "from the journal of a run that was cut off: how its times were taken and what limited it "
                + "is not known, its certificates and its cost are those of its last second; what had "
                + "no answer yet is in doubt, and receipts that had not come are missing")
        if isTorn { result.notes.append("the journal's last line is not whole and was left out") }
        let evidence = Evidence(
            unionOf: [report], counted.last { $0.name == "measure" }, target: targets["measure"])
        result.verdict = Verdict(
            cutOffAfter: seen, of: end, result.thresholds, evidence)
        return result
    }

    /// The schedule's mean rate over the seconds of each phase.
    private func targets(from warmup: Int64, to end: Int64) -> [String: Double] {
        var rates: [String: [Double]] = [:]
        for interval in report.intervals {
            let isWarmup = interval.at + interval.duration / 2 < warmup
            guard let rate = interval.targetTPS else { return [:] }
            // Beyond the schedule's end the run drains.
            if !isWarmup, interval.at >= end { continue }
            rates[isWarmup ? "warmup" : "measure", default: []].append(rate)
        }
        return rates.mapValues { rounded($0.reduce(0, +) / Double($0.count), to: 1_000) }
    }
}

extension MessageLedger {
    /// Settles what was under way when the run was cut off.
    fileprivate mutating func closeUnfinished() {
        inDoubt += max(0, submitted - accepted - throttled - rejected - timedOut - inDoubt)
        receiptsMissing = max(0, receiptsExpected - receiptsMatched)
    }
}

extension Verdict {
    /// The judgement on a run of which `seen` of `planned` nanoseconds are known; nil: it paused.
    fileprivate init(
        cutOffAfter seen: Int64, of planned: Int64?, _ thresholds: [ThresholdOutcome],
        _ evidence: Evidence
    ) {
        valid = true
        attribution = .ok
        let known = HumanUnits.duration(seen)
        let rest =
            if let planned {
                seen < planned
                    ? "\(known) of \(HumanUnits.duration(planned)) are known"
                    : "its sending was over"
            } else {
                "\(known) are known, at whose end it paused"
            }
        reasons =
            ["interrupted: the run was cut off, and is incomplete: \(rest)"]
            + thresholds.filter { !$0.passed }.map(\.failure)
        self.evidence = evidence
        exitStatus = ExitStatus.interrupted.rawValue
    }
}
