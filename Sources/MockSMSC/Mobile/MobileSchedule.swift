// When mobile-originated messages are due: a pure function of their number, from the first receiver's
// bind on. All shards draw numbers from one counter, so the rate is exact with any number of them.

import Platform

/// Equal gaps from a start.
package struct MobileSchedule: Sendable, BitwiseCopyable {
    /// Messages a second.
    let rate: Double
    /// Messages in all.
    let count: Int64

    package init(rate: Double, count: Int64?) {
        self.rate = rate
        self.count = count ?? .max
    }

    /// When message `number`, counted from 0, is due, nanoseconds after the start.
    @inline(__always)
    package func time(of number: Int64) -> Int64 {
        Int64((Double(number) * 1e9 / rate).rounded(.up))
    }

    /// Messages due within `elapsed` nanoseconds of the start.
    package func due(within elapsed: Int64) -> Int64 {
        guard elapsed >= 0 else { return 0 }
        var number = min(Int64(Double(elapsed) * rate / 1e9), count)
        while number > 0, time(of: number - 1) > elapsed { number -= 1 }
        while number < count, time(of: number) <= elapsed { number += 1 }
        return number
    }
}

/// What the shards share: the start, the next number, and how many sessions there are to send to.
struct MobileProgress: Sendable, BitwiseCopyable {
    private enum Place {
        static let start = 0
        static let next = 8
        static let receivers = 16
        static let count = 24
    }

    private let cells: AtomicCells

    init(arena: Arena) {
        cells = arena.atomicCells(Place.count)
    }

    /// Monotonic nanoseconds; 0 before the first receiver.
    @inline(__always) var start: Int64 { cells.load(Place.start) }
    /// The number of the next message.
    @inline(__always) var next: Int64 { cells.load(Place.next) }

    /// Takes the next message, unless it is another by now.
    @inline(__always)
    func take(_ number: Int64) -> Bool {
        cells.exchange(number, with: number &+ 1, at: Place.next)
    }

    /// A receiver has come; returns how many messages nobody was there for.
    func addReceiver(_ schedule: MobileSchedule, now: Int64) -> Int64 {
        let before = cells.add(1, at: Place.receivers)
        if cells.exchange(0, with: now, at: Place.start) || before > 0 { return 0 }
        let due = schedule.due(within: now - start)
        let next = self.next
        return next < due && cells.exchange(next, with: due, at: Place.next) ? due - next : 0
    }

    /// A receiver has gone.
    func removeReceiver() {
        cells.add(-1, at: Place.receivers)
    }
}
