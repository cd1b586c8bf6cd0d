// Text as messages carry it: GSM 03.38, packed and not, and UCS-2. Octets worked out from 3GPP TS
// 23.038 § 6.1.2.1.1 and § 6.2.1.

import SMPP
import TestSupport
import Testing

@Suite struct GSM7Tests {
    @Test(arguments: [
        ("", ""), ("@", "00"), ("Hi", "48 69"), ("àü", "7F 7E"), ("\n\r", "0A 0D"),
        ("Çé", "09 05"), ("ΔΞ_", "10 1A 11"), ("a€b", "61 1B 65 62"), ("\u{0C}", "1B 0A"),
        ("^{}\\[~]|", "1B 14 1B 28 1B 29 1B 2F 1B 3C 1B 3D 1B 3E 1B 40"),
    ])
    func textBecomesSeptetsAndBack(_ text: String, _ octets: String) {
        #expect(GSM7.encode(text) == hex(octets))
        #expect(GSM7.decode(hex(octets)) == text)
    }

    @Test func everySeptetButTheEscapeIsOneCharacterAndComesBack() {
        var seen = Set<String>()
        for septet in UInt8(0)..<0x80 where septet != 0x1B {
            guard let text = GSM7.decode([septet]) else {
                Issue.record("septet \(septet) has no character")
                continue
            }
            #expect(text.unicodeScalars.count == 1)
            #expect(GSM7.encode(text) == [septet])
            seen.insert(text)
        }
        #expect(seen.count == 127)
    }

    @Test(arguments: ["`", "ç", "Zoë", "\0", "\u{1B}", "Привет", "你", "e\u{301}", "😀"])
    func textOutsideTheAlphabetIsNotEncoded(_ text: String) {
        #expect(GSM7.encode(text) == nil)
    }

    @Test(arguments: ["80", "1B", "41 1B", "1B 80", "FF"])
    func octetsThatAreNoSeptetsAreNotDecoded(_ octets: String) {
        #expect(GSM7.decode(hex(octets)) == nil)
    }

    @Test func anUnknownExtensionIsReadInTheDefaultAlphabet() {
        #expect(GSM7.decode(hex("1B 41 1B 1B 42")) == "A B")
    }

    @Test(arguments: [
        ("", ""), ("7F", "7F"), ("01 01", "81 00"), ("31 32", "31 19"),
        ("7F 7F 7F 7F 7F 7F 7F 7F", "FF FF FF FF FF FF FF"),
        ("00 00 00 00 00 00 00 01", "00 00 00 00 00 00 02"),
        ("01 02 04 08 10 20 40 01 02", "01 01 01 01 01 01 03 02"),
    ])
    func eightSeptetsTakeSevenOctets(_ septets: String, _ octets: String) {
        #expect(GSM7.pack(hex(septets)) == hex(octets))
        #expect(GSM7.unpack(hex(octets), count: hex(septets).count) == hex(septets))
    }

    @Test func packingAndUnpackingAnyNumberOfSeptetsLosesNothing() {
        var random = SeededGenerator(seed: 7)
        for count in 0...200 {
            let septets = (0..<count).map { _ in UInt8.random(in: 0...0x7F, using: &random) }
            let packed = GSM7.pack(septets)
            #expect(packed.count == (count * 7 + 7) / 8)
            #expect(GSM7.unpack(packed, count: count) == septets)
        }
    }

    @Test func sevenSpareBitsHoldACarriageReturnWhenAsked() {
        let seven = [UInt8](repeating: 0, count: 7)
        #expect(GSM7.pack(seven, spareBits: .carriageReturn) == hex("00 00 00 00 00 00 1A"))
        #expect(GSM7.pack([0, 0], spareBits: .carriageReturn) == hex("00 00"))
        #expect(GSM7.unpack(hex("00 00 00 00 00 00 1A"), count: 8) == seven + [0x0D])
    }

    @Test(arguments: [(1, 2), (7, 9), (0, 1), (3, -1)])
    func moreSeptetsThanThereAreAreNotUnpacked(octets: Int, count: Int) {
        #expect(GSM7.unpack([UInt8](repeating: 0xFF, count: octets), count: count) == nil)
    }
}

@Suite struct MessageTextTests {
    @Test(
        arguments: [
            ("", 0, ""), ("Hi €", 0, "48 69 20 1B 65"), ("ж", 8, "04 36"), ("aж", 8, "00 61 04 36"),
            ("😀", 8, "D8 3D DE 00"), ("Zoë", 8, "00 5A 00 6F 00 EB"),
        ] as [(String, UInt8, String)])
    func textGoesAsGSMWherePossibleAndAsUCS2Otherwise(
        _ text: String, _ dataCoding: UInt8, _ octets: String
    ) {
        let encoded = MessageText.encode(text)
        #expect(encoded.dataCoding == dataCoding)
        #expect(encoded.octets == hex(octets))
    }
}
