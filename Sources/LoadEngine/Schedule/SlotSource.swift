// The one counter all shards draw slots from, so that the global rate is exact with any number of
// shards. Runs on: shard threads. Allocates: never. Lock-free.

package import Platform

/// Hands out slot numbers in order, each to one shard.
struct SlotSource: Sendable {
    private let word: AtomicCells

    init(arena: Arena) {
        word = arena.atomicCells(1)
    }

    /// The next slot that nobody has taken.
    var next: Int64 { word.load(0) }

    /// Takes `count` slots if `slot` is still the next one.
    func take(_ slot: Int64, _ count: Int64 = 1) -> Bool {
        word.exchange(slot, with: slot + count, at: 0)
    }

    /// Takes up to `limit` slots below `end`; returns the first and how many.
    func take(upTo limit: Int64, below end: Int64) -> (first: Int64, count: Int64) {
        while true {
            let first = word.load(0)
            let count = min(limit, end - first)
            if count <= 0 { return (first, 0) }
            if word.exchange(first, with: first + count, at: 0) { return (first, count) }
        }
    }
}

/// One shard's view of the schedule: remembers the slot it looked at last, and for Poisson arrivals
/// the block of points around it, which cost as much to draw as one of them.
package struct SlotClock {
    let schedule: Schedule
    private let steering: Steering
    /// How many changes of the pace are taken into account.
    package private(set) var changes: Int64 = 0
    private var slot: Int64 = -1
    private var time: Int64 = 0
    /// The stage of the slot that was asked for last.
    package private(set) var stage = 0
    private let points: Cells<Double>
    private var block = -1

    package init(_ schedule: Schedule, steering: Steering, arena: Arena) {
        self.schedule = schedule
        self.steering = steering
        points = arena.cells(Double.self, count: PoissonProcess.blockSize)
    }

    /// Takes the first `count` changes of the pace into account.
    package mutating func follow(changes count: Int64) {
        changes = count
        slot = -1
    }

    /// The intended time of `slot`, nanoseconds after the run's slot 0.
    package mutating func intendedTime(of slot: Int64) -> Int64 {
        if slot != self.slot {
            self.slot = slot
            let position = position(of: schedule.number(of: slot))
            stage = schedule.stage(atPosition: position, near: stage)
            let scheduled = schedule.time(atPosition: position, in: stage)
            time = changes == 0 ? scheduled : steering.time(of: scheduled, changes: changes)
        }
        return time
    }

    private mutating func position(of number: Int64) -> Double {
        guard let poisson = schedule.poisson else { return Double(number) }
        let block = Int(number) / PoissonProcess.blockSize
        if block != self.block {
            self.block = block
            poisson.fill(points, withBlock: block)
        }
        return points[Int(number) % PoissonProcess.blockSize]
    }
}
