// Sending again what was throttled or left in doubt, and the other ways to heed a throttling SMSC. A
// message stays one message: planned and submitted once, timed from when it was due, and counted where
// its last sending ended. Repeats go before new messages, through windows and ceilings.
// Runs on: shard threads. Allocates: never.

import Metrics
import Platform
import SMPP

extension ShardCore {
    /// Messages that wait to be sent again.
    package var waitingRepeats: Int64 { Int64(retries.count + resubmissions.count) }

    /// Does what the plan says about a throttled message; true if it will be sent again.
    mutating func heedThrottle(_ index: Int, _ slot: WindowSlot, now: Int64) -> Bool {
        switch shared.plan.onThrottle {
        case .count:
            return false
        case .pause(let time):
            sessions[index].pausedUntil = now + time
            return false
        case .slow:
            shared.slowDown?.throttled(at: now)
            return false
        case .retry(let delay):
            guard Int(slot.tries) < shared.plan.retryLimit, !givesUpRepeats else { return false }
            let isKept = retries.append(
                RepeatEntry(
                    intendedTime: slot.intendedTime, due: now + delay, message: slot.message,
                    tries: slot.tries + 1,
                    repetition: slot.repetition.intersection(.wasInDoubt).union(.retried)))
            if isKept { wait(until: now + delay) }
            return isKept
        }
    }

    /// Puts a message that lost its session aside to be sent again, if the plan says so.
    mutating func putAside(_ slot: WindowSlot) -> Bool {
        guard shared.plan.inDoubt == .resubmit, !isEnding, !givesUpRepeats else { return false }
        return resubmissions.append(
            RepeatEntry(
                intendedTime: slot.intendedTime, due: 0, message: slot.message, tries: slot.tries,
                repetition: [.resubmitted, .wasInDoubt]))
    }

    /// Renders what session `index` may send again at `now`; true if a batch waits for its write.
    mutating func renderRepeats(_ index: Int, now: Int64) -> Bool {
        let inDoubt = resubmissions.count > 0
        let queued = inDoubt ? resubmissions.count : retries.count
        let room = sessions[index].outputBytes / 2 - sessions[index].outEnd
        let wanted = min(
            min(Int64(sessions[index].window.room), Int64(room / templates.longest)),
            min(Int64(queued), Batch.limit))
        var due: Int64 = 0
        while due < wanted {
            let entry = (inDoubt ? resubmissions : retries).entry(Int(due))
            guard entry.due <= now else {
                if due == 0 { wait(until: entry.due) }
                break
            }
            if templates.count > 1 { put(Int(entry.message), at: due) }
            due += 1
        }
        if due == 0 { return false }
        let (tickets, granted) = reserve(index, due, now: now)
        if granted == 0 { return false }
        begin(index, tickets, granted, now: now)
        sessions[index].batchRepeats = true
        for _ in 0..<granted {
            let entry = inDoubt ? resubmissions.removeFirst() : retries.removeFirst()
            let offset = sessions[index].outEnd
            append(index, Int(entry.message), intendedTime: entry.intendedTime)
            sessions[index].window.mark(
                sessions[index].out.load32(at: offset &+ 12), entry, in: windowSlots)
        }
        if waitingRepeats > 0 { wait(until: now) }
        return true
    }

    /// Stores the send time of session `index`'s batch of repeats.
    mutating func stampRepeats(_ index: Int, sendTime: Int64) {
        let session = sessions[index]
        var sequence = session.batchFirst
        while sequence != session.window.nextSequence {
            if let slot = session.window.stampRepeat(
                sequence, sendTime: sendTime, in: windowSlots)
            {
                let block = block(intended: slot.intendedTime)
                block.value.ledger.attempts &+= 1
                if slot.repetition.contains(.resubmitted) {
                    block.value.ledger.resubmitted &+= 1
                } else {
                    block.value.ledger.retried &+= 1
                }
            }
            sequence = SequenceNumber.next(after: sequence)
        }
        inFlight &+= session.batchCount
    }

    /// Sends nothing again from here on: what waits is counted for what it was.
    package mutating func giveUpRepeats() {
        givesUpRepeats = true
        while retries.count > 0 {
            block(intended: retries.removeFirst().intendedTime).value.ledger.throttled &+= 1
        }
        while resubmissions.count > 0 {
            block(intended: resubmissions.removeFirst().intendedTime).value.ledger.inDoubt &+= 1
        }
    }

    /// How many of `count` messages go at the pace that a throttling SMSC has left.
    mutating func slowed(_ count: Int64, now: Int64) -> Int64 {
        guard let slowDown = shared.slowDown else { return count }
        let share = slowDown.share(at: now)
        if share >= 1 { return count }
        let full =
            if let schedule = shared.schedule {
                tps(of: schedule, at: now - startTime)
            } else {
                shared.plan.lowestCeiling ?? 0
            }
        for place in 0..<count {
            let again = slowDown.take(now: now, tps: full * share)
            if again > 0 {
                isHeldByCeiling = true
                wait(until: again)
                return place
            }
        }
        return count
    }

    /// Whether session `index` holds still because the SMSC throttled it.
    mutating func isPausedByThrottle(_ index: Int, now: Int64) -> Bool {
        let until = sessions[index].pausedUntil
        guard until > now else { return false }
        isHeldByCeiling = true
        wait(until: until)
        return true
    }
}
