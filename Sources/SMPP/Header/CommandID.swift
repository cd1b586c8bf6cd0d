// The command_id of a PDU: every operation of SMPP 3.4 § 5.1.2.1 by name, and room for any other
// value a peer may send.

/// The `command_id` field of a PDU header (SMPP 3.4 § 5.1.2).
///
/// Any 32-bit value can be held; `specName` tells the standard's own from the rest.
public struct CommandID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The value on the wire.
    public let rawValue: UInt32

    /// A command with the given wire value.
    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The bit that tells a response from a request.
    @usableFromInline static let responseBit: UInt32 = 0x8000_0000

    /// Whether this is the command of a response, `generic_nack` included.
    @inlinable
    public var isResponse: Bool {
        rawValue & Self.responseBit != 0
    }

    /// The command of the response to this request; a response command stays as it is.
    @inlinable
    public var response: CommandID {
        CommandID(rawValue: rawValue | Self.responseBit)
    }

    /// The name the standard gives this command, such as `submit_sm`; nil for any other value.
    public var specName: String? {
        Self.specNames[self]
    }

    /// What reports call this command: the standard's name, or eight hexadecimal digits.
    public var name: String {
        specName ?? hexadecimal(rawValue, digits: 8)
    }

    /// Whether the standard defines a response to this request.
    public var expectsResponse: Bool {
        !isResponse && Self.specNames[self] != nil && Self.specNames[response] != nil
    }
}

// Computed, so that another module's hot path compares with a constant instead of calling for one.
extension CommandID {
    /// `generic_nack` (SMPP 3.4 § 4.3.1).
    public static var genericNack: CommandID { CommandID(rawValue: 0x8000_0000) }
    /// `bind_receiver` (SMPP 3.4 § 4.1.3).
    public static var bindReceiver: CommandID { CommandID(rawValue: 0x0000_0001) }
    /// `bind_receiver_resp` (SMPP 3.4 § 4.1.4).
    public static var bindReceiverResp: CommandID { CommandID(rawValue: 0x8000_0001) }
    /// `bind_transmitter` (SMPP 3.4 § 4.1.1).
    public static var bindTransmitter: CommandID { CommandID(rawValue: 0x0000_0002) }
    /// `bind_transmitter_resp` (SMPP 3.4 § 4.1.2).
    public static var bindTransmitterResp: CommandID { CommandID(rawValue: 0x8000_0002) }
    /// `query_sm` (SMPP 3.4 § 4.8.1).
    public static var querySM: CommandID { CommandID(rawValue: 0x0000_0003) }
    /// `query_sm_resp` (SMPP 3.4 § 4.8.2).
    public static var querySMResp: CommandID { CommandID(rawValue: 0x8000_0003) }
    /// `submit_sm` (SMPP 3.4 § 4.4.1).
    public static var submitSM: CommandID { CommandID(rawValue: 0x0000_0004) }
    /// `submit_sm_resp` (SMPP 3.4 § 4.4.2).
    public static var submitSMResp: CommandID { CommandID(rawValue: 0x8000_0004) }
    /// `deliver_sm` (SMPP 3.4 § 4.6.1).
    public static var deliverSM: CommandID { CommandID(rawValue: 0x0000_0005) }
    /// `deliver_sm_resp` (SMPP 3.4 § 4.6.2).
    public static var deliverSMResp: CommandID { CommandID(rawValue: 0x8000_0005) }
    /// `unbind` (SMPP 3.4 § 4.2.1).
    public static var unbind: CommandID { CommandID(rawValue: 0x0000_0006) }
    /// `unbind_resp` (SMPP 3.4 § 4.2.2).
    public static var unbindResp: CommandID { CommandID(rawValue: 0x8000_0006) }
    /// `replace_sm` (SMPP 3.4 § 4.10.1).
    public static var replaceSM: CommandID { CommandID(rawValue: 0x0000_0007) }
    /// `replace_sm_resp` (SMPP 3.4 § 4.10.2).
    public static var replaceSMResp: CommandID { CommandID(rawValue: 0x8000_0007) }
    /// `cancel_sm` (SMPP 3.4 § 4.9.1).
    public static var cancelSM: CommandID { CommandID(rawValue: 0x0000_0008) }
    /// `cancel_sm_resp` (SMPP 3.4 § 4.9.2).
    public static var cancelSMResp: CommandID { CommandID(rawValue: 0x8000_0008) }
    /// `bind_transceiver` (SMPP 3.4 § 4.1.5).
    public static var bindTransceiver: CommandID { CommandID(rawValue: 0x0000_0009) }
    /// `bind_transceiver_resp` (SMPP 3.4 § 4.1.6).
    public static var bindTransceiverResp: CommandID { CommandID(rawValue: 0x8000_0009) }
    /// `outbind` (SMPP 3.4 § 4.1.7).
    public static var outbind: CommandID { CommandID(rawValue: 0x0000_000B) }
    /// `enquire_link` (SMPP 3.4 § 4.11.1).
    public static var enquireLink: CommandID { CommandID(rawValue: 0x0000_0015) }
    /// `enquire_link_resp` (SMPP 3.4 § 4.11.2).
    public static var enquireLinkResp: CommandID { CommandID(rawValue: 0x8000_0015) }
    /// `submit_multi` (SMPP 3.4 § 4.5.1).
    public static var submitMulti: CommandID { CommandID(rawValue: 0x0000_0021) }
    /// `submit_multi_resp` (SMPP 3.4 § 4.5.2).
    public static var submitMultiResp: CommandID { CommandID(rawValue: 0x8000_0021) }
    /// `alert_notification` (SMPP 3.4 § 4.12.1).
    public static var alertNotification: CommandID { CommandID(rawValue: 0x0000_0102) }
    /// `data_sm` (SMPP 3.4 § 4.7.1).
    public static var dataSM: CommandID { CommandID(rawValue: 0x0000_0103) }
    /// `data_sm_resp` (SMPP 3.4 § 4.7.2).
    public static var dataSMResp: CommandID { CommandID(rawValue: 0x8000_0103) }

    private static let specNames: [CommandID: String] = [
        .genericNack: "generic_nack",
        .bindReceiver: "bind_receiver",
        .bindReceiverResp: "bind_receiver_resp",
        .bindTransmitter: "bind_transmitter",
        .bindTransmitterResp: "bind_transmitter_resp",
        .querySM: "query_sm",
        .querySMResp: "query_sm_resp",
        .submitSM: "submit_sm",
        .submitSMResp: "submit_sm_resp",
        .deliverSM: "deliver_sm",
        .deliverSMResp: "deliver_sm_resp",
        .unbind: "unbind",
        .unbindResp: "unbind_resp",
        .replaceSM: "replace_sm",
        .replaceSMResp: "replace_sm_resp",
        .cancelSM: "cancel_sm",
        .cancelSMResp: "cancel_sm_resp",
        .bindTransceiver: "bind_transceiver",
        .bindTransceiverResp: "bind_transceiver_resp",
        .outbind: "outbind",
        .enquireLink: "enquire_link",
        .enquireLinkResp: "enquire_link_resp",
        .submitMulti: "submit_multi",
        .submitMultiResp: "submit_multi_resp",
        .alertNotification: "alert_notification",
        .dataSM: "data_sm",
        .dataSMResp: "data_sm_resp",
    ]
}
