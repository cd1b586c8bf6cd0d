// The alphabet of GSM 03.38: text to septets and back, septets to packed octets and back. Used to
// prepare messages and to show received ones; not for the hot path.

/// The default alphabet of GSM 03.38 (now 3GPP TS 23.038 § 6.2.1) with its extension table.
///
/// SMPP carries one septet an octet ("unpacked") in `short_message`; the radio interface, and some
/// SMSCs, carry eight septets in seven octets ("packed").
public enum GSM7 {
    /// What the bits of the last packed octet hold that no septet needs.
    public enum SpareBits: Sendable {
        /// Zeroes. Seven of them cannot be told from an `@`, so the reader must know the count.
        case zeroes
        /// A carriage return where exactly seven bits are spare, as USSD wants it (3GPP TS 23.038
        /// § 6.1.2.3.1); zeroes where fewer are.
        case carriageReturn
    }

    /// The octets of `text`, one septet in each; `nil` when it has a character that is not in the
    /// alphabet.
    ///
    /// A character of the extension table takes two septets. Characters are taken as they are: a
    /// letter with a separate combining accent is not in the alphabet.
    public static func encode(_ text: String) -> [UInt8]? {
        var septets: [UInt8] = []
        septets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if let septet = septetOfScalar[scalar] {
                septets.append(septet)
            } else if let septet = extensionSeptetOfScalar[scalar] {
                septets.append(escape)
                septets.append(septet)
            } else {
                return nil
            }
        }
        return septets
    }

    /// The text of octets with one septet in each; `nil` when an octet is above 0x7F or the last one
    /// is an escape without its character.
    ///
    /// After an escape a septet that the extension table lacks is read in the default alphabet, and
    /// a second escape as a blank (3GPP TS 23.038 § 6.2.1.1).
    public static func decode(_ septets: some Sequence<UInt8>) -> String? {
        var text = ""
        var isEscaped = false
        for septet in septets {
            guard septet < 0x80 else { return nil }
            if isEscaped {
                isEscaped = false
                let scalar = septet == escape ? " " : scalarOfExtensionSeptet[septet]
                text.unicodeScalars.append(scalar ?? scalars[Int(septet)])
            } else if septet == escape {
                isEscaped = true
            } else {
                text.unicodeScalars.append(scalars[Int(septet)])
            }
        }
        return isEscaped ? nil : text
    }

    /// Eight septets in seven octets, the first septet in the lowest bits (3GPP TS 23.038
    /// § 6.1.2.1.1).
    ///
    /// The top bit of each octet in `septets` is ignored.
    public static func pack(_ septets: [UInt8], spareBits: SpareBits = .zeroes) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity((septets.count * 7 + 7) / 8)
        var bits: UInt16 = 0
        var bitCount: UInt16 = 0
        for septet in septets {
            bits |= UInt16(septet & 0x7F) << bitCount
            bitCount += 7
            if bitCount >= 8 {
                octets.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                bitCount -= 8
            }
        }
        if bitCount == 1 && spareBits == .carriageReturn {
            bits |= UInt16(carriageReturn) << 1
        }
        if bitCount > 0 { octets.append(UInt8(truncatingIfNeeded: bits)) }
        return octets
    }

    /// The first `count` septets of packed octets, one in each octet; `nil` when there are fewer.
    public static func unpack(_ octets: [UInt8], count: Int) -> [UInt8]? {
        guard count >= 0 && count <= octets.count * 8 / 7 else { return nil }
        return (0..<count).map { index in
            let (octet, shift) = (index * 7).quotientAndRemainder(dividingBy: 8)
            let next = octet + 1 < octets.count ? UInt16(octets[octet + 1]) : 0
            return UInt8((UInt16(octets[octet]) | next << 8) >> UInt16(shift) & 0x7F)
        }
    }

    private static let escape: UInt8 = 0x1B
    private static let carriageReturn: UInt8 = 0x0D

    /// The default alphabet in the order of its septets; the escape stands for itself.
    private static let scalars = Array(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)

    private static let scalarOfExtensionSeptet: [UInt8: Unicode.Scalar] = [
        0x0A: "\u{0C}", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~",
        0x3E: "]",
        0x40: "|", 0x65: "€",
    ]

    private static let septetOfScalar: [Unicode.Scalar: UInt8] = {
        var septets: [Unicode.Scalar: UInt8] = [:]
        for (index, scalar) in scalars.enumerated() where index != Int(escape) {
            septets[scalar] = UInt8(index)
        }
        return septets
    }()

    private static let extensionSeptetOfScalar: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: scalarOfExtensionSeptet.map { ($0.value, $0.key) })
}
