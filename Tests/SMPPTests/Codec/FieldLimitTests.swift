// The largest size of each field: it passes, and one octet more is refused by name, both ways.

import SMPP
import TestSupport
import Testing

@Suite("Field limits")
struct FieldLimitTests {
    struct Limit: CustomTestStringConvertible, Sendable {
        let command: String
        let field: PDUField
        /// Octets of the longest value, without the NUL.
        let longest: Int
        /// The status of a response that refuses a longer value.
        let status: CommandStatus
        /// A PDU whose field has this many octets.
        let pdu: @Sendable (Int) -> PDU

        var testDescription: String { "\(command) \(field.specName)" }
    }

    static func text(_ count: Int) -> String {
        String(repeating: "x", count: count)
    }

    private static func submit(
        _ field: PDUField, _ longest: Int, _ status: CommandStatus,
        _ change: @escaping @Sendable (inout SubmitSM, Int) -> Void
    ) -> Limit {
        Limit(command: "submit_sm", field: field, longest: longest, status: status) { count in
            .submitSM(make(SubmitSM()) { change(&$0, count) })
        }
    }

    private static func bind(
        _ field: PDUField, _ longest: Int, _ status: CommandStatus,
        _ change: @escaping @Sendable (inout BindRequest, Int) -> Void
    ) -> Limit {
        Limit(command: "bind", field: field, longest: longest, status: status) { count in
            .bind(.transceiver, make(BindRequest()) { change(&$0, count) })
        }
    }

    static let limits: [Limit] = [
        bind(.systemID, 15, .invalidSystemID) { $0.systemID = text($1) },
        bind(.password, 8, .invalidPassword) { $0.password = text($1) },
        bind(.systemType, 12, .invalidSystemType) { $0.systemType = text($1) },
        bind(.addressRange, 40, .invalidParameterLength) { $0.addressRange = text($1) },
        submit(.serviceType, 5, .invalidServiceType) { $0.serviceType = text($1) },
        submit(.sourceAddress, 20, .invalidSourceAddress) { $0.sourceAddress = text($1) },
        submit(.destinationAddress, 20, .invalidDestinationAddress) {
            $0.destinationAddress = text($1)
        },
        submit(.scheduleDeliveryTime, 16, .invalidScheduleTime) {
            $0.scheduleDeliveryTime = text($1)
        },
        submit(.validityPeriod, 16, .invalidValidityPeriod) { $0.validityPeriod = text($1) },
        submit(.shortMessage, 254, .invalidMessageLength) {
            $0.shortMessage = [UInt8](repeating: 1, count: $1)
        },
        Limit(
            command: "data_sm", field: .sourceAddress, longest: 64, status: .invalidSourceAddress
        ) { count in .dataSM(make(DataSM()) { $0.sourceAddress = text(count) }) },
        Limit(
            command: "data_sm", field: .destinationAddress, longest: 64,
            status: .invalidDestinationAddress
        ) { count in .dataSM(make(DataSM()) { $0.destinationAddress = text(count) }) },
        Limit(command: "query_sm", field: .messageID, longest: 64, status: .invalidMessageID) {
            count in .querySM(make(QuerySM()) { $0.messageID = text(count) })
        },
        Limit(command: "cancel_sm", field: .messageID, longest: 64, status: .invalidMessageID) {
            count in .cancelSM(make(CancelSM()) { $0.messageID = text(count) })
        },
        Limit(command: "replace_sm", field: .messageID, longest: 64, status: .invalidMessageID) {
            count in .replaceSM(make(ReplaceSM()) { $0.messageID = text(count) })
        },
        Limit(
            command: "submit_multi", field: .distributionListName, longest: 20,
            status: .invalidDistributionList
        ) { count in
            .submitMulti(
                make(SubmitMulti()) { $0.destinations = [.init(distributionList: text(count))] })
        },
        Limit(
            command: "submit_multi", field: .destinationCount, longest: 254,
            status: .invalidDestinationCount
        ) { count in
            .submitMulti(
                make(SubmitMulti()) {
                    $0.destinations = [SubmitMulti.Destination](repeating: .init(), count: count)
                })
        },
    ]

    @Test(arguments: limits)
    func longestValueSurvivesEncodingAndDecoding(_ limit: Limit) throws {
        let pdu = limit.pdu(limit.longest)
        #expect(try PDU(decoding: pdu.encoded(sequenceNumber: 1)) == pdu)
    }

    @Test(arguments: limits)
    func oneOctetMoreIsNotEncoded(_ limit: Limit) {
        #expect {
            try limit.pdu(limit.longest + 1).encoded(sequenceNumber: 1)
        } throws: {
            let error = $0 as? PDUError
            return error?.reason == .badFieldLength && error?.field == limit.field
        }
    }

    @Test(arguments: limits)
    func oneOctetMoreIsRefusedWithTheFieldsOwnStatus(_ limit: Limit) throws {
        let octets = try limit.pdu(limit.longest + 1).encoded(
            sequenceNumber: 1, rules: .tolerant)
        #expect {
            try PDU(decoding: octets)
        } throws: {
            let error = $0 as? PDUError
            return error?.reason == .badFieldLength && error?.field == limit.field
                && error?.disposition == .respond(limit.status)
        }
    }

    @Test(arguments: limits)
    func oneOctetMoreIsReadByTolerantRules(_ limit: Limit) throws {
        let pdu = limit.pdu(limit.longest + 1)
        let octets = try pdu.encoded(sequenceNumber: 1, rules: .tolerant)
        #expect(try PDU(decoding: octets, rules: .tolerant) == pdu)
    }

    @Test(arguments: [1, 15])
    func timeIsEmptyOrSixteenCharacters(_ count: Int) throws {
        var message = SubmitSM()
        message.validityPeriod = Self.text(count)
        let octets = try PDU.submitSM(message).encoded(sequenceNumber: 1, rules: .tolerant)
        let error = #expect(throws: PDUError.self) { try PDU(decoding: octets) }
        #expect(error?.field == .validityPeriod)
        #expect(error?.disposition == .respond(.invalidValidityPeriod))
    }

    @Test func submitMultiNeedsADestination() throws {
        let octets = try PDU.submitMulti(SubmitMulti()).encoded(
            sequenceNumber: 1, rules: .tolerant)
        let error = #expect(throws: PDUError.self) { try PDU(decoding: octets) }
        #expect(error?.disposition == .respond(.invalidDestinationCount))
    }

    @Test func shortMessageBeyondAnOctetsRangeIsNeverEncoded() {
        var message = SubmitSM()
        message.shortMessage = [UInt8](repeating: 1, count: 256)
        for rules in [DecodingRules.strict, .tolerant] {
            let error = #expect(throws: PDUError.self) {
                try PDU.submitSM(message).encoded(sequenceNumber: 1, rules: rules)
            }
            #expect(error?.field == .shortMessage)
        }
    }

    @Test func parameterValueBeyondSixteenBitsIsNeverEncoded() {
        var message = DataSM()
        let value = [UInt8](repeating: 1, count: 65_536)
        message.tlvs = [TLV(tag: .messagePayload, value: value)]
        for rules in [DecodingRules.strict, .tolerant] {
            let error = #expect(throws: PDUError.self) {
                try PDU.dataSM(message).encoded(sequenceNumber: 1, rules: rules)
            }
            #expect(error?.field == .tlv(.messagePayload))
        }
    }
}
