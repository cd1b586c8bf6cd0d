// The send half of a shard: which messages are due, on which session, rendered into its output.
// Runs on: shard threads. Allocates: never.

import Metrics
import Platform
import SMPP

extension ShardCore {
    /// A closed loop that pauses looks so often whether it may go on, nanoseconds.
    private static let pauseCheck: Int64 = 5_000_000

    /// Renders what session `index` may send at `now`; true if a batch waits for its write.
    ///
    /// The caller samples the clock, calls `stamp` with it, writes what `writable` says, and calls
    /// `wrote`.
    package mutating func render(_ index: Int, now: Int64) -> Bool {
        let changes = shared.steering.count
        if changes != changesFollowed { followSteering(changes) }
        let session = sessions[index]
        guard session.stage == .bound, session.maySubmit, !session.waitsForWrite,
            session.batchCount == 0, !(doneSending && waitingRepeats == 0),
            !isPausedByThrottle(index, now: now)
        else { return false }
        guard !session.keepsUnsent else {
            isHeldByCeiling = true
            wait(until: now + Self.unsentCheck)
            return false
        }
        sessions[index].compactOutput()
        if waitingRepeats > 0 && renderRepeats(index, now: now) { return true }
        if isDraining || doneSending { return false }
        let room = session.outputBytes / 2 - sessions[index].outEnd
        var wanted = min(
            Int64(session.window.room), Int64(room / templates.longest), Batch.limit)
        if wanted <= 0 { return false }
        if shared.schedule == nil {
            if now >= endTime { doneSending = true }
            if doneSending { return false }
            if isPaused(now: now) {
                // No answer will say that the pause is over.
                wait(until: now + Self.pauseCheck)
                return false
            }
        }
        wanted = min(wanted, share(now: now))
        let rendered =
            shared.schedule == nil
            ? renderWindowDriven(index, wanted, now: now)
            : renderScheduled(index, wanted, now: now)
        return rendered > 0
    }

    /// Whether a closed loop holds still; a schedule's slots do not come while it does.
    private func isPaused(now: Int64) -> Bool {
        changesFollowed > 0 && shared.steering.factor(at: now - startTime) == 0
    }

    /// How many messages one session should take now, so that those due spread over all.
    private mutating func share(now: Int64) -> Int64 {
        guard let schedule = shared.schedule else { return Batch.limit }
        let time = shared.steering.scheduleTime(at: now - startTime)
        let due = Int64(schedule.position(at: time)) + 1 - shared.slots.next
        return max(1, (due + Int64(sessions.count) - 1) / Int64(sessions.count))
    }

    /// Closed loop: whatever the window has room for, within the plan's count.
    private mutating func renderWindowDriven(_ index: Int, _ wanted: Int64, now: Int64) -> Int64 {
        if templates.count > 1 { draw(wanted) }
        let (tickets, reserved) = reserve(index, wanted, now: now)
        let granted = slowed(reserved, now: now)
        giveBack(index, tickets, granted..<reserved)
        if granted == 0 { return 0 }
        var count = granted
        if let total = shared.plan.count, now >= measureTime {
            count = shared.slots.take(upTo: granted, below: total).count
            giveBack(index, tickets, count..<granted)
            if count == 0 {
                doneSending = true
                return 0
            }
        }
        begin(index, tickets, count, now: now)
        if templates.count == 1 {
            appendAlike(index, count)
        } else {
            for place in 0..<count { append(index, batch.message(place), intendedTime: -1) }
            drawn &+= count
        }
        // More may go than one batch takes: come again before sleeping.
        if sessions[index].window.room > 0 { wait(until: now) }
        return count
    }

    /// Open loop: the slots that are due.
    ///
    /// Tickets are taken for the slots seen, then the slots, all at once: if another shard has taken
    /// some meanwhile, both are looked for again.
    private mutating func renderScheduled(_ index: Int, _ wanted: Int64, now: Int64) -> Int64 {
        for _ in 0..<8 {
            let (first, due) = dueSlots(upTo: wanted, now: now)
            if due == 0 { return 0 }
            let (tickets, granted) = reserve(index, due, now: now)
            let count = slowed(pace(granted, now: now), now: now)
            giveBack(index, tickets, count..<granted)
            if count == 0 { return 0 }
            guard shared.slots.take(first, count) else {
                giveBack(index, tickets, 0..<count)
                continue
            }
            begin(index, tickets, count, now: now)
            for place in 0..<count {
                let time = batch.times[Int(place)]
                append(index, batch.message(place), intendedTime: time)
                block(intended: time).value.ledger.planned &+= 1
            }
            if first + count >= shared.slotEnd { doneSending = true }
            // So may more be due, or go as soon as a ceiling lets it.
            let isAll = count == due && due < wanted
            if !isAll && sessions[index].window.room > 0 && !doneSending { wait(until: now) }
            return count
        }
        wait(until: now)
        return 0
    }

