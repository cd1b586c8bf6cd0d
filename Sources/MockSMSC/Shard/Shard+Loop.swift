// The shard's turns: wait, serve what is ready, send the receipts that are due, write, look at the
// timers. Runs on: its shard thread. Allocates: never by itself.

import Platform

extension Shard {
    static var wakeUpToken: UInt64 { .max }
    static var listenerToken: UInt64 { .max - 1 }
    static var tlsListenerToken: UInt64 { .max - 2 }

    /// Receipts and responses sent in one turn at most, so that a flood of due ones does not starve the readers.
    private static var duePerTurn: Int { 8192 }
    /// How long receipts wait for room in another shard's queue before the next attempt.
    private static var retryInterval: Int64 { 500_000 }

    /// Serves until the server stops.
    mutating func run() {
        if let first = server.configuration.firstCPU {
            _ = ShardThread.pin(toAllowedProcessor: first + index)
        }
        let allocations = MemoryUse.threadAllocations() ?? 0
        var now = Clock.monotonic()
        while true {
            let count = sleep(now)
            now = Clock.monotonic()
            writer.advance(to: now)
            faults.now = now
            if now >= faults.nextChange { changeFaults(now) }
            for event in 0..<count {
                handle(epoll.token(event), epoll.happened(event), now)
            }
            takeArrivals(now)
            sendWhatIsDue(now)
            sendMobile(now)
            flushDirty(now)
            wakePeers()
            if now >= nextDeadline { runTimers(now) }
            if server.signals.isStopping, !stopProceeds(now) { break }
        }
        closeEverything()
        tally.add(.allocations, (MemoryUse.threadAllocations() ?? 0) &- allocations)
    }

    /// Waits for events, but not beyond the next thing to do; returns how many there are.
    private mutating func sleep(_ now: Int64) -> Int {
        let timeout = timeToNextTask(now)
        guard timeout != 0 else { return epoll.wait(0) }
        server.signals.announceSleep(of: index)
        let mustStop = server.signals.isStopping && stopDeadline == .max
        // With a full pool nothing can be taken from the queues.
        let mustTake = queues.hasReceipts(to: index) && !receipts.isFull
        let mayWait = !mustTake && !mustStop
        let count = epoll.wait(mayWait ? timeout : 0)
        server.signals.takeSleep(of: index)
        return count
    }

    /// Nanoseconds until something is to be done without an event; -1 for never.
    private mutating func timeToNextTask(_ now: Int64) -> Int64 {
        if dirtyCount > 0 { return 0 }
        var next = min(nextDeadline, stopDeadline, faults.nextChange)
        if let due = mobile?.nextDue { next = min(next, due) }
        next = min(next, timetable.nextDue(in: receipts))
        if outgoingCount > 0 || receipts.isFull { next = min(next, now &+ Self.retryInterval) }
        return next == .max ? -1 : max(next &- now, 0)
    }

    private mutating func handle(_ token: UInt64, _ what: Epoll.Interest, _ now: Int64) {
        if token == Self.wakeUpToken {
            server.wakeUps[index].clear()
            adoptArrivals(now)
            return
        }
        if token == Self.listenerToken || token == Self.tlsListenerToken {
            acceptConnections(wantsTLS: token == Self.tlsListenerToken, now)
            return
        }
        let session = Int(token & 0xFFFF_FFFF)
        let generation = UInt32(truncatingIfNeeded: token &>> 32)
        guard sessions[session].generation == generation, sessions[session].phase != .free else {
            return
        }
        if !what.isDisjoint(with: [.failure, .end]) {
            if sessions[session].phase == .serving { tally.add(.closedByPeer) }
            return close(session, now)
        }
        if what.contains(.write) { flush(session, now) }
        if what.contains(.read) || sessions[session].socket.hasInput { serve(session, now) }
    }

    private mutating func sendWhatIsDue(_ now: Int64) {
        if server.accounts.routeChanges.load(0) != seenRouteChanges { unpark(now) }
        retryOutgoing()
        var budget = Self.duePerTurn
        while budget > 0 {
            let slot = timetable.takeDue(now, in: receipts)
            guard slot >= 0 else { break }
            if receipts.isResponse(slot) {
                answer(slot, now)
            } else if settle(slot, now) {
                dispatch(slot, now)
            }
            budget &-= 1
        }
    }

    private mutating func flushDirty(_ now: Int64) {
        var position = 0
        let count = dirtyCount
        while position < count {
            let session = Int(dirty[position])
            sessions[session].isDirty = false
            if sessions[session].phase != .free { flush(session, now) }
            if sessions[session].socket.hasInput { serve(session, now) }
            position &+= 1
        }
        // What became dirty meanwhile gets its turn next.
        for late in count..<dirtyCount { dirty[late &- count] = dirty[late] }
        dirtyCount &-= count
    }

    /// Has the session written at the end of the turn.
    @inline(__always)
    mutating func markDirty(_ session: Int) {
        guard !sessions[session].isDirty else { return }
        sessions[session].isDirty = true
        dirty[dirtyCount] = Int32(truncatingIfNeeded: session)
        dirtyCount &+= 1
    }
}
