// Peers that do not read what is written for them: their output is one buffer and no more, their input
// is left in the socket, and after a while they are closed. Runs on: shard threads. Allocates: never.

import Platform

extension Shard {
    /// The session's peer takes nothing more for now; `hasRead`: it took something before that.
    mutating func noteStall(_ session: Int, hasRead: Bool, _ now: Int64) {
        // Watched for writing already: the output has waited since an earlier write.
        if hasRead || !sessions[session].watch.contains(.write) { stalledSince[session] = now }
        let timeout = server.configuration.slowReaderTimeout
        if timeout > 0 { setDeadline(session, stalledSince[session] &+ timeout) }
    }

    /// Whether the peer has read nothing for too long; has the session looked at again if not yet.
    mutating func isTooSlow(_ session: Int, _ now: Int64) -> Bool {
        let timeout = server.configuration.slowReaderTimeout
        let slot = sessions[session]
        guard timeout > 0, slot.outCount > 0, slot.watch.contains(.write) else { return false }
        let deadline = stalledSince[session] &+ timeout
        if now >= deadline { return true }
        setDeadline(session, deadline)
        return false
    }
}
