// Message ids that are the same number in another base: found where the form says so, else not.

import SMPP
import TestSupport
import Testing

private func number(_ id: String) -> NumericMessageID? {
    let octets = Array(id.utf8)
    return octets.withRawSpan {
        NumericMessageID($0, FieldRange(offset: 0, count: octets.count))
    }
}

private func key(_ id: String, _ form: ReceiptIDForm = .same) -> UInt64 {
    let octets = Array(id.utf8)
    return octets.withRawSpan {
        MessageIDKey.responseKey($0, FieldRange(offset: 0, count: octets.count), form: form)
    }
}

@Suite struct NumericMessageIDTests {
    @Test(arguments: [
        ("4F3A0012", "1329201170"), ("0", "0"), ("A", "10"), ("00000a", "0000000010"),
        ("ffffffffffffffff", "18446744073709551615"), ("DEADBEEF", " 3735928559\u{0}"),
    ])
    func aNumberHasOneKeyInBothBases(hexadecimal: String, decimal: String) {
        #expect(key(decimal, .hexDecimal) == key(hexadecimal))
        #expect(key(hexadecimal, .decimalHex) == key(decimal))
    }

    @Test(arguments: [
        "18446744073709551616", "6a3ed98a-6644-4e8a-bac3-acd9bba8656f", "id-17", "x", "12 34",
        "6a3ed98a66444e8abac3acd9bba8656f", "123456789012345678901234",
    ])
    func whatIsNoNumberOf64BitsIsComparedAsItIs(id: String) {
        #expect(key(id, .hexDecimal) == key(id))
        #expect(key(id, .decimalHex) == key(id) || number(id)?.hexadecimal != nil)
    }

    @Test func aLetterMakesAnIDHexadecimalOnly() throws {
        let letters = try #require(number("00c0ffee"))
        #expect(letters.hasLetter && letters.decimal == nil && letters.hexadecimal == 0xC0_FFEE)
        #expect(letters.length == 6)
        let digits = try #require(number("42"))
        #expect(!digits.hasLetter && digits.decimal == 42 && digits.hexadecimal == 0x42)
        let long = try #require(number("12345678901234567890"))
        #expect(long.decimal == 12_345_678_901_234_567_890 && long.hexadecimal == nil)
    }

    @Test(arguments: ["", "   ", "\u{0}", "g", "0x1a", "-1", "1.5"])
    func whatHasOtherCharactersIsNoNumber(id: String) {
        #expect(number(id) == nil)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func everyNumberIsFoundInTheOtherBase(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let value = random.next() >> UInt64.random(in: 0..<64, using: &random)
            let decimal = String(value)
            let hexadecimal = String(value, radix: 16, uppercase: Bool.random(using: &random))
            #expect(key(decimal, .hexDecimal) == key(hexadecimal), "seed \(seed), \(value)")
            #expect(key(hexadecimal, .decimalHex) == key(decimal), "seed \(seed), \(value)")
        }
    }
}
