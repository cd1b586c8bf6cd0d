// What becomes of a session whose connection is gone: its messages are in doubt, and it comes back
// after a backoff. Decides and counts only; SenderShard and the simulation hold the sockets.
// Runs on: shard threads. Allocates: never.

import Platform
import SMPP

/// The seldom used part of a session's state: how often it was lost, and when it comes back.
package struct SessionHistory: BitwiseCopyable {
    /// Times it was bound, and times it was lost when it was.
    package var binds: Int64
    package var losses: Int64
    /// Attempts in a row that led to no bind, or to one that did not hold.
    package var failures: Int64
    /// Attempts to come back, ever: each draws a delay of its own.
    var attempts: Int64
    /// When it was bound last.
    var boundAt: Int64
    /// Since when it has been lost; 0 while it is not.
    var lostSince: Int64
    /// When to connect again, and when that is given up; 0 for never.
    package var connectTime: Int64
    var connectDeadline: Int64
}

extension ShardCore {
    /// The connection of session `index` is gone; true if the session will come back.
    package mutating func lose(_ index: Int, _ end: SessionEnd, now: Int64) -> Bool {
        let stage = sessions[index].stage
        let comesBack = willComeBack(index, end)
        // Others wait for its tickets.
        endBatch(index, now: now)
        sessions[index].stage = comesBack ? .lost : .closed
        machines[index].closed()
        abandonRequests(index)
        sessions[index].carryCount = 0
        if stage == .bound && end != .unbound && !isEnding {
            history[index].losses += 1
            statistics.faults.counts.losses += 1
        }
        if comesBack {
            scheduleReconnect(index, wasBound: stage == .bound, now: now)
        } else {
            endLoss(index, now: now)
            stopSendingIfNobodyMay()
            if doneSending && !hasSender { giveUpRepeats() }
        }
        return comesBack
    }

    private func willComeBack(_ index: Int, _ end: SessionEnd) -> Bool {
        shared.plan.reconnect != nil && history[index].binds > 0 && !isEnding && end != .unbound
            && sessions[index].stage != .unbinding
    }

    private mutating func scheduleReconnect(_ index: Int, wasBound: Bool, now: Int64) {
        guard let reconnect = shared.plan.reconnect else { return }
        let held = wasBound && now - history[index].boundAt >= reconnect.firstDelay
        if held || (wasBound && history[index].losses == 1) {
            history[index].failures = 0
        } else {
            history[index].failures += 1
        }
        if history[index].lostSince == 0 {
            history[index].lostSince = now
            lostSessions += 1
            if sessions[index].maySubmit { lostSenders += 1 }
        }
        history[index].connectTime =
            now
            + reconnect.delay(
                failures: history[index].failures, session: sessions[index].number,
                attempt: history[index].attempts, seed: shared.plan.seed)
    }

    /// Whether lost session `index` is to connect now; if so, that has begun.
    package mutating func beginReconnect(_ index: Int, now: Int64) -> Bool {
        guard sessions[index].stage == .lost, now >= history[index].connectTime, !isEnding
        else { return false }
        sessions[index].stage = .connecting
        history[index].attempts += 1
        history[index].connectDeadline = now + shared.plan.connectTimeout
        statistics.faults.counts.attempts += 1
        return true
    }

    /// Whether session `index` has tried to connect again for too long.
    func reconnectHasExpired(_ index: Int, now: Int64) -> Bool {
        (sessions[index].stage == .connecting || sessions[index].stage == .securing)
            && history[index].connectDeadline > 0
            && now >= history[index].connectDeadline
    }

    /// Session `index` is bound, for the first time or again.
    mutating func noteBound(_ index: Int, now: Int64) {
        sessions[index].stage = .bound
        history[index].binds += 1
        history[index].boundAt = now
        if history[index].lostSince > 0 { statistics.faults.counts.binds += 1 }
        endLoss(index, now: now)
    }

    private mutating func endLoss(_ index: Int, now: Int64) {
        guard history[index].lostSince > 0 else { return }
        let time = min(now, endTime) - max(history[index].lostSince, measureTime)
        statistics.faults.counts.lostTime += max(0, time)
        history[index].lostSince = 0
        lostSessions -= 1
        if sessions[index].maySubmit { lostSenders -= 1 }
    }

    /// Gives up everything session `index` still waits for: its connection is gone.
    package mutating func abandonRequests(_ index: Int) {
        while let slot = sessions[index].window.expireOldest(sentBy: .max, in: windowSlots) {
            inFlight -= 1
            let isKept = putAside(slot)
            if !isKept { block(intended: slot.intendedTime).value.ledger.inDoubt += 1 }
            statistics.faults.add(
                InDoubtEntry(
                    intendedTime: slot.intendedTime, sendTime: slot.sendTime,
                    sequenceNumber: slot.sequenceNumber, session: Int32(sessions[index].number),
                    isResubmitted: isKept))
        }
        dropOutput(index)
    }
}
