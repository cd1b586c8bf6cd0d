// Texts of telephones as deliver_sm, and when they are due: pure functions, asked and never waited for.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct MobileMessageTests {
    private func parts(
        _ text: String, _ encoding: MobileTraffic.Encoding, _ form: MobileTraffic.LongForm = .udh8
    ) throws -> [DeliverSM] {
        var traffic = MobileTraffic(rate: 1)
        traffic.text = text
        traffic.encoding = encoding
        traffic.longForm = form
        return try MobileMessage(traffic).parts.map { part in
            guard case .deliverSM(let body) = try PDU(decoding: part.octets) else {
                throw UnexpectedAnswer(text: "no deliver_sm")
            }
            if part.referenceLength > 0 {
                let place = part.reference..<part.reference + part.referenceLength
                #expect(part.octets[place].allSatisfy { $0 == 0 })
            }
            return body
        }
    }

    @Test func eachEncodingHasItsDataCodingAndOctets() throws {
        #expect(try parts("Grüße €", .gsm)[0].shortMessage == GSM7.encode("Grüße €"))
        #expect(try parts("é", .latin1)[0].shortMessage == [0xE9])
        #expect(try parts("Ж😀", .ucs2)[0].shortMessage == [0x04, 0x16, 0xD8, 0x3D, 0xDE, 0x00])
        #expect(try parts("é", .binary)[0].shortMessage == [0xC3, 0xA9])
        let codings = try MobileTraffic.Encoding.allCases.map { try parts("a", $0)[0].dataCoding }
        #expect(codings == [0, 3, 8, 4])
    }

    @Test(arguments: [
        (MobileTraffic.Encoding.gsm, 160, 153, 152), (.latin1, 140, 134, 133),
        (.binary, 140, 134, 133),
    ]) func aTextIsSplitWhereTheHeaderLeavesNoMoreRoom(
        _ encoding: MobileTraffic.Encoding, _ single: Int, _ narrow: Int, _ wide: Int
    ) throws {
        let whole = String(repeating: "x", count: single)
        #expect(try parts(whole, encoding).count == 1)
        let long = String(repeating: "x", count: single + 1)
        let short = try parts(long, encoding)
        #expect(short.map(\.shortMessage.count) == [6 + narrow, 6 + single + 1 - narrow])
        #expect(
            short.map { Array($0.shortMessage.prefix(6)) } == [
                [5, 0, 3, 0, 2, 1], [5, 0, 3, 0, 2, 2],
            ])
        #expect(short.allSatisfy { $0.esmClass == 0x40 })
        let other = try parts(long, encoding, .udh16)
        #expect(other[0].shortMessage.count == 7 + wide)
        #expect(other[1].shortMessage.prefix(7) == [6, 8, 4, 0, 0, 2, 2])
    }

    @Test func aCharacterStaysWhole() throws {
        // The euro sign takes two septets, the 153rd and 154th.
        let text = String(repeating: "x", count: 152) + "€" + String(repeating: "y", count: 20)
        let gsm = try parts(text, .gsm)
        #expect(gsm[0].shortMessage.count == 6 + 152)
        #expect(gsm[1].shortMessage[6] == 0x1B)
        // The 67th UCS-2 character would be the first half of a pair.
        let pairs = try parts(String(repeating: "a", count: 66) + "😀" + "bbbb", .ucs2)
        #expect(pairs.map(\.shortMessage.count) == [6 + 132, 6 + 12])
    }

    @Test func sarAndPayloadCarryTheTextWithoutAHeader() throws {
        let text = String(repeating: "x", count: 400)
        let sar = try parts(text, .gsm, .sar)
        #expect(sar.count == 3 && sar.allSatisfy { $0.esmClass == 0 })
        let totals = sar.map { $0.tlvs.first { $0.tag == .sarTotalSegments }?.integer }
        #expect(totals == [3, 3, 3])
        #expect(sar.map { $0.tlvs.first { $0.tag == .sarSegmentSeqnum }?.integer } == [1, 2, 3])
        #expect(sar.reduce(0) { $0 + $1.shortMessage.count } == 400)
        let whole = try parts(text, .gsm, .payload)
        #expect(whole.count == 1 && whole[0].shortMessage == [])
        #expect(whole[0].tlvs.first { $0.tag == .messagePayload }?.value.count == 400)
    }

    @Test func whatCannotBeWrittenIsSaid() {
        var traffic = MobileTraffic(rate: 1)
        traffic.text = "Ж"
        #expect(traffic.problem == "the character \"Ж\" is not in gsm")
        traffic.encoding = .binary
        traffic.text = String(repeating: "x", count: 256 * 134)
        #expect(traffic.problem == "the text takes 256 parts; allowed 255")
    }

    @Test func theNumberDueIsTheNumberWhoseTimeHasCome() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let rate = Double(Int.random(in: 1...2_000_000, using: &random)) / 7
            let schedule = MobileSchedule(rate: rate, count: nil)
            let elapsed = Int64.random(in: 0...1_000_000_000_000, using: &random)
            let due = schedule.due(within: elapsed)
            #expect(due == 0 || schedule.time(of: due - 1) <= elapsed, "rate \(rate), \(elapsed)")
            #expect(schedule.time(of: due) > elapsed, "rate \(rate), \(elapsed)")
        }
        #expect(MobileSchedule(rate: 100, count: 5).due(within: 1_000_000_000) == 5)
    }
}
