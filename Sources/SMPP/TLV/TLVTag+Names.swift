// Every optional parameter of SMPP 3.4 § 5.3.2 by name, with what its value may be: a pure table.

extension TLV.Tag {
    /// `dest_addr_subunit`.
    public static let destAddrSubunit = TLV.Tag(rawValue: 0x0005)
    /// `dest_network_type`.
    public static let destNetworkType = TLV.Tag(rawValue: 0x0006)
    /// `dest_bearer_type`.
    public static let destBearerType = TLV.Tag(rawValue: 0x0007)
    /// `dest_telematics_id`.
    public static let destTelematicsID = TLV.Tag(rawValue: 0x0008)
    /// `source_addr_subunit`.
    public static let sourceAddrSubunit = TLV.Tag(rawValue: 0x000D)
    /// `source_network_type`.
    public static let sourceNetworkType = TLV.Tag(rawValue: 0x000E)
    /// `source_bearer_type`.
    public static let sourceBearerType = TLV.Tag(rawValue: 0x000F)
    /// `source_telematics_id`.
    public static let sourceTelematicsID = TLV.Tag(rawValue: 0x0010)
    /// `qos_time_to_live`.
    public static let qosTimeToLive = TLV.Tag(rawValue: 0x0017)
    /// `payload_type`.
    public static let payloadType = TLV.Tag(rawValue: 0x0019)
    /// `additional_status_info_text`.
    public static let additionalStatusInfoText = TLV.Tag(rawValue: 0x001D)
    /// `receipted_message_id`.
    public static let receiptedMessageID = TLV.Tag(rawValue: 0x001E)
    /// `ms_msg_wait_facilities`.
    public static let msMsgWaitFacilities = TLV.Tag(rawValue: 0x0030)
    /// `privacy_indicator`.
    public static let privacyIndicator = TLV.Tag(rawValue: 0x0201)
    /// `source_subaddress`.
    public static let sourceSubaddress = TLV.Tag(rawValue: 0x0202)
    /// `dest_subaddress`.
    public static let destSubaddress = TLV.Tag(rawValue: 0x0203)
    /// `user_message_reference`.
    public static let userMessageReference = TLV.Tag(rawValue: 0x0204)
    /// `user_response_code`.
    public static let userResponseCode = TLV.Tag(rawValue: 0x0205)
    /// `source_port`.
    public static let sourcePort = TLV.Tag(rawValue: 0x020A)
    /// `destination_port`.
    public static let destinationPort = TLV.Tag(rawValue: 0x020B)
    /// `sar_msg_ref_num`.
    public static let sarMsgRefNum = TLV.Tag(rawValue: 0x020C)
    /// `language_indicator`.
    public static let languageIndicator = TLV.Tag(rawValue: 0x020D)
    /// `sar_total_segments`.
    public static let sarTotalSegments = TLV.Tag(rawValue: 0x020E)
    /// `sar_segment_seqnum`.
    public static let sarSegmentSeqnum = TLV.Tag(rawValue: 0x020F)
    /// `sc_interface_version`.
    public static let scInterfaceVersion = TLV.Tag(rawValue: 0x0210)
    /// `callback_num_pres_ind`.
    public static let callbackNumPresInd = TLV.Tag(rawValue: 0x0302)
    /// `callback_num_atag`.
    public static let callbackNumAtag = TLV.Tag(rawValue: 0x0303)
    /// `number_of_messages`.
    public static let numberOfMessages = TLV.Tag(rawValue: 0x0304)
    /// `callback_num`.
    public static let callbackNum = TLV.Tag(rawValue: 0x0381)
    /// `dpf_result`.
    public static let dpfResult = TLV.Tag(rawValue: 0x0420)
    /// `set_dpf`.
    public static let setDPF = TLV.Tag(rawValue: 0x0421)
    /// `ms_availability_status`.
    public static let msAvailabilityStatus = TLV.Tag(rawValue: 0x0422)
    /// `network_error_code`.
    public static let networkErrorCode = TLV.Tag(rawValue: 0x0423)
    /// `message_payload`.
    public static let messagePayload = TLV.Tag(rawValue: 0x0424)
    /// `delivery_failure_reason`.
    public static let deliveryFailureReason = TLV.Tag(rawValue: 0x0425)
    /// `more_messages_to_send`.
    public static let moreMessagesToSend = TLV.Tag(rawValue: 0x0426)
    /// `message_state`.
    public static let messageState = TLV.Tag(rawValue: 0x0427)
    /// `ussd_service_op`.
    public static let ussdServiceOp = TLV.Tag(rawValue: 0x0501)
    /// `display_time`.
    public static let displayTime = TLV.Tag(rawValue: 0x1201)
    /// `sms_signal`.
    public static let smsSignal = TLV.Tag(rawValue: 0x1203)
    /// `ms_validity`.
    public static let msValidity = TLV.Tag(rawValue: 0x1204)
    /// `alert_on_message_delivery`.
    public static let alertOnMessageDelivery = TLV.Tag(rawValue: 0x130C)
    /// `its_reply_type`.
    public static let itsReplyType = TLV.Tag(rawValue: 0x1380)
    /// `its_session_info`.
    public static let itsSessionInfo = TLV.Tag(rawValue: 0x1383)

