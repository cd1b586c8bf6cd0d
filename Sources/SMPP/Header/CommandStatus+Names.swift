// Every command_status of SMPP 3.4 § 5.1.3 by name: a pure table.

extension CommandStatus {
    /// No error.
    ///
    /// Spec name `ESME_ROK`.
    public static var ok: CommandStatus { CommandStatus(rawValue: 0x00) }
    /// Message length is invalid.
    ///
    /// Spec name `ESME_RINVMSGLEN`.
    public static var invalidMessageLength: CommandStatus { CommandStatus(rawValue: 0x01) }
    /// Command length is invalid.
    ///
    /// Spec name `ESME_RINVCMDLEN`.
    public static var invalidCommandLength: CommandStatus { CommandStatus(rawValue: 0x02) }
    /// Invalid command ID.
    ///
    /// Spec name `ESME_RINVCMDID`.
    public static var invalidCommandID: CommandStatus { CommandStatus(rawValue: 0x03) }
    /// Incorrect bind status for the given command.
    ///
    /// Spec name `ESME_RINVBNDSTS`.
    public static var invalidBindStatus: CommandStatus { CommandStatus(rawValue: 0x04) }
    /// ESME already in bound state.
    ///
    /// Spec name `ESME_RALYBND`.
    public static var alreadyBound: CommandStatus { CommandStatus(rawValue: 0x05) }
    /// Invalid priority flag.
    ///
    /// Spec name `ESME_RINVPRTFLG`.
    public static var invalidPriorityFlag: CommandStatus { CommandStatus(rawValue: 0x06) }
    /// Invalid registered delivery flag.
    ///
    /// Spec name `ESME_RINVREGDLVFLG`.
    public static var invalidRegisteredDelivery: CommandStatus { CommandStatus(rawValue: 0x07) }
    /// System error.
    ///
    /// Spec name `ESME_RSYSERR`.
    public static var systemError: CommandStatus { CommandStatus(rawValue: 0x08) }
    /// Invalid source address.
    ///
    /// Spec name `ESME_RINVSRCADR`.
    public static var invalidSourceAddress: CommandStatus { CommandStatus(rawValue: 0x0A) }
    /// Invalid destination address.
    ///
    /// Spec name `ESME_RINVDSTADR`.
    public static var invalidDestinationAddress: CommandStatus { CommandStatus(rawValue: 0x0B) }
    /// Message ID is invalid.
    ///
    /// Spec name `ESME_RINVMSGID`.
    public static var invalidMessageID: CommandStatus { CommandStatus(rawValue: 0x0C) }
    /// Bind failed.
    ///
    /// Spec name `ESME_RBINDFAIL`.
    public static var bindFailed: CommandStatus { CommandStatus(rawValue: 0x0D) }
    /// Invalid password.
    ///
    /// Spec name `ESME_RINVPASWD`.
    public static var invalidPassword: CommandStatus { CommandStatus(rawValue: 0x0E) }
    /// Invalid system ID.
    ///
    /// Spec name `ESME_RINVSYSID`.
    public static var invalidSystemID: CommandStatus { CommandStatus(rawValue: 0x0F) }
    /// `cancel_sm` failed.
    ///
    /// Spec name `ESME_RCANCELFAIL`.
    public static var cancelFailed: CommandStatus { CommandStatus(rawValue: 0x11) }
    /// `replace_sm` failed.
    ///
    /// Spec name `ESME_RREPLACEFAIL`.
    public static var replaceFailed: CommandStatus { CommandStatus(rawValue: 0x13) }
    /// Message queue full.
    ///
    /// Spec name `ESME_RMSGQFUL`.
    public static var messageQueueFull: CommandStatus { CommandStatus(rawValue: 0x14) }
    /// Invalid service type.
    ///
    /// Spec name `ESME_RINVSERTYP`.
    public static var invalidServiceType: CommandStatus { CommandStatus(rawValue: 0x15) }
    /// Invalid number of destinations.
    ///
    /// Spec name `ESME_RINVNUMDESTS`.
    public static var invalidDestinationCount: CommandStatus { CommandStatus(rawValue: 0x33) }
    /// Invalid distribution list name.
    ///
    /// Spec name `ESME_RINVDLNAME`.
    public static var invalidDistributionList: CommandStatus { CommandStatus(rawValue: 0x34) }
    /// Invalid destination flag in `submit_multi`.
    ///
    /// Spec name `ESME_RINVDESTFLAG`.
    public static var invalidDestinationFlag: CommandStatus { CommandStatus(rawValue: 0x40) }
    /// Submit with replace asked for where it is not supported.
    ///
    /// Spec name `ESME_RINVSUBREP`.
    public static var invalidSubmitWithReplace: CommandStatus { CommandStatus(rawValue: 0x42) }
    /// Invalid `esm_class` field data.
    ///
    /// Spec name `ESME_RINVESMCLASS`.
    public static var invalidESMClass: CommandStatus { CommandStatus(rawValue: 0x43) }
    /// Cannot submit to the distribution list.
    ///
    /// Spec name `ESME_RCNTSUBDL`.
    public static var cannotSubmitToDistributionList: CommandStatus {
        CommandStatus(rawValue: 0x44)
    }
    /// `submit_sm` or `submit_multi` failed.
    ///
    /// Spec name `ESME_RSUBMITFAIL`.
    public static var submitFailed: CommandStatus { CommandStatus(rawValue: 0x45) }
    /// Invalid source address type of number.
    ///
    /// Spec name `ESME_RINVSRCTON`.
    public static var invalidSourceTON: CommandStatus { CommandStatus(rawValue: 0x48) }
    /// Invalid source address numbering plan.
    ///
    /// Spec name `ESME_RINVSRCNPI`.
    public static var invalidSourceNPI: CommandStatus { CommandStatus(rawValue: 0x49) }
    /// Invalid destination address type of number.
    ///
    /// Spec name `ESME_RINVDSTTON`.
    public static var invalidDestinationTON: CommandStatus { CommandStatus(rawValue: 0x50) }
    /// Invalid destination address numbering plan.
    ///
    /// Spec name `ESME_RINVDSTNPI`.
    public static var invalidDestinationNPI: CommandStatus { CommandStatus(rawValue: 0x51) }
    /// Invalid `system_type` field.
    ///
    /// Spec name `ESME_RINVSYSTYP`.
    public static var invalidSystemType: CommandStatus { CommandStatus(rawValue: 0x53) }
    /// Invalid `replace_if_present` flag.
    ///
    /// Spec name `ESME_RINVREPFLAG`.
    public static var invalidReplaceFlag: CommandStatus { CommandStatus(rawValue: 0x54) }
    /// Invalid number of messages.
    ///
    /// Spec name `ESME_RINVNUMMSGS`.
    public static var invalidMessageCount: CommandStatus { CommandStatus(rawValue: 0x55) }
    /// Throttling: the ESME has exceeded its allowed message limits.
    ///
    /// Spec name `ESME_RTHROTTLED`.
    public static var throttled: CommandStatus { CommandStatus(rawValue: 0x58) }
    /// Invalid scheduled delivery time.
    ///
    /// Spec name `ESME_RINVSCHED`.
    public static var invalidScheduleTime: CommandStatus { CommandStatus(rawValue: 0x61) }
    /// Invalid message validity period (expiry time).
    ///
    /// Spec name `ESME_RINVEXPIRY`.
    public static var invalidValidityPeriod: CommandStatus { CommandStatus(rawValue: 0x62) }
    /// Predefined message invalid or not found.
    ///
    /// Spec name `ESME_RINVDFTMSGID`.
    public static var invalidDefaultMessageID: CommandStatus { CommandStatus(rawValue: 0x63) }
    /// ESME receiver temporary application error.
    ///
    /// Spec name `ESME_RX_T_APPN`.
    public static var temporaryAppError: CommandStatus { CommandStatus(rawValue: 0x64) }
    /// ESME receiver permanent application error.
    ///
    /// Spec name `ESME_RX_P_APPN`.
    public static var permanentAppError: CommandStatus { CommandStatus(rawValue: 0x65) }
    /// ESME receiver reject message error.
    ///
    /// Spec name `ESME_RX_R_APPN`.
    public static var rejectedMessage: CommandStatus { CommandStatus(rawValue: 0x66) }
    /// `query_sm` request failed.
    ///
    /// Spec name `ESME_RQUERYFAIL`.
    public static var queryFailed: CommandStatus { CommandStatus(rawValue: 0x67) }
    /// Error in the optional part of the PDU body.
    ///
    /// Spec name `ESME_RINVOPTPARSTREAM`.
    public static var invalidTLVStream: CommandStatus { CommandStatus(rawValue: 0xC0) }
    /// Optional parameter not allowed.
    ///
    /// Spec name `ESME_ROPTPARNOTALLWD`.
    public static var tlvNotAllowed: CommandStatus { CommandStatus(rawValue: 0xC1) }
    /// Invalid parameter length.
    ///
    /// Spec name `ESME_RINVPARLEN`.
    public static var invalidParameterLength: CommandStatus { CommandStatus(rawValue: 0xC2) }
    /// Expected optional parameter missing.
    ///
    /// Spec name `ESME_RMISSINGOPTPARAM`.
    public static var missingTLV: CommandStatus { CommandStatus(rawValue: 0xC3) }
    /// Invalid optional parameter value.
    ///
    /// Spec name `ESME_RINVOPTPARAMVAL`.
    public static var invalidTLVValue: CommandStatus { CommandStatus(rawValue: 0xC4) }
    /// Delivery failure (used for `data_sm_resp`).
    ///
    /// Spec name `ESME_RDELIVERYFAILURE`.
    public static var deliveryFailure: CommandStatus { CommandStatus(rawValue: 0xFE) }
    /// Unknown error.
    ///
    /// Spec name `ESME_RUNKNOWNERR`.
    public static var unknownError: CommandStatus { CommandStatus(rawValue: 0xFF) }

