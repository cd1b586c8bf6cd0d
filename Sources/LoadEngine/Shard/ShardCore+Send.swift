// The send half of a shard: which messages are due, on which session, rendered into its output.
// Runs on: shard threads. Allocates: never.

import Metrics
import Platform
import SMPP

extension ShardCore {
    /// At most this many messages are rendered between two clock samples.
    private static let batchLimit: Int64 = 4_096

    /// Renders what session `index` may send at `now`; true if a batch waits for its write.
    ///
    /// The caller samples the clock, calls `stamp` with it, writes, and calls `commit`.
    package mutating func render(_ index: Int, now: Int64) -> Bool {
        let changes = shared.steering.count
        if changes != changesFollowed { followSteering(changes) }
        let session = sessions[index]
        guard session.stage == .bound, session.maySubmit, !session.waitsForWrite, !doneSending
        else { return false }
        sessions[index].compactOutput()
        let room = ShardMemory.outputBytes / 2 - sessions[index].outEnd
        var wanted = min(Int64(session.window.room), Int64(room / templateLength), Self.batchLimit)
        if wanted <= 0 { return false }
        if shared.schedule == nil {
            if now >= endTime { doneSending = true }
            if doneSending || isPaused(now: now) { return false }
        }
        var tickets = CeilingTickets()
        let asked = min(wanted, share(now: now))
        if asked <= 0 { return false }
        wanted = asked
        if !shared.ceilings.isEmpty {
            wanted = dueSlots(upTo: wanted, now: now)
            if wanted == 0 { return false }
            let due = wanted
            (tickets, wanted) = shared.ceilings.reserve(due, session: session.number, now: now)
            if wanted < due { isHeldByCeiling = true }
            if wanted == 0 {
                wait(until: shared.ceilings.nextPermit(session: session.number, now: now))
                return false
            }
        }
        sessions[index].batchFirst = session.window.nextSequence
        let rendered =
            shared.schedule == nil
            ? renderWindowDriven(index, wanted, now: now)
            : renderScheduled(index, wanted, now: now)
        if !shared.ceilings.isEmpty {
            shared.ceilings.cancel(
                tickets, session: session.number, count: wanted, kept: rendered)
        }
        sessions[index].tickets = tickets
        sessions[index].batchCount = rendered
        sessions[index].batchTime = now
        // More may be due than one batch takes: come again before sleeping.
        if rendered == wanted && sessions[index].window.room > 0 && !doneSending {
            wait(until: now)
        }
        return rendered > 0
    }

    /// Whether a closed loop holds still; a schedule's slots do not come while it does.
    private func isPaused(now: Int64) -> Bool {
        changesFollowed > 0 && shared.steering.factor(at: now - startTime) == 0
    }

    /// How many messages one session should take now, so that those due spread over all.
    private func share(now: Int64) -> Int64 {
        guard let schedule = shared.schedule else { return Self.batchLimit }
        let time = shared.steering.scheduleTime(at: now - startTime)
        let due = Int64(schedule.position(at: time)) + 1 - shared.slots.next
        return max(1, (due + Int64(sessions.count) - 1) / Int64(sessions.count))
    }

    /// Closed loop: whatever the window has room for, within the plan's count.
    private mutating func renderWindowDriven(_ index: Int, _ wanted: Int64, now: Int64) -> Int64 {
        var count = wanted
        if let total = shared.plan.count, now >= measureTime {
            count = shared.slots.take(upTo: wanted, below: total).count
            if count == 0 {
                doneSending = true
                return 0
            }
        }
        for _ in 0..<count { append(index, intendedTime: -1) }
        return count
    }

    /// Open loop: the slots that are due.
    private mutating func renderScheduled(_ index: Int, _ wanted: Int64, now: Int64) -> Int64 {
        var rendered: Int64 = 0
        while rendered < wanted, let time = takeDueSlot(now: now) {
            append(index, intendedTime: time)
            block(intended: time).value.ledger.planned &+= 1
            rendered &+= 1
        }
        return rendered
    }

    /// How many slots are due, up to `limit`, or all of it in a closed loop; drops those too late.
    ///
    /// A ceiling's tickets are taken for these only: one that is taken and not used costs rate.
    private mutating func dueSlots(upTo limit: Int64, now: Int64) -> Int64 {
        guard shared.schedule != nil else { return limit }
        let end = shared.slotEnd
        var slot = shared.slots.next
        var due: Int64 = 0
        while due < limit && slot < end {
            guard let offset = clock?.intendedTime(of: slot) else { break }
            let time = startTime + offset
            if time > now {
                if due == 0 { wait(until: time) }
                break
            }
            if isTooLate(time, now) {
                miss(slot, time, now: now)
            } else {
                due += 1
            }
            slot += 1
        }
        if slot >= end && due == 0 { doneSending = true }
        return due
    }

