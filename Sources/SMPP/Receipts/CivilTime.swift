// A date and a time of day as a receipt has them: digits, no time zone. Used by DeliveryReceipt and
// by who writes receipts. No clock is read here.

/// A date and a time of day, without a time zone: what the digits in a receipt say.
public struct CivilTime: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// The year, 0 to 9999.
    public let year: UInt16
    /// The month, 1 to 12.
    public let month: UInt8
    /// The day of the month, 1 to 31.
    public let day: UInt8
    /// The hour, 0 to 23.
    public let hour: UInt8
    /// The minute, 0 to 59.
    public let minute: UInt8
    /// The second, 0 to 59.
    public let second: UInt8

    /// A date that exists, or `nil`.
    public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilTime.dayCount(year: year, month: month),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = UInt16(year)
        self.month = UInt8(month)
        self.day = UInt8(day)
        self.hour = UInt8(hour)
        self.minute = UInt8(minute)
        self.second = UInt8(second)
    }

    /// The time in UTC that is `seconds` after 1970-01-01T00:00:00; seconds outside the years 1970 to
    /// 9999 are taken as the nearest end.
    public init(secondsSince1970 seconds: Int64) {
        let seconds = max(0, min(seconds, 253_402_300_799))
        let (days, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Counted in years that begin on 1 March, so that a leap day is the last day of its year;
        // 719,468 days lie between 0000-03-01 and 1970-01-01, and 146,097 days make 400 years.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.year = UInt16(era * 400 + yearOfEra + (month <= 2 ? 1 : 0))
        self.month = UInt8(month)
        self.day = UInt8(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        self.hour = UInt8(time / 3600)
        self.minute = UInt8(time / 60 % 60)
        self.second = UInt8(time % 60)
    }

    /// The time that the digits of a receipt state, or `nil` when they are not one.
    ///
    /// `YYMMDDhhmm` as in SMPP 3.4 Appendix B, and what vendors write instead: `YYMMDDhhmmss`,
    /// `YYYYMMDDhhmm` (only where the digits are no `YYMMDDhhmmss`) and `YYYYMMDDhhmmss`. Years of two
    /// digits are 1970 to 2069. Dates of zeroes are none.
    public init?(receiptDigits text: some StringProtocol) {
        var digits: [Int] = []
        for octet in text.utf8 {
            guard octet >= UInt8(ascii: "0") && octet <= UInt8(ascii: "9") else { return nil }
            digits.append(Int(octet - UInt8(ascii: "0")))
            guard digits.count <= 14 else { return nil }
        }
        switch digits.count {
        case 10: self.init(digits, yearDigits: 2)
        case 12:
            if let time = CivilTime(digits, yearDigits: 2) {
                self = time
            } else {
                self.init(digits, yearDigits: 4)
            }
        case 14: self.init(digits, yearDigits: 4)
        default: return nil
        }
    }

    private init?(_ digits: [Int], yearDigits: Int) {
        func pair(_ index: Int) -> Int {
            index + 1 < digits.count ? digits[index] * 10 + digits[index + 1] : 0
        }
        let year =
            yearDigits == 4
            ? pair(0) * 100 + pair(2) : pair(0) + (pair(0) >= 70 ? 1900 : 2000)
        let rest = yearDigits
        self.init(
            year: year, month: pair(rest), day: pair(rest + 2), hour: pair(rest + 4),
            minute: pair(rest + 6), second: pair(rest + 8))
    }

    private static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The time as ISO 8601 writes it: `2010-05-23T20:39:00`.
    public var description: String {
        func padded(_ value: some BinaryInteger, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        return "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }
}
