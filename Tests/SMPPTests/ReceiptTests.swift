// Receipt texts: what is found in them, in place and owned, and what the built-in SMSC writes.

import SMPP
import TestSupport
import Testing

/// A receipt text and what must be found in it.
struct ReceiptCase: Sendable, CustomTestStringConvertible {
    let text: String
    var id: String?
    var stat: String?
    var state: MessageState?
    var err: String?
    var octets: String?

    var testDescription: String { text }
}

private let longDates = "sub:001 dlvrd:001 submit date:260102030405 done date:260102030507"
private let dates = "sub:001 dlvrd:001 submit date:2601020304 done date:2601020305"

private let cases: [ReceiptCase] = [
    // The layout of SMPP 3.4 Appendix B.
    ReceiptCase(
        text: "id:0000001234 \(dates) stat:DELIVRD err:000 Text:Good morning", id: "0000001234",
        stat: "DELIVRD", state: .delivered, err: "000", octets: "Good morning"),
    ReceiptCase(
        text: "id:7f3a \(longDates) stat:EXPIRED err:01F text:", id: "7f3a", stat: "EXPIRED",
        state: .expired, err: "01F", octets: ""),
    ReceiptCase(
        text: "id:a \(dates) stat:UNDELIV", id: "a", stat: "UNDELIV", state: .undeliverable),
    ReceiptCase(
        text: "id:a-b-c \(dates) stat:REJECTD err:1", id: "a-b-c", stat: "REJECTD",
        state: .rejected,
        err: "1"),
    // A state that begins as a known one.
    ReceiptCase(text: "id:a \(dates) stat:DELIVRDX err:1", id: "a", stat: "DELIVRDX", err: "1"),
    // The layout with an empty id, and with a text where a date should be.
    ReceiptCase(
        text: "id: \(dates) stat:DELIVRD err:1", id: "", stat: "DELIVRD", state: .delivered,
        err: "1"),
    ReceiptCase(
        text: "id:1 sub:001 dlvrd:001 submit date:1 text:abc done date:2601020305 stat:DELIVRD",
        id: "1", octets: "abc done date:2601020305 stat:DELIVRD"),
    ReceiptCase(
        text: "id:1 sub:001 dlvrd:001 submit date:2601020305 done date:1 text:abc stat:DELIVRD",
        id: "1", octets: "abc stat:DELIVRD"),
    // Fields left out, in other order, in other case.
    ReceiptCase(text: "id:12 stat:ACCEPTD", id: "12", stat: "ACCEPTD", state: .accepted),
    ReceiptCase(text: "stat:ENROUTE ID:12", id: "12", stat: "ENROUTE", state: .enroute),
    ReceiptCase(
        text: "Stat:deleted Err:7 Id:XY TEXT:z", id: "XY", stat: "deleted", state: .deleted,
        err: "7",
        octets: "z"),
    ReceiptCase(text: "stat:UNKNOWN", stat: "UNKNOWN", state: .unknown),
    // States by their long names and by the vendor's own.
    ReceiptCase(text: "id:1 stat:REJECTED", id: "1", stat: "REJECTED", state: .rejected),
    ReceiptCase(text: "id:1 stat:Accepted", id: "1", stat: "Accepted", state: .accepted),
    ReceiptCase(text: "id:1 stat:DELIVERED", id: "1", stat: "DELIVERED", state: .delivered),
    ReceiptCase(
        text: "id:1 stat:UNDELIVERABLE", id: "1", stat: "UNDELIVERABLE", state: .undeliverable),
    ReceiptCase(text: "id:1 stat:UNDELIVERABLY", id: "1", stat: "UNDELIVERABLY"),
    ReceiptCase(text: "id:1 stat:DELIVERER", id: "1", stat: "DELIVERER"),
    ReceiptCase(text: "id:1 stat:SKIPPED", id: "1", stat: "SKIPPED"),
    // Blanks: several between fields, around, behind a key.
    ReceiptCase(
        text: "  id:12  stat:DELIVRD \t err:  5 \r\n", id: "12", stat: "DELIVRD", state: .delivered,
        err: "5"),
    ReceiptCase(text: "id: stat:DELIVRD", id: "", stat: "DELIVRD", state: .delivered),
    ReceiptCase(text: "id: 77 stat: err:2", id: "77", stat: "", err: "2"),
    // Keys count only at the start of a word; the first of two wins.
    ReceiptCase(text: "msgid:9 xstat:EXPIRED id:8 id:7", id: "8"),
    ReceiptCase(text: "id:ns:8 stat:DELIVRD", id: "ns:8", stat: "DELIVRD", state: .delivered),
    ReceiptCase(
        text: "id:1 IMSI: ORN:stat:x DELIVRD stat:DELIVRD", id: "1", stat: "DELIVRD",
        state: .delivered),
    // The text takes all that follows, unless a missing field follows at once.
    ReceiptCase(
        text: "id:1 stat:DELIVRD text: id:2 stat:EXPIRED", id: "1", stat: "DELIVRD",
        state: .delivered, octets: " id:2 stat:EXPIRED"),
    ReceiptCase(
        text: "id:1 text: stat:EXPIRED err:5", id: "1", stat: "EXPIRED", state: .expired, err: "5",
        octets: ""),
    ReceiptCase(text: "id:1 text:x stat:EXPIRED", id: "1", octets: "x stat:EXPIRED"),
    ReceiptCase(
        text: "id:1 stat:DELIVRD text:y  ", id: "1", stat: "DELIVRD", state: .delivered,
        octets: "y  "),
    // NULs at the end; the text cut short; nothing at all.
    ReceiptCase(text: "id:1 stat:DELIVRD\0", id: "1", stat: "DELIVRD", state: .delivered),
    ReceiptCase(
        text: "id:1 stat:DELIVRD text:q\0\0", id: "1", stat: "DELIVRD", state: .delivered,
        octets: "q"),
    ReceiptCase(text: "id:1 stat", id: "1"),
    ReceiptCase(text: "id:1 stat:DEL", id: "1", stat: "DEL"),
    ReceiptCase(text: "id", id: nil),
    ReceiptCase(text: "", id: nil),
    ReceiptCase(text: "Your identity: confirmed", id: nil),
]