    private func isTooLate(_ time: Int64, _ now: Int64) -> Bool {
        shared.plan.catchUp == .none && now - time > (shared.plan.lateness ?? 10_000_000)
    }

    private func miss(_ slot: Int64, _ time: Int64, now: Int64) {
        guard shared.slots.take(slot) else { return }
        let block = block(intended: time)
        block.value.ledger.planned &+= 1
        block.value.ledger.missed &+= 1
        if holds.parts(due: time, ready: now, sent: now).isMostlyPacer {
            block.value.missedByGenerator &+= 1
        }
    }

    /// Takes the next slot if its time has come; those that came too late are missed.
    private mutating func takeDueSlot(now: Int64) -> Int64? {
        guard let schedule = shared.schedule else { return nil }
        while true {
            let slot = shared.slots.next
            guard slot < shared.slotEnd else {
                doneSending = true
                return nil
            }
            guard let offset = clock?.intendedTime(of: slot) else { return nil }
            let time = startTime + offset
            guard time <= now else {
                wait(until: time)
                return nil
            }
            if isTooLate(time, now) {
                miss(slot, time, now: now)
                continue
            }
            if let pacer = shared.pacer {
                let again = pacer.take(now: now, tps: tps(of: schedule, at: offset))
                if again > 0 {
                    isHeldByCeiling = true
                    wait(until: again)
                    return nil
                }
            }
            if shared.slots.take(slot) { return time }
        }
    }

    /// The schedule's rate `offset` nanoseconds after slot 0, at its pace then.
    private func tps(of schedule: Schedule, at offset: Int64) -> Double {
        guard changesFollowed > 0 else { return schedule.tps(at: offset) }
        let steering = shared.steering
        return schedule.tps(at: steering.scheduleTime(at: offset)) * steering.factor(at: offset)
    }

    private mutating func wait(until time: Int64) {
        nextSend = min(nextSend, time)
    }

    /// Copies the template into session `index`'s output and opens its window slot.
    @inline(__always)
    private mutating func append(_ index: Int, intendedTime: Int64) {
        let sequence = sessions[index].window.open(intendedTime: intendedTime, in: windowSlots)
        let offset = sessions[index].outEnd
        let out = sessions[index].out
        let end = offset &+ templateLength
        // Where a batch begins at 0 like the last one, its messages still stand there.
        if end > sessions[index].rendered {
            out.copy(from: template, 0, count: templateLength, to: offset)
            if offset == sessions[index].rendered { sessions[index].rendered = end }
        }
        out.store32(sequence, at: offset &+ 12)
        sessions[index].outEnd = end
    }

    /// Stores the send time of session `index`'s batch, sampled just before its write.
    package mutating func stamp(_ index: Int, sendTime: Int64) {
        let session = sessions[index]
        let windowDriven = shared.schedule == nil
        // A closed loop's message is due when it goes; what was rendered in the warm-up stays there.
        let crossed = session.batchTime < measureTime && sendTime >= measureTime
        let due = crossed ? session.batchTime : sendTime
        var sequence = session.batchFirst
        while sequence != session.window.nextSequence {
            if let intended = session.window.stamp(
                sequence, sendTime: sendTime, due: due, in: windowSlots), !windowDriven
            {
                let block = block(intended: intended)
                recordLag(
                    intended: intended, ready: session.batchTime, sendTime: sendTime, in: block)
                block.value.ledger.submitted &+= 1
                block.value.ledger.attempts &+= 1
            }
            sequence = SequenceNumber.next(after: sequence)
        }
        if windowDriven {
            let block = block(intended: due)
            block.value.sendLag.record(sendTime &- due, count: session.batchCount)
            block.value.pacerLag.record(sendTime &- due, count: session.batchCount)
            block.value.unheldSends &+= session.batchCount
            block.value.ledger.planned &+= session.batchCount
            block.value.ledger.submitted &+= session.batchCount
            block.value.ledger.attempts &+= session.batchCount
        }
        inFlight &+= session.batchCount
    }

    /// Ends session `index`'s batch once its write has ended.
    package func commit(_ index: Int, before: Int64, after: Int64) {
        guard sessions[index].batchCount > 0 else { return }
        if !shared.ceilings.isEmpty {
            shared.ceilings.commit(
                sessions[index].tickets, session: sessions[index].number,
                count: sessions[index].batchCount, before: before, after: after)
        }
        sessions[index].batchCount = 0
    }
}
