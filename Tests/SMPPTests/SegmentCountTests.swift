// What a submit_sm costs on the air, by the sizes of 3GPP TS 23.040 and 23.038.

import SMPP
import Testing

@Suite struct SegmentCountTests {
    private func message(_ count: Int, dataCoding: UInt8 = 0, esmClass: UInt8 = 0) -> SubmitSM {
        var message = SubmitSM(
            source: "1", destination: "2", shortMessage: Array(repeating: 0x61, count: count))
        message.dataCoding = dataCoding
        message.esmClass = esmClass
        return message
    }

    @Test(arguments: [
        (0, 1), (1, 1), (160, 1), (161, 2), (254, 2), (306, 2), (307, 3), (459, 3), (460, 4),
    ])
    func gsmTextSplitsAt160AndThenEvery153(_ count: Int, _ expected: Int) {
        #expect(message(count).segmentCount == expected)
        #expect(message(count, dataCoding: 0xF0).segmentCount == expected)
    }

    @Test(arguments: [(140, 1), (142, 2), (254, 2), (268, 2), (270, 3)])
    func ucs2TextSplitsAt70CharactersAndThenEvery67(_ octets: Int, _ expected: Int) {
        #expect(message(octets, dataCoding: 8).segmentCount == expected)
    }

    @Test(arguments: [(140, 1), (141, 2), (268, 2), (269, 3)], [UInt8(2), 4, 0xF5])
    func octetsSplitAt140AndThenEvery134(_ size: (Int, Int), _ dataCoding: UInt8) {
        #expect(message(size.0, dataCoding: dataCoding).segmentCount == size.1)
    }

    @Test(arguments: [
        [UInt8]([5, 0, 3, 0x11, 2, 1]), [6, 8, 4, 0x11, 0x22, 2, 1],
        [9, 5, 2, 0x0B, 0x84, 0, 3, 0x11, 2, 1],
    ])
    func aPartOfAConcatenatedMessageIsOne(_ header: [UInt8]) {
        var part = message(0, esmClass: 0x40)
        part.shortMessage = header + Array(repeating: 0x61, count: 240)
        #expect(part.segmentCount == 1)
        part.esmClass = 0
        #expect(part.segmentCount == 2)
    }

    @Test func aPartBySarParametersIsOne() {
        var part = message(254)
        part.tlvs = [TLV(tag: .sarTotalSegments, value: [2])]
        #expect(part.segmentCount == 1)
    }

    @Test func aHeaderOfAnotherKindTakesRoom() {
        // Port addressing: 7 octets, which leave 133 of 140 and 127 of each part of a longer one.
        let header: [UInt8] = [6, 5, 4, 0x0B, 0x84, 0x23, 0xF0]
        var addressed = message(0, dataCoding: 4, esmClass: 0x40)
        addressed.shortMessage = header + Array(repeating: 1, count: 133)
        #expect(addressed.segmentCount == 1)
        addressed.shortMessage.append(1)
        #expect(addressed.segmentCount == 2)
        addressed.shortMessage = header + Array(repeating: 1, count: 255)
        #expect(addressed.segmentCount == 3)
    }

    @Test func headersThatEndTooSoonAreReadAsFarAsTheyGo() {
        let headers: [[UInt8]] = [
            [], [0], [255], [255, 0], [3, 5], [2, 0], [1, 0], [4, 9, 200, 1],
        ]
        for octets in headers {
            var odd = message(0, esmClass: 0x40)
            odd.shortMessage = octets
            #expect(odd.segmentCount == 1)
        }
    }

    @Test func aPayloadCountsInPlaceOfTheShortMessage() {
        var long = message(0)
        long.tlvs = [TLV(tag: .messagePayload, value: Array(repeating: 0x61, count: 1_530))]
        #expect(long.segmentCount == 10)
    }
}
