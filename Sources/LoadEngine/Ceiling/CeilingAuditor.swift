// Reads a scope's sends after the fact and certifies how close they came to the ceiling.
// Runs on: the coordinator, a few times a second. Pure: it is fed times and keeps counts.

/// Follows the sends of one scope in ticket order.
package struct CeilingAuditor {
    private struct Follower {
        let window: Int64
        let allowed: Int64
        var tail: Int = 0
        var worst: Int64 = 0
        var violations: Int64 = 0

        /// Counts how many of `sends` share a window with one at `now`, their last.
        mutating func advance(over sends: [Int64], to now: Int64) {
            while tail < sends.count - 1 && now - sends[tail] >= window { tail += 1 }
            let count = Int64(sends.count - tail)
            worst = max(worst, count)
            if count > allowed { violations += 1 }
        }
    }

    private let limits: CeilingLimits
    private var empty: CeilingCertificate
    /// After-times of the tickets that may still share a second with the next, oldest first.
    private var recent: [Int64] = []
    private var second: Follower
    private var tenth: Follower
    private var hundredth: Follower
    private var lastAfter: Int64?
    private var minimumGap: Int64?
    /// The next ticket to read.
    private(set) var next: Int64 = 0
    /// Tickets that were overwritten before they were read; 0 unless the coordinator was kept away.
    package private(set) var unread: Int64 = 0

    /// An auditor of `ceiling` over what `name` says: a system_id or a session, or nothing.
    package init(_ ceiling: LoadPlan.Ceiling, name: String = "", limits: CeilingLimits) {
        self.limits = limits
        empty = CeilingCertificate(
            scope: ceiling.scope, tps: ceiling.tps, worstSecond: 0, worst100ms: 0, worst10ms: 0,
            minimumGap: nil, violations: 0)
        empty.unit = ceiling.unit
        empty.name = name
        empty.burst = limits.burst
        empty.limit100ms = limits.tenth.count
        empty.limit10ms = limits.hundredth.count
        // Without the guard: what must hold is the second itself.
        let length = min(limits.second.window, max(1_000_000_000, Int64(1e9 / ceiling.tps)))
        second = Follower(window: length, allowed: limits.second.count)
        tenth = Follower(window: 100_000_000, allowed: limits.tenth.count)
        hundredth = Follower(window: 10_000_000, allowed: limits.hundredth.count)
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
                record(
                    before: abs(times.before), after: times.after, continues: times.before < 0)
            }
            next += 1
        }
    }

    /// Counts one ticket: the worst case, as if it left at `before` and the older ones at their end.
    ///
    /// One that `continues` the message of the ticket before it has no gap to it.
    package mutating func record(before: Int64, after: Int64, continues: Bool = false) {
        if let last = lastAfter, !continues {
            minimumGap = min(minimumGap ?? .max, max(0, before - last))
        }
        lastAfter = after
        recent.append(after)
        second.advance(over: recent, to: before)
        tenth.advance(over: recent, to: before)
        hundredth.advance(over: recent, to: before)
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
        var certificate = empty
        certificate.worstSecond = second.worst
        certificate.worst100ms = tenth.worst
        certificate.worst10ms = hundredth.worst
        certificate.minimumGap = minimumGap
        certificate.violations = second.violations
        certificate.violations100ms = tenth.violations
        certificate.violations10ms = hundredth.violations
        certificate.unread = unread
        return certificate
    }
}
