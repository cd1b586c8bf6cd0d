// The hot half of a session's state: socket, window and output buffer. The cold half, the protocol
// state machine, is SMPP's ESMESession and stands beside it in the shard.
// Runs on: shard threads. Allocates: never.

package import Platform
import SMPP

/// One session as its shard's loop sees it.
package struct ShardSession: BitwiseCopyable {
    /// What has become of the connection.
    package enum Stage: BitwiseCopyable {
        case connecting
        /// The TLS handshake is under way.
        case securing
        case binding
        case bound
        case unbinding
        /// No connection; there will be another one.
        case lost
        /// No connection, for good.
        case closed
    }

    var socket = Socket.none
    package var stage = Stage.connecting
    let maySubmit: Bool
    /// Index of the session in the plan, and of its account in the run.
    let number: Int
    let account: Int32

    package var window: RequestWindow
    /// Bytes to write: `out[outStart ..< outEnd]`.
    package internal(set) var out: Bytes
    /// Whether `out` is the session's now; see OutputPool.
    var hasBuffer = false
    /// The buffer's size: submit_sm fill at most half, the rest is for responses.
    let outputBytes: Int
    package var outStart = 0
    package var outEnd = 0
    /// `out[0 ..< rendered]` holds nothing but messages, back to back, sent or not.
    var rendered = 0
    /// The head of a PDU whose rest has not come yet.
    let carry: Bytes
    var carryCount = 0
    /// The kernel's send buffer is full: nothing is rendered until it has drained.
    package internal(set) var waitsForWrite = false
    /// When bytes last came, and when they last went.
    var lastReceived: Int64 = 0
    /// When the TLS handshake began.
    var securingSince: Int64 = 0
    /// When an unbind is given up, its response or the bind's still out; 0 before the run's end.
    var unbindDeadline: Int64 = 0

    /// The batch rendered last: its first sequence_number, where what is left of it begins in the
    /// output, and how many messages of it are not wholly written.
    var batchFirst: UInt32 = 0
    var batchStart = 0
    package var batchCount: Int64 = 0
    /// When the batch was rendered.
    var batchTime: Int64 = 0
    /// Whether its messages were sent before.
    var batchRepeats = false
    /// Until when it sends nothing because the SMSC throttled it.
    var pausedUntil: Int64 = 0
    /// Whether its messages have their send times.
    var isStamped = false
    /// Ceiling tickets of what is left of the batch, and how many of its messages have them.
    var tickets = CeilingTickets()
    var ticketed: Int64 = 0
    /// What TCP keeps back of batches before.
    var unsent = UnsentTickets()

    init(
        plan: LoadPlan, number: Int, account: Int32, slots first: Int, memory: ShardMemory
    ) {
        self.number = number
        self.account = account
        maySubmit = plan.sessions[number].bindType.maySubmit
        // Its slots are as many as the largest window needs.
        window = RequestWindow(first: first, limit: plan.largestWindow)
        window.allow(plan.window)
        out = memory.noOutput
        outputBytes = memory.outputBytes
        carry = memory.arena.bytes(ShardMemory.pduLimit)
    }

    /// Whether there is a connection, or one on its way.
    package var isConnected: Bool { stage != .closed && stage != .lost }

    /// Whether TCP keeps back what a ceiling counts.
    var keepsUnsent: Bool { !unsent.isEmpty }

    /// Whether there are messages that have been rendered and have not been written and sent.
    var holdsMessages: Bool { batchCount > 0 || keepsUnsent }

    /// Bytes that can still be appended to the output.
    var outputRoom: Int { outputBytes - outEnd }

    /// Whether there is anything to write.
    package var hasOutput: Bool { outEnd > outStart }

    /// Notes that `count` bytes were written.
    mutating func wrote(_ count: Int) {
        outStart += count
        if outStart == outEnd {
            outStart = 0
            outEnd = 0
        }
    }

    /// Forgets what is left to write: nobody takes it.
    mutating func discardOutput() {
        outStart = 0
        outEnd = 0
    }

    /// Moves what is left to the front when the back half is in use.
    mutating func compactOutput() {
        guard outStart > 0, outEnd > outputBytes / 2 else { return }
        out.copy(from: out, outStart, count: outEnd - outStart, to: 0)
        outEnd -= outStart
        rendered = 0
        outStart = 0
    }
}

/// Sizes of a shard's memory, and the arena it comes from.
struct ShardMemory {
    /// The receive buffer that all sessions of a shard share.
    static let inputBytes = 256 << 10
    /// How long an unbind_resp is waited for at the run's end.
    static let unbindTimeout: Int64 = 1_000_000_000
    /// Longest PDU accepted: 64 KiB of message_payload and its company.
    static let pduLimit = 70_000

    let arena: Arena
    /// Bytes of an output buffer.
    let outputBytes: Int
    /// What stands for the buffer of a session that has none.
    let noOutput: Bytes

    /// For `sessions` sessions that send messages of `messageLength` bytes: a quarter of a megabyte for
    /// one, less for many, whose buffers may all be in use when the SMSC stops reading.
    init(arena: Arena, sessions: Int, messageLength: Int) {
        self.arena = arena
        let least = 2 * messageLength + 4_096
        outputBytes = max(least, sessions > 16 ? 64 << 10 : 256 << 10)
        noOutput = arena.bytes(1)
    }
}