    /// Every parameter of the standard: its name and the kind of its value.
    static let table: [TLV.Tag: (specName: String, kind: TLV.Kind)] = [
        .destAddrSubunit: ("dest_addr_subunit", .integer(width: 1)),
        .destNetworkType: ("dest_network_type", .integer(width: 1)),
        .destBearerType: ("dest_bearer_type", .integer(width: 1)),
        .destTelematicsID: ("dest_telematics_id", .integer(width: 2)),
        .sourceAddrSubunit: ("source_addr_subunit", .integer(width: 1)),
        .sourceNetworkType: ("source_network_type", .integer(width: 1)),
        .sourceBearerType: ("source_bearer_type", .integer(width: 1)),
        .sourceTelematicsID: ("source_telematics_id", .integer(width: 1)),
        .qosTimeToLive: ("qos_time_to_live", .integer(width: 4)),
        .payloadType: ("payload_type", .integer(width: 1)),
        .additionalStatusInfoText: ("additional_status_info_text", .cString(max: 256)),
        .receiptedMessageID: ("receipted_message_id", .cString(max: 65)),
        .msMsgWaitFacilities: ("ms_msg_wait_facilities", .integer(width: 1)),
        .privacyIndicator: ("privacy_indicator", .integer(width: 1)),
        .sourceSubaddress: ("source_subaddress", .octets(2...23)),
        .destSubaddress: ("dest_subaddress", .octets(2...23)),
        .userMessageReference: ("user_message_reference", .integer(width: 2)),
        .userResponseCode: ("user_response_code", .integer(width: 1)),
        .sourcePort: ("source_port", .integer(width: 2)),
        .destinationPort: ("destination_port", .integer(width: 2)),
        .sarMsgRefNum: ("sar_msg_ref_num", .integer(width: 2)),
        .languageIndicator: ("language_indicator", .integer(width: 1)),
        .sarTotalSegments: ("sar_total_segments", .integer(width: 1)),
        .sarSegmentSeqnum: ("sar_segment_seqnum", .integer(width: 1)),
        .scInterfaceVersion: ("sc_interface_version", .integer(width: 1)),
        .callbackNumPresInd: ("callback_num_pres_ind", .integer(width: 1)),
        .callbackNumAtag: ("callback_num_atag", .octets(0...65)),
        .numberOfMessages: ("number_of_messages", .integer(width: 1)),
        .callbackNum: ("callback_num", .octets(4...19)),
        .dpfResult: ("dpf_result", .integer(width: 1)),
        .setDPF: ("set_dpf", .integer(width: 1)),
        .msAvailabilityStatus: ("ms_availability_status", .integer(width: 1)),
        .networkErrorCode: ("network_error_code", .octets(3...3)),
        .messagePayload: ("message_payload", .octets(0...65_535)),
        .deliveryFailureReason: ("delivery_failure_reason", .integer(width: 1)),
        .moreMessagesToSend: ("more_messages_to_send", .integer(width: 1)),
        .messageState: ("message_state", .integer(width: 1)),
        .ussdServiceOp: ("ussd_service_op", .octets(1...1)),
        .displayTime: ("display_time", .integer(width: 1)),
        .smsSignal: ("sms_signal", .integer(width: 2)),
        .msValidity: ("ms_validity", .integer(width: 1)),
        .alertOnMessageDelivery: ("alert_on_message_delivery", .flag),
        .itsReplyType: ("its_reply_type", .integer(width: 1)),
        .itsSessionInfo: ("its_session_info", .octets(2...2)),
    ]
}
