// The YYMMDDhhmm of delivery receipts, in UTC, without Foundation.

/// A minute of the calendar as a receipt writes it.
enum ReceiptDate {
    /// Octets of YYMMDDhhmm.
    static let length = 10

    /// YYMMDDhhmm of a time in nanoseconds since 1970, UTC.
    static func text(_ wall: Int64) -> [UInt8] {
        let minutes = wall / 60_000_000_000
        let date = civil(daysSince1970: minutes / 1440)
        let minuteOfDay = minutes % 1440
        var text: [UInt8] = []
        for part in [date.year % 100, date.month, date.day, minuteOfDay / 60, minuteOfDay % 60] {
            text.append(UInt8(truncatingIfNeeded: 48 + part / 10))
            text.append(UInt8(truncatingIfNeeded: 48 + part % 10))
        }
        return text
    }

    /// The Gregorian date of a day from 1970 on, counted in eras of 400 years that start in March,
    /// so that the leap day is the last of its year.
    private static func civil(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = daysSince1970 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }
}
