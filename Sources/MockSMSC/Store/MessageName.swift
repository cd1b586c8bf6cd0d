// From a message_id as an ESME gives it back to the shard that has the message and its number there.

/// Which message an id names.
struct MessageName: Equatable {
    let shard: Int
    /// The number on that shard, from 1 on.
    let number: Int64

    /// Numbers a shard has; ids begin with 100 and the shard.
    private static let span: UInt64 = 10_000_000_000_000

    /// Numbers of ten digits a shard has, of which the first two are the shard.
    private static let shortSpan: UInt64 = 100_000_000

    /// The message that `id` names, written in decimal, in hex or as a UUID; nil for anything else.
    ///
    /// `form` is that of responses: it tells a short number in hex from one in decimal.
    init?(_ id: String, _ form: ReceiptDialect.IDForm) {
        let (decimal, hex) = (UInt64(id), Self.hex(id))
        let long = [decimal, hex].compactMap(\.self).first {
            (100..<1_000).contains($0 / Self.span)
        }
        if let long {
            shard = Int(long / Self.span) - 100
            number = Int64(long % Self.span)
            return
        }
        let isDecimal = [.decimal, .decimal10, .decimal20].contains(form)
        guard let short = isDecimal ? decimal : hex, short < Self.shortSpan * 100 else {
            return nil
        }
        shard = Int(short / Self.shortSpan)
        number = Int64(short % Self.shortSpan)
    }

    private static func hex(_ id: String) -> UInt64? {
        let digits = id.filter { $0 != "-" }
        guard digits.count <= 32, let low = UInt64(digits.suffix(16), radix: 16) else { return nil }
        // A UUID has its variant in the four highest bits.
        return id.contains("-") ? low & 0x0FFF_FFFF_FFFF_FFFF : low
    }
}
