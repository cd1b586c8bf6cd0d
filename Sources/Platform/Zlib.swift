// zlib's one-call forms, for the compressed histograms of the result.
// Cold: both calls allocate their result.

import CZlib

/// zlib streams (RFC 1950).
public enum Zlib {
    /// `bytes` as a zlib stream.
    public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(UInt(bytes.count))
        var out = [UInt8](repeating: 0, count: Int(size))
        let code = unsafe compress2(&out, &size, bytes, UInt(bytes.count), 6)
        precondition(code == Z_OK, "compress2 with a large enough buffer")
        out.removeLast(out.count - Int(size))
        return out
    }

    /// The content of a zlib stream; nil if it is damaged or longer than `limit` bytes.
    public static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        // One more, since zlib takes a stream of one byte for one that fits no bytes at all.
        var size = UInt(limit + 1)
        var out = [UInt8](repeating: 0, count: limit + 1)
        let code = unsafe uncompress(&out, &size, bytes, UInt(bytes.count))
        guard code == Z_OK, size <= limit else { return nil }
        out.removeLast(out.count - Int(size))
        return out
    }
}
