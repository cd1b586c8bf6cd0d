// Reads a scope's sends after the fact and certifies how close they came to the ceiling.
// Runs on: the coordinator, a few times a second. Pure: it is fed times and keeps counts.

/// Follows the sends of one scope in ticket order.
package struct CeilingAuditor {
    private struct Follower {
        let window: Int64
        var tail: Int = 0
        var worst: Int64 = 0

        /// How many of `sends` share a window with one at `now`, their last.
        mutating func advance(over sends: [Int64], to now: Int64) -> Int64 {
            while tail < sends.count - 1 && now - sends[tail] >= window { tail += 1 }
            let count = Int64(sends.count - tail)
            worst = max(worst, count)
            return count
        }
    }

    private let tps: Double
    private let scope: LoadPlan.CeilingScope
    private let allowed: Int64
    /// After-times of the sends that may still share a second with the next, oldest first.
    private var recent: [Int64] = []
    private var second = Follower(window: 1_000_000_000)
    private var tenth = Follower(window: 100_000_000)
    private var hundredth = Follower(window: 10_000_000)
    private var lastAfter: Int64?
    private var minimumGap: Int64?
    private var violations: Int64 = 0
    /// The next ticket to read.
    private(set) var next: Int64 = 0
    /// Sends that were overwritten before they were read; 0 unless the coordinator was kept away.
    package private(set) var unread: Int64 = 0

    package init(scope: LoadPlan.CeilingScope, tps: Double) {
        self.scope = scope
        self.tps = tps
        allowed = max(1, Int64(tps))
    }

    /// Reads what has been sent since the last call.
    package mutating func follow(_ ring: CeilingRing) {
        let issued = ring.issued
        if issued - next > ring.capacity {
            unread += issued - ring.capacity - next
            next = issued - ring.capacity
        }
        while next < issued, let times = ring.times(of: next) {
            // A ticket that was given back is no send.
            if times.before != CeilingRing.never {
                record(before: times.before, after: times.after)
            }
            next += 1
        }
    }

    /// Counts one send: the worst case, as if it left at `before` and the older ones at their end.
    package mutating func record(before: Int64, after: Int64) {
        if let last = lastAfter {
            minimumGap = min(minimumGap ?? .max, max(0, before - last))
        }
        lastAfter = after
        recent.append(after)
        let inSecond = second.advance(over: recent, to: before)
        _ = tenth.advance(over: recent, to: before)
        _ = hundredth.advance(over: recent, to: before)
        if inSecond > allowed { violations += 1 }
        if second.tail > 65_536 { trim() }
    }

    private mutating func trim() {
        let gone = second.tail
        recent.removeFirst(gone)
        second.tail = 0
        tenth.tail -= gone
        hundredth.tail -= gone
    }

    /// The certificate of everything read so far.
    package var certificate: CeilingCertificate {
        CeilingCertificate(
            scope: scope, tps: tps, worstSecond: second.worst, worst100ms: tenth.worst,
            worst10ms: hundredth.worst, minimumGap: minimumGap, violations: violations)
    }
}
