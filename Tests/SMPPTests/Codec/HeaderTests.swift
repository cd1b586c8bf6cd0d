// The header's fields: their octets, their names, their order.

import SMPP
import TestSupport
import Testing

@Suite("Header")
struct HeaderTests {
    @Test func headerIsFourWordsMostSignificantOctetFirst() {
        let header = PDUHeader(
            commandLength: 0x0102_0304, commandID: .submitSMResp, commandStatus: .throttled,
            sequenceNumber: 0x7FFF_FFFF)
        var octets = [UInt8](repeating: 0xEE, count: 20)
        octets.withMutableRawSpan { header.write(into: &$0, at: 3) }
        #expect(
            octets == hex("EEEEEE 01020304 80000004 00000058 7FFFFFFF EE"))
        #expect(octets.withRawSpan { PDUHeader(reading: $0, at: 3) } == header)
    }

    @Test func sequenceNumbersRunFromOneAndWrap() {
        #expect(SequenceNumber.next(after: 0) == 1)
        #expect(SequenceNumber.next(after: 1) == 2)
        #expect(SequenceNumber.next(after: 0x7FFF_FFFE) == 0x7FFF_FFFF)
        #expect(SequenceNumber.next(after: 0x7FFF_FFFF) == 1)
        #expect(SequenceNumber.next(after: 0xFFFF_FFFF) == 1)
    }

    @Test(arguments: [UInt32(1), 7, 0x7FFF_FFF0, 0x7FFF_FFFF])
    func theDistanceIsHowOftenTheNextNumberWasTaken(first: UInt32) {
        var number = first
        for steps in UInt32(0)...40 {
            #expect(SequenceNumber.distance(from: first, to: number) == steps)
            number = SequenceNumber.next(after: number)
        }
    }

    @Test(arguments: [
        (CommandID.submitSM, "submit_sm", UInt32(4)),
        (.bindTransceiverResp, "bind_transceiver_resp", 0x8000_0009),
        (.genericNack, "generic_nack", 0x8000_0000),
        (.dataSM, "data_sm", 0x0103),
        (.alertNotification, "alert_notification", 0x0102),
        (.outbind, "outbind", 0x0B),
    ])
    func commandHasItsValueAndName(_ command: CommandID, _ name: String, _ value: UInt32) {
        #expect(command.rawValue == value)
        #expect(command.specName == name)
    }

    @Test func responsesAreTold() {
        #expect(CommandID.submitSM.response == .submitSMResp)
        #expect(CommandID.submitSMResp.response == .submitSMResp)
        #expect(CommandID.submitSMResp.isResponse)
        #expect(CommandID.genericNack.isResponse)
        #expect(!CommandID.submitSM.isResponse)
        #expect(CommandID.submitSM.expectsResponse)
        for command in [CommandID.outbind, .alertNotification, .submitSMResp, .genericNack] {
            #expect(!command.expectsResponse)
        }
        #expect(!CommandID(rawValue: 0).expectsResponse)
    }

    @Test func commandTheStandardDoesNotHaveIsNamedByItsNumber() {
        let command = CommandID(rawValue: 0x0001_0203)
        #expect(command.specName == nil)
        #expect(command.name == "0x00010203")
    }

    @Test(arguments: [
        (CommandStatus.ok, "ESME_ROK", UInt32(0)),
        (.throttled, "ESME_RTHROTTLED", 0x58),
        (.invalidBindStatus, "ESME_RINVBNDSTS", 4),
        (.messageQueueFull, "ESME_RMSGQFUL", 0x14),
        (.invalidParameterLength, "ESME_RINVPARLEN", 0xC2),
        (.deliveryFailure, "ESME_RDELIVERYFAILURE", 0xFE),
        (.unknownError, "ESME_RUNKNOWNERR", 0xFF),
    ])
    func statusHasItsValueAndName(_ status: CommandStatus, _ name: String, _ value: UInt32) {
        #expect(status.rawValue == value)
        #expect(status.specName == name)
        #expect(CommandStatus(name: name) == status)
    }

    @Test func everyStatusUpTo255IsFoundByItsOwnName() {
        let statuses = (0...0xFF).map { CommandStatus(rawValue: $0) }
        #expect(statuses.filter { $0.specName != nil }.count == 48)
        for status in statuses { #expect(CommandStatus(name: status.name) == status) }
    }

    @Test func vendorStatusIsNamedByItsNumber() {
        #expect(CommandStatus(rawValue: 0x401).name == "0x00000401")
        #expect(CommandStatus(name: "0x401") == CommandStatus(rawValue: 0x401))
        #expect(CommandStatus(name: "0XfF") == .unknownError)
    }

    @Test(arguments: ["", "0x", "0x1FFFFFFFF", "0x-1", "0x+1", "throttled", "ESME_", "12"])
    func nameOfNothingIsRefused(_ name: String) {
        #expect(CommandStatus(name: name) == nil)
    }

    @Test func bindTypeMaySubmitOrReceive() {
        #expect(BindType.allCases.filter(\.maySubmit) == [.transmitter, .transceiver])
        #expect(BindType.allCases.filter(\.mayReceive) == [.receiver, .transceiver])
        for type in BindType.allCases {
            #expect(BindType(commandID: type.commandID) == type)
            #expect(BindType(commandID: type.commandID.response) == type)
        }
        #expect(BindType(commandID: .submitSM) == nil)
    }

    @Test func messageStatesHaveTheWordsOfReceipts() {
        let words = (1...8).map { MessageState(rawValue: $0).receiptName }
        #expect(
            words == [
                "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN",
                "REJECTD",
            ])
        #expect(MessageState(receiptName: "UNDELIV") == .undeliverable)
        #expect(MessageState(receiptName: "delivrd") == nil)
        #expect(MessageState(rawValue: 0).receiptName == nil)
        #expect(MessageState(rawValue: 9).receiptName == nil)
    }
}
