// The intervals of a run, put together until there are no more than a chart has room for: counts add
// up, of percentiles the worst is kept, so that no bad second is averaged away. Used by the charts.

import LoadEngine

/// One or more neighbouring intervals.
struct TimeSlice {
    /// Nanoseconds after the run's start.
    var from: Int64
    var to: Int64
    var counts: RunReport.Counts
    /// Responses by command_status.
    var statuses: [String: Int64]
    /// At the slice's end.
    var inFlight: Int64
    var receiptsOutstanding: Int64
    /// Messages the schedule asked for; nil in a closed loop.
    var scheduled: Double?
    /// Of each interval in it that has values.
    var latency: [Distribution]
    var receipt: [Distribution]
    var sendLag: [Distribution]
    /// That lag by what held the messages; nil where it is not known.
    var lagTotals: LagTotals?

    /// Seconds.
    var duration: Double { Double(to - from) / 1e9 }
    /// Seconds after the run's start.
    var middle: Double { Double(from + to) / 2e9 }

    private init(_ interval: RunReport.Interval) {
        from = interval.at
        to = interval.at + interval.duration
        counts = interval.counts
        statuses = interval.commandStatus ?? [:]
        inFlight = interval.inFlight
        receiptsOutstanding = interval.receiptsOutstanding
        scheduled = interval.targetTPS.map { $0 * Double(interval.duration) / 1e9 }
        latency = interval.latency.count > 0 ? [interval.latency] : []
        receipt = interval.receiptFromSubmit.count > 0 ? [interval.receiptFromSubmit] : []
        sendLag = interval.sendLag.map { $0.count > 0 ? [$0] : [] } ?? []
        lagTotals = interval.sendLagTotals
    }

    private mutating func add(_ next: TimeSlice) {
        to = next.to
        counts.submitted += next.counts.submitted
        counts.accepted += next.counts.accepted
        counts.throttled += next.counts.throttled
        counts.rejected += next.counts.rejected
        counts.timedOut += next.counts.timedOut
        counts.missed += next.counts.missed
        counts.receipts.matched += next.counts.receipts.matched
        statuses.merge(next.statuses, uniquingKeysWith: +)
        inFlight = max(inFlight, next.inFlight)
        receiptsOutstanding = max(receiptsOutstanding, next.receiptsOutstanding)
        if let more = next.scheduled { scheduled = (scheduled ?? 0) + more }
        latency += next.latency
        receipt += next.receipt
        sendLag += next.sendLag
        if let more = next.lagTotals {
            lagTotals? += more
        } else {
            lagTotals = nil
        }
    }

    /// The intervals in at most `limit` slices of equal length.
    static func slices(of intervals: [RunReport.Interval], atMost limit: Int = 240) -> [TimeSlice] {
        let width = max(1, (intervals.count + limit - 1) / limit)
        return stride(from: 0, to: intervals.count, by: width).map { start in
            var slice = TimeSlice(intervals[start])
            for next in intervals[(start + 1)..<min(start + width, intervals.count)] {
                slice.add(TimeSlice(next))
            }
            return slice
        }
    }

    /// Of the mean send lag: the part at `path`, nanoseconds; nil without messages.
    func meanLag(_ path: KeyPath<LagTotals, Int64>) -> Double? {
        let messages = sendLag.reduce(0) { $0 + $1.count }
        guard let lagTotals, messages > 0 else { return nil }
        return Double(lagTotals[keyPath: path]) / Double(messages)
    }

    /// `count` of the slice, per second.
    func rate(_ count: Int64) -> Double { duration > 0 ? Double(count) / duration : 0 }

    /// The worst of the intervals' values at the reported percentile with this key, nanoseconds.
    static func worst(_ key: String, of distributions: [Distribution]) -> Double? {
        guard let index = Percentile.reported.firstIndex(where: { $0.key == key }) else {
            return nil
        }
        return distributions.compactMap { $0.percentiles[index] }.max().map(Double.init)
    }
}
