// The text of a message as submit_sm carries it. Used once per text when a run is prepared.

/// Text as the octets and the `data_coding` of a short message.
public enum MessageText {
    /// The octets that carry `text`, and how they are to be read.
    ///
    /// GSM 03.38 with one septet an octet and `data_coding` 0 where the alphabet has every
    /// character, otherwise UCS-2 with `data_coding` 8; characters beyond the first 65,536 go as
    /// two surrogates, as phones expect. Never fails and never cuts: what to do with more than 254
    /// octets (SMPP 3.4 § 5.2.22) is the caller's choice.
    public static func encode(_ text: String) -> (dataCoding: UInt8, octets: [UInt8]) {
        if let octets = GSM7.encode(text) { return (DataCoding.smscDefault.rawValue, octets) }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf16.count * 2)
        for unit in text.utf16 {
            octets.append(UInt8(unit >> 8))
            octets.append(UInt8(unit & 0xFF))
        }
        return (DataCoding.ucs2.rawValue, octets)
    }
}
