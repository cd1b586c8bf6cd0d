// The times of SMPP 3.4 § 7.1.1, as schedule_delivery_time and validity_period have them, and as
// query_sm_resp tells the final date. Pure: `now` is an argument.

import SMPP

/// Sixteen characters `YYMMDDhhmmsstnnp` against nanoseconds since 1970.
package enum DeliveryTime {
    private static let second: Int64 = 1_000_000_000
    private static let day: Int64 = 86_400 * second

    /// The instant that `text` names at `now`, nanoseconds since 1970; nil if it names none.
    ///
    /// A relative time (`p` is `R`) counts years of 365 and months of 30 days; an absolute one is
    /// local to a difference of `nn` quarters of an hour from UTC.
    package static func instant(_ text: String, now: Int64) -> Int64? {
        let octets = Array(text.utf8)
        guard octets.count == 16, octets.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        func pair(_ index: Int) -> Int64 {
            Int64(octets[index] - 0x30) * 10 + Int64(octets[index + 1] - 0x30)
        }
        let time = ((pair(6) * 60 + pair(8)) * 60 + pair(10)) * second
        let tenths = Int64(octets[12] - 0x30) * second / 10
        switch octets[15] {
        case UInt8(ascii: "R"):
            return now + (pair(0) * 365 + pair(2) * 30 + pair(4)) * day + time
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let year = pair(0) + (pair(0) >= 70 ? 1900 : 2000)
            guard (1...12).contains(pair(2)), (1...31).contains(pair(4)) else { return nil }
            let offset = pair(13) * 900 * second
            let local = days(year, pair(2), pair(4)) * day + time + tenths
            return octets[15] == UInt8(ascii: "+") ? local - offset : local + offset
        default: return nil
        }
    }

    /// An instant as absolute time in UTC.
    package static func text(_ instant: Int64) -> String {
        let time = CivilTime(secondsSince1970: instant / second)
        let fields = [
            Int(time.year) % 100, Int(time.month), Int(time.day), Int(time.hour),
            Int(time.minute), Int(time.second),
        ]
        let digits = fields.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
        return digits + "\(instant % second / (second / 10))00+"
    }

    /// Days from 1970-01-01 to a date, counted in years that begin on 1 March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leaps = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leaps + dayOfYear - 719_468
    }
}
