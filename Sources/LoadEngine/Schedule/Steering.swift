// What a hand on the keyboard changes while a run goes on: the pace at which the schedule's own time
// passes, 0 while it pauses, and a closed loop's window. Read by shard threads, written by the live
// view through LoadRun. Allocates: only when made. Lock-free.

package import Platform

/// A change of the pace, as the result records it.
public struct RateChange: Sendable, Equatable {
    /// When it took effect, nanoseconds after slot 0.
    public var at: Int64
    /// Where the schedule stood then, nanoseconds of its own time.
    public var scheduleTime: Int64
    /// How fast the schedule has run from then on: 1 as planned, 1.1 a tenth faster, 0 paused.
    public var factor: Double
    /// Unanswered submit_sm allowed per session from then on; nil: as planned.
    public var window: Int?

    /// A change.
    public init(at: Int64, scheduleTime: Int64, factor: Double, window: Int? = nil) {
        self.at = at
        self.scheduleTime = scheduleTime
        self.factor = factor
        self.window = window
    }
}

/// The changes of a run in order: a piecewise linear map from the schedule's time to the run's.
///
/// A change takes effect in the future, so a slot that a shard has taken keeps its time, and the n-th
/// slot's time depends on n and on the list alone. While the schedule pauses its time stands still:
/// slots of the pause are neither planned nor missed, they come later.
package struct Steering: Sendable {
    /// A time that never comes, with room for an instant to be added.
    package static let never = Int64.max / 4
    /// Changes that are kept; further ones are refused.
    package static let limit: Int64 = 4_096
    /// A change takes effect so long after it was asked for: every shard has looked by then.
    package static let notice: Int64 = 20_000_000

    private enum Word {
        /// Number of changes, on a line of its own.
        static let count = 0
        static let first = 8
        static let perChange = 4
    }

    private let words: AtomicCells

    package init(arena: Arena) {
        words = arena.atomicCells(Word.first + Word.perChange * Int(Self.limit))
    }

    /// How many changes there are.
    @inline(__always)
    package var count: Int64 { words.load(Word.count) }

    /// Change `index`, 0 ..< `count`.
    package func change(_ index: Int64) -> RateChange {
        let place = Word.first + Word.perChange * Int(index)
        let window = words.load(place + 3)
        return RateChange(
            at: words.load(place), scheduleTime: words.load(place + 1),
            factor: Double(words.load(place + 2)) / 1e6, window: window > 0 ? Int(window) : nil)
    }

    /// All changes so far.
    package var changes: [RateChange] { (0..<count).map(change) }

    /// Adds a change from `time` (nanoseconds after slot 0) on; false if there are too many.
    ///
    /// One caller at a time; `time` is later than every earlier change and than now.
    package func append(at time: Int64, factor: Double, window: Int? = nil) -> Bool {
        let index = count
        guard index < Self.limit else { return false }
        let place = Word.first + Word.perChange * Int(index)
        words.store(time, at: place)
        words.store(scheduleTime(at: time), at: place + 1)
        words.store(Int64((factor * 1e6).rounded()), at: place + 2)
        words.store(Int64(window ?? 0), at: place + 3)
        words.store(index + 1, at: Word.count)
        return true
    }

    /// When the schedule's `scheduleTime` comes, nanoseconds after slot 0, by the first `count`
    /// changes; `never` if it lies in a pause that has not ended.
    package func time(of scheduleTime: Int64, changes count: Int64) -> Int64 {
        var index = count - 1
        while index >= 0 {
            let change = change(index)
            if change.scheduleTime <= scheduleTime {
                guard change.factor > 0 else { return Self.never }
                let passed = Double(scheduleTime - change.scheduleTime) / change.factor
                return change.at + Int64(passed.rounded())
            }
            index -= 1
        }
        return scheduleTime
    }

    /// Where the schedule stands `time` nanoseconds after slot 0, in its own time.
    package func scheduleTime(at time: Int64) -> Int64 {
        guard let change = last(at: time) else { return time }
        return change.scheduleTime + Int64((Double(time - change.at) * change.factor).rounded())
    }

    /// How fast the schedule runs `time` nanoseconds after slot 0.
    package func factor(at time: Int64) -> Double { last(at: time)?.factor ?? 1 }

    private func last(at time: Int64) -> RateChange? {
        var index = count - 1
        while index >= 0 {
            let change = change(index)
            if change.at <= time { return change }
            index -= 1
        }
        return nil
    }
}
