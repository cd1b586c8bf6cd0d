// Reading and writing a session's socket: one read, one walk, one write, and again while data keeps
// coming. Runs on: shard threads. Allocates: never. Throws: never.

import Platform

/// What became of a write.
enum WriteEnd {
    /// Everything is with the kernel.
    case drained
    /// The peer is slow; the rest is at the start of the output.
    case blocked
    /// The connection is lost.
    case failed
}

extension Shard {
    /// Writes of one session in a turn, each of half its output.
    private static var writeLimit: Int { 16 }
    /// The wall clock may be set while the server runs: its distance is measured so often.
    private static var kernelClockInterval: Int64 { 50_000_000 }

    /// Serves a readable session.
    mutating func serve(_ session: Int, _ turn: Int64) {
        if sessions[session].phase == .lingering { return drain(session, turn) }
        var now = turn
        for round in 0..<ShardSettings.readLimit {
            guard sessions[session].phase == .serving else { return }
            let carried = Int(sessions[session].carryCount)
            let limit = readable(session)
            guard limit > 0 else { break }
            let result =
                arrivals == nil
                ? sessions[session].socket.read(into: input, at: carried, count: limit)
                : readWatched(session, at: carried, limit)
            if !sessions[session].isSecured { noteHandshake(session) }
            guard result.count > 0 else {
                if !result.wouldBlock { lost(session, result, now) }
                return
            }
            if round > 0 { now = Clock.monotonic() }
            if carried > 0 {
                input.copy(from: carries[session], 0, count: carried, to: 0)
            }
            let total = carried + result.count
            tap?.received(session, input, carried: carried, total: total)
            guard case .consumed(let done) = walk(session, count: total, now) else { break }
            keepRest(session, from: done, to: total)
            flush(session, now)
        }
        guard sessions[session].phase == .serving else { return }
        updateWatch(session)
        // No event tells of what TLS holds.
        if sessions[session].socket.hasInput, readable(session) > 0 { markDirty(session) }
    }

    /// Reads and notes when that came: by the kernel's time of its last segment, or where it has none,
    /// as over TLS, by that of the read.
    @inline(never)
    private mutating func readWatched(_ session: Int, at carried: Int, _ limit: Int) -> IOResult {
        var stamp: Int64 = 0
        let result = sessions[session].socket.read(
            into: input, at: carried, count: limit, stamp: &stamp)
        let now = Clock.monotonic()
        if now >= kernelClockIsDue {
            kernelClock.set()
            kernelClockIsDue = now &+ Self.kernelClockInterval
        }
        arrived = kernelClock.time(of: stamp, notBefore: 0, now: now) ?? now
        return result
    }

    /// Looks whether the TLS handshake is complete.
    private mutating func noteHandshake(_ session: Int) {
        let tls = sessions[session].tls
        guard tls.isEstablished else { return updateWatch(session) }
        sessions[session].isSecured = true
        tally.add(.tlsHandshakes)
        if tls.isResumed { tally.add(.tlsResumed) }
    }

    /// Octets that may be read: no more than the output has room for in responses, none of which
    /// is longer than its request; 0 if that is too little to be worth it.
    mutating func readable(_ session: Int) -> Int {
        let slot = sessions[session]
        if slot.isPaused || slot.trouble.contains(.deaf) { return 0 }
        let room =
            ShardSettings.outputLength - ShardSettings.outputReserve - Int(slot.outCount)
        let limit = min(ShardSettings.inputLength, room) - Int(slot.carryCount)
        return limit >= ShardSettings.readingRoom ? limit : 0
    }

    /// Keeps the start of an unfinished PDU until more of it comes.
    private mutating func keepRest(_ session: Int, from done: Int, to total: Int) {
        let rest = total &- done
        sessions[session].carryCount = Int32(truncatingIfNeeded: rest)
        if rest > 0 {
            carries[session].copy(from: input, done, count: rest, to: 0)
        }
    }

    /// The peer has closed its side, or the connection is broken.
    private mutating func lost(_ session: Int, _ result: IOResult, _ now: Int64) {
        let isTLS = sessions[session].tls.failure != nil
        tally.add(isTLS ? .closedForTLS : .closedByPeer)
        // The peer of a failed handshake is to read why.
        if result.isEnd && sessions[session].outCount > 0 || isTLS {
            finish(session, now)
        } else {
            close(session, now)
        }
    }

    /// Reads and forgets what a finished peer still sends, until it closes.
    private mutating func drain(_ session: Int, _ now: Int64) {
        for _ in 0..<ShardSettings.readLimit {
            let result = sessions[session].socket.skim(into: input)
            if result.count == 0 {
                if !result.wouldBlock { close(session, now) }
                return
            }
        }
    }

    /// Writes the session's output and the receipts that wait for room in it.
    mutating func flush(_ session: Int, _ now: Int64) {
        if !sessions[session].trouble.isEmpty, holds(session, now) { return updateWatch(session) }
        if sessions[session].socket.hasOutput { sessions[session].socket.flush() }
        for _ in 0..<Self.writeLimit {
            if sessions[session].phase == .serving { fillOutput(session, now) }
            guard sessions[session].outCount > 0 else { break }
            let waiting = sessions[session].outCount
            let end = write(session)
            if case .failed = end {
                if sessions[session].phase == .serving { tally.add(.closedByPeer) }
                return close(session, now)
            }
            if case .blocked = end {
                noteStall(session, hasRead: sessions[session].outCount < waiting, now)
                break
            }
        }
        if sessions[session].outCount == 0 { giveBackMemory(session) }
        if sessions[session].phase == .finishing, sessions[session].outCount == 0 {
            return linger(session)
        }
        if sessions[session].blocked.count > 0, sessions[session].outCount == 0 {
            markDirty(session)
        }
        updateWatch(session)
    }

    /// One write of all there is.
    mutating func write(_ session: Int) -> WriteEnd {
        let trouble = sessions[session].trouble
        if trouble.contains(.spoils) { spoil(session) }
        let count = Int(sessions[session].outCount)
        let out = memory[session]
        let portion = trouble.contains(.dribbles) ? min(count, 1) : count
        let result = sessions[session].socket.write(from: out, at: 0, count: portion)
        tap?.sent(session, out, written: result.count, of: count)
        let rest = count &- result.count
        if result.count > 0, rest > 0 { out.copy(from: out, result.count, count: rest, to: 0) }
        sessions[session].outCount = Int32(truncatingIfNeeded: rest)
        if trouble.contains(.spoils) { faults.sessions[session].cleared = Int32(rest) }
        if rest == 0 { return .drained }
        return result.error == 0 ? .blocked : .failed
    }
}
