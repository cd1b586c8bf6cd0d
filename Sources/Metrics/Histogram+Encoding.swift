// The HdrHistogram V2 encoding: how a histogram leaves the process and comes back for a merge.
// Results compresses and Base64-encodes these bytes. Cold.

/// Why bytes are not an HdrHistogram V2 encoding that this module reads.
public enum HistogramDecodingError: Error, Equatable, Sendable {
    /// The bytes end before the histogram does.
    case truncated
    /// Another version or another format: the first four bytes.
    case unknownCookie(UInt32)
    /// The header's range or precision is impossible, or its index offset is not 0.
    case badLayout
    /// A count, or a run of zeros, that lies outside of the layout or overflows.
    case badCount
}

extension Histogram {
    /// V2, counts of up to 64 bits as ZigZag LEB128.
    private static let cookie: UInt32 = 0x1C84_9303 | 0x10
    private static let headerByteCount = 40

    /// The histogram as HdrHistogram V2, uncompressed: header, then counts with runs of zeros.
    ///
    /// Carries neither `overflowCount` nor the exact minimum, maximum and mean: a decoded histogram
    /// has those of its buckets.
    public func encodedV2() -> [UInt8] {
        var payload: [UInt8] = []
        let end = countsEnd
        var index = 0
        while index < end {
            let first = count(at: index)
            index += 1
            guard first == 0 else {
                Self.append(Int64(first), to: &payload)
                continue
            }
            let run = index - 1
            while index < end, count(at: index) == 0 { index += 1 }
            let zeros = index - run
            Self.append(zeros > 1 ? -Int64(zeros) : 0, to: &payload)
        }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + payload.count)
        Self.append(Self.cookie, to: &bytes)
        Self.append(UInt32(payload.count), to: &bytes)
        Self.append(UInt32(0), to: &bytes)
        Self.append(UInt32(layout.significantDigits), to: &bytes)
        Self.append(UInt64(layout.lowestDiscernibleValue), to: &bytes)
        Self.append(UInt64(layout.highestTrackableValue), to: &bytes)
        Self.append((1.0).bitPattern, to: &bytes)
        return bytes + payload
    }

    /// The histogram that was encoded; bytes after it are ignored.
    public init(decodingV2 bytes: [UInt8]) throws(HistogramDecodingError) {
        guard bytes.count >= 4 else { throw .truncated }
        let cookie = UInt32(truncatingIfNeeded: Self.integer(in: bytes, at: 0, byteCount: 4))
        guard cookie == Self.cookie else { throw .unknownCookie(cookie) }
        guard bytes.count >= Self.headerByteCount else { throw .truncated }
        let payloadLength = Int(Self.integer(in: bytes, at: 4, byteCount: 4))
        let indexOffset = Self.integer(in: bytes, at: 8, byteCount: 4)
        guard
            indexOffset == 0,
            let layout = HistogramLayout(
                lowestDiscernibleValue: Int64(
                    bitPattern: Self.integer(in: bytes, at: 16, byteCount: 8)),
                highestTrackableValue: Int64(
                    bitPattern: Self.integer(in: bytes, at: 24, byteCount: 8)),
                significantDigits: Int(Self.integer(in: bytes, at: 12, byteCount: 4)))
        else { throw .badLayout }
        guard bytes.count - Self.headerByteCount >= payloadLength else { throw .truncated }
        self.init(layout)
        try decodeCounts(bytes.dropFirst(Self.headerByteCount).prefix(payloadLength))
    }

    private mutating func decodeCounts(_ payload: ArraySlice<UInt8>) throws(HistogramDecodingError)
    {
        var rest = payload
        var index = 0
        while !rest.isEmpty {
            let entry = try Self.takeInteger(from: &rest)
            guard entry >= 0 else {
                let zeros = entry.magnitude
                guard zeros <= UInt64(layout.countsLength - index) else { throw .badCount }
                index += Int(zeros)
                continue
            }
            guard index < layout.countsLength else { throw .badCount }
            if entry > 0 {
                guard entry <= Int64.max - count else { throw .badCount }
                let low = layout.lowestValue(at: index)
                let high = layout.highestValue(at: index)
                // The bucket's middle stands for its values, as in HdrHistogram's own mean.
                let middle = low + (high - low + 1) / 2
                cover(index...index)
                add(UInt64(entry), at: index)
                include(
                    count: entry, sum: Int128(middle) * Int128(entry), min: low, max: high)
            }
            index += 1
        }
    }

    /// Appends a ZigZag LEB128 integer; the ninth byte, if there is one, has eight bits of it.
    private static func append(_ value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        for _ in 0..<8 {
            guard rest > 0x7F else { break }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func takeInteger(
        from bytes: inout ArraySlice<UInt8>
    ) throws(HistogramDecodingError) -> Int64 {
        var value: UInt64 = 0
        for position in 0..<9 {
            guard let byte = bytes.popFirst() else { throw .truncated }
            let isLast = position == 8 || byte & 0x80 == 0
            value |= UInt64(position == 8 ? byte : byte & 0x7F) << UInt64(7 * position)
            if isLast { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private static func append(
        _ value: some FixedWidthInteger & UnsignedInteger, to bytes: inout [UInt8]
    ) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    private static func integer(in bytes: [UInt8], at offset: Int, byteCount: Int) -> UInt64 {
        bytes[offset..<offset + byteCount].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
