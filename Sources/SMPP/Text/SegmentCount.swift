// How many short messages a submit_sm becomes on the air: what operators bill and many rate limits
// count. Used by ceilings and by servers that police them; not for the hot path.

extension SubmitSM {
    /// Short messages that this submit_sm takes on the air, at least 1.
    ///
    /// A text of up to 160 septets or 140 octets fits one; a longer one is split into parts of 153
    /// septets, 134 octets or 67 UCS-2 characters, for each needs a concatenation header of 6 octets
    /// (3GPP TS 23.040 § 9.2.3.24.1). A message that already is one part of several, by such a
    /// header or by `sar_total_segments`, is one.
    public var segmentCount: Int {
        let payload = tlvs.first { $0.tag == .messagePayload }?.value
        let text = payload ?? shortMessage
        if tlvs.contains(where: { $0.tag == .sarTotalSegments }) { return 1 }
        var header = 0
        if esmClass & 0x40 != 0, let length = text.first {
            header = min(Int(length) + 1, text.count)
            if Self.isConcatenated(text[1..<max(header, 1)]) { return 1 }
        }
        let count = text.count - header
        guard isInSeptets else {
            return Self.parts(count, room: 140 - header, roomOfPart: 134 - header)
        }
        // A header takes whole septets, and its part of 6 octets shares their rounding.
        func septets(_ octets: Int) -> Int { octets * 8 / 7 }
        return Self.parts(
            count, room: septets(140 - header),
            roomOfPart: septets(134 - header))
    }

    private static func parts(_ count: Int, room: Int, roomOfPart: Int) -> Int {
        if count <= room { return 1 }
        let part = max(roomOfPart, 1)
        return (count + part - 1) / part
    }

    /// Whether `data_coding` means a text in the GSM alphabet, one octet a septet (SMPP 3.4
    /// § 5.2.19): the default, or one that an SMSC turns into it.
    private var isInSeptets: Bool {
        switch dataCoding {
        case 0, 1, 3: true
        case 0xF0...0xFF: dataCoding & 0x04 == 0
        default: false
        }
    }

    /// Whether the elements of a user data header name a concatenation, 8 or 16 bit (3GPP TS 23.040
    /// § 9.2.3.24).
    private static func isConcatenated(_ elements: ArraySlice<UInt8>) -> Bool {
        var rest = elements
        while let identifier = rest.first, rest.count >= 2 {
            if identifier == 0x00 || identifier == 0x08 { return true }
            rest = rest.dropFirst(2 + Int(rest[rest.startIndex + 1]))
        }
        return false
    }
}
