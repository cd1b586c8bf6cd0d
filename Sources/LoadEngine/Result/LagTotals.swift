// The parts of the send lag added up over messages: unlike their percentiles, sums show what the lag of
// a second was made of. Kept for each interval of a result.

import Metrics

/// Send lag of some messages together, by what held them; nanoseconds.
public struct LagTotals: Codable, Sendable, Equatable {
    /// What nothing else explains: the generator's own lateness.
    public var pacer: Int64
    /// No session of the shard had room in its window.
    public var window: Int64
    /// A window had room, and no socket took more bytes.
    public var socket: Int64
    /// A ceiling, or the catch-up's law, let nothing go.
    public var ceiling: Int64

    /// Totals as given.
    public init(pacer: Int64 = 0, window: Int64 = 0, socket: Int64 = 0, ceiling: Int64 = 0) {
        self.pacer = pacer
        self.window = window
        self.socket = socket
        self.ceiling = ceiling
    }

    /// The totals of what was recorded.
    init(_ timings: Timings) {
        func total(_ histogram: Histogram) -> Int64 {
            Int64(((histogram.mean ?? 0) * Double(histogram.count)).rounded())
        }
        self.init(
            pacer: total(timings.pacerLag), window: total(timings.windowWait),
            socket: total(timings.socketWait), ceiling: total(timings.ceilingWait))
    }

    /// Adds the lag of other messages.
    public static func += (left: inout LagTotals, right: LagTotals) {
        left.pacer += right.pacer
        left.window += right.window
        left.socket += right.socket
        left.ceiling += right.ceiling
    }
}
