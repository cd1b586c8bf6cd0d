// How long ESMEs take to answer mobile-originated messages. Each shard counts into cells of its own,
// which any thread may read. Runs on: shard threads. Allocates: when made and when read.

import Metrics
import Platform

/// A summary of times, nanoseconds.
public struct LatencySummary: Sendable, Equatable, Codable {
    /// How many.
    public var count: Int64
    /// Shortest.
    public var min: Int64
    /// Arithmetic mean.
    public var mean: Int64
    /// Half of them are no longer than this.
    public var p50: Int64
    /// 95 of 100 are no longer than this.
    public var p95: Int64
    /// 99 of 100 are no longer than this.
    public var p99: Int64
    /// Longest.
    public var max: Int64

    /// The summary of `histogram`; nil if that is empty.
    init?(_ histogram: Histogram) {
        guard let least = histogram.min, let most = histogram.max, let mean = histogram.mean else {
            return nil
        }
        count = histogram.count
        min = least
        max = most
        self.mean = Int64(mean.rounded())
        p50 = histogram.value(atPercentile: 50) ?? least
        p95 = histogram.value(atPercentile: 95) ?? most
        p99 = histogram.value(atPercentile: 99) ?? most
    }
}

/// One shard's counts by time.
struct MobileLatency: Sendable, BitwiseCopyable {
    private static let layout = HistogramLayout.response
    private let counts: AtomicCells

    init(arena: Arena) {
        counts = arena.atomicCells(Self.layout.countsLength)
    }

    /// Counts an answer after `time` nanoseconds.
    @inline(__always)
    func add(_ time: Int64) {
        let within = min(max(time, 0), Self.layout.highestTrackableValue)
        let index = Self.layout.index(of: within)
        counts.store(counts.load(index) &+ 1, at: index)
    }

    /// The times that several shards have counted.
    static func summary(_ shards: [MobileLatency]) -> LatencySummary? {
        var histogram = Histogram(layout)
        for shard in shards {
            for index in 0..<layout.countsLength where shard.counts.load(index) > 0 {
                histogram.record(layout.highestValue(at: index), count: shard.counts.load(index))
            }
        }
        return LatencySummary(histogram)
    }
}
