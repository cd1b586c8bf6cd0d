// A connection as its shard keeps it: plain data in preallocated cells, 128 octets or less, so that
// a turn touches two cache lines of it.

import Platform

/// One connection's state.
struct SessionSlot: Sendable, BitwiseCopyable {
    /// Where the connection is in its life.
    enum Phase: UInt8, Sendable, BitwiseCopyable {
        /// No connection.
        case free
        /// Reads, answers, writes.
        case serving
        /// Reads nothing more; closes its side once everything is written.
        case finishing
        /// Has closed its side; waits for the peer to do so, so that nothing written gets lost.
        case lingering
    }

    var phase = Phase.free
    /// What epoll watches the socket for.
    var watch = Epoll.Interest(rawValue: 0)
    /// Output waits for the end of the turn.
    var isDirty = false
    var maySubmit = false
    var mayReceive = false
    /// Its TLS handshake is complete, or it has none.
    var isSecured = true
    /// Counts as one of its account's binds.
    var isBound = false
    /// To be closed without an answer: the account has bound too often.
    var isDropped = false
    /// A limit keeps the socket from being read.
    var isPaused = false
    /// What faults do to it.
    var trouble: SessionTrouble = []
    /// The outbind target that it was made to; -1: the peer made it.
    var outbind: Int16 = -1
    var descriptor: Int32 = -1
    /// Never 0; differs from that of the slot's sessions before.
    var generation: UInt32 = 1
    var account: Int32 = -1
    /// The session has a buffer for its output.
    var hasMemory = false
    /// Octets of an unfinished PDU.
    var carryCount: Int32 = 0
    /// Octets to write, from the start of the session's memory.
    var outCount: Int32 = 0
    /// The sequence_number of the next PDU the server sends on its own account.
    var nextSequence: UInt32 = 1
    /// Messages have come that the session's machine does not know of, the last one at
    /// `lastTransaction`.
    var hasTraffic = false
    var lastTransaction: Int64 = 0
    /// When a timer of this session may be due; .max for never.
    var deadline: Int64 = .max
    /// Receipts and responses that wait for room in the output.
    var blocked = ReceiptLine()
    /// What the ESME has not answered yet.
    var unanswered = UnansweredState()

    var tls = TLSSession.none
    /// Mobile-originated messages go to it, and these of them are unanswered.
    var takesMobile = false
    var mobile = MobileWindowState()

    @inline(__always) var socket: Socket { Socket(descriptor: descriptor, tls: tls) }
}
