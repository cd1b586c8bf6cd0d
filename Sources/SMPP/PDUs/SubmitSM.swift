// submit_sm: the message an ESME sends. Owned, for building and for tools; the receive paths read
// the same layout in place with ShortMessageFields.

/// The body of a `submit_sm` (SMPP 3.4 § 4.4.1).
public struct SubmitSM: Sendable, Equatable {
    /// `service_type`: at most 5 characters.
    public var serviceType = ""
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`: at most 20 characters.
    public var sourceAddress = ""
    /// `dest_addr_ton`.
    public var destinationTON: UInt8 = 0
    /// `dest_addr_npi`.
    public var destinationNPI: UInt8 = 0
    /// `destination_addr`: at most 20 characters.
    public var destinationAddress = ""
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
    /// `short_message`: at most 254 octets; the `message_payload` parameter carries longer ones.
    public var shortMessage: [UInt8] = []
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A message of empty fields.
    public init() {}

    /// A message from `source` to `destination` with these octets.
    public init(source: String, destination: String, shortMessage: [UInt8]) {
        sourceAddress = source
        destinationAddress = destination
        self.shortMessage = shortMessage
    }

    /// Writes the whole PDU at the start of `output` and returns its length in octets.
    ///
    /// Throws a `PDUError` that names the field which the standard does not allow, or for which
    /// there is no room; `output` then holds nothing of use.
    public func encode(
        sequenceNumber: UInt32, into output: inout MutableRawSpan, rules: DecodingRules = .strict
    ) throws(PDUError) -> Int {
        let header = PDUHeader(
            commandLength: 0, commandID: .submitSM, commandStatus: .ok,
            sequenceNumber: sequenceNumber)
        return try PDUWriter.write(self, header, rules: rules, into: &output)
    }
}

extension SubmitSM: ShortMessageBody {}
