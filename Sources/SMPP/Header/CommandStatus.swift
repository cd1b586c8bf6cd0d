// The command_status of a response: a struct over the integer, because a peer may send anything.

/// The `command_status` field of a PDU header (SMPP 3.4 § 5.1.3).
///
/// Requests carry 0; in a response 0 is success and anything else a failure, the values from
/// 0x400 to 0x4FF being the SMSC vendor's own.
public struct CommandStatus: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The value on the wire.
    public let rawValue: UInt32

    /// A status with the given wire value.
    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The status with this name: the standard's (`ESME_RTHROTTLED`), or a hexadecimal number
    /// (`0x00000401`); nil for anything else.
    public init?(name: String) {
        if let status = Self.statuses[name] {
            self = status
        } else if name.hasPrefix("0x") || name.hasPrefix("0X") {
            let digits = name.dropFirst(2)
            guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
                return nil
            }
            self.init(rawValue: value)
        } else {
            return nil
        }
    }

    /// The name the standard gives this status, such as `ESME_RTHROTTLED`; nil for other values.
    public var specName: String? {
        Self.specNames[self]
    }

    /// What reports call this status: the standard's name, or eight hexadecimal digits.
    public var name: String {
        specName ?? hexadecimal(rawValue, digits: 8)
    }

    private static let specNames = Dictionary(
        uniqueKeysWithValues: table.map { ($0.status, $0.specName) })

    private static let statuses = Dictionary(
        uniqueKeysWithValues: table.map { ($0.specName, $0.status) })
}

/// A number as `0x` and at least this many upper-case hexadecimal digits.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}
