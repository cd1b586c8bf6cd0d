// A phase of a stored result as the engine measured it: what is added up where results are merged and
// where a journal becomes a result. Exact but for the mean, which results keep to a nanosecond.

package import LoadEngine
package import Metrics
import SMPP

extension PhaseResult {
    /// The phase that `phase` reports, its start counted from the run's.
    package init(_ phase: RunReport.Phase) throws(HistogramDecodingError) {
        self.init(name: phase.name, startedAt: phase.startedAt, duration: phase.duration)
        ledger = MessageLedger(phase.counts)
        timings = try Timings(phase)
        statuses = RunReport.statuses(named: phase.commandStatus)
        for (name, count) in phase.receiptStates {
            let state = MessageState(receiptName: name)?.rawValue ?? Self.otherState
            receiptStates[state, default: 0] += count
        }
    }

    /// What the engine counts all states under that the standard does not define.
    private static let otherState: UInt8 = 15

    /// Adds another part's or second's measurements of the same phase.
    mutating func add(_ other: PhaseResult) {
        ledger += other.ledger
        timings.merge(other.timings)
        statuses.merge(other.statuses, uniquingKeysWith: +)
        receiptStates.merge(other.receiptStates, uniquingKeysWith: +)
    }
}

extension RunReport {
    /// Counts by command_status of counts by its name.
    static func statuses(named counts: [String: Int64]) -> [UInt32: Int64] {
        counts.reduce(into: [:]) { statuses, entry in
            if let status = CommandStatus(name: entry.key) {
                statuses[status.rawValue] = entry.value
            }
        }
    }
}

extension Timings {
    /// The distributions of a reported phase.
    init(_ phase: RunReport.Phase) throws(HistogramDecodingError) {
        self.init()
        let stored = phase.histograms
        latency = try Histogram(base64V2: stored.latency, of: phase.latency)
        serviceTime = try Histogram(base64V2: stored.serviceTime, of: phase.serviceTime)
        sendLag = try Histogram(base64V2: stored.sendLag, of: phase.sendLag)
        pacerLag = try Histogram(base64V2: stored.pacerLag, of: phase.sendLagParts.pacer)
        windowWait = try Histogram(base64V2: stored.windowWait, of: phase.sendLagParts.window)
        socketWait = try Histogram(base64V2: stored.socketWait, of: phase.sendLagParts.socket)
        ceilingWait = try Histogram(base64V2: stored.ceilingWait, of: phase.sendLagParts.ceiling)
        throttledServiceTime = try Histogram(
            base64V2: stored.throttledServiceTime, of: phase.throttledServiceTime)
        receiptFromSubmit = try Histogram(
            base64V2: stored.receiptFromSubmit, of: phase.receipt.fromSubmit)
        receiptFromResponse = try Histogram(
            base64V2: stored.receiptFromResponse, of: phase.receipt.fromResponse)
        receiptCensored = try Histogram(
            base64V2: stored.receiptCensored, of: phase.receipt.censored)
    }
}

extension MessageLedger {
    /// The counts of a report.
    package init(_ counts: RunReport.Counts) {
        self.init()
        planned = counts.planned
        missed = counts.missed
        submitted = counts.submitted
        accepted = counts.accepted
        throttled = counts.throttled
        rejected = counts.rejected
        timedOut = counts.timedOut
        inDoubt = counts.inDoubt
        attempts = counts.attempts
        retried = counts.retried
        resubmitted = counts.resubmitted
        possibleDuplicates = counts.possibleDuplicates
        throttledAnswers = counts.throttledAnswers
        lateResponses = counts.lateResponses
        mobileOriginated = counts.mobileOriginated ?? 0
        unexpectedResponses = counts.unexpectedResponses
        receiptsExpected = counts.receipts.expected
        receiptsMatched = counts.receipts.matched
        receiptsEarly = counts.receipts.early
        receiptsDuplicate = counts.receipts.duplicate
        receiptsOrphan = counts.receipts.orphan
        receiptsMissing = counts.receipts.missing
        receiptsUntracked = counts.receipts.untracked
        receiptsIntermediate = counts.receipts.intermediate
    }
}

extension IntervalResult {
    /// The second that `interval` reports.
    init(_ interval: RunReport.Interval) throws(HistogramDecodingError) {
        func histogram(
            _ text: String?, _ distribution: Distribution, _ layout: HistogramLayout
        ) throws(HistogramDecodingError) -> Histogram {
            guard let text else { return Histogram(layout) }
            return try Histogram(base64V2: text, of: distribution)
        }
        self.init(
            at: interval.at, duration: interval.duration, ledger: MessageLedger(interval.counts),
            inFlight: interval.inFlight, receiptsOutstanding: interval.receiptsOutstanding,
            latency: try histogram(interval.histograms.latency, interval.latency, .response),
            receipt: try histogram(
                interval.histograms.receiptFromSubmit, interval.receiptFromSubmit, .receipt))
        if let lag = interval.sendLag {
            sendLag = try histogram(interval.histograms.sendLag, lag, .response)
        }
        lagTotals = interval.sendLagTotals
        statuses = RunReport.statuses(named: interval.commandStatus ?? [:])
        targetTPS = interval.targetTPS
    }
}
