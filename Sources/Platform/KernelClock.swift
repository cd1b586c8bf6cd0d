// The kernel's time of what a socket received, on the clock of the rest of the run: its stamps are
// wall-clock times, and the wall clock may be set while a run goes on.
// Used by sender shards. Allocates: never.

import CLinux

/// How far the wall clock is from the monotonic one, and what a stamp is worth.
public struct KernelClock: Sendable, BitwiseCopyable {
    /// The wall clock, read between two looks at the monotonic one; nanoseconds.
    public struct Reading: Sendable, BitwiseCopyable {
        /// Monotonic, just before.
        public var before: Int64
        /// Since 1970.
        public var wall: Int64
        /// Monotonic, just after.
        public var after: Int64

        /// A reading.
        public init(before: Int64, wall: Int64, after: Int64) {
            self.before = before
            self.wall = wall
            self.after = after
        }

        fileprivate var width: Int64 { after &- before }

        fileprivate static func now() -> Reading {
            let before = clinux_monotonic()
            let wall = clinux_realtime()
            return Reading(before: before, wall: wall, after: clinux_monotonic())
        }
    }

    /// In a wider reading the thread was off its processor.
    private static let widest: Int64 = 20_000

    /// Monotonic less wall clock; 0 before the first reading.
    private var offset: Int64 = 0

    /// Not set yet.
    public init() {}

    /// Measures the distance of the clocks: the narrowest of three readings.
    public mutating func set() {
        set(.now(), .now(), .now())
    }

    /// Takes the narrowest of three readings, unless all are too wide and there was one before.
    public mutating func set(_ first: Reading, _ second: Reading, _ third: Reading) {
        var best = first
        if second.width < best.width { best = second }
        if third.width < best.width { best = third }
        guard offset == 0 || best.width <= Self.widest else { return }
        offset = best.before &+ best.width / 2 &- best.wall
    }

    /// When the kernel received what it stamped with `stamp`, on the monotonic clock; nil for no
    /// stamp (0) and for one that cannot be: before what came earlier on the same connection, or
    /// after it was read.
    @inline(__always)
    public func time(of stamp: Int64, notBefore earlier: Int64, now: Int64) -> Int64? {
        guard stamp != 0, offset != 0 else { return nil }
        let time = stamp &+ offset
        return time >= earlier && time <= now ? time : nil
    }
}
