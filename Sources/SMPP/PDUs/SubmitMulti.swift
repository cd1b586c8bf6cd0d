// submit_multi and its response: one message to many destinations.

/// The body of a `submit_multi` (SMPP 3.4 § 4.5.1).
public struct SubmitMulti: Sendable, Equatable {
    /// `service_type`: at most 5 characters.
    public var serviceType = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 20 characters.
    public var sourceAddress = ""
    /// `dest_addresses`: 1 to 254 of them.
    public var destinations: [Destination] = []
    /// `esm_class`.
    public var esmClass: UInt8 = 0
    /// `protocol_id`.
    public var protocolID: UInt8 = 0
    /// `priority_flag`: 0…3.
    public var priorityFlag: UInt8 = 0
    /// `schedule_delivery_time`: empty, or 16 characters.
    public var scheduleDeliveryTime = ""
    /// `validity_period`: empty, or 16 characters.
    public var validityPeriod = ""
    /// `registered_delivery`.
    public var registeredDelivery: UInt8 = 0
    /// `replace_if_present_flag`.
    public var replaceIfPresent: UInt8 = 0
    /// `data_coding`.
    public var dataCoding: UInt8 = 0
    /// `sm_default_msg_id`.
    public var defaultMessageID: UInt8 = 0
    /// `short_message`: at most 254 octets.
    public var shortMessage: [UInt8] = []
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A message of empty fields.
    public init() {}

    /// One destination: an SME address or the name of a distribution list.
    public struct Destination: Sendable, Equatable {
        /// `dest_flag`: 1 for an address, 2 for a distribution list.
        public var flag: UInt8 = 1
        /// `dest_addr_ton` of an address.
        public var ton: UInt8 = 0
        /// `dest_addr_npi` of an address.
        public var npi: UInt8 = 0
        /// `destination_addr` or `dl_name`: at most 20 characters.
        public var address = ""

        /// An empty address.
        public init() {}

        /// An SME address.
        public init(ton: UInt8, npi: UInt8, address: String) {
            self.ton = ton
            self.npi = npi
            self.address = address
        }

        /// A distribution list by its name.
        public init(distributionList name: String) {
            flag = 2
            address = name
        }
    }
}

extension SubmitMulti: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&serviceType, .serviceType, max: FieldLimit.serviceType, frame, &output)
        visitor.octet(&sourceTON, .sourceTON, frame, &output)
        visitor.octet(&sourceNPI, .sourceNPI, frame, &output)
        visitor.text(&sourceAddress, .sourceAddress, max: FieldLimit.address, frame, &output)
        visitor.list(
            &destinations, .destinations, count: .destinationCount,
            allowed: 1...FieldLimit.destinations, frame, &output)
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

extension SubmitMulti.Destination: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.octet(&flag, .destinationFlag, frame, &output)
        switch flag {
        case 1:
            visitor.octet(&ton, .destinationTON, frame, &output)
            visitor.octet(&npi, .destinationNPI, frame, &output)
            visitor.text(
                &address, .destinationAddress, max: FieldLimit.address, frame, &output)
        case 2:
            visitor.text(
                &address, .distributionListName, max: FieldLimit.distributionListName, frame,
                &output)
        default:
            visitor.reject(.destinationFlag, frame)
        }
    }
}