    /// Every status of the standard with its name.
    static let table: [(status: CommandStatus, specName: String)] = [
        (.ok, "ESME_ROK"),
        (.invalidMessageLength, "ESME_RINVMSGLEN"),
        (.invalidCommandLength, "ESME_RINVCMDLEN"),
        (.invalidCommandID, "ESME_RINVCMDID"),
        (.invalidBindStatus, "ESME_RINVBNDSTS"),
        (.alreadyBound, "ESME_RALYBND"),
        (.invalidPriorityFlag, "ESME_RINVPRTFLG"),
        (.invalidRegisteredDelivery, "ESME_RINVREGDLVFLG"),
        (.systemError, "ESME_RSYSERR"),
        (.invalidSourceAddress, "ESME_RINVSRCADR"),
        (.invalidDestinationAddress, "ESME_RINVDSTADR"),
        (.invalidMessageID, "ESME_RINVMSGID"),
        (.bindFailed, "ESME_RBINDFAIL"),
        (.invalidPassword, "ESME_RINVPASWD"),
        (.invalidSystemID, "ESME_RINVSYSID"),
        (.cancelFailed, "ESME_RCANCELFAIL"),
        (.replaceFailed, "ESME_RREPLACEFAIL"),
        (.messageQueueFull, "ESME_RMSGQFUL"),
        (.invalidServiceType, "ESME_RINVSERTYP"),
        (.invalidDestinationCount, "ESME_RINVNUMDESTS"),
        (.invalidDistributionList, "ESME_RINVDLNAME"),
        (.invalidDestinationFlag, "ESME_RINVDESTFLAG"),
        (.invalidSubmitWithReplace, "ESME_RINVSUBREP"),
        (.invalidESMClass, "ESME_RINVESMCLASS"),
        (.cannotSubmitToDistributionList, "ESME_RCNTSUBDL"),
        (.submitFailed, "ESME_RSUBMITFAIL"),
        (.invalidSourceTON, "ESME_RINVSRCTON"),
        (.invalidSourceNPI, "ESME_RINVSRCNPI"),
        (.invalidDestinationTON, "ESME_RINVDSTTON"),
        (.invalidDestinationNPI, "ESME_RINVDSTNPI"),
        (.invalidSystemType, "ESME_RINVSYSTYP"),
        (.invalidReplaceFlag, "ESME_RINVREPFLAG"),
        (.invalidMessageCount, "ESME_RINVNUMMSGS"),
        (.throttled, "ESME_RTHROTTLED"),
        (.invalidScheduleTime, "ESME_RINVSCHED"),
        (.invalidValidityPeriod, "ESME_RINVEXPIRY"),
        (.invalidDefaultMessageID, "ESME_RINVDFTMSGID"),
        (.temporaryAppError, "ESME_RX_T_APPN"),
        (.permanentAppError, "ESME_RX_P_APPN"),
        (.rejectedMessage, "ESME_RX_R_APPN"),
        (.queryFailed, "ESME_RQUERYFAIL"),
        (.invalidTLVStream, "ESME_RINVOPTPARSTREAM"),
        (.tlvNotAllowed, "ESME_ROPTPARNOTALLWD"),
        (.invalidParameterLength, "ESME_RINVPARLEN"),
        (.missingTLV, "ESME_RMISSINGOPTPARAM"),
        (.invalidTLVValue, "ESME_RINVOPTPARAMVAL"),
        (.deliveryFailure, "ESME_RDELIVERYFAILURE"),
        (.unknownError, "ESME_RUNKNOWNERR"),
    ]
}