@Suite struct ReceiptTests {
    @Test(arguments: cases)
    func fieldsAreFoundAsWritten(_ expected: ReceiptCase) {
        let receipt = DeliveryReceipt(reading: Array(expected.text.utf8))
        #expect(receipt.id == expected.id)
        #expect(receipt.stat == expected.stat)
        #expect(receipt.err == expected.err)
        #expect(receipt.messageState == expected.state)
        #expect(receipt.text == expected.octets.map { Array($0.utf8) })
    }

    @Test(arguments: cases, [0, 1, 16])
    func readingInPlaceFindsTheSameIDAndState(_ expected: ReceiptCase, at offset: Int) {
        let (id, state) = readInPlace(Array(expected.text.utf8), at: offset)
        #expect(id == expected.id ?? "")
        #expect(state == expected.state)
    }

    @Test func usableNeedsAStateAndNoEmptyID() {
        #expect(DeliveryReceipt(reading: Array("stat:DELIVRD".utf8)).isUsable)
        #expect(!DeliveryReceipt(reading: Array("id:1".utf8)).isUsable)
        #expect(!DeliveryReceipt(reading: Array("id: stat:DELIVRD".utf8)).isUsable)
        #expect(!DeliveryReceipt(reading: Array("id:1 stat: err:1".utf8)).isUsable)
    }

    @Test func aReceiptWithoutAnIDNeedsTheTLV() {
        #expect(DeliveryReceipt(reading: Array("stat:DELIVRD".utf8)).needsReceiptedMessageID)
        #expect(DeliveryReceipt(reading: Array("id: stat:DELIVRD".utf8)).needsReceiptedMessageID)
        #expect(!DeliveryReceipt(reading: Array("id:1 stat:DELIVRD".utf8)).needsReceiptedMessageID)
    }

