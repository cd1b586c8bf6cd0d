// Receipts as SMSCs send them: the id and the state wherever they are, on the way or final, and what
// is no receipt.

import SMPP
import TestSupport
import Testing

/// What is read of a receipt in a deliver_sm, or in a data_sm with the text as message_payload.
private func read(
    _ text: String, esmClass: UInt8 = 0x04, tlvs: [TLV] = [], inData: Bool = false
) throws -> (id: String, state: MessageState?, isIntermediate: Bool)? {
    let octets: [UInt8]
    if inData {
        var message = DataSM()
        message.sourceAddress = "12025550123"
        message.destinationAddress = "smppbench"
        message.esmClass = esmClass
        message.tlvs = tlvs + [TLV(tag: .messagePayload, value: Array(text.utf8))]
        octets = try PDU.dataSM(message).encoded(sequenceNumber: 1)
    } else {
        var message = DeliverSM(source: "1", destination: "2", shortMessage: Array(text.utf8))
        message.esmClass = esmClass
        message.tlvs = tlvs
        octets = try PDU.deliverSM(message).encoded(sequenceNumber: 1)
    }
    return octets.withRawSpan { frame in
        var fields = ShortMessageFields()
        let error =
            inData
            ? ShortMessageFields.decodeData(frame, into: &fields)
            : ShortMessageFields.decode(frame, into: &fields)
        #expect(error == nil)
        return ReceivedReceipt(frame, fields).map {
            (frame.text($0.messageID), $0.state, $0.isIntermediate)
        }
    }
}

@Suite struct ReceivedReceiptTests {
    @Test(arguments: [false, true])
    func theStandardsReceiptNamesItsMessageAndItsState(inData: Bool) throws {
        let text =
            "id:77aB sub:001 dlvrd:001 submit date:2401010000 done date:2401010000 stat:UNDELIV "
            + "err:011 text:x"
        let receipt = try #require(try read(text, inData: inData))
        #expect(receipt.id == "77aB")
        #expect(receipt.state == .undeliverable)
        #expect(!receipt.isIntermediate)
    }

    @Test(arguments: [
        "id:7 stat:REJECTED err:0001", "id:7 sub:001 dlvrd:000 REJECTD err:12",
        "stat:REJECTD id:7\u{0}", "id: 7 done date:20240101000000 stat: rejectd",
        "ID:7 submitdate:0 donedate:0 STAT:REJECTD err:1234 text:stat:DELIVRD",
    ])
    func oddFieldsDoNotHideTheMessage(text: String) throws {
        let receipt = try #require(try read(text))
        #expect(receipt.id == "7")
        #expect(receipt.state == .rejected)
    }

    @Test func theTLVsGoBeforeTheTextAndStandAlone() throws {
        let id = TLV(tag: .receiptedMessageID, value: Array("abc \u{0}\u{0}".utf8))
        let state = TLV(tag: .messageState, value: [2])
        let both = try #require(try read("id:7 stat:EXPIRED", tlvs: [id, state]))
        #expect(both.id == "abc" && both.state == .delivered)
        let alone = try #require(try read("", tlvs: [id]))
        #expect(alone.id == "abc" && alone.state == nil && !alone.isIntermediate)
    }

    @Test(
        arguments: [
            (0x04, "id:7 stat:ENROUTE"), (0x04, "id:7 stat:ACCEPTD"), (0x20, "id:7 stat:DELIVRD"),
            (0x04, "id:7 sub:001 ENROUTE"), (0x20, "id:7"),
        ] as [(UInt8, String)])
    func aStateOnTheWayIsIntermediate(esmClass: UInt8, text: String) throws {
        let receipt = try #require(try read(text, esmClass: esmClass))
        #expect(receipt.isIntermediate)
        #expect(receipt.id == "7")
    }

    @Test func withoutTheMarkInEsmClassAReceiptIsKnownByWhatItHas() throws {
        let id = TLV(tag: .receiptedMessageID, value: Array("abc\u{0}".utf8))
        #expect(try read("hello", esmClass: 0, tlvs: [id])?.id == "abc")
        #expect(try read("id:7 sub:001 stat:DELIVRD", esmClass: 0)?.id == "7")
    }

    @Test(
        arguments: [
            (0, "hello"), (0, "id:7"), (0, "my id:7 stat:DELIVRD"), (0, ""),
            (0x08, "id:7 stat:DELIVRD"), (0x10, "id:7 stat:DELIVRD"),
        ] as [(UInt8, String)])
    func aMessageIsNoReceipt(esmClass: UInt8, text: String) throws {
        #expect(try read(text, esmClass: esmClass) == nil)
    }

    @Test func aReceiptWithoutAnIDNamesNoMessage() throws {
        let receipt = try #require(try read("stat:DELIVRD"))
        #expect(receipt.id.isEmpty && receipt.state == .delivered)
    }

    @Test(arguments: [0, 1, 5, 20, 22, 28])
    func aDataSMCutShortIsAnError(count: Int) throws {
        var message = DataSM()
        message.sourceAddress = "12025550123"
        message.tlvs = [TLV(tag: .messagePayload, value: Array("id:1".utf8))]
        let whole = try PDU.dataSM(message).encoded(sequenceNumber: 1)
        var cut = Array(whole.prefix(PDUHeader.byteCount + count))
        cut[3] = UInt8(cut.count)
        cut.withRawSpan { frame in
            var fields = ShortMessageFields()
            #expect(ShortMessageFields.decodeData(frame, into: &fields) != nil)
        }
    }
}
