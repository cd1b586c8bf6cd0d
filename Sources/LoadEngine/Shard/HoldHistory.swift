// How long a shard has been kept from sending, by cause, as a function of time: what splits the lag
// of a message into the parts of those who made it wait. Time is an argument.
// Runs on: shard threads. Allocates: only when made.

package import Platform

/// What keeps a shard from sending a message that is due.
package enum HoldCause: Int64, BitwiseCopyable {
    /// No session has room in its window.
    case window
    /// A session has room in its window, and none in its socket; or all sessions are lost.
    case socket
    /// A ceiling, or the law by which a late run catches up.
    case ceiling
}

/// Nanoseconds in which a shard was held, by cause.
package struct HeldTime: BitwiseCopyable, Equatable {
    package var window: Int64 = 0
    package var socket: Int64 = 0
    package var ceiling: Int64 = 0

    mutating func add(_ time: Int64, _ cause: HoldCause) {
        switch cause {
        case .window: window &+= time
        case .socket: socket &+= time
        case .ceiling: ceiling &+= time
        }
    }
}

/// The lag of one message in parts that add up to it.
package struct LagParts: BitwiseCopyable, Equatable {
    package var held = HeldTime()
    /// What nothing else explains: the generator was late.
    package var pacer: Int64 = 0

    /// Whether the generator is the largest part.
    package var isMostlyPacer: Bool { pacer > max(held.window, max(held.socket, held.ceiling)) }
}

/// The holds of a shard, as a curve of the held time through a bounded number of points.
///
/// When they run out, every second one of the older half is left out: what is recent stays exact, what
/// is long past becomes coarse, and nothing is lost.
package struct HoldHistory {
    private struct Knot: BitwiseCopyable {
        var time: Int64 = 0
        var held = HeldTime()
    }

    private static let capacity = 512
    private let knots: Cells<Knot>
    private var count = 0
    /// Up to the last end of a hold.
    private var total = HeldTime()
    private var lastCause = HoldCause.window
    /// The hold that goes on: since when, 0 for none, and by what.
    private(set) var since: Int64 = 0
    private(set) var cause = HoldCause.window
    /// The end of the last hold; whoever was due after it was not held, unless one goes on.
    private(set) var lastEnd = Int64.min

    package init(arena: Arena) {
        knots = arena.cells(Knot.self, count: Self.capacity)
    }

    /// A hold begins at `time`, which may be yet to come.
    package mutating func begin(_ cause: HoldCause, at time: Int64) {
        since = max(time, lastEnd)
        self.cause = cause
    }

    /// The hold that goes on, if any, ends at `time`; one that had not begun never was.
    package mutating func end(at time: Int64) {
        guard since > 0 else { return }
        let start = since
        since = 0
        guard time > start else { return }
        let continues = start == lastEnd
        let before = total
        total.add(time &- start, cause)
        if continues && cause == lastCause {
            knots[count - 1] = Knot(time: time, held: total)
        } else {
            if !continues { append(Knot(time: start, held: before)) }
            append(Knot(time: time, held: total))
        }
        lastCause = cause
        lastEnd = time
    }

    private mutating func append(_ knot: Knot) {
        if count == Self.capacity {
            // The first stays, and the newer half.
            var kept = 1
            for index in 2..<count where index >= count / 2 || index.isMultiple(of: 2) {
                knots[kept] = knots[index]
                kept += 1
            }
            count = kept
        }
        knots[count] = knot
        count += 1
    }

    /// How a wait from `due` to `sent` divides; `ready` is when the message could go at last.
    package func parts(due: Int64, ready: Int64, sent: Int64) -> LagParts {
        let lag = max(0, sent &- due)
        let from = held(upTo: due)
        let to = held(upTo: max(due, ready))
        var parts = LagParts()
        // Points that were left out may make the sum differ by rounding: it never exceeds the lag.
        parts.held.window = min(to.window &- from.window, lag)
        parts.held.socket = min(to.socket &- from.socket, lag &- parts.held.window)
        let rest = lag &- parts.held.window &- parts.held.socket
        parts.held.ceiling = min(to.ceiling &- from.ceiling, rest)
        parts.pacer = rest &- parts.held.ceiling
        return parts
    }

    /// The time held from the shard's start to `time`.
    private func held(upTo time: Int64) -> HeldTime {
        if since > 0 && time > since {
            var held = total
            held.add(time &- since, cause)
            return held
        }
        guard count > 0, time < lastEnd else { return total }
        guard time > knots[0].time else { return knots[0].held }
        // The last knot at or before `time`, and the one after it.
        var low = 0
        var high = count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if knots[middle].time <= time { low = middle } else { high = middle }
        }
        return between(knots[low], knots[high], time)
    }

    private func between(_ low: Knot, _ high: Knot, _ time: Int64) -> HeldTime {
        let share = Double(time &- low.time) / Double(max(1, high.time &- low.time))
        func part(_ value: (HeldTime) -> Int64) -> Int64 {
            value(low.held) + Int64((Double(value(high.held) - value(low.held)) * share).rounded())
        }
        return HeldTime(
            window: part { $0.window }, socket: part { $0.socket }, ceiling: part { $0.ceiling })
    }
}
