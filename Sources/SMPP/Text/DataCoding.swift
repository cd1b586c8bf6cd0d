// The data_coding of a short message: a struct over the integer, because a peer may send anything.

/// The `data_coding` field: how the octets of a short message are to be read (SMPP 3.4 § 5.2.19).
public struct DataCoding: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The value on the wire.
    public let rawValue: UInt8

    /// A data coding with the given wire value.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The SMSC's default alphabet; with most SMSCs GSM 03.38, one septet an octet.
    public static let smscDefault = DataCoding(rawValue: 0x00)
    /// IA5 (ITU-T T.50) or ASCII.
    public static let ascii = DataCoding(rawValue: 0x01)
    /// Octets without a stated meaning, of the value 0x02.
    public static let octets = DataCoding(rawValue: 0x02)
    /// Latin 1 (ISO 8859-1).
    public static let latin1 = DataCoding(rawValue: 0x03)
    /// Octets without a stated meaning, of the value 0x04: 8-bit binary.
    public static let binary = DataCoding(rawValue: 0x04)
    /// JIS (X 0208-1990).
    public static let jis = DataCoding(rawValue: 0x05)
    /// Cyrillic (ISO 8859-5).
    public static let cyrillic = DataCoding(rawValue: 0x06)
    /// Latin and Hebrew (ISO 8859-8).
    public static let latinHebrew = DataCoding(rawValue: 0x07)
    /// UCS-2 (ISO/IEC 10646), two octets a unit, most significant first.
    public static let ucs2 = DataCoding(rawValue: 0x08)
    /// Pictogram encoding.
    public static let pictogram = DataCoding(rawValue: 0x09)
    /// ISO 2022-JP, music codes.
    public static let iso2022JP = DataCoding(rawValue: 0x0A)
    /// Extended Kanji JIS (X 0212-1990).
    public static let extendedKanjiJIS = DataCoding(rawValue: 0x0D)
    /// KS C 5601.
    public static let ksC5601 = DataCoding(rawValue: 0x0E)
}
