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
        if let value = Self.value(id), value / Self.span >= 100 {
            shard = Int(value / Self.span) - 100
            number = Int64(value % Self.span)
            return
        }
        let isDecimal = [.decimal, .decimal10, .decimal20].contains(form)
        let digits = id.filter { $0 != "-" }.suffix(16)
        guard var value = UInt64(isDecimal ? id[...] : digits, radix: isDecimal ? 10 : 16) else {
            return nil
        }
        if form == .uuid { value &= 0x0FFF_FFFF_FFFF_FFFF }
        guard value < Self.shortSpan * 100 else { return nil }
        shard = Int(value / Self.shortSpan)
        number = Int64(value % Self.shortSpan)
    }

    private static func value(_ id: String) -> UInt64? {
        if let value = UInt64(id), value / span >= 100, value / span < 1_000 { return value }
        let digits = id.filter { $0 != "-" }
        guard digits.count <= 32, let low = UInt64(String(digits.suffix(16)), radix: 16) else {
            return nil
        }
        // A UUID has its variant in the four highest bits.
        return id.contains("-") ? low & 0x0FFF_FFFF_FFFF_FFFF : low
    }
}