    /// Looks at the slots that are due, up to `limit`: which is the first, how many there are.
    ///
    /// Their times and messages are then in `batch`; those too late are missed on the way.
    private mutating func dueSlots(upTo limit: Int64, now: Int64) -> (first: Int64, count: Int64) {
        let end = shared.slotEnd
        var slot = shared.slots.next
        var first = slot
        var due: Int64 = 0
        while due < limit && slot < end {
            guard let offset = clock?.intendedTime(of: slot) else { break }
            let time = startTime + offset
            if time > now {
                wait(until: time)
                break
            }
            if now - time > shared.lateness.least && isTooLate(offset, now - time) {
                if due > 0 { break }
                miss(slot, time, now: now)
                slot += 1
                first = slot
                continue
            }
            batch.times[Int(due)] = time
            if templates.count > 1 { choose(due, slot) }
            due += 1
            slot += 1
        }
        if slot >= end && due == 0 { doneSending = true }
        return (first, due)
    }

    /// Whether a slot due at `offset` after the start is missed once it is `late`.
    private mutating func isTooLate(_ offset: Int64, _ late: Int64) -> Bool {
        guard shared.plan.catchUp == .none, let schedule = shared.schedule else { return false }
        let tps = tps(of: schedule, at: offset)
        return late > shared.lateness.limit(tps: tps)
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

    /// How many of the first `count` slots of the batch the catch-up law lets go at `now`.
    private mutating func pace(_ count: Int64, now: Int64) -> Int64 {
        guard let pacer = shared.pacer, let schedule = shared.schedule else { return count }
        for place in 0..<count {
            let tps = tps(of: schedule, at: batch.times[Int(place)] - startTime)
            let again = pacer.take(now: now, tps: tps)
            if again > 0 {
                isHeldByCeiling = true
                wait(until: again)
                return place
            }
        }
        return count
    }

    /// The schedule's rate `offset` nanoseconds after slot 0, at its pace then.
    ///
    /// Mutating, though it changes nothing: else it is given a copy of the shard for each message.
    mutating func tps(of schedule: Schedule, at offset: Int64) -> Double {
        guard changesFollowed > 0 else { return schedule.tps(at: offset) }
        let steering = shared.steering
        return schedule.tps(at: steering.scheduleTime(at: offset)) * steering.factor(at: offset)
    }

    mutating func wait(until time: Int64) {
        nextSend = min(nextSend, time)
    }

    /// Whether no message of the schedule is due yet: then no session need be asked.
    package mutating func waitsForNextSlot(now: Int64) -> Bool {
        guard waitingRepeats == 0, shared.schedule != nil, let due = nextDueTime, due > now
        else { return false }
        wait(until: due)
        return true
    }

    /// Whether only an answer, a drained socket or a timer makes room for the next message.
    package var isDrivenByAnswers: Bool { shared.schedule == nil && shared.ceilings.isEmpty }

    /// Notes what session `index` is about to have rendered.
    mutating func begin(
        _ index: Int, _ tickets: CeilingTickets, _ count: Int64, now: Int64
    ) {
        takeOutput(index)
        sessions[index].batchFirst = sessions[index].window.nextSequence
        sessions[index].batchStart = sessions[index].outEnd
        sessions[index].batchCount = count
        sessions[index].batchTime = now
        sessions[index].batchRepeats = false
        sessions[index].isStamped = false
        sessions[index].tickets = tickets
        sessions[index].ticketed = count
    }

    /// Copies a template into session `index`'s output and opens its window slot.
    @inline(__always)
    mutating func append(_ index: Int, _ message: Int = 0, intendedTime: Int64) {
        let sequence = sessions[index].window.open(
            intendedTime: intendedTime, message: message, in: windowSlots)
        let offset = sessions[index].outEnd
        let out = sessions[index].out
        let length = templates.length(message)
        let end = offset &+ length
        // Where a batch begins at 0 like the last one, its messages still stand there, if all are alike.
        if end > sessions[index].rendered {
            templates.copy(message, to: out, at: offset)
            if offset == sessions[index].rendered && templates.count == 1 {
                sessions[index].rendered = end
            }
        }
        out.store32(sequence, at: offset &+ 12)
        sessions[index].outEnd = end
    }

    /// Appends `count` copies of a closed loop's only message.
    ///
    /// What `append` does, with the session's state at hand instead of in its cell.
    private mutating func appendAlike(_ index: Int, _ count: Int64) {
        let slots = windowSlots
        let out = sessions[index].out
        let length = templates.longest
        var window = sessions[index].window
        var rendered = sessions[index].rendered
        var offset = sessions[index].outEnd
        for _ in 0..<count {
            let sequence = window.open(intendedTime: -1, in: slots)
            let end = offset &+ length
            if end > rendered {
                templates.copy(0, to: out, at: offset)
                if offset == rendered { rendered = end }
            }
            out.store32(sequence, at: offset &+ 12)
            offset = end
        }
        sessions[index].window = window
        sessions[index].rendered = rendered
        sessions[index].outEnd = offset
    }

    /// Stores the send time of session `index`'s batch, sampled just before its first write.
    package mutating func stamp(_ index: Int, sendTime: Int64) {
        let session = sessions[index]
        guard session.batchCount > 0, !session.isStamped else { return }
        sessions[index].isStamped = true
        if session.batchRepeats {
            stampRepeats(index, sendTime: sendTime)
            return
        }
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
}
