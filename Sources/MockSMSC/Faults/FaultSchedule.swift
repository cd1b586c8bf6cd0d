// When a fault is on: a pure function of the time since the server's start. The shards ask it at the
// times it names. Runs on: shard threads. Allocates: never.

/// The times of one fault, nanoseconds since the server's start.
package struct FaultSchedule: Sendable, Equatable, BitwiseCopyable {
    /// The first beginning.
    let at: Int64
    /// From one beginning to the next; 0: there is one.
    let every: Int64
    /// How long it is on; .max: to the end, 0: an instant.
    let length: Int64

    package init(_ fault: Fault) {
        at = fault.at
        every = fault.every ?? 0
        let isInstant = fault.kind.isInstant || fault.kind == .halfOpen
        length = fault.duration ?? (isInstant ? 0 : .max)
    }

    /// Beginnings up to and including `time`.
    package func beginnings(by time: Int64) -> Int64 {
        if time < at { return 0 }
        return every == 0 ? 1 : (time &- at) / every &+ 1
    }

    /// Whether it is on at `time`; the moment of its end is not.
    package func isOn(at time: Int64) -> Bool {
        time >= at && sinceBeginning(time) < length
    }

    /// The next time after `time` at which it begins or ends; .max for never.
    package func nextChange(after time: Int64) -> Int64 {
        if time < at { return at }
        let passed = sinceBeginning(time)
        var next = Int64.max
        if passed < length, length < .max { next = Self.sum(time, length &- passed) }
        if every > 0 { next = min(next, Self.sum(time, every &- passed)) }
        return next
    }

    private func sinceBeginning(_ time: Int64) -> Int64 {
        every == 0 ? time &- at : (time &- at) % every
    }

    /// `time` and `more` nanoseconds; .max is never.
    static func sum(_ time: Int64, _ more: Int64) -> Int64 {
        let (sum, isTooMuch) = time.addingReportingOverflow(more)
        return isTooMuch ? .max : sum
    }
}
