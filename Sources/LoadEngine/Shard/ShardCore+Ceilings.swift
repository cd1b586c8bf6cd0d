// A batch under its ceilings: tickets before it is rendered, their times after its write, and what
// becomes of those whose messages the socket did not take. A message that is not wholly written has
// not arrived: its tickets go back, for others wait for them, and it needs new ones before its rest
// is written. Runs on: shard threads. Allocates: never.

import Platform
import SMPP

extension ShardCore {
    /// What TCP keeps back is looked at so often, nanoseconds.
    static let unsentCheck: Int64 = 50_000
    /// For so long the others wait for it.
    private static let unsentWait: Int64 = 100_000_000
    /// For so long it takes its part of what 10 ms and 100 ms may hold.
    private static let holdLimit: Int64 = 1_000_000_000

    /// Tickets for up to `wanted` messages of the batch, at least for its first ones.
    mutating func reserve(
        _ index: Int, _ wanted: Int64, now: Int64
    ) -> (tickets: CeilingTickets, count: Int64) {
        guard !shared.ceilings.isEmpty else { return (CeilingTickets(), wanted) }
        let number = sessions[index].number
        let weights = batch.weights(templates)
        let granted = shared.ceilings.reserve(wanted, weights, session: number, now: now)
        if granted.count < wanted { isHeldByCeiling = true }
        if granted.count == 0 {
            // Whoever is to finish first does not wake this shard.
            let permit = shared.ceilings.nextPermit(weights, session: number, now: now)
            wait(until: permit == .max ? now + Self.unsentCheck : permit)
        }
        return granted
    }

    /// Gives back the tickets of these messages of a batch.
    mutating func giveBack(_ index: Int, _ tickets: CeilingTickets, _ messages: Range<Int64>) {
        guard !messages.isEmpty, !shared.ceilings.isEmpty else { return }
        shared.ceilings.cancel(
            tickets, batch.weights(templates), session: sessions[index].number, messages)
    }

    /// Closed loop: draws the next messages, which are taken from the shard's own numbers.
    mutating func draw(_ count: Int64) {
        for place in 0..<count {
            let number = (drawn &+ place) &* Int64(shared.plan.shardCount) &+ shardNumber
            put(shared.mix.message(ofSlot: number, stage: -1), at: place)
        }
    }

    /// Open loop: notes which message `slot` carries, the slot whose time was asked for last.
    mutating func choose(_ place: Int64, _ slot: Int64) {
        guard let clock else { return }
        let number = clock.schedule.number(of: slot)
        put(shared.mix.message(ofSlot: number, stage: clock.stage), at: place)
    }

    mutating func put(_ message: Int, at place: Int64) {
        batch.put(message, segments: templates.segments(of: message), at: place)
    }

    /// How many bytes of session `index`'s output may be written at `now`.
    ///
    /// All of them, unless messages wait there whose tickets went back: then as far as new ones reach.
    package mutating func writable(_ index: Int, now: Int64) -> Int {
        let session = sessions[index]
        guard session.batchCount > session.ticketed, !shared.ceilings.isEmpty else {
            return session.outEnd - session.outStart
        }
        guard !session.keepsUnsent else {
            wait(until: now + Self.unsentCheck)
            return 0
        }
        weighHeld(index)
        let count = min(session.batchCount, Batch.limit)
        let (tickets, granted) = reserve(index, count, now: now)
        if granted < session.batchCount && shared.tls != nil {
            // What TLS has taken in goes with its next write, however little that is: all or nothing.
            giveBack(index, tickets, 0..<granted)
            wait(until: now + 1_000_000)
            return 0
        }
        sessions[index].tickets = tickets
        sessions[index].ticketed = granted
        if granted == session.batchCount { return session.outEnd - session.outStart }
        let end = offset(after: granted, of: session)
        return max(0, end - session.outStart)
    }

    /// Takes note that `count` bytes of session `index`'s output were written between `before` and
    /// `after`; unless `isSent`, TCP keeps some of them back.
    package mutating func wrote(
        _ index: Int, _ count: Int, before: Int64, after: Int64, isSent: Bool = true
    ) {
        let session = sessions[index]
        let end = session.outStart + count
        if session.batchCount > 0 {
            if shared.ceilings.isEmpty {
                sessions[index].batchCount = 0
            } else if end == session.outEnd {
                commit(index, session.ticketed, before: before, after: after, isSent: isSent)
            } else {
                commit(
                    index, wholeMessages(of: session, until: end), before: before, after: after,
                    isSent: isSent)
            }
        }
        sessions[index].wrote(count)
        giveBackOutput(index)
    }

