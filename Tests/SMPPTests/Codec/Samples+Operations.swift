// The samples of deliveries, of operations on a message, and of PDUs that are a header alone.

import SMPP
import TestSupport

extension Sample {
    static let deliveries = [
        Sample(
            name: "deliver_sm of a receipt, captured",
            pdu: .deliverSM(
                make(
                    DeliverSM(
                        source: "447700900123", destination: "40404",
                        shortMessage: Array("id:1 stat:DELIVRD".utf8))
                ) {
                    $0.esmClass = 4
                    $0.tlvs = [
                        TLV(tag: .messageState, MessageState.delivered.rawValue),
                        TLV(tag: .receiptedMessageID, "1"),
                    ]
                }),
            octets: hex(
                """
                0000004e000000050000000000000005000000343437373030393030313233000000343034303400
                0400000000000000001169643a3120737461743a44454c49565244
                0427000102001e00023100
                """),
            sequenceNumber: 5),
        Sample(
            name: "deliver_sm with unknown parameters",
            pdu: .deliverSM(
                make(DeliverSM(source: "1", destination: "2", shortMessage: [])) {
                    $0.tlvs = [
                        TLV(tag: TLV.Tag(rawValue: 0x3FFF), value: [1, 2, 3]),
                        TLV(tag: .moreMessagesToSend, UInt8(1)),
                        TLV(tag: TLV.Tag(rawValue: 0x1400), value: []),
                    ]
                }),
            octets: hex(
                """
                00 00 00 33 00 00 00 05 00 00 00 00 00 00 00 01
                00 00 00 31 00 00 00 32 00 00 00 00 00 00 00 00 00 00 00
                3F FF 00 03 01 02 03 04 26 00 01 01 14 00 00 00
                """)),
        Sample(
            name: "deliver_sm_resp, captured",
            pdu: .deliverSMResp(DeliverSMResp()),
            octets: hex("0000001180000005000000000000000900"), sequenceNumber: 9),
        Sample(
            name: "data_sm with message_payload",
            pdu: .dataSM(
                make(DataSM()) {
                    ($0.sourceAddress, $0.destinationAddress) = ("1", "2")
                    ($0.esmClass, $0.registeredDelivery, $0.dataCoding) = (3, 1, 8)
                    $0.tlvs = [TLV(tag: .messagePayload, value: [0x04, 0x1F])]
                }),
            octets: hex(
                """
                00 00 00 22 00 00 01 03 00 00 00 00 00 00 00 01
                00 00 00 31 00 00 00 32 00 03 01 08 04 24 00 02 04 1F
                """)),
        Sample(
            name: "data_sm_resp with delivery_failure_reason",
            pdu: .dataSMResp(
                make(DataSMResp(messageID: "9")) {
                    $0.tlvs = [TLV(tag: .deliveryFailureReason, UInt8(1))]
                }),
            octets: hex(
                "00000017 80000103 000000FE 00000001 3900 0425 0001 01"),
            status: .deliveryFailure),
        Sample(
            name: "alert_notification",
            pdu: .alertNotification(
                make(AlertNotification()) {
                    ($0.sourceTON, $0.sourceNPI, $0.sourceAddress) = (1, 2, "1")
                    ($0.esmeTON, $0.esmeNPI, $0.esmeAddress) = (3, 4, "2")
                    $0.tlvs = [TLV(tag: .msAvailabilityStatus, UInt8(0))]
                }),
            octets: hex(
                """
                00 00 00 1D 00 00 01 02 00 00 00 00 00 00 00 01
                01 02 31 00 03 04 32 00 04 22 00 01 00
                """)),
    ]

    static let operations = [
        Sample(
            name: "query_sm, captured",
            pdu: .querySM(
                make(QuerySM()) {
                    $0.messageID = "ABC"
                    ($0.sourceTON, $0.sourceNPI, $0.sourceAddress) = (1, 1, "40404")
                }),
            octets: hex("0000001c000000030000000000000006414243000101343034303400"),
            sequenceNumber: 6),
        Sample(
            name: "query_sm_resp",
            pdu: .querySMResp(
                make(QuerySMResp()) {
                    $0.messageID = "ABC"
                    $0.finalDate = "250101120000000+"
                    $0.messageState = .undeliverable
                    $0.errorCode = 7
                }),
            octets: hex(
                """
                00 00 00 27 80 00 00 03 00 00 00 00 00 00 00 01
                41 42 43 00 32 35 30 31 30 31 31 32 30 30 30 30 30 30 30 2B 00 05 07
                """)),
        Sample(
            name: "query_sm_resp without a body",
            pdu: .querySMResp(nil),
            octets: hex("00000010 80000003 00000067 00000001"), status: .queryFailed),
        Sample(
            name: "cancel_sm",
            pdu: .cancelSM(
                make(CancelSM()) {
                    ($0.serviceType, $0.messageID) = ("CMT", "7")
                    ($0.sourceAddress, $0.destinationAddress) = ("1", "2")
                }),
            octets: hex(
                """
                00 00 00 1E 00 00 00 08 00 00 00 00 00 00 00 01
                43 4D 54 00 37 00 00 00 31 00 00 00 32 00
                """)),
        Sample(
            name: "replace_sm",
            pdu: .replaceSM(
                make(ReplaceSM()) {
                    ($0.messageID, $0.sourceAddress) = ("7", "1")
                    $0.validityPeriod = "000001000000000R"
                    ($0.registeredDelivery, $0.defaultMessageID) = (1, 2)
                    $0.shortMessage = [0x41, 0x42]
                }),
            octets: hex(
                """
                00 00 00 2D 00 00 00 07 00 00 00 00 00 00 00 01
                37 00 00 00 31 00 00
                30 30 30 30 30 31 30 30 30 30 30 30 30 30 30 52 00
                01 02 02 41 42
                """)),
    ]

    static let headers = [
        Sample(
            name: "unbind, captured", pdu: .unbind(),
            octets: hex("00000010000000060000000000000007"), sequenceNumber: 7),
        Sample(
            name: "unbind_resp", pdu: .unbindResp(),
            octets: hex("00000010 80000006 00000000 00000001")),
        Sample(
            name: "enquire_link, captured", pdu: .enquireLink(),
            octets: hex("00000010000000150000000000000008"), sequenceNumber: 8),
        Sample(
            name: "enquire_link_resp, captured", pdu: .enquireLinkResp(),
            octets: hex("00000010800000150000000000000009"), sequenceNumber: 9),
        Sample(
            name: "generic_nack", pdu: .genericNack(),
            octets: hex("00000010 80000000 00000003 00000000"),
            status: .invalidCommandID, sequenceNumber: 0),
        Sample(
            name: "cancel_sm_resp", pdu: .cancelSMResp(),
            octets: hex("00000010 80000008 00000011 00000001"), status: .cancelFailed),
        Sample(
            name: "replace_sm_resp", pdu: .replaceSMResp(),
            octets: hex("00000010 80000007 00000013 00000001"), status: .replaceFailed),
        Sample(
            name: "unbind with a parameter nobody defined",
            pdu: .unbind(
                make(EmptyBody()) {
                    $0.tlvs = [TLV(tag: TLV.Tag(rawValue: 0x1500), value: [7])]
                }),
            octets: hex("00000015 00000006 00000000 00000001 1500 0001 07")),
    ]
}
