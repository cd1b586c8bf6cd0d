// Adds up what the shards hand over: phases, one interval a second, ceiling certificates. Used by
// LoadRun on its own thread.

import Metrics
import Platform

/// Builds the result of a run while it goes on.
package struct ResultCollector {
    private let shared: RunShared
    private var result: RunResult
    private var statistics: [ShardStatistics] = []
    private var auditors: [CeilingAuditor]
    /// Intervals handed over by each shard, and those not yet complete.
    private var handed: [Int] = []
    private var pending: [Int: [PhaseResult]] = [:]
    private var emitted = 0

    package init(shared: RunShared) {
        self.shared = shared
        result = RunResult(plan: shared.plan)
        auditors = shared.ceilings.entries.map {
            CeilingAuditor($0.ceiling, name: $0.name, limits: $0.ring.limits)
        }
    }

    package mutating func add(_ shard: ShardStatistics) {
        statistics.append(shard)
        handed.append(0)
    }

    package mutating func started(at start: Int64, wallClock: Int64) {
        result.startedAt = start
        result.startedAtWallClock = wallClock
        result.phases = emptyPhases()
    }

    private func emptyPhases() -> [PhaseResult] {
        let start = result.startedAt
        let plan = shared.plan
        return [
            PhaseResult(name: "warmup", startedAt: start, duration: plan.warmup),
            PhaseResult(
                name: "measure", startedAt: start + plan.warmup, duration: plan.duration),
        ]
    }

    /// Reads the sends since the last call into the ceilings' certificates.
    mutating func audit() {
        for index in auditors.indices {
            auditors[index].follow(shared.ceilings.entries[index].ring)
        }
    }

    /// What the run has come to.
    private var standing: RunStanding {
        var cost = RunCost(shared.control.recordsSoFar)
        cost.peakResidentBytes = MemoryUse.peakResidentBytes()
        let (steering, plan) = (shared.steering, shared.plan)
        let ends = [plan.warmup, plan.warmup + plan.duration].map { scheduled in
            let end = steering.time(of: scheduled, changes: steering.count)
            return end < Steering.never ? end : nil
        }
        return RunStanding(
            ceilings: worstCertificates(), cost: cost, rateChanges: steering.changes,
            warmupEnd: ends[0], scheduleEnd: ends[1])
    }

    /// Takes what the shards have handed over; calls `onInterval` for each complete second, with
    /// what each phase got in it and what the run has come to.
    package mutating func collect(
        _ onInterval: (IntervalResult, [PhaseResult], RunStanding) -> Void
    ) {
        // A shard that has ended hands over nothing more; what it still has is added at the end.
        let going = handed.indices.filter { !shared.control.hasEnded($0) }
        for shard in statistics.indices {
            var phases = pending[handed[shard]] ?? emptyPhases()
            guard statistics[shard].collect({ $1.drain(into: &phases[$0]) }) else { continue }
            pending[handed[shard]] = phases
            handed[shard] += 1
        }
        while let least = going.map({ handed[$0] }).min(), emitted < least {
            let phases = pending.removeValue(forKey: emitted) ?? emptyPhases()
            let interval = close(phases)
            emitted += 1
            result.intervals.append(interval)
            onInterval(interval, phases, standing)
        }
    }

    /// Adds an interval's counts to the phases and makes its entry.
    private mutating func close(_ phases: [PhaseResult]) -> IntervalResult {
        var interval = IntervalResult(
            at: Int64(emitted) * SenderShard.handoverInterval,
            duration: SenderShard.handoverInterval, ledger: MessageLedger(),
            inFlight: shared.control.inFlight,
            receiptsOutstanding: max(0, shared.control.receiptsOutstanding),
            latency: Histogram(.response), receipt: Histogram(.receipt))
        interval.targetTPS = shared.schedule.map { schedule in
            let steering = shared.steering
            let start = steering.scheduleTime(at: interval.at)
            let end = steering.scheduleTime(at: interval.at + interval.duration)
            return (schedule.position(at: end) - schedule.position(at: start))
                / (Double(interval.duration) / 1e9)
        }
        interval.sessionsLost = shared.control.lost + shared.control.lostNow
        var lag = LagTotals()
        for (index, phase) in phases.enumerated() {
            lag += LagTotals(phase.timings)
            interval.ledger += phase.ledger
            interval.inFlightTime += phase.inFlightTime
            interval.sendLag.merge(phase.timings.sendLag)
            interval.statuses.merge(phase.statuses, uniquingKeysWith: +)
            interval.latency.merge(phase.timings.latency)
            interval.receipt.merge(phase.timings.receiptFromSubmit)
            add(phase, to: index)
        }
        interval.lagTotals = lag
        return interval
    }

    private mutating func add(_ phase: PhaseResult, to index: Int) {
        result.phases[index].ledger += phase.ledger
        result.phases[index].timings.merge(phase.timings)
        result.phases[index].missedByGenerator += phase.missedByGenerator
        result.phases[index].inFlightTime += phase.inFlightTime
        result.phases[index].statuses.merge(phase.statuses, uniquingKeysWith: +)
        result.phases[index].receiptStates.merge(phase.receiptStates, uniquingKeysWith: +)
    }

    /// The result, once all threads have ended; receipts were waited for until `end`.
    package consuming func finish(at end: Int64, interrupted: Bool) -> RunResult {
        if !result.phases.isEmpty {
            audit()
            for (_, phases) in pending {
                for (index, phase) in phases.enumerated() { add(phase, to: index) }
            }
            for shard in statistics {
                shard.collectRest { $1.drain(into: &result.phases[$0]) }
            }
            let cut = sendingEnd(interrupted: interrupted)
            measurePhases(cut)
            countUnsentSlots(before: cut, interrupted: interrupted)
            for index in result.phases.indices {
                let ledger = result.phases[index].ledger
                result.phases[index].ledger.receiptsMissing =
                    ledger.receiptsExpected - ledger.receiptsMatched
            }
            censorReceipts(at: end)
            dropEmptyPhases()
        }
        takeFaults()
        result.slowDown = shared.slowDown.map {
            SlowDownResult(lowest: $0.lowestShare, final: $0.share(at: end))
        }
        for shard in statistics { shard.discard() }
        result.ceilings = worstCertificates()
        result.shards = shared.control.shardRecords
        result.clock = RunClock(result.shards)
        result.cost = RunCost(result.shards)
        result.cost.peakResidentBytes = MemoryUse.peakResidentBytes()
        result.windowFullTime = shared.control.windowFullTime
        result.socketFullTime = shared.control.socketFullTime
        result.ceilingHeldTime = shared.control.ceilingHeldTime
        for (account, name) in shared.forms.names.enumerated() {
            result.receiptIDForms[name] = shared.forms.form(Int32(account))
        }
        result.placement = RunPlacement(
            shards: shared.plan.shardCount, pinned: Int(shared.control.pinned),
            numaNodes: NUMA.nodeCount)
        result.notes = shared.control.notes
        if shared.tls != nil { result.tls = shared.handshakes.result }
        if let reason = shared.control.failureReason {
            result.end = .failed(reason)
        } else if interrupted {
            result.end = .interrupted
        }
        return result
    }

    /// Gives the phases their lengths, sending having ended at `cut`.
    private mutating func measurePhases(_ cut: Int64) {
        let steering = shared.steering
        let changes = steering.count
        let warmup = steering.time(of: shared.plan.warmup, changes: changes)
        result.phases[Phase.warmup].duration = max(0, min(cut, warmup))
        result.phases[Phase.measure].duration = max(0, cut - warmup)
        result.rateChanges = steering.changes
        guard changes > 0 else { return }
        result.phases[Phase.measure].startedAt = result.startedAt + min(cut, warmup)
        let scheduled = steering.scheduleTime(at: cut)
        result.phases[Phase.warmup].scheduledDuration = min(scheduled, shared.plan.warmup)
        result.phases[Phase.measure].scheduledDuration = max(0, scheduled - shared.plan.warmup)
    }

    /// Records how long each message that still had no receipt at `end` had waited.
    private mutating func censorReceipts(at end: Int64) {
        shared.receipts.forEachAwaited { message in
            result.phases[Int(message.detail)].timings.receiptCensored.record(
                max(0, end - message.sendTime))
        }
    }

    /// What lost sessions left, oldest first; as many messages in doubt as one shard lists.
    private mutating func takeFaults() {
        for shard in statistics { shard.faults.collect(into: &result) }
        result.inDoubtMessages.sort { $0.sentAt < $1.sentAt }
        let rest = result.inDoubtMessages.dropFirst(FaultLog.limit).count
        result.inDoubtMessages.removeLast(rest)
        result.inDoubtUnlisted += Int64(rest)
    }

    /// When sending ended, nanoseconds after slot 0; at most the planned length.
    ///
    /// That length itself, unless the run was cut short, or the plan's count reached.
    private func sendingEnd(interrupted: Bool) -> Int64 {
        let steering = shared.steering
        let changes = steering.count
        let total = steering.time(
            of: shared.plan.warmup + shared.plan.duration, changes: changes)
        let actual = min((shared.control.sendingEnd ?? result.startedAt) - result.startedAt, total)
        // Without an end where it was paused after its last slot.
        guard let schedule = shared.schedule, total < Steering.never else { return actual }
        if shared.slots.next < shared.slotEnd {
            return interrupted || shared.control.failureReason != nil ? actual : total
        }
        // The last slot has its gap, too.
        let number = shared.slotEndNumber
        guard number < schedule.wholeSlotCount else { return total }
        let end = schedule.time(ofNumber: number)
        return max(actual, steering.time(of: end, changes: changes))
    }

    /// Slots whose time came but which no shard took before sending ended were missed.
    private mutating func countUnsentSlots(before cut: Int64, interrupted: Bool) {
        guard let schedule = shared.schedule else { return }
        let warmupSlots = shared.warmupSlots
        var end = shared.slotEnd
        if interrupted || shared.control.failureReason != nil {
            end = min(end, schedule.slotsBefore(shared.steering.scheduleTime(at: cut)))
        }
        var slot = shared.slots.next
        while slot < end {
            let phase = slot < warmupSlots ? Phase.warmup : Phase.measure
            let next = phase == Phase.warmup ? min(end, warmupSlots) : end
            result.phases[phase].ledger.planned += next - slot
            result.phases[phase].ledger.missed += next - slot
            slot = next
        }
    }

    /// Drops what the run did not get to.
    ///
    /// What came while it drained after an early stop belongs to the phase that was stopped.
    private mutating func dropEmptyPhases() {
        if result.phases[Phase.measure].duration == 0 {
            add(result.phases[Phase.measure], to: Phase.warmup)
            result.phases.removeLast()
        }
        if result.phases[Phase.warmup].duration == 0 {
            // Without a warm-up it holds what the SMSC delivered before the first slot.
            if result.phases.count > 1 { add(result.phases[Phase.warmup], to: Phase.measure) }
            result.phases.removeFirst()
        }
    }

    /// One certificate for each ceiling of the plan: the worst of its scope's rings.
    private func worstCertificates() -> [CeilingCertificate] {
        shared.plan.ownCeilings.compactMap { ceiling in
            zip(auditors, shared.ceilings.entries)
                .filter { $1.ceiling == ceiling }
                .map { $0.0.certificate }
                .max { $0.isBetter(than: $1) }
        }
    }
}
