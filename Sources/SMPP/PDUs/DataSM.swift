// data_sm: a message whose text travels in the message_payload parameter; both sides may send it.

/// The body of a `data_sm` (SMPP 3.4 § 4.7.1).
public struct DataSM: Sendable, Equatable {
    /// `service_type`: at most 5 characters.
    public var serviceType = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 64 characters.
    public var sourceAddress = ""
    /// `dest_addr_ton`.
    public var destinationTON: UInt8 = 0
    /// `dest_addr_npi`.
    public var destinationNPI: UInt8 = 0
    /// `destination_addr`: at most 64 characters.
    public var destinationAddress = ""
    /// `esm_class`.
    public var esmClass: UInt8 = 0
    /// `registered_delivery`.
    public var registeredDelivery: UInt8 = 0
    /// `data_coding`.
    public var dataCoding: UInt8 = 0
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A message of empty fields.
    public init() {}
}

extension DataSM: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&serviceType, .serviceType, max: FieldLimit.serviceType, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.longAddress, frame, &output)
        visitor.octet(&destinationTON, .destinationTON, frame, &output)
        visitor.octet(&destinationNPI, .destinationNPI, frame, &output)
        visitor.text(
            &destinationAddress, .destinationAddress, max: FieldLimit.longAddress, frame, &output)
        visitor.octet(&esmClass, .esmClass, frame, &output)
        visitor.octet(&registeredDelivery, .registeredDelivery, frame, &output)
        visitor.octet(&dataCoding, .dataCoding, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
