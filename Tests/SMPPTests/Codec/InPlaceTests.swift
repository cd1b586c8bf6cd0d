// The two decoders of the hot path: where the fields lie in the frame.

import SMPP
import TestSupport
import Testing

@Suite("In-place decoding")
struct InPlaceTests {
    @Test func everyFieldOfAMessageIsFound() throws {
        let sample = try #require(Sample.submissions.first { $0.name.contains("mandatory") })
        var fields = ShortMessageFields()
        let error = sample.octets.withRawSpan { ShortMessageFields.decode($0, into: &fields) }
        #expect(error == nil)
        #expect(fields.serviceType == FieldRange(offset: 16, count: 3))
        #expect((fields.sourceTON, fields.sourceNPI) == (1, 2))
        #expect(fields.sourceAddress == FieldRange(offset: 22, count: 1))
        #expect((fields.destinationTON, fields.destinationNPI) == (3, 4))
        #expect(fields.destinationAddress == FieldRange(offset: 26, count: 1))
        #expect((fields.esmClass, fields.protocolID, fields.priorityFlag) == (5, 6, 7))
        #expect(fields.scheduleDeliveryTime == FieldRange(offset: 31, count: 16))
        #expect(fields.validityPeriod == FieldRange(offset: 48, count: 16))
        #expect((fields.registeredDelivery, fields.replaceIfPresent) == (8, 9))
        #expect((fields.dataCoding, fields.defaultMessageID) == (10, 11))
        #expect(fields.shortMessage == FieldRange(offset: 70, count: 2))
        #expect(fields.tlvs == FieldRange(offset: 72, count: 0))
    }

    @Test func fieldsOfAnEarlierMessageLeaveNoTrace() throws {
        var fields = ShortMessageFields()
        var fresh = ShortMessageFields()
        for sample in Sample.submissions.prefix(3) + Sample.deliveries.prefix(2) {
            fresh = ShortMessageFields()
            sample.octets.withRawSpan { frame in
                _ = ShortMessageFields.decode(frame, into: &fields)
                _ = ShortMessageFields.decode(frame, into: &fresh)
            }
            #expect(fields == fresh)
        }
    }

    @Test(arguments: 0...40)
    func stringsOfEveryLengthEndAtTheirNUL(_ count: Int) throws {
        var message = SubmitSM()
        message.sourceAddress = String(repeating: "7", count: count)
        message.destinationAddress = "8"
        let octets = try PDU.submitSM(message).encoded(sequenceNumber: 1, rules: .tolerant)
        var fields = ShortMessageFields()
        let error = octets.withRawSpan {
            ShortMessageFields.decode($0, into: &fields, rules: .tolerant)
        }
        #expect(error == nil)
        #expect(fields.sourceAddress == FieldRange(offset: 19, count: count))
        #expect(fields.destinationAddress == FieldRange(offset: 22 + count, count: 1))
    }

    @Test func octetsAbove0x80AreNoNUL() throws {
        // 0x01 before 0x00 and 0x80 are what a search of whole words may take for a NUL.
        let address = String(octets: [0x80, 0x01, 0xFF, 0x81, 0x01, 0x80, 0x7F, 0x01, 0x01])
        let message = SubmitSM(source: address, destination: "1", shortMessage: [])
        let octets = try PDU.submitSM(message).encoded(sequenceNumber: 1)
        #expect(try PDU(decoding: octets) == .submitSM(message))
    }

    @Test(arguments: [
        ("00000014 80000004 00000000 00000001 41424300", FieldRange(offset: 16, count: 3)),
        ("00000013 80000004 00000000 00000001 414243", FieldRange(offset: 16, count: 3)),
        ("00000011 80000005 00000000 00000001 00", FieldRange(offset: 16, count: 0)),
        (
            "00000017 80000103 00000000 00000001 4100 0425 0001 01",
            FieldRange(offset: 16, count: 1)
        ),
        ("00000010 80000004 00000058 00000001", nil),
        ("00000010 80000004 00000000 00000001", nil),
    ])
    func messageIDIsFoundWithOrWithoutItsNUL(_ octets: String, _ expected: FieldRange?) {
        #expect(hex(octets).withRawSpan { MessageIDField.decode($0) } == expected)
    }

    @Test func rangesSayWhereTheyEnd() {
        let range = FieldRange(offset: 16, count: 4)
        #expect(range.end == 20)
        #expect(range.bounds == 16..<20)
        #expect(!range.isEmpty)
        #expect(FieldRange.none.isEmpty)
    }
}
