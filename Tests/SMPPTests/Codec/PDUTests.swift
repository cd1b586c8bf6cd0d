// Every PDU from its octets and to its octets.

import SMPP
import TestSupport
import Testing

@Suite("PDU")
struct PDUTests {
    @Test(arguments: Sample.all)
    func octetsDecodeToTheValue(_ sample: Sample) throws {
        #expect(try PDU(decoding: sample.octets) == sample.pdu)
    }

    @Test(arguments: Sample.all)
    func valueEncodesToTheOctets(_ sample: Sample) throws {
        let octets = try sample.pdu.encoded(
            commandStatus: sample.status, sequenceNumber: sample.sequenceNumber)
        #expect(hex(octets) == hex(sample.octets))
    }

    @Test func samplesHoldEveryCommandOfTheStandard() {
        let sampled = Set(Sample.all.map { $0.pdu.commandID.rawValue })
        let requests: [UInt32] = [
            1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0B, 0x15, 0x21, 0x102, 0x103,
        ]
        let withoutResponse: Set<UInt32> = [0x0B, 0x102]
        let responses = requests.filter { !withoutResponse.contains($0) }.map { $0 | 1 << 31 }
        #expect(sampled == Set(requests + responses + [0x8000_0000]))
    }

    @Test(arguments: Sample.all)
    func encodingFillsNoMoreThanItsOctetsAndNamesTheFieldThatHasNoRoom(_ sample: Sample) {
        for room in 0..<sample.octets.count {
            var buffer = [UInt8](repeating: 0xEE, count: room)
            let error = encodingError(sample, into: &buffer)
            #expect(error?.reason == .bufferTooSmall)
            #expect(error?.commandID == sample.pdu.commandID)
            #expect(room >= 16 || error?.field == .commandLength)
        }
        var buffer = [UInt8](repeating: 0xEE, count: sample.octets.count + 3)
        #expect(encodingError(sample, into: &buffer) == nil)
        #expect(buffer == sample.octets + [0xEE, 0xEE, 0xEE])
    }

    private func encodingError(_ sample: Sample, into buffer: inout [UInt8]) -> PDUError? {
        do throws(PDUError) {
            _ = try buffer.withMutableRawSpan { output throws(PDUError) in
                try sample.pdu.encode(
                    commandStatus: sample.status, sequenceNumber: sample.sequenceNumber,
                    into: &output)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func messagesEncodeThemselvesAsTheirOwnCommand() throws {
        let submit = SubmitSM(source: "1", destination: "2", shortMessage: [3])
        let deliver = DeliverSM(source: "1", destination: "2", shortMessage: [3])
        var buffer = [UInt8](repeating: 0, count: 64)
        let submitted = try buffer.withMutableRawSpan { output throws(PDUError) in
            try submit.encode(sequenceNumber: 5, into: &output)
        }
        #expect(
            Array(buffer[..<submitted]) == (try PDU.submitSM(submit).encoded(sequenceNumber: 5)))
        let delivered = try buffer.withMutableRawSpan { output throws(PDUError) in
            try deliver.encode(sequenceNumber: 5, into: &output)
        }
        #expect(
            Array(buffer[..<delivered])
                == (try PDU.deliverSM(deliver).encoded(sequenceNumber: 5)))
    }

    @Test func longPayloadTakesAsMuchRoomAsItNeeds() throws {
        let payload = [UInt8](repeating: 0x55, count: 65_535)
        var message = DataSM()
        message.tlvs = [TLV(tag: .messagePayload, value: payload)]
        let octets = try PDU.dataSM(message).encoded(sequenceNumber: 1)
        #expect(octets.count == 16 + 10 + 4 + 65_535)
        #expect(try PDU(decoding: octets) == .dataSM(message))
        #expect(octets.count <= FrameScanner.defaultLengthLimit)
    }

    @Test func textAboveASCIIIsOneOctetACharacter() throws {
        let submit = SubmitSM(source: "Zoë", destination: "ÿ", shortMessage: [])
        let octets = try PDU.submitSM(submit).encoded(sequenceNumber: 1)
        #expect(Array(octets[19..<24]) == [0x5A, 0x6F, 0xEB, 0x00, 0x00])
        #expect(try PDU(decoding: octets) == .submitSM(submit))
    }

    @Test(arguments: ["€", "a\u{0}b", "😀", "Ω"])
    func textThatIsNotOneOctetACharacterIsRefused(_ text: String) {
        let submit = SubmitSM(source: text, destination: "1", shortMessage: [])
        #expect {
            try PDU.submitSM(submit).encoded(sequenceNumber: 1)
        } throws: { error in
            let error = error as? PDUError
            return error?.reason == .unencodableText && error?.field == .sourceAddress
        }
    }
}