    @Test func aTextWithoutAnyFieldIsNoReceipt() {
        let receipt = DeliveryReceipt(reading: Array("Hello, are you there? msgid:4".utf8))
        #expect(!receipt.isReceipt)
        #expect(!receipt.isUsable)
        #expect(!receipt.needsReceiptedMessageID)
    }

    @Test func datesAreReadWithAndWithoutTheBlankInTheirName() throws {
        let text = "id:1 submitdate:2601020304 DONE DATE:20260102030506 stat:DELIVRD"
        let receipt = DeliveryReceipt(reading: Array(text.utf8))
        #expect(receipt.submitTime?.description == "2026-01-02T03:04:00")
        #expect(receipt.doneTime?.description == "2026-01-02T03:05:06")
    }

    @Test func octetsAboveASCIISurvive() {
        let receipt = DeliveryReceipt(reading: hex("69 64 3A E9 80 20 74 65 78 74 3A 84 00 FF"))
        #expect(receipt.id == "\u{E9}\u{80}")
        #expect(receipt.text == [0x84, 0x00, 0xFF])
    }

    /// The standard layout is read at fixed places: any damage to it must read as it does elsewhere.
    @Test(arguments: [1, 2, 3, 4])
    func damagedReceiptsReadTheSameInPlaceAndOwned(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "id:", "stat:", "text:", "sub:1", " ", "err:", "DELIVRD", "submit date:", "x",
        ]
        for _ in 0..<5000 {
            let base = Bool.random(using: &random) ? dates : longDates
            var octets = Array("id:\(random.next()) \(base) stat:EXPIRED err:000 Text:abc".utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<octets.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: octets[index] = UInt8.random(in: 0...255, using: &random)
                case 1: octets.remove(at: index)
                case 2:
                    let piece = pieces.randomElement(using: &random) ?? ""
                    octets.insert(contentsOf: Array(piece.utf8), at: index)
                default: octets.removeLast(octets.count - index)
                }
                if octets.isEmpty { break }
            }
            let owned = DeliveryReceipt(reading: octets)
            let (id, state) = readInPlace(octets, at: Int.random(in: 0...20, using: &random))
            #expect(id == owned.id ?? "", "seed \(seed): \(hex(octets))")
            #expect(state == owned.messageState, "seed \(seed): \(hex(octets))")
        }
    }
}

/// What is found in place when the text lies in the middle of other octets.
private func readInPlace(_ text: [UInt8], at offset: Int) -> (id: String, state: MessageState?) {
    let junk = [UInt8](repeating: UInt8(ascii: "7"), count: offset)
    return (junk + text + junk).withRawSpan { span in
        let range = FieldRange(offset: offset, count: text.count)
        let fields = ReceiptFields(reading: span, text: range)
        return (span.text(fields.messageID), fields.state)
    }
}

@Suite struct ReceiptWritingTests {
    let submitted = CivilTime(secondsSince1970: 1_767_323_045)  // 2026-01-02T03:04:05
    let done = CivilTime(secondsSince1970: 1_798_761_599)  // 2026-12-31T23:59:59

    private func write(
        id: String, state: MessageState, error: UInt16 = 0, text: String, room: Int,
        at offset: Int = 0
    ) -> (octets: [UInt8], count: Int) {
        var octets = [UInt8](repeating: 0xEE, count: room)
        let text = Array(text.utf8)
        let count = Array(id.utf8).withRawSpan { id in
            text.withRawSpan { text in
                octets.withMutableRawSpan { span in
                    DeliveryReceipt.write(
                        into: &span, at: offset, messageID: id, submitted: submitted, done: done,
                        state: state, error: error, text: text)
                }
            }
        }
        return (octets, count)
    }

