// The timers of a shard's sessions, and the end of all of them. A session's next due time is kept
// with it; the shard looks through its sessions when the earliest of them has come.
// Runs on: shard threads. Allocates: never.

import Platform
import SMPP

extension Shard {
    /// The least time between two looks through the sessions.
    private static var timerInterval: Int64 { 10_000_000 }

    /// Has the session looked at no later than `time`.
    mutating func setDeadline(_ session: Int, _ time: Int64) {
        guard time < sessions[session].deadline else { return }
        sessions[session].deadline = time
        nextDeadline = min(nextDeadline, time)
    }

    /// Looks at every session whose timer may be due.
    mutating func runTimers(_ now: Int64) {
        if now >= acceptingResumes { resumeAccepting() }
        var next = acceptingResumes
        for session in 0..<memory.count where sessions[session].phase != .free {
            if sessions[session].deadline <= now { runTimer(session, now) }
            if sessions[session].phase != .free { next = min(next, sessions[session].deadline) }
        }
        nextDeadline = next == .max ? .max : max(next, now &+ Self.timerInterval)
    }

    private mutating func runTimer(_ session: Int, _ now: Int64) {
        sessions[session].deadline = .max
        guard sessions[session].phase == .serving else { return close(session, now) }
        resumeReading(session, now)
        if !sessions[session].trouble.isEmpty, !runFaultTimer(session, now) { return }
        guard !isTooSlow(session, now) else {
            tally.add(.closedForSlowReading)
            return close(session, now)
        }
        noteTraffic(session)
        machines[session].oldestUnanswered =
            unanswered.oldest(of: session, &sessions[session].unanswered)
        switch machines[session].tick(now: now) {
        case .none:
            break
        case .sendEnquireLink:
            tally.add(.enquireLinksSent)
            let number = request(session, .enquireLink)
            machines[session].enquireLinkSent(sequenceNumber: number, now: now)
        case .close(let reason):
            tally.add(Counter(reason))
            return close(session, now)
        }
        setDeadline(session, machines[session].nextDeadline)
    }

    /// Once the server stops: unbinds the peers and waits for them; false when all are gone or
    /// have had their time.
    mutating func stopProceeds(_ now: Int64) -> Bool {
        if stopDeadline == .max { beginStop(now) }
        guard now < stopDeadline else { return false }
        for session in 0..<memory.count where sessions[session].phase != .free { return true }
        return false
    }

    private mutating func beginStop(_ now: Int64) {
        stopDeadline = now &+ max(server.configuration.stopGrace, 0)
        watchListeners([])
        for session in 0..<memory.count where sessions[session].phase == .serving {
            if case .bound = machines[session].state {
                let number = request(session, .unbind)
                machines[session].unbindSent(sequenceNumber: number, now: now)
                sessions[session].maySubmit = false
            } else {
                tally.add(.closedByStop)
                close(session, now)
            }
        }
    }
}
