// The times of SMPP 3.4 § 7.1.1 and receipts that are changed: pure functions.

import MockSMSC
import SMPP
import Testing

@Suite struct DeliveryTimeTests {
    private let second: Int64 = 1_000_000_000

    @Test func absoluteTimesAreLocalToTheirDifferenceFromUTC() {
        // 2020-02-29 12:00:00 UTC.
        let noon = 1_582_977_600 * second
        #expect(DeliveryTime.instant("200229120000000+", now: 0) == noon)
        #expect(
            DeliveryTime.instant("200229120000504+", now: 0) == noon + second / 2 - 3600 * second)
        #expect(DeliveryTime.instant("200229120000004-", now: 0) == noon + 3600 * second)
        #expect(DeliveryTime.text(noon + 7 * second / 10) == "200229120000700+")
    }

    @Test func relativeTimesCountFromNow() {
        #expect(DeliveryTime.instant("000000010203000R", now: 5) == 3723 * second + 5)
        #expect(DeliveryTime.instant("010100000000000R", now: 0) == 395 * 86_400 * second)
    }

    @Test(arguments: [
        "", "000000010203000", "0000000102030000", "20022912000000x+", "201329120000000+",
    ])
    func whatIsNoTimeNamesNone(_ text: String) {
        #expect(DeliveryTime.instant(text, now: 0) == nil)
    }

    @Test func everyInstantIsReadBackFromItsText() {
        for days in stride(from: Int64(0), to: 25_000, by: 13) {
            let instant = (days * 86_400 + days % 86_400) * second
            #expect(DeliveryTime.instant(DeliveryTime.text(instant), now: 0) == instant)
        }
    }

    @Test func aReceiptSaysItsNewEnd() throws {
        var receipt = DeliverSM()
        receipt.shortMessage = Array(
            ("id:1 sub:001 dlvrd:001 submit date:2001010000 done date:2001010000 stat:DELIVRD"
                + " err:000 Text:x").utf8)
        receipt.tlvs = [TLV(tag: .messageState, 2 as UInt8)]
        let octets = try PDU.deliverSM(receipt).encoded(sequenceNumber: 1)
        let edited = try #require(
            ReceiptEdit.with(.deleted, done: 1_582_977_600 * second, in: octets))
        #expect(edited.count == octets.count)
        guard case .deliverSM(let body) = try PDU(decoding: edited) else { return }
        #expect(
            String(decoding: body.shortMessage, as: UTF8.self)
                == "id:1 sub:001 dlvrd:000 submit date:2001010000 done date:2002291200 stat:DELETED"
                + " err:000 Text:x")
        #expect(body.tlvs[0].value == [4])
    }
}
