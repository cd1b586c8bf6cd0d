// The cold half of the in-place decoder: finding out which field a bad submit_sm or deliver_sm
// breaks at. Runs on: shard threads, for bad PDUs only. Allocates: never.

extension ShortMessageFields {
    /// The mandatory fields in the order they are sent.
    private static func field(at index: Int) -> PDUField {
        switch index {
        case 0: .serviceType
        case 1: .sourceTON
        case 2: .sourceNPI
        case 3: .sourceAddress
        case 4: .destinationTON
        case 5: .destinationNPI
        case 6: .destinationAddress
        case 7: .esmClass
        case 8: .protocolID
        case 9: .priorityFlag
        case 10: .scheduleDeliveryTime
        case 11: .validityPeriod
        case 12: .registeredDelivery
        case 13: .replaceIfPresent
        case 14: .dataCoding
        case 15: .defaultMessageID
        default: .shortMessageLength
        }
    }

    /// The error of a PDU with too few octets from `offset` for the octets that start with the
    /// field of this index.
    @inline(never)
    static func truncated(_ frame: RawSpan, at offset: Int, octetsFrom index: Int) -> PDUError {
        let present = frame.byteCount &- offset
        return PDUError(
            .truncatedBody, field(at: index &+ present), offset: frame.byteCount,
            in: frame.commandID)
    }

    /// The error of a PDU whose string of this index, at `offset`, does not end.
    @inline(never)
    static func unterminated(_ frame: RawSpan, at offset: Int, string index: Int) -> PDUError {
        let reason: PDUError.Reason =
            offset < frame.byteCount ? .unterminatedString : .truncatedBody
        return PDUError(reason, field(at: index), offset: offset, in: frame.commandID)
    }

    /// Whether no field is longer than the standard allows.
    @inline(__always)
    var isWithinLimits: Bool {
        serviceType.count < FieldLimit.serviceType
            && sourceAddress.count < FieldLimit.address
            && destinationAddress.count < FieldLimit.address
            && FieldLimit.allowsTime(scheduleDeliveryTime.count)
            && FieldLimit.allowsTime(validityPeriod.count)
            && shortMessage.count <= FieldLimit.shortMessage
    }

    /// The error of the first field that is longer than the standard allows.
    @inline(never)
    func firstBeyondLimit(in frame: RawSpan) -> PDUError {
        let faults: (PDUField, FieldRange)
        if serviceType.count >= FieldLimit.serviceType {
            faults = (.serviceType, serviceType)
        } else if sourceAddress.count >= FieldLimit.address {
            faults = (.sourceAddress, sourceAddress)
        } else if destinationAddress.count >= FieldLimit.address {
            faults = (.destinationAddress, destinationAddress)
        } else if !FieldLimit.allowsTime(scheduleDeliveryTime.count) {
            faults = (.scheduleDeliveryTime, scheduleDeliveryTime)
        } else if !FieldLimit.allowsTime(validityPeriod.count) {
            faults = (.validityPeriod, validityPeriod)
        } else {
            faults = (.shortMessage, shortMessage)
        }
        return PDUError(.badFieldLength, faults.0, offset: faults.1.offset, in: frame.commandID)
    }
}
