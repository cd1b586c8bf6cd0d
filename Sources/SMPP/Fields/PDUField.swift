// The fields of every PDU by the standard's names: errors say which one, tools print them.

/// A field of a PDU.
public enum PDUField: Hashable, Sendable, BitwiseCopyable {
    // Header and binds (SMPP 3.4 § 5.2.1 … § 5.2.7).
    case commandLength, commandID, systemID, password, systemType, interfaceVersion
    case addressTON, addressNPI, addressRange
    // Messages (SMPP 3.4 § 5.2.5 … § 5.2.28).
    case serviceType, sourceTON, sourceNPI, sourceAddress
    case destinationTON, destinationNPI, destinationAddress
    case esmClass, protocolID, priorityFlag, scheduleDeliveryTime, validityPeriod
    case registeredDelivery, replaceIfPresent, dataCoding, defaultMessageID
    case shortMessageLength, shortMessage, messageID
    // submit_multi, query_sm and alert_notification.
    case destinationCount, destinations, destinationFlag, distributionListName
    case unsuccessfulCount, unsuccessfulDestinations, errorStatusCode
    case finalDate, messageState, errorCode
    case esmeTON, esmeNPI, esmeAddress
    // The optional parameters: a tag and length cut short, and one parameter by its tag.
    case tlvHeader
    case tlv(TLV.Tag)

    /// The name the standard gives the field, such as `source_addr`.
    ///
    /// An optional parameter the standard does not name is given by its tag, such as `0x1403`.
    public var specName: String {
        switch self {
        case .commandLength: "command_length"
        case .commandID: "command_id"
        case .systemID: "system_id"
        case .password: "password"
        case .systemType: "system_type"
        case .interfaceVersion: "interface_version"
        case .addressTON: "addr_ton"
        case .addressNPI: "addr_npi"
        case .addressRange: "address_range"
        case .serviceType: "service_type"
        case .sourceTON: "source_addr_ton"
        case .sourceNPI: "source_addr_npi"
        case .sourceAddress: "source_addr"
        case .destinationTON: "dest_addr_ton"
        case .destinationNPI: "dest_addr_npi"
        case .destinationAddress: "destination_addr"
        case .esmClass: "esm_class"
        case .protocolID: "protocol_id"
        case .priorityFlag: "priority_flag"
        case .scheduleDeliveryTime: "schedule_delivery_time"
        case .validityPeriod: "validity_period"
        case .registeredDelivery: "registered_delivery"
        case .replaceIfPresent: "replace_if_present_flag"
        case .dataCoding: "data_coding"
        case .defaultMessageID: "sm_default_msg_id"
        case .shortMessageLength: "sm_length"
        case .shortMessage: "short_message"
        case .messageID: "message_id"
        case .destinationCount: "number_of_dests"
        case .destinations: "dest_addresses"
        case .destinationFlag: "dest_flag"
        case .distributionListName: "dl_name"
        case .unsuccessfulCount: "no_unsuccess"
        case .unsuccessfulDestinations: "unsuccess_sme"
        case .errorStatusCode: "error_status_code"
        case .finalDate: "final_date"
        case .messageState: "message_state"
        case .errorCode: "error_code"
        case .esmeTON: "esme_addr_ton"
        case .esmeNPI: "esme_addr_npi"
        case .esmeAddress: "esme_addr"
        case .tlvHeader: "optional parameter"
        case .tlv(let tag): tag.name
        }
    }

    /// The status that tells the sender this field is at fault.
    ///
    /// `ESME_RINVPARLEN` where the standard has no status for the field.
    public var faultStatus: CommandStatus {
        switch self {
        case .commandLength: .invalidCommandLength
        case .commandID: .invalidCommandID
        case .systemID: .invalidSystemID
        case .password: .invalidPassword
        case .systemType: .invalidSystemType
        case .serviceType: .invalidServiceType
        case .sourceTON: .invalidSourceTON
        case .sourceNPI: .invalidSourceNPI
        case .sourceAddress: .invalidSourceAddress
        case .destinationTON: .invalidDestinationTON
        case .destinationNPI: .invalidDestinationNPI
        case .destinationAddress: .invalidDestinationAddress
        case .esmClass: .invalidESMClass
        case .priorityFlag: .invalidPriorityFlag
        case .scheduleDeliveryTime: .invalidScheduleTime
        case .validityPeriod: .invalidValidityPeriod
        case .registeredDelivery: .invalidRegisteredDelivery
        case .replaceIfPresent: .invalidReplaceFlag
        case .defaultMessageID: .invalidDefaultMessageID
        case .shortMessageLength, .shortMessage: .invalidMessageLength
        case .messageID: .invalidMessageID
        case .destinationCount: .invalidDestinationCount
        case .destinationFlag: .invalidDestinationFlag
        case .distributionListName: .invalidDistributionList
        case .tlvHeader: .invalidTLVStream
        default: .invalidParameterLength
        }
    }
}
