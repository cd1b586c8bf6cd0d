// The body of submit_sm and deliver_sm, decoded in place. Both sides' receive paths call it once
// per message. Runs on: shard threads. Allocates: never. Throws: never.

/// Where each field of a `submit_sm` or `deliver_sm` lies, and the values of those of one octet.
///
/// The two commands share one layout (SMPP 3.4 § 4.4.1, § 4.6.1).
public struct ShortMessageFields: Sendable, Equatable, BitwiseCopyable {
    /// `service_type`.
    public var serviceType = FieldRange.none
    /// `source_addr_ton`.
    public var sourceTON: UInt8 = 0
    /// `source_addr_npi`.
    public var sourceNPI: UInt8 = 0
    /// `source_addr`.
    public var sourceAddress = FieldRange.none
    /// `dest_addr_ton`.
    public var destinationTON: UInt8 = 0
    /// `dest_addr_npi`.
    public var destinationNPI: UInt8 = 0
    /// `destination_addr`.
    public var destinationAddress = FieldRange.none
    /// `esm_class`.
    public var esmClass: UInt8 = 0
    /// `protocol_id`.
    public var protocolID: UInt8 = 0
    /// `priority_flag`.
    public var priorityFlag: UInt8 = 0
    /// `schedule_delivery_time`.
    public var scheduleDeliveryTime = FieldRange.none
    /// `validity_period`.
    public var validityPeriod = FieldRange.none
    /// `registered_delivery`.
    public var registeredDelivery: UInt8 = 0
    /// `replace_if_present_flag`.
    public var replaceIfPresent: UInt8 = 0
    /// `data_coding`.
    public var dataCoding: UInt8 = 0
    /// `sm_default_msg_id`.
    public var defaultMessageID: UInt8 = 0
    /// `short_message`: `sm_length` octets.
    public var shortMessage = FieldRange.none
    /// All optional parameters; walk them with `TLVCursor`.
    public var tlvs = FieldRange.none

    /// Empty fields, to decode into.
    public init() {}

    /// Finds the fields of a whole PDU, header included, whose command the caller has checked.
    ///
    /// - Parameters:
    ///   - frame: The PDU: exactly `command_length` octets, as `FrameScanner` cuts it.
    ///   - fields: Receives the fields; of no use after an error.
    ///   - rules: Whether lengths beyond the standard's maxima are errors.
    /// - Returns: What is wrong with the PDU; nil if nothing is.
    public static func decode(
        _ frame: RawSpan, into fields: inout ShortMessageFields, rules: DecodingRules = .strict
    ) -> PDUError? {
        let end = frame.byteCount
        precondition(end >= PDUHeader.byteCount)
        var at = PDUHeader.byteCount

        if let error = fields.takeAddresses(frame, at: &at, before: end) { return error }
        guard end &- at >= 3 else { return truncated(frame, at: at, octetsFrom: 7) }
        (fields.esmClass, fields.protocolID) = frame.octetPair(at: at)
        fields.priorityFlag = frame.octet(at: at &+ 2)
        at &+= 3
        guard frame.takeString(&fields.scheduleDeliveryTime, at: &at, before: end) else {
            return unterminated(frame, at: at, string: 10)
        }
        guard frame.takeString(&fields.validityPeriod, at: &at, before: end) else {
            return unterminated(frame, at: at, string: 11)
        }
        guard end &- at >= 5 else { return truncated(frame, at: at, octetsFrom: 12) }
        (fields.registeredDelivery, fields.replaceIfPresent) = frame.octetPair(at: at)
        (fields.dataCoding, fields.defaultMessageID) = frame.octetPair(at: at &+ 2)
        let length = Int(frame.octet(at: at &+ 4))
        at &+= 5
        guard length <= end &- at else {
            return PDUError(.shortMessageOverrun, .shortMessage, offset: at, in: frame.commandID)
        }
        fields.shortMessage = FieldRange(offset: at, count: length)
        at &+= length
        fields.tlvs = FieldRange(offset: at, count: end &- at)
        if let error = TLVCursor.validate(fields.tlvs, in: frame) { return error }
        guard rules == .tolerant || fields.isWithinLimits else {
            return fields.firstBeyondLimit(in: frame)
        }
        return nil
    }

    /// Finds the fields that a whole data_sm shares with a deliver_sm; the others stay as they are.
    ///
    /// The text is in the parameter message_payload (SMPP 3.4 § 4.7.1).
    ///
    /// - Returns: What is wrong with the PDU; nil if nothing is.
    public static func decodeData(
        _ frame: RawSpan, into fields: inout ShortMessageFields
    ) -> PDUError? {
        let end = frame.byteCount
        precondition(end >= PDUHeader.byteCount)
        var at = PDUHeader.byteCount
        fields.shortMessage = .none
        if let error = fields.takeAddresses(frame, at: &at, before: end) { return error }
        guard end &- at >= 3 else {
            return PDUError(.truncatedBody, .esmClass, offset: end, in: frame.commandID)
        }
        (fields.esmClass, fields.registeredDelivery) = frame.octetPair(at: at)
        fields.dataCoding = frame.octet(at: at &+ 2)
        fields.tlvs = FieldRange(offset: at &+ 3, count: end &- at &- 3)
        return TLVCursor.validate(fields.tlvs, in: frame)
    }

    /// Takes what all messages begin with: service_type, source and destination.
    @inline(__always)
    private mutating func takeAddresses(
        _ frame: RawSpan, at: inout Int, before end: Int
    ) -> PDUError? {
        guard frame.takeString(&serviceType, at: &at, before: end) else {
            return Self.unterminated(frame, at: at, string: 0)
        }
        guard end &- at >= 2 else { return Self.truncated(frame, at: at, octetsFrom: 1) }
        (sourceTON, sourceNPI) = frame.octetPair(at: at)
        at &+= 2
        guard frame.takeString(&sourceAddress, at: &at, before: end) else {
            return Self.unterminated(frame, at: at, string: 3)
        }
        guard end &- at >= 2 else { return Self.truncated(frame, at: at, octetsFrom: 4) }
        (destinationTON, destinationNPI) = frame.octetPair(at: at)
        at &+= 2
        guard frame.takeString(&destinationAddress, at: &at, before: end) else {
            return Self.unterminated(frame, at: at, string: 6)
        }
        return nil
    }
}
