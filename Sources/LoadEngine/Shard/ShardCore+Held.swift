// What keeps a shard from sending: the time in which a message was due and a window, a socket or a
// ceiling held it, how that divides a message's lag, and the end of sending when nobody is left.
// Runs on: shard threads. Allocates: never.

import Metrics
import Platform

extension ShardCore {
    /// Forgets when to come again: every session is now offered what is due.
    package mutating func beginSending() {
        nextSend = .max
        isHeldByCeiling = false
    }

    /// Notes what holds the next message, if anything does, and adds up how long something did.
    ///
    /// Called after every session was offered what is due at `now`. The times are those of the
    /// measured phase. A closed loop always has a message due, and its windows are meant to be full.
    package mutating func noteHold(now: Int64) {
        if holds.since > 0 {
            let time = max(0, min(now, endTime) - max(holds.since, measureTime))
            heldTime.add(time, holds.cause)
            holds.end(at: now)
        }
        guard !doneSending, let cause = holdCause, let due = nextDueTime else { return }
        holds.begin(cause, at: max(now, due))
    }

    /// Tells the coordinator how long the shard was held in the measured phase, and by what.
    package func publishHeldTime(to report: RunControl.ShardReport) {
        report.publish(heldTime)
    }

    /// What holds a message that is due, or would be.
    private var holdCause: HoldCause? {
        mutating get {
            if nextSend == .max && (isASocketFull || !hasBoundSender) { return .socket }
            if isHeldByCeiling { return .ceiling }
            // An instant to come again at means that a session could send, but nothing was due.
            return nextSend == .max && shared.schedule != nil ? .window : nil
        }
    }

    /// When the next message is due, which in a closed loop is always; nil if there is none.
    var nextDueTime: Int64? {
        mutating get {
            guard shared.schedule != nil else { return startTime }
            let slot = shared.slots.next
            guard slot < shared.slotEnd, let offset = clock?.intendedTime(of: slot)
            else { return nil }
            return startTime + offset
        }
    }

    /// Whether a session is bound that may send; without one it is as if every socket were full.
    private var hasBoundSender: Bool {
        lostSenders == 0
            || (0..<sessions.count).contains {
                sessions[$0].stage == .bound && sessions[$0].maySubmit
            }
    }

    /// Whether a session has room in its window and none in its socket.
    private var isASocketFull: Bool {
        guard fullSockets > 0 else { return false }
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

    /// Records the lag of a message that was due at `intended`, rendered at `ready` and sent at
    /// `sendTime`, whole and in its parts.
    @inline(__always)
    func recordLag(
        intended: Int64, ready: Int64, sendTime: Int64, in block: Place<PhaseBlock>
    ) {
        let lag = sendTime &- intended
        block.value.sendLag.record(lag)
        if holds.since == 0 && intended >= holds.lastEnd {
            block.value.pacerLag.record(lag)
            block.value.unheldSends &+= 1
        } else {
            block.value.record(holds.parts(due: intended, ready: ready, sent: sendTime))
        }
    }

    /// Ends sending if no session is left that may send.
    mutating func stopSendingIfNobodyMay() {
        if !hasSender { doneSending = true }
    }

    /// Whether a session that may send is there or comes back.
    var hasSender: Bool {
        (0..<sessions.count).contains {
            sessions[$0].maySubmit && sessions[$0].stage != .closed
        }
    }
}
