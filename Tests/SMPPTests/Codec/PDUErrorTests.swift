// What is wrong with a PDU and what to do about it, for octets that break in one known way.

import SMPP
import TestSupport
import Testing

@Suite("PDU errors")
struct PDUErrorTests {
    struct Bad: CustomTestStringConvertible, Sendable {
        let name: String
        let octets: [UInt8]
        let reason: PDUError.Reason
        let field: PDUField
        let offset: Int
        let disposition: PDUError.Disposition

        var testDescription: String { name }
    }

    static let all: [Bad] = [
        Bad(
            name: "fewer octets than a header", octets: hex("00000010 00000015"),
            reason: .badCommandLength, field: .commandLength, offset: 0,
            disposition: .closeSession),
        Bad(
            name: "command_length that is not the frame's",
            octets: hex("00000011 00000015 00000000 00000001"),
            reason: .badCommandLength, field: .commandLength, offset: 0,
            disposition: .closeSession),
        Bad(
            name: "unknown request", octets: hex("00000010 00000110 00000000 00000001"),
            reason: .unknownCommandID, field: .commandID, offset: 4,
            disposition: .nack(.invalidCommandID)),
        Bad(
            name: "command_id 0, whose response would be generic_nack",
            octets: hex("00000010 00000000 00000000 00000001"),
            reason: .unknownCommandID, field: .commandID, offset: 4,
            disposition: .nack(.invalidCommandID)),
        Bad(
            name: "unknown response", octets: hex("00000010 80000110 00000000 00000001"),
            reason: .unknownCommandID, field: .commandID, offset: 4, disposition: .discard),
        Bad(
            name: "submit_sm without a body", octets: hex("00000010 00000004 00000000 00000001"),
            reason: .truncatedBody, field: .serviceType, offset: 16,
            disposition: .nack(.invalidCommandLength)),
        Bad(
            name: "bind that ends before its address_range",
            octets: hex("00000016 00000009 00000000 00000001 00 00 00 34 00 00"),
            reason: .truncatedBody, field: .addressRange, offset: 22,
            disposition: .nack(.invalidCommandLength)),
        Bad(
            name: "bind whose password does not end",
            octets: hex("00000015 00000009 00000000 00000001 6100 707764"),
            reason: .unterminatedString, field: .password, offset: 18,
            disposition: .respond(.invalidPassword)),
        Bad(
            name: "outbind whose password does not end",
            octets: hex("00000015 0000000B 00000000 00000001 6100 707764"),
            reason: .unterminatedString, field: .password, offset: 18,
            disposition: .nack(.invalidPassword)),
        Bad(
            name: "submit_sm whose source_addr does not end",
            octets: hex("00000015 00000004 00000000 00000001 00 01 01 31 32"),
            reason: .unterminatedString, field: .sourceAddress, offset: 19,
            disposition: .respond(.invalidSourceAddress)),
        Bad(
            name: "submit_sm whose sm_length is beyond its end",
            octets: hex(
                "00000022 00000004 00000000 00000001 00 000000 000000 000000 00 00 00000000 02 41"),
            reason: .shortMessageOverrun, field: .shortMessage, offset: 33,
            disposition: .respond(.invalidMessageLength)),
        Bad(
            name: "parameter cut within its length",
            octets: hex("00000013 00000006 00000000 00000001 0427 00"),
            reason: .truncatedTLV, field: .tlvHeader, offset: 16,
            disposition: .respond(.invalidTLVStream)),
        Bad(
            name: "parameter longer than the PDU",
            octets: hex("00000015 00000006 00000000 00000001 0427 0002 01"),
            reason: .overrunTLV, field: .tlv(.messageState), offset: 16,
            disposition: .respond(.invalidTLVStream)),
        Bad(
            name: "parameter of alert_notification longer than the PDU",
            octets: hex("0000001A 00000102 00000000 00000001 000000 000000 0422 0001"),
            reason: .overrunTLV, field: .tlv(.msAvailabilityStatus), offset: 22,
            disposition: .nack(.invalidTLVStream)),
        Bad(
            name: "dest_flag that is no flag",
            octets: hex("00000016 00000021 00000000 00000001 00 000000 01 03"),
            reason: .invalidValue, field: .destinationFlag, offset: 22,
            disposition: .respond(.invalidDestinationFlag)),
        Bad(
            name: "successful submit_sm_resp without a body",
            octets: hex("00000010 80000004 00000000 00000001"),
            reason: .missingBody, field: .messageID, offset: 16, disposition: .discard),
        Bad(
            name: "successful bind_receiver_resp without a body",
            octets: hex("00000010 80000001 00000000 00000001"),
            reason: .missingBody, field: .systemID, offset: 16, disposition: .discard),
        Bad(
            name: "successful submit_sm_resp whose message_id does not end",
            octets: hex("00000012 80000004 00000000 00000001 3132"),
            reason: .unterminatedString, field: .messageID, offset: 16, disposition: .discard),
    ]

    @Test(arguments: all)
    func strictDecodingNamesReasonFieldAndPlace(_ bad: Bad) {
        let error = #expect(throws: PDUError.self) { try PDU(decoding: bad.octets) }
        #expect(error?.reason == bad.reason)
        #expect(error?.field == bad.field)
        #expect(error?.offset == bad.offset)
        #expect(error?.disposition == bad.disposition)
    }

    @Test func structureIsReportedBeforeALengthBeyondALimit() throws {
        var message = SubmitSM()
        message.sourceAddress = String(repeating: "1", count: 21)
        var octets = try PDU.submitSM(message).encoded(sequenceNumber: 1, rules: .tolerant)
        octets.append(0)
        octets[3] = UInt8(octets.count)
        let error = #expect(throws: PDUError.self) { try PDU(decoding: octets) }
        #expect(error?.reason == .truncatedTLV)
    }

    @Test func descriptionNamesCommandFieldAndPlace() {
        let error = PDUError(.badFieldLength, .sourceAddress, offset: 19, in: .submitSM)
        #expect(
            error.description
                == "submit_sm: source_addr at octet 19: a length the standard does not allow")
    }

    @Test func responseWithoutABodyIsNotEncodedAsASuccess() {
        for pdu in [PDU.submitSMResp(nil), .bindResp(.receiver, nil), .querySMResp(nil)] {
            let error = #expect(throws: PDUError.self) { try pdu.encoded(sequenceNumber: 1) }
            #expect(error?.reason == .missingBody)
        }
    }

    // MARK: What peers send all the same

    @Test func tolerantRulesAcceptASuccessfulResponseWithoutABody() throws {
        let octets = hex("00000010 80000009 00000000 00000001")
        #expect(try PDU(decoding: octets, rules: .tolerant) == .bindResp(.transceiver, nil))
    }

    @Test func tolerantRulesAcceptAMessageIDWithoutItsNUL() throws {
        let octets = hex("00000013 80000004 00000000 00000001 313233")
        #expect(
            try PDU(decoding: octets, rules: .tolerant)
                == .submitSMResp(SubmitSMResp(messageID: "123")))
    }

    @Test func bodyOfAnErrorThatCannotBeReadCountsAsLeftOut() throws {
        let octets = hex("00000013 80000004 0000000B 00000001 313233")
        #expect(try PDU(decoding: octets) == .submitSMResp(nil))
    }
}
