// The histogram of the hot path: one increment in memory that was there before the run.
// Runs on: shard threads of LoadEngine and MockSMSC (inlined there). Allocates: never after `init`.
// Holds the only pointer of this module; its index is bounded by the layout it was made with.

/// Records values in a few nanoseconds, without allocating, for one owner at a time.
///
/// Once per interval its owner drains it into a `Histogram`, which can be merged and evaluated.
@safe
public struct HistogramRecorder: ~Copyable {
    /// Range and precision.
    public let layout: HistogramLayout

    // `layout.countsLength` counts. The index of 0…highestTrackableValue is below that.
    @usableFromInline let counts: UnsafeMutablePointer<UInt64>
    private let ownsCounts: Bool

    // Of the values within the range since the last drain.
    @usableFromInline var smallest = Int64.max
    @usableFromInline var largest = Int64.min
    @usableFromInline var sum: Int128 = 0

    // Of the values outside of it.
    private var overflowCount: Int64 = 0
    private var overflowSmallest = Int64.max
    private var overflowLargest = Int64.min
    private var underflowCount: Int64 = 0

    /// An empty recorder with memory of its own.
    public init(_ layout: HistogramLayout) {
        self.layout = layout
        unsafe counts = .allocate(capacity: layout.countsLength)
        unsafe counts.initialize(repeating: 0, count: layout.countsLength)
        ownsCounts = true
    }

    /// An empty recorder in the caller's memory, such as zero pages that cost nothing until used.
    ///
    /// `zeroedCounts` points to `layout.countsLength` zeros, which outlive the recorder and which
    /// nobody else touches meanwhile.
    @unsafe
    public init(_ layout: HistogramLayout, zeroedCounts: UnsafeMutablePointer<UInt64>) {
        self.layout = layout
        unsafe counts = zeroedCounts
        ownsCounts = false
    }

    deinit {
        if ownsCounts { unsafe counts.deallocate() }
    }

    /// Counts `value`; a negative one as 0, one above the range as overflow.
    @inlinable
    public mutating func record(_ value: Int64) {
        record(value, count: 1)
    }

    /// Counts `value` `count` times; a negative value as 0, one above the range as overflow.
    ///
    /// A `count` below 1 records nothing.
    @inlinable
    public mutating func record(_ value: Int64, count: Int64) {
        guard count > 0 else { return }
        // One comparison for both ends of the range: a negative value is a huge unsigned one.
        guard UInt64(bitPattern: value) <= UInt64(bitPattern: layout.highestTrackableValue) else {
            return recordOutside(value, count: count)
        }
        let index = layout.index(of: value)
        // Wraps after 2⁶³ values in one interval.
        unsafe counts[index] &+= UInt64(bitPattern: count)
        // Below 2¹²⁶: two 63-bit factors.
        sum &+= Int128(value) &* Int128(count)
        if value < smallest { smallest = value }
        if value > largest { largest = value }
    }

    @inline(never)
    @usableFromInline
    mutating func recordOutside(_ value: Int64, count: Int64) {
        if value < 0 {
            underflowCount &+= count
            record(0, count: count)
        } else {
            overflowCount &+= count
            overflowSmallest = min(overflowSmallest, value)
            overflowLargest = max(overflowLargest, value)
            sum &+= Int128(value) &* Int128(count)
        }
    }

    /// Adds what was recorded to `histogram`, which must have the same layout, and clears it here.
    public mutating func drain(into histogram: inout Histogram) {
        precondition(layout == histogram.layout, "histograms of different layouts do not add up")
        var drained = overflowCount
        if smallest <= largest {
            let used = layout.index(of: smallest)...layout.index(of: largest)
            histogram.cover(used)
            for index in used {
                let recorded = unsafe counts[index]
                guard recorded > 0 else { continue }
                histogram.add(recorded, at: index)
                drained += Int64(recorded)
                unsafe counts[index] = 0
            }
        }
        guard drained > 0 else { return }
        histogram.include(
            count: drained, sum: sum, min: min(smallest, overflowSmallest),
            max: max(largest, overflowLargest))
        histogram.includeOutside(overflow: overflowCount, underflow: underflowCount)
        smallest = .max
        largest = .min
        sum = 0
        overflowCount = 0
        overflowSmallest = .max
        overflowLargest = .min
        underflowCount = 0
    }
}

// Safe because a recorder is not copyable: whoever has it is the only one with access to its
// counts, and a move to another thread takes the access along.
extension HistogramRecorder: @unchecked Sendable {}
