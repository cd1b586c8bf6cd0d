// One PDU of every command: its value, and its octets worked out by hand from SMPP 3.4 § 4, taken
// from the standard's own example, or captured from python smpplib 2.2.4 ("captured" in the name).

import SMPP
import TestSupport
import Testing

struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let pdu: PDU
    let octets: [UInt8]
    var status = CommandStatus.ok
    var sequenceNumber: UInt32 = 1

    var testDescription: String { name }

    static let all = binds + submissions + deliveries + operations + headers
    static let captured = all.filter { $0.name.contains("captured") }
}

/// The value of type `Value` that `change` makes of an empty one.
func make<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}

extension Sample {
    static let binds = [
        Sample(
            name: "bind_transmitter, the example of § 3.2",
            pdu: .bind(
                .transmitter,
                BindRequest(
                    systemID: "SMPP3TEST", password: "secret08", systemType: "SUBMIT1",
                    interfaceVersion: 0, addressTON: 1, addressNPI: 1)),
            octets: hex(
                """
                00 00 00 2F 00 00 00 02 00 00 00 00 00 00 00 01
                53 4D 50 50 33 54 45 53 54 00 73 65 63 72 65 74 30 38 00
                53 55 42 4D 49 54 31 00 00 01 01 00
                """)),
        Sample(
            name: "bind_transceiver, captured",
            pdu: .bind(
                .transceiver,
                BindRequest(systemID: "SMPP3TEST", password: "secret08", systemType: "SUBMIT1")),
            octets: hex(
                """
                0000002f000000090000000000000002534d50503354455354007365637265743038005355424d49
                54310034000000
                """),
            sequenceNumber: 2),
        Sample(
            name: "bind_receiver with an address range",
            pdu: .bind(
                .receiver,
                BindRequest(systemID: "a", password: "", addressRange: "^1")),
            octets: hex(
                """
                00 00 00 1A 00 00 00 01 00 00 00 00 00 00 00 01
                61 00 00 00 34 00 00 5E 31 00
                """)),
        Sample(
            name: "bind_transmitter_resp with sc_interface_version",
            pdu: .bindResp(.transmitter, BindResp(systemID: "SMSC")),
            octets: hex(
                "0000001A 80000002 00000000 00000001 534D534300 0210 0001 34")),
        Sample(
            name: "bind_receiver_resp without a body",
            pdu: .bindResp(.receiver, nil),
            octets: hex("00000010 80000001 0000000E 00000001"),
            status: .invalidPassword),
        Sample(
            name: "bind_transceiver_resp, captured",
            pdu: .bindResp(.transceiver, BindResp(systemID: "SMSC", interfaceVersion: nil)),
            octets: hex("00000015800000090000000000000009534d534300"),
            sequenceNumber: 9),
        Sample(
            name: "outbind",
            pdu: .outbind(
                make(Outbind()) {
                    $0.systemID = "SMSC"
                    $0.password = "pw"
                }),
            octets: hex("00000018 0000000B 00000000 00000001 534D534300 707700")),
    ]

