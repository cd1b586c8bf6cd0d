// The largest size of each field of variable length, in octets, the final NUL included.

/// The maxima of SMPP 3.4 § 4 and § 5.2.
enum FieldLimit {
    static let systemID = 16
    static let password = 9
    static let systemType = 13
    static let addressRange = 41
    static let serviceType = 6
    /// Addresses of `submit_sm`, `deliver_sm` and the other operations on one message.
    static let address = 21
    /// Addresses of `data_sm` and `alert_notification`.
    static let longAddress = 65
    static let messageID = 65
    static let distributionListName = 21
    /// A time is either empty or exactly this long (SMPP 3.4 § 7.1.1).
    static let time = 17
    /// Whether a time may have this many octets, its NUL not counted.
    @inline(__always)
    static func allowsTime(_ count: Int) -> Bool {
        count == 0 || count == time &- 1
    }

    /// Octets of `short_message`; it has no NUL.
    static let shortMessage = 254
    /// Destinations of one `submit_multi`.
    static let destinations = 254
    /// Octets in the value of an optional parameter.
    static let tlvValue = 65_535
}
