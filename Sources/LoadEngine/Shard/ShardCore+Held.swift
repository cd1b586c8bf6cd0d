// What keeps a shard from sending: the time in which a message was due and every window was full, or
// a socket, and the end of sending when nobody is left to send.
// Runs on: shard threads. Allocates: never.

import Platform

extension ShardCore {
    /// Adds up the time in which a message was due and no session could take it; measured phase only.
    ///
    /// Called after every session was offered what is due at `now`. A closed loop always has a
    /// message due, and its windows are meant to be full.
    package mutating func noteFullWindow(now: Int64) {
        if heldSince > 0 {
            let time = max(0, min(now, endTime) - max(heldSince, measureTime))
            if isHeldBySocket { socketFullTime += time } else { windowFullTime += time }
        }
        heldSince = 0
        // An instant to come again at means that a session could send, but nothing was due.
        guard nextSend == .max, !doneSending else { return }
        isHeldBySocket = isASocketFull
        guard shared.schedule != nil || isHeldBySocket, let due = nextDueTime else { return }
        heldSince = max(now, due)
    }

    /// When the next message is due, which in a closed loop is always; nil if there is none.
    private var nextDueTime: Int64? {
        mutating get {
            guard shared.schedule != nil else { return startTime }
            let slot = shared.slots.next
            guard slot < shared.slotEnd, let offset = clock?.intendedTime(of: slot)
            else { return nil }
            return startTime + offset
        }
    }

    /// Whether a session has room in its window and none in its socket.
    private var isASocketFull: Bool {
        for index in 0..<sessions.count {
            let session = sessions[index]
            if session.waitsForWrite, session.stage == .bound, session.maySubmit,
                session.window.room > 0
            {
                return true
            }
        }
        return false
    }

    /// Ends sending if no session is left that may send.
    mutating func stopSendingIfNobodyMay() {
        for index in 0..<sessions.count
        where sessions[index].maySubmit && sessions[index].stage != .closed {
            return
        }
        doneSending = true
    }
}