    /// Ends session `index`'s batch: its connection is gone, at `now`.
    ///
    /// What had tickets counts as sent.
    package mutating func endBatch(_ index: Int, now: Int64) {
        if !shared.ceilings.isEmpty {
            commit(index, sessions[index].ticketed, before: now, after: now, isSent: true)
            finishUnsent(index, now: now)
        }
        sessions[index].batchCount = 0
        sessions[index].ticketed = 0
    }

    /// The first `count` messages of the batch are written; the tickets of the others go back.
    private mutating func commit(
        _ index: Int, _ count: Int64, before: Int64, after: Int64, isSent: Bool
    ) {
        let session = sessions[index]
        let number = session.number
        let weights = batch.weights(templates)
        if !isSent, count > 0 {
            sessions[index].unsent = shared.ceilings.unsent(
                session.tickets, weights, session: number, count: count, since: after)
            holdsBatch = true
        }
        shared.ceilings.commit(
            session.tickets, weights, session: number, count: count, before: before,
            after: isSent ? after : CeilingRing.unsent)
        shared.ceilings.cancel(
            session.tickets, weights, session: number, count..<session.ticketed)
        sessions[index].batchCount -= count
        sessions[index].ticketed = 0
        guard sessions[index].batchCount > 0 else { return }
        sessions[index].batchStart = offset(after: count, of: session)
        holdsBatch = true
    }

    /// Looks after what TCP kept back of session `index`: whether it `isSent` now.
    ///
    /// Others wait for its time, so after a tenth of a second it is held in reserve instead, and after
    /// a second no longer of the short windows.
    package mutating func settleUnsent(_ index: Int, isSent: Bool, now: Int64) {
        guard !isSent else {
            finishUnsent(index, now: now)
            wait(until: now)
            return
        }
        let session = sessions[index]
        let age = now - session.unsent.since
        if session.unsent.state == .written, age >= Self.unsentWait {
            shared.ceilings.hold(&sessions[index].unsent, session: session.number)
        } else if session.unsent.state == .held, age >= Self.holdLimit {
            shared.ceilings.easeHold(&sessions[index].unsent, session: session.number)
            noteUnsent()
        }
        holdsBatch = true
        wait(until: now + Self.unsentCheck)
    }

    private mutating func finishUnsent(_ index: Int, now: Int64) {
        guard !sessions[index].unsent.isEmpty else { return }
        shared.ceilings.finish(
            sessions[index].unsent, session: sessions[index].number, at: now)
        sessions[index].unsent = UnsentTickets()
    }

    @inline(never)
    private mutating func noteUnsent() {
        guard !hasNotedUnsent else { return }
        hasNotedUnsent = true
        shared.control.note(
            "TCP kept messages back for over a second, for the SMSC did not take them; with them more "
                + "may arrive in 10 ms or 100 ms than a ceiling's share, but not in a second")
    }

    /// How many messages of a session's batch end at or before `end`, of those with tickets.
    private func wholeMessages(of session: ShardSession, until end: Int) -> Int64 {
        var offset = session.batchStart
        var count: Int64 = 0
        while count < session.ticketed {
            offset += Int(session.out.load32(at: offset))
            if offset > end { break }
            count += 1
        }
        return count
    }

    /// Where the first `count` messages of a session's batch end in its output.
    private func offset(after count: Int64, of session: ShardSession) -> Int {
        var offset = session.batchStart
        for _ in 0..<count { offset += Int(session.out.load32(at: offset)) }
        return offset
    }

    /// Weighs the messages that session `index` holds, which was done for another batch meanwhile.
    private mutating func weighHeld(_ index: Int) {
        guard templates.evenSegments == 0 else { return }
        let session = sessions[index]
        var offset = session.batchStart
        for place in 0..<min(session.batchCount, Batch.limit) {
            let sequence = session.out.load32(at: offset + 12)
            let message = session.window.message(sequence, in: windowSlots)
            // One that has timed out has no slot any more: it counts as the longest.
            let segments = message.map { templates.segments(of: $0) } ?? templates.mostSegments
            batch.put(message ?? 0, segments: segments, at: place)
            offset += Int(session.out.load32(at: offset))
        }
    }
}
