// Histograms as text: the compressed form of HdrHistogram's V2 encoding, which its tools read.
// The bytes are Metrics'; this adds zlib, which Platform has, and Base64. Used by the report.

import FoundationEssentials
public import Metrics
import Platform

extension Histogram {
    private static let compressedCookie: UInt32 = 0x1C84_9304 | 0x10
    /// No layout of this tool needs more: 30,720 counts of at most 9 bytes.
    private static let encodedLimit = 1 << 20

    /// The histogram as HdrHistogram V2, compressed, in Base64.
    public var base64V2: String {
        let stream = Zlib.deflate(encodedV2())
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + stream.count)
        for word in [Self.compressedCookie, UInt32(stream.count)] {
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return Data(bytes + stream).base64EncodedString()
    }

    /// The histogram in `text`, which `base64V2` or another HdrHistogram has written.
    public init(base64V2 text: String) throws(HistogramDecodingError) {
        guard let data = Data(base64Encoded: text), data.count >= 8 else { throw .truncated }
        let cookie = data.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard cookie == Self.compressedCookie else { throw .unknownCookie(cookie) }
        let length = data.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard
            data.count - 8 >= length,
            let encoded = Zlib.inflate(
                Array(data.dropFirst(8).prefix(length)), limit: Self.encodedLimit)
        else { throw .truncated }
        try self.init(decodingV2: encoded)
    }

    /// The histogram in `text` with the exact numbers that `distribution` keeps of it.
    ///
    /// The mean is that of the distribution, to a nanosecond. Where values are missing it keeps neither
    /// mean nor maximum, and nobody asks for them.
    init(
        base64V2 text: String, of distribution: Distribution
    ) throws(HistogramDecodingError) {
        try self.init(base64V2: text)
        guard let low = distribution.min else {
            guard count == 0, distribution.count == 0 else { throw .badCount }
            return
        }
        guard
            restore(
                overflow: distribution.overflow, min: low, max: distribution.max,
                mean: distribution.mean.map(Double.init)),
            count == distribution.count
        else { throw .badCount }
    }
}
