// Which values a histogram tells apart: the bucket arithmetic of HdrHistogram, value by value.
// Used by Histogram, HistogramRecorder and the V2 encoding; the recorder inlines `index(of:)` into
// the hot path of other modules. Knows no counts. Allocates: never.

/// The range and precision of a histogram; two histograms merge only if their layouts are equal.
///
/// Values are integers in any unit (here nanoseconds). The arithmetic is that of HdrHistogram, so
/// that encoded histograms can be read by its tools: buckets of equal relative width, each cut into
/// linear sub-buckets, such that two values that differ by more than one part in
/// 10^`significantDigits` are told apart.
public struct HistogramLayout: Sendable, Equatable {
    /// Smallest value told apart from 0, at least 1; the step is the power of two at or below it.
    public let lowestDiscernibleValue: Int64
    /// Largest value that has a bucket; at least twice `lowestDiscernibleValue`.
    public let highestTrackableValue: Int64
    /// Decimal digits of precision, 1…5.
    public let significantDigits: Int

    /// Number of low bits below the resolution: ⌊log₂ lowestDiscernibleValue⌋.
    public let unitMagnitude: Int
    /// log₂ of the number of linear sub-buckets that each bucket after the first adds.
    public let subBucketHalfCountMagnitude: Int
    /// Number of buckets, in all.
    public let bucketCount: Int

    /// The low bits that stay within the first bucket.
    @usableFromInline let subBucketMask: Int64
    /// The leading zero bits of a value in the first bucket.
    @usableFromInline let leadingZeroCountBase: Int

    /// A layout, or nil if the numbers are outside of their ranges.
    public init?(
        lowestDiscernibleValue: Int64, highestTrackableValue: Int64, significantDigits: Int
    ) {
        guard
            Self.isValid(lowestDiscernibleValue, highestTrackableValue, significantDigits)
        else { return nil }
        self.init(
            validLowest: lowestDiscernibleValue, highest: highestTrackableValue,
            digits: significantDigits)
    }

    private init(validLowest lowest: Int64, highest: Int64, digits: Int) {
        precondition(Self.isValid(lowest, highest, digits))
        lowestDiscernibleValue = lowest
        highestTrackableValue = highest
        significantDigits = digits
        unitMagnitude = Self.floorLog2(lowest)
        subBucketHalfCountMagnitude = Self.halfCountMagnitude(digits: digits)
        subBucketMask = (Int64(2) << subBucketHalfCountMagnitude - 1) << unitMagnitude
        leadingZeroCountBase = 63 - unitMagnitude - subBucketHalfCountMagnitude

        var buckets = 1
        var firstUntracked = UInt64(2) << (subBucketHalfCountMagnitude + unitMagnitude)
        while firstUntracked <= UInt64(highest) {
            firstUntracked <<= 1
            buckets += 1
        }
        bucketCount = buckets
    }

    /// Response times: 1 µs to 10 minutes in nanoseconds, 3 digits (22 × 1,024 counts).
    public static let response = HistogramLayout(
        validLowest: 1_000, highest: 600_000_000_000, digits: 3)

    /// Receipt round trips: 1 µs to 72 hours in nanoseconds, 3 digits (30 × 1,024 counts).
    public static let receipt = HistogramLayout(
        validLowest: 1_000, highest: 72 * 3_600_000_000_000, digits: 3)

    /// How many counts a histogram of this layout has.
    public var countsLength: Int { (bucketCount + 1) << subBucketHalfCountMagnitude }

    /// The place of `value` among the counts; `value` is 0…`highestTrackableValue`.
    @inlinable
    public func index(of value: Int64) -> Int {
        let bucket = leadingZeroCountBase &- (value | subBucketMask).leadingZeroBitCount
        let subBucket = Int(truncatingIfNeeded: value &>> Int64(bucket &+ unitMagnitude))
        // The lower half of every bucket but the first repeats the one before, and is left out.
        return (bucket &<< subBucketHalfCountMagnitude) &+ subBucket
    }

    /// The smallest value counted at `index`.
    public func lowestValue(at index: Int) -> Int64 {
        let halfCount = 1 << subBucketHalfCountMagnitude
        let bucket = max((index >> subBucketHalfCountMagnitude) - 1, 0)
        let subBucket = index < halfCount ? index : (index & (halfCount - 1)) + halfCount
        return Int64(subBucket) << Int64(bucket + unitMagnitude)
    }

    /// The largest value counted at `index`.
    public func highestValue(at index: Int) -> Int64 {
        let bucket = max((index >> subBucketHalfCountMagnitude) - 1, 0)
        return lowestValue(at: index) + (Int64(1) << Int64(bucket + unitMagnitude) - 1)
    }

    /// The smallest value that is counted together with `value`.
    public func lowestEquivalentValue(_ value: Int64) -> Int64 {
        lowestValue(at: index(of: value))
    }

    /// The largest value that is counted together with `value`.
    public func highestEquivalentValue(_ value: Int64) -> Int64 {
        highestValue(at: index(of: value))
    }

    private static func floorLog2(_ value: Int64) -> Int { 63 - value.leadingZeroBitCount }

    /// log₂ of half the power of two that holds 2 × 10^digits values.
    private static func halfCountMagnitude(digits: Int) -> Int {
        var resolved: Int64 = 2
        for _ in 0..<digits { resolved *= 10 }
        return floorLog2(resolved - 1)
    }

    private static func isValid(_ lowest: Int64, _ highest: Int64, _ digits: Int) -> Bool {
        guard lowest >= 1, (1...5).contains(digits), highest / 2 >= lowest else { return false }
        return floorLog2(lowest) + halfCountMagnitude(digits: digits) <= 61
    }
}
