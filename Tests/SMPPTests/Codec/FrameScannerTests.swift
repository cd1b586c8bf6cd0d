// PDUs in a stream of octets, however the octets arrive.

import SMPP
import TestSupport
import Testing

@Suite("Frame scanner")
struct FrameScannerTests {
    /// The PDUs found when `octets` arrive in pieces of `step`, and how the stream ended.
    private func frames(
        _ octets: [UInt8], step: Int, limit: Int = FrameScanner.defaultLengthLimit
    ) -> ([[UInt8]], FrameScanner.Step) {
        let scanner = FrameScanner(lengthLimit: limit)
        var received: [UInt8] = []
        var offset = 0
        var frames: [[UInt8]] = []
        var last = FrameScanner.Step.needMore
        for start in stride(from: 0, to: octets.count, by: step) {
            received += octets[start..<min(start + step, octets.count)]
            while true {
                last = received.withRawSpan { scanner.next(in: $0, from: offset) }
                guard case .frame(let length) = last else { break }
                frames.append(Array(received[offset..<offset + length]))
                offset += length
            }
            if case .badLength = last { break }
        }
        return (frames, last)
    }

    @Test(arguments: [1, 2, 3, 7, 15, 16, 17, 64, 10_000])
    func pdusAreFoundInPiecesOfAnySize(_ step: Int) {
        let (found, last) = frames(Sample.all.flatMap(\.octets), step: step)
        #expect(found.map { hex($0) } == Sample.all.map { hex($0.octets) })
        #expect(last == .needMore)
    }

    @Test func deliverSMGluedToTheBindRespIsFound() {
        let bindResp = hex("00000015800000090000000000000009534d534300")
        let deliver = Sample.deliveries[0].octets
        let found = frames(bindResp + deliver, step: 10_000).0
        #expect(found.map { hex($0) } == [hex(bindResp), hex(deliver)])
    }

    @Test(arguments: [0, 1, 3, 4, 15])
    func fewerOctetsThanTheHeaderAreAskedFor(_ count: Int) {
        let octets = Array(hex("00000010 00000015 00000000 00000001")[..<count])
        let step = octets.withRawSpan { FrameScanner().next(in: $0, from: 0) }
        #expect(step == .needMore)
    }

    @Test(arguments: [0, 1, 15, 0x7000_0000, 0xFFFF_FFFF] as [UInt32])
    func impossibleLengthIsReportedFromItsFourOctets(_ length: UInt32) {
        let octets = (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
        let step = octets.withRawSpan { FrameScanner().next(in: $0, from: 0) }
        #expect(step == .badLength(length))
    }

    @Test func limitIsTheLastLengthAllowed() {
        let octets = hex("00000020") + [UInt8](repeating: 0, count: 28)
        #expect(frames(octets, step: 32, limit: 32).0.count == 1)
        #expect(frames(octets, step: 32, limit: 31).1 == .badLength(32))
    }

    @Test func badLengthAfterGoodPDUsKeepsThem() {
        let good = hex("00000010 00000015 00000000 00000001")
        let (found, last) = frames(good + hex("0000000F 00"), step: 1)
        #expect(found == [good])
        #expect(last == .badLength(15))
    }

    @Test func endOfTheBufferNeedsMore() {
        let octets = hex("00000010 00000015 00000000 00000001")
        #expect(octets.withRawSpan { FrameScanner().next(in: $0, from: 16) } == .needMore)
    }
}