    static let submissions = [
        Sample(
            name: "submit_sm, captured",
            pdu: .submitSM(
                make(
                    SubmitSM(
                        source: "40404", destination: "447700900123",
                        shortMessage: Array("Hello".utf8))
                ) {
                    $0.sourceTON = 1
                    $0.sourceNPI = 1
                    $0.destinationTON = 1
                    $0.destinationNPI = 1
                    $0.registeredDelivery = 1
                }),
            octets: hex(
                """
                000000370000000400000000000000030001013430343034000101343437373030393030313233
                000000000000010000000548656c6c6f
                """),
            sequenceNumber: 3),
        Sample(
            name: "submit_sm with parameters, captured",
            pdu: .submitSM(
                make(SubmitSM(source: "40404", destination: "447700900123", shortMessage: [])) {
                    $0.registeredDelivery = 1
                    $0.tlvs = [
                        TLV(tag: .userMessageReference, UInt16(0x0201)),
                        TLV(tag: .sarMsgRefNum, UInt16(7)),
                        TLV(tag: .sarTotalSegments, UInt8(2)),
                        TLV(tag: .sarSegmentSeqnum, UInt8(1)),
                        TLV(tag: .messagePayload, value: Array("Long text".utf8)),
                    ]
                }),
            octets: hex(
                """
                0000005500000004000000000000000400000034303430340000003434373730303930303132330000
                000000000100000000020400020201020c00020007020e000102020f000101042400094c6f6e6720
                74657874
                """),
            sequenceNumber: 4),
        Sample(
            name: "submit_sm with every mandatory field",
            pdu: .submitSM(
                make(SubmitSM(source: "A", destination: "B", shortMessage: [0xFF, 0x00])) {
                    $0.serviceType = "WAP"
                    ($0.sourceTON, $0.sourceNPI) = (1, 2)
                    ($0.destinationTON, $0.destinationNPI) = (3, 4)
                    ($0.esmClass, $0.protocolID, $0.priorityFlag) = (5, 6, 7)
                    $0.scheduleDeliveryTime = "000002000000000R"
                    $0.validityPeriod = "250101120000004+"
                    ($0.registeredDelivery, $0.replaceIfPresent) = (8, 9)
                    ($0.dataCoding, $0.defaultMessageID) = (10, 11)
                }),
            octets: hex(
                """
                00 00 00 48 00 00 00 04 00 00 00 00 00 00 00 01
                57 41 50 00 01 02 41 00 03 04 42 00 05 06 07
                30 30 30 30 30 32 30 30 30 30 30 30 30 30 30 52 00
                32 35 30 31 30 31 31 32 30 30 30 30 30 30 34 2B 00
                08 09 0A 0B 02 FF 00
                """)),
        Sample(
            name: "submit_sm_resp, captured",
            pdu: .submitSMResp(SubmitSMResp(messageID: "ABC")),
            octets: hex("0000001480000004000000000000000941424300"), sequenceNumber: 9),
        Sample(
            name: "submit_sm_resp without a body",
            pdu: .submitSMResp(nil),
            octets: hex("00000010 80000004 00000058 7FFFFFFF"),
            status: .throttled, sequenceNumber: SequenceNumber.last),
        Sample(
            name: "submit_sm_resp of an error with a body",
            pdu: .submitSMResp(SubmitSMResp(messageID: "")),
            octets: hex("00000011 80000004 0000000B 00000001 00"),
            status: .invalidDestinationAddress),
        Sample(
            name: "submit_multi to an address and a distribution list",
            pdu: .submitMulti(
                make(SubmitMulti()) {
                    $0.sourceAddress = "1"
                    $0.destinations = [
                        .init(ton: 1, npi: 2, address: "22"), .init(distributionList: "list"),
                    ]
                    $0.dataCoding = 4
                    $0.shortMessage = [0x2A]
                }),
            octets: hex(
                """
                00 00 00 2D 00 00 00 21 00 00 00 00 00 00 00 01
                00 00 00 31 00 02 01 01 02 32 32 00 02 6C 69 73 74 00
                00 00 00 00 00 00 00 04 00 01 2A
                """)),
        Sample(
            name: "submit_multi_resp with a refused destination",
            pdu: .submitMultiResp(
                make(SubmitMultiResp()) {
                    $0.messageID = "7"
                    $0.unsuccessful = [
                        make(.init()) {
                            ($0.ton, $0.npi, $0.address) = (1, 2, "22")
                            $0.status = .invalidDestinationAddress
                        }
                    ]
                }),
            octets: hex(
                """
                00 00 00 1C 80 00 00 21 00 00 00 00 00 00 00 01
                37 00 01 01 02 32 32 00 00 00 00 0B
                """)),
    ]
}
