// One time distribution as the result shows it: count, moments and the percentiles of the contract.
// Made from a histogram once; the histogram itself is kept beside it in the result.

public import Metrics

/// A percentile that results show.
public struct Percentile: Sendable, Equatable {
    /// 0…100.
    public let value: Double
    /// Its JSON key: `p99_9`.
    public let key: String

    /// Its name for people and in thresholds: `p99.9`.
    public var label: String { key.replacing("_", with: ".") }

    /// The percentiles of the contract, in order.
    public static let reported: [Percentile] = [
        Percentile(value: 50, key: "p50"), Percentile(value: 75, key: "p75"),
        Percentile(value: 90, key: "p90"), Percentile(value: 95, key: "p95"),
        Percentile(value: 99, key: "p99"), Percentile(value: 99.9, key: "p99_9"),
        Percentile(value: 99.99, key: "p99_99"),
    ]
}

/// The summary of a histogram; all values in nanoseconds, nil if it is empty.
public struct Distribution: Sendable, Equatable {
    /// How many values there are.
    public var count: Int64
    /// How many of them are above the range that is told apart.
    public var overflow: Int64
    /// How many more belong to it that did not come in time.
    public var missing: Int64
    /// Smallest value.
    public var min: Int64?
    /// Arithmetic mean.
    public var mean: Int64?
    /// Largest value.
    public var max: Int64?
    /// The values at `Percentile.reported`, in that order.
    public var percentiles: [Int64?]

    /// The summary of `histogram`, to which `missing` values belong that did not come in time.
    ///
    /// Those are longer than any other: the mean, the maximum and every percentile that lies among them
    /// are nil.
    public init(_ histogram: Histogram, missing: Int64 = 0) {
        count = histogram.count
        overflow = histogram.overflowCount
        self.missing = missing
        min = histogram.min
        mean = missing > 0 ? nil : histogram.mean.map { Int64($0.rounded()) }
        max = missing > 0 ? nil : histogram.max
        percentiles = Percentile.reported.map {
            histogram.value(atPercentile: $0.value, missing: missing)
        }
    }
}

extension Histogram {
    /// The value at or below which `percentile` per cent of all values lie, those that are missing
    /// included as longer than any other; nil if it is one of them.
    func value(atPercentile percentile: Double, missing: Int64) -> Int64? {
        guard missing > 0 else { return value(atPercentile: percentile) }
        let asked = percentile * Double(count + missing) / Double(Swift.max(count, 1))
        // A share of exactly all that came may be a rounding error above it.
        return asked <= 100 + 1e-9 ? value(atPercentile: Swift.min(asked, 100)) : nil
    }
}

extension Distribution: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads the object that `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value(_ key: String) throws -> Int64? {
            try container.decodeIfPresent(Int64.self, forKey: Key(stringValue: key))
        }
        count = try container.decode(Int64.self, forKey: Key(stringValue: "count"))
        overflow = try value("overflow") ?? 0
        missing = try value("missing") ?? 0
        min = try value("min")
        mean = try value("mean")
        max = try value("max")
        percentiles = try Percentile.reported.map { try value($0.key) }
    }

    /// Writes one object with every key, null where there is no value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func write(_ value: Int64?, _ key: String) throws {
            // Int64?'s own encoding: the integer or null.
            try container.encode(value, forKey: Key(stringValue: key))
        }
        try write(count, "count")
        try write(overflow, "overflow")
        try write(missing, "missing")
        try write(min, "min")
        try write(mean, "mean")
        try write(max, "max")
        for (percentile, value) in zip(Percentile.reported, percentiles) {
            try write(value, percentile.key)
        }
    }
}
