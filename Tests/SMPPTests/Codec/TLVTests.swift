// Optional parameters: in place, owned, known and unknown.

import SMPP
import TestSupport
import Testing

@Suite("Optional parameters")
struct TLVTests {
    private func walk(_ octets: [UInt8], _ range: FieldRange) -> [TLV] {
        octets.withRawSpan { span in
            var parameters: [TLV] = []
            var cursor = TLVCursor(range)
            while let element = cursor.next(in: span) {
                parameters.append(TLV(tag: element.tag, value: span.octets(element.value)))
            }
            return parameters
        }
    }

    @Test func cursorWalksInTheOrderSent() {
        let octets = hex("FF 0427 0001 02 1400 0000 FFFF 0002 AABB EE")
        let range = FieldRange(offset: 1, count: octets.count - 2)
        #expect(
            walk(octets, range) == [
                TLV(tag: .messageState, UInt8(2)),
                TLV(tag: TLV.Tag(rawValue: 0x1400), value: []),
                TLV(tag: TLV.Tag(rawValue: 0xFFFF), value: [0xAA, 0xBB]),
            ])
    }

    @Test func cursorEndsWhereAParameterDoesNotFit() {
        let octets = hex("0427 0001 02 0427 0002 01")
        for count in 0...octets.count {
            let found = walk(octets, FieldRange(offset: 0, count: count))
            #expect(found.count == (count >= 5 ? 1 : 0))
        }
    }

    @Test func longestValueIsWalked() {
        let octets = hex("0424 FFFF") + [UInt8](repeating: 7, count: 65_535)
        let found = walk(octets, FieldRange(offset: 0, count: octets.count))
        #expect(found.first?.value.count == 65_535)
    }

    @Test(arguments: [
        (TLV.Tag.messagePayload, "message_payload", UInt16(0x0424), TLV.Kind.octets(0...65_535)),
        (.receiptedMessageID, "receipted_message_id", 0x001E, .cString(max: 65)),
        (.messageState, "message_state", 0x0427, .integer(width: 1)),
        (.destTelematicsID, "dest_telematics_id", 0x0008, .integer(width: 2)),
        (.sourceTelematicsID, "source_telematics_id", 0x0010, .integer(width: 1)),
        (.qosTimeToLive, "qos_time_to_live", 0x0017, .integer(width: 4)),
        (.additionalStatusInfoText, "additional_status_info_text", 0x001D, .cString(max: 256)),
        (.callbackNum, "callback_num", 0x0381, .octets(4...19)),
        (.networkErrorCode, "network_error_code", 0x0423, .octets(3...3)),
        (.sourceSubaddress, "source_subaddress", 0x0202, .octets(2...23)),
        (.alertOnMessageDelivery, "alert_on_message_delivery", 0x130C, .flag),
        (.itsSessionInfo, "its_session_info", 0x1383, .octets(2...2)),
    ])
    func tagHasItsValueNameAndKind(
        _ tag: TLV.Tag, _ name: String, _ value: UInt16, _ kind: TLV.Kind
    ) {
        #expect(tag.rawValue == value)
        #expect(tag.specName == name)
        #expect(tag.name == name)
        #expect(tag.kind == kind)
    }

    @Test func standardHas44Parameters() {
        let named = (0...UInt16.max).filter { TLV.Tag(rawValue: $0).specName != nil }
        #expect(named.count == 44)
    }

    @Test func tagTheStandardDoesNotHaveIsNamedByItsNumber() {
        let tag = TLV.Tag(rawValue: 0x1403)
        #expect(tag.specName == nil)
        #expect(tag.name == "0x1403")
        #expect(tag.kind == nil)
        #expect(TLV(tag: tag, value: [1, 2, 3]).hasStandardLength)
    }

    @Test func valueOfTheWrongLengthIsReadButNotEncoded() throws {
        let octets = hex("00000016 00000006 00000000 00000001 0427 0002 0201")
        let parameter = TLV(tag: .messageState, value: [2, 1])
        #expect(!parameter.hasStandardLength)
        var body = EmptyBody()
        body.tlvs = [parameter]
        #expect(try PDU(decoding: octets) == .unbind(body))
        let error = #expect(throws: PDUError.self) {
            try PDU.unbind(body).encoded(sequenceNumber: 1)
        }
        #expect(error?.field == .tlv(.messageState))
        #expect(error?.field.specName == "message_state")
        #expect(try PDU.unbind(body).encoded(sequenceNumber: 1, rules: .tolerant) == octets)
    }

    @Test func valuesAreIntegersAndText() {
        #expect(TLV(tag: .sourcePort, UInt16(0x1234)).value == [0x12, 0x34])
        #expect(TLV(tag: .sourcePort, UInt16(0x1234)).integer == 0x1234)
        #expect(TLV(tag: .qosTimeToLive, value: [1, 2, 3, 4]).integer == 0x0102_0304)
        #expect(TLV(tag: .alertOnMessageDelivery, value: []).integer == nil)
        #expect(TLV(tag: .messagePayload, value: [1, 2, 3, 4, 5]).integer == nil)
        #expect(TLV(tag: .receiptedMessageID, "ab").value == [0x61, 0x62, 0])
        #expect(TLV(tag: .receiptedMessageID, "ab").text == "ab")
        #expect(TLV(tag: .receiptedMessageID, value: [0x61, 0x62]).text == "ab")
    }
}
