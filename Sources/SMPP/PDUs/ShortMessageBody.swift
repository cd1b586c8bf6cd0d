// The layout submit_sm and deliver_sm share, and their owned decoding: built on ShortMessageFields,
// so that the in-place and the owned reading of a PDU cannot differ.

/// A body with the fields of `submit_sm`.
protocol ShortMessageBody: PDUBody {
    var serviceType: String { get set }
    var sourceTON: UInt8 { get set }
    var sourceNPI: UInt8 { get set }
    var sourceAddress: String { get set }
    var destinationTON: UInt8 { get set }
    var destinationNPI: UInt8 { get set }
    var destinationAddress: String { get set }
    var esmClass: UInt8 { get set }
    var protocolID: UInt8 { get set }
    var priorityFlag: UInt8 { get set }
    var scheduleDeliveryTime: String { get set }
    var validityPeriod: String { get set }
    var registeredDelivery: UInt8 { get set }
    var replaceIfPresent: UInt8 { get set }
    var dataCoding: UInt8 { get set }
    var defaultMessageID: UInt8 { get set }
    var shortMessage: [UInt8] { get set }
    var tlvs: [TLV] { get set }
}

extension ShortMessageBody {
    /// The message that `fields` found in `frame`.
    init(_ fields: ShortMessageFields, in frame: RawSpan) {
        self.init()
        serviceType = frame.text(fields.serviceType)
        sourceTON = fields.sourceTON
        sourceNPI = fields.sourceNPI
        sourceAddress = frame.text(fields.sourceAddress)
        destinationTON = fields.destinationTON
        destinationNPI = fields.destinationNPI
        destinationAddress = frame.text(fields.destinationAddress)
        esmClass = fields.esmClass
        protocolID = fields.protocolID
        priorityFlag = fields.priorityFlag
        scheduleDeliveryTime = frame.text(fields.scheduleDeliveryTime)
        validityPeriod = frame.text(fields.validityPeriod)
        registeredDelivery = fields.registeredDelivery
        replaceIfPresent = fields.replaceIfPresent
        dataCoding = fields.dataCoding
        defaultMessageID = fields.defaultMessageID
        shortMessage = frame.octets(fields.shortMessage)
        tlvs = frame.tlvs(fields.tlvs)
    }

    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&serviceType, .serviceType, max: FieldLimit.serviceType, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.address, frame, &output)
        visitor.octet(&destinationTON, .destinationTON, frame, &output)
        visitor.octet(&destinationNPI, .destinationNPI, frame, &output)
        visitor.text(
            &destinationAddress, .destinationAddress, max: FieldLimit.address, frame, &output)
        visitor.octet(&esmClass, .esmClass, frame, &output)
        visitor.octet(&protocolID, .protocolID, frame, &output)
        visitor.octet(&priorityFlag, .priorityFlag, frame, &output)
        visitor.time(&scheduleDeliveryTime, .scheduleDeliveryTime, frame, &output)
        visitor.time(&validityPeriod, .validityPeriod, frame, &output)
        visitor.octet(&registeredDelivery, .registeredDelivery, frame, &output)
        visitor.octet(&replaceIfPresent, .replaceIfPresent, frame, &output)
        visitor.octet(&dataCoding, .dataCoding, frame, &output)
        visitor.octet(&defaultMessageID, .defaultMessageID, frame, &output)
        visitor.shortMessage(&shortMessage, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