    @Test(arguments: [112, 116, 120, 200])
    func theTextIsTheStandardsLayout(room: Int) {
        let (octets, count) = write(
            id: "00ab12", state: .delivered, text: "Fourteen bytes", room: room)
        let expected =
            "id:00ab12 sub:001 dlvrd:001 submit date:2601020304 done date:2612312359 "
            + "stat:DELIVRD err:000 Text:Fourteen bytes"
        #expect(count == expected.utf8.count)
        #expect(String(octets: octets[..<count]) == expected)
        #expect(DeliveryReceipt.writtenByteCount(messageIDCount: 6, textCount: 14) == count)
    }

    @Test func onlyTwentyOctetsOfTheTextAreRepeated() {
        let text = "This is a sample message"
        let (octets, count) = write(
            id: "1", state: .undeliverable, error: 69, text: text, room: 256, at: 5)
        let written = String(octets: octets[5..<5 + count])
        #expect(
            written.hasSuffix(
                " dlvrd:000 submit date:2601020304 done date:2612312359 "
                    + "stat:UNDELIV err:069 Text:This is a sample mes"))
        #expect(octets[..<5].allSatisfy { $0 == 0xEE })
        #expect(DeliveryReceipt.writtenByteCount(messageIDCount: 1, textCount: 24) == count)
    }

    @Test func nothingBehindTheTextIsTouchedWhereTheBufferEnds() {
        let room = DeliveryReceipt.writtenByteCount(messageIDCount: 3, textCount: 1)
        let (octets, count) = write(id: "abc", state: .expired, text: "T", room: room)
        #expect(count == room)
        #expect(octets.last == UInt8(ascii: "T"))
    }

    @Test func everyStateIsWrittenByItsReceiptNameAndReadBack() {
        for rawValue in UInt8(1)...8 {
            let state = MessageState(rawValue: rawValue)
            let (octets, count) = write(id: "1", state: state, text: "", room: 200)
            let receipt = DeliveryReceipt(reading: Array(octets[..<count]))
            #expect(receipt.stat == state.receiptName)
            #expect(receipt.messageState == state)
            #expect(receipt.submitTime?.description == "2026-01-02T03:04:00")
            #expect(receipt.doneTime?.description == "2026-12-31T23:59:00")
        }
    }
}

@Suite struct CivilTimeTests {
    @Test(arguments: [
        ("1005232039", "2010-05-23T20:39:00"), ("7001010000", "1970-01-01T00:00:00"),
        ("6912312359", "2069-12-31T23:59:00"), ("110206193041", "2011-02-06T19:30:41"),
        ("201506201641", "2015-06-20T16:41:00"), ("200101010030", "2020-01-01T01:00:30"),
        ("20110314181534", "2011-03-14T18:15:34"), ("2402290000", "2024-02-29T00:00:00"),
    ])
    func digitsAreADate(_ digits: String, _ expected: String) {
        #expect(CivilTime(receiptDigits: digits)?.description == expected)
    }

    @Test(arguments: [
        "", "0000000000", "16010112000", "2302290000", "2401012400", "2401010060", "240101000060",
        "a100523203", "180711070003912+", "20110314181534000", "２４０１０１００００",
    ])
    func digitsAreNoDate(_ digits: String) {
        #expect(CivilTime(receiptDigits: digits) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00"), (68_169_600, "1972-02-29T00:00:00"),
            (951_782_399, "2000-02-28T23:59:59"), (951_868_800, "2000-03-01T00:00:00"),
            (4_107_542_400, "2100-03-01T00:00:00"), (1_709_164_800, "2024-02-29T00:00:00"),
            (-5, "1970-01-01T00:00:00"), (Int64.max, "9999-12-31T23:59:59"),
        ] as [(Int64, String)])
    func secondsBecomeADate(_ seconds: Int64, _ expected: String) {
        #expect(CivilTime(secondsSince1970: seconds).description == expected)
    }
}
