// Eight decimal digits at a time, without a division by ten per digit. Message ids and dates use it.

/// Decimal digits as ASCII.
enum DecimalDigits {
    /// The eight digits of `value` (below 100,000,000), the first one in the lowest octet.
    ///
    /// The value is split into halves that stay apart in one word: 4 + 4 digits, then pairs, then
    /// single digits. Multiply-and-shift divides by 100 (exact below 10,000) and by 10 (below 100).
    @inline(__always)
    static func eight(_ value: UInt32) -> UInt64 {
        let high = value / 10_000
        let fours = UInt64(high) | UInt64(value &- high &* 10_000) &<< 32
        let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
        let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = ((pairs &* 103) &>> 10) & 0x000F_000F_000F_000F
        let ones = tens | (pairs &- tens &* 10) &<< 8
        return (ones | 0x3030_3030_3030_3030).littleEndian
    }
}

/// The message_ids of one shard: 16 digits, the first three of them the shard's own.
///
/// 13 digits count: at 10 million messages a second they last eleven days before they start again.
struct MessageIDs: Sendable, BitwiseCopyable {
    /// Length of every message_id.
    static let length = 16

    private let prefix: UInt32
    private let shard: UInt64
    private var low: UInt32 = 0
    private var high: UInt32 = 0
    /// The first eight digits, as octets in the order of memory.
    private(set) var firstWord: UInt64
    /// The last eight digits, as octets in the order of memory.
    private(set) var lastWord = DecimalDigits.eight(0)
    private var lastDigit: UInt8 = 0

    /// The number of the id last given out, from 1 on.
    var counted: Int64 { Int64(high) &* 100_000_000 &+ Int64(low) }

    /// The ids of shard `index`, 0 to 899: its first three digits are 100 and the index.
    ///
    /// The first id of the third shard is 1020000000000001.
    init(shard index: Int) {
        prefix = UInt32(100 + index) * 100_000
        shard = UInt64(index)
        firstWord = DecimalDigits.eight(prefix)
    }

    /// The current id as a number of 16 digits.
    @inline(__always) var number: UInt64 {
        UInt64(prefix &+ high) &* 100_000_000 &+ UInt64(low)
    }

    /// The current id as a number of ten digits; the same again after 100 million messages.
    @inline(__always) var shortNumber: UInt64 {
        shard &* 100_000_000 &+ UInt64(low)
    }

    /// Goes on to the next id.
    @inline(__always)
    mutating func advance() {
        low &+= 1
        // Nine times in ten only the last digit changes: the highest octet of the word.
        if lastDigit < 9 {
            lastDigit &+= 1
            lastWord = (UInt64(littleEndian: lastWord) &+ 1 &<< 56).littleEndian
            return
        }
        lastDigit = 0
        if low == 100_000_000 {
            low = 0
            high = high == 99_999 ? 0 : high + 1
            firstWord = DecimalDigits.eight(prefix + high)
        }
        lastWord = DecimalDigits.eight(low)
    }
}
