// A distribution of integer values in bounded memory: what reports, intervals and merges work on.
// Cold: it grows as values come. On the hot path use HistogramRecorder and drain it into this.

/// An HdrHistogram: counts of values in buckets of equal relative width.
///
/// Every value is told apart to the layout's number of significant digits. Values above the range
/// are not clamped: they are counted in `overflowCount`, and count, minimum, maximum and mean
/// include them. Merging adds the counts, so a percentile of a merge is that of all values together.
public struct Histogram: Sendable {
    /// The values counted together in one bucket.
    public struct Bucket: Sendable, Equatable {
        /// Smallest value of the bucket.
        public let lowestValue: Int64
        /// Largest value of the bucket.
        public let highestValue: Int64
        /// How many values were recorded.
        public let count: Int64
    }

    /// Range and precision.
    public let layout: HistogramLayout
    /// Number of values recorded, those above the range included.
    public private(set) var count: Int64 = 0
    /// Number of values above `layout.highestTrackableValue`.
    public private(set) var overflowCount: Int64 = 0
    /// Number of negative values; each is counted as 0.
    public private(set) var underflowCount: Int64 = 0

    private var sum: Int128 = 0
    private var smallest = Int64.max
    private var largest = Int64.min

    /// Counts of the indices from `firstIndex` on; what lies outside is zero.
    private var counts: [UInt64] = []
    private var firstIndex = 0

    /// An empty histogram.
    public init(_ layout: HistogramLayout) {
        self.layout = layout
    }

    /// Smallest value recorded, exactly; nil if empty.
    public var min: Int64? { count == 0 ? nil : smallest }

    /// Largest value recorded, exactly, even one above the range; nil if empty.
    public var max: Int64? { count == 0 ? nil : largest }

    /// Arithmetic mean of the values as recorded; nil if empty.
    public var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

    /// Counts `value` `count` times; a negative value as 0.
    public mutating func record(_ value: Int64, count times: Int64 = 1) {
        precondition(times >= 0)
        guard times > 0 else { return }
        let recorded = Swift.max(value, 0)
        if value < 0 { underflowCount += times }
        if recorded > layout.highestTrackableValue {
            overflowCount += times
        } else {
            let index = layout.index(of: recorded)
            cover(index...index)
            counts[index - firstIndex] += UInt64(times)
        }
        include(
            count: times, sum: Int128(recorded) * Int128(times), min: recorded, max: recorded)
    }

    /// Adds all values of `other`, which must have the same layout.
    public mutating func merge(_ other: Histogram) {
        precondition(layout == other.layout, "histograms of different layouts do not add up")
        guard other.count > 0 else { return }
        if !other.counts.isEmpty {
            cover(other.firstIndex...(other.firstIndex + other.counts.count - 1))
            let shift = other.firstIndex - firstIndex
            for index in other.counts.indices { counts[index + shift] += other.counts[index] }
        }
        overflowCount += other.overflowCount
        underflowCount += other.underflowCount
        include(count: other.count, sum: other.sum, min: other.smallest, max: other.largest)
    }

    /// The value at or below which `percentile` per cent of all values lie; nil if empty.
    ///
    /// As HdrHistogram has it: the nearest rank, and of its bucket the largest value, though never
    /// more than the largest recorded. A rank among the values above the range gives `max`.
    public func value(atPercentile percentile: Double) -> Int64? {
        guard count > 0 else { return nil }
        // One step down, lest 99.9 % of 10,000 become rank 9,991 by a rounding error.
        let asked = Swift.min(Swift.max(percentile.nextDown, 0), 100)
        let rank = Swift.max((asked * Double(count) / 100).rounded(.up), 1)
        var seen: UInt64 = 0
        for (offset, bucketCount) in counts.enumerated() {
            seen += bucketCount
            if Double(seen) >= rank {
                return Swift.min(layout.highestValue(at: firstIndex + offset), largest)
            }
        }
        return largest
    }

    /// How many values are at or below `value`, to the precision of its bucket.
    public func countAtOrBelow(_ value: Int64) -> Int64 {
        guard value >= 0, count > 0 else { return 0 }
        guard value < largest else { return count }
        let last = layout.index(of: Swift.min(value, layout.highestTrackableValue))
        guard last >= firstIndex else { return 0 }
        return Int64(counts.prefix(last - firstIndex + 1).reduce(0, +))
    }

    /// The buckets that hold values, in ascending order; those above the range are not among them.
    public var buckets: [Bucket] {
        counts.indices.lazy.filter { counts[$0] > 0 }.map { offset in
            Bucket(
                lowestValue: layout.lowestValue(at: firstIndex + offset),
                highestValue: layout.highestValue(at: firstIndex + offset),
                count: Int64(counts[offset]))
        }
    }

    /// Puts back what the V2 encoding leaves out, in a histogram just decoded: how many values were
    /// above the range, and the exact minimum, maximum and mean; nil leaves what the buckets say.
    ///
    /// False, and nothing changed, if these buckets cannot have them.
    public mutating func restore(
        overflow: Int64, min low: Int64, max known: Int64?, mean: Double?
    ) -> Bool {
        let high = known ?? (overflow > 0 ? layout.highestTrackableValue + 1 : largest)
        let mean = mean ?? self.mean ?? Double(low)
        guard overflow >= 0, overflow <= Int64.max - count, count + overflow > 0 else {
            return false
        }
        guard low >= 0, low <= high, mean > Double(low) - 1, mean < Double(high) + 1 else {
            return false
        }
        let limit = layout.highestTrackableValue
        func isEnd(_ value: Int64, _ bucketValue: Int64) -> Bool {
            value <= limit && layout.index(of: value) == layout.index(of: bucketValue)
        }
        guard count > 0 ? isEnd(low, smallest) : low > limit else { return false }
        guard overflow > 0 ? high > limit : isEnd(high, largest) else { return false }
        count += overflow
        overflowCount += overflow
        sum = Int128((mean * Double(count)).rounded())
        smallest = low
        largest = high
        return true
    }

    /// Makes room for the counts of `indices` with one allocation at most.
    mutating func cover(_ indices: ClosedRange<Int>) {
        if counts.isEmpty { firstIndex = indices.lowerBound }
        if indices.lowerBound < firstIndex {
            counts.insert(
                contentsOf: repeatElement(0, count: firstIndex - indices.lowerBound), at: 0)
            firstIndex = indices.lowerBound
        }
        let missing = indices.upperBound - firstIndex + 1 - counts.count
        if missing > 0 { counts.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// Adds to one bucket that is covered; the caller accounts for the values by `include`.
    mutating func add(_ times: UInt64, at index: Int) {
        counts[index - firstIndex] += times
    }

    /// Accounts for values whose bucket counts were added, or that are above the range.
    mutating func include(count times: Int64, sum added: Int128, min low: Int64, max high: Int64) {
        count += times
        sum += added
        smallest = Swift.min(smallest, low)
        largest = Swift.max(largest, high)
    }

    /// Accounts for values outside of the range, which `include` has counted.
    mutating func includeOutside(overflow: Int64, underflow: Int64) {
        overflowCount += overflow
        underflowCount += underflow
    }

    /// The count at `index`, wherever it lies.
    func count(at index: Int) -> UInt64 {
        counts.indices.contains(index - firstIndex) ? counts[index - firstIndex] : 0
    }

    /// The indices past which every count is zero.
    var countsEnd: Int { firstIndex + counts.count }
}
