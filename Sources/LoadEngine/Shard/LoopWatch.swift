// How a shard's loop spends the time between its turns: what it waits for and how, how late it comes
// back, and how much of its processor's time was only waiting. Time is an argument.
// Runs on: shard threads. Allocates: never.

/// Follows the turns of one loop.
package struct LoopWatch: BitwiseCopyable {
    /// A turn that only looked takes a microsecond or two; whatever is longer was not its own.
    private static let spinTurnLimit: Int64 = 10_000

    /// Before a send is due the thread looks, rather than sleeps, for this long; 0: it never does.
    package let spinTime: Int64
    /// Longest time that the loop came back too late, in turns that counted.
    package private(set) var longestStall: Int64 = 0
    /// Time and system calls of turns that only waited for a send to be due.
    package private(set) var spunTime: Int64 = 0
    package private(set) var spunCalls: Int64 = 0

    private var turnStart: Int64 = 0
    /// When the wait was to end at the latest.
    private var waitEnd: Int64 = .max
    private var isSpinning = false

    package init(spinTime: Int64) {
        self.spinTime = spinTime
    }

    /// A turn begins at `now`; `counts` says whether lateness matters.
    package mutating func turn(_ now: Int64, counts: Bool) {
        if counts && now &- waitEnd > longestStall { longestStall = now &- waitEnd }
        if isSpinning {
            spunTime &+= min(now &- turnStart, Self.spinTurnLimit)
            spunCalls &+= 1
            isSpinning = false
        }
        turnStart = now
        waitEnd = .max
    }

    /// How long to wait for events from `now` on, when the next send is due at `send` and the next
    /// other thing at `other`.
    package mutating func wait(_ now: Int64, send: Int64, other: Int64) -> Int64 {
        var timeout = other &- now
        let untilSend = send &- now
        if untilSend <= spinTime {
            isSpinning = untilSend > 0 && timeout > 0
            timeout = 0
        } else {
            timeout = min(timeout, untilSend &- spinTime)
        }
        timeout = max(0, timeout)
        waitEnd = now &+ timeout
        return timeout
    }

    /// Something came of the wait: its turn is work.
    package mutating func worked() {
        isSpinning = false
    }
}
