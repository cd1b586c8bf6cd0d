// Every PDU as one owned value: for binds and everything that is not sent once per message, for
// tools and for tests.

/// A whole PDU but for its `command_status` and `sequence_number`, which are the header's.
///
/// The body of a response is nil where the PDU has none, as the standard allows with an error
/// status.
public enum PDU: Sendable, Equatable {
    /// `bind_transmitter`, `bind_receiver` or `bind_transceiver`.
    case bind(BindType, BindRequest)
    /// The response to one of the binds.
    case bindResp(BindType, BindResp?)
    /// `outbind`.
    case outbind(Outbind)
    /// `unbind`.
    case unbind(EmptyBody = EmptyBody())
    /// `unbind_resp`.
    case unbindResp(EmptyBody = EmptyBody())
    /// `generic_nack`.
    case genericNack(EmptyBody = EmptyBody())
    /// `submit_sm`.
    case submitSM(SubmitSM)
    /// `submit_sm_resp`.
    case submitSMResp(SubmitSMResp?)
    /// `submit_multi`.
    case submitMulti(SubmitMulti)
    /// `submit_multi_resp`.
    case submitMultiResp(SubmitMultiResp?)
    /// `deliver_sm`.
    case deliverSM(DeliverSM)
    /// `deliver_sm_resp`.
    case deliverSMResp(DeliverSMResp?)
    /// `data_sm`.
    case dataSM(DataSM)
    /// `data_sm_resp`.
    case dataSMResp(DataSMResp?)
    /// `query_sm`.
    case querySM(QuerySM)
    /// `query_sm_resp`.
    case querySMResp(QuerySMResp?)
    /// `cancel_sm`.
    case cancelSM(CancelSM)
    /// `cancel_sm_resp`.
    case cancelSMResp(EmptyBody = EmptyBody())
    /// `replace_sm`.
    case replaceSM(ReplaceSM)
    /// `replace_sm_resp`.
    case replaceSMResp(EmptyBody = EmptyBody())
    /// `alert_notification`.
    case alertNotification(AlertNotification)
    /// `enquire_link`.
    case enquireLink(EmptyBody = EmptyBody())
    /// `enquire_link_resp`.
    case enquireLinkResp(EmptyBody = EmptyBody())

    /// What the PDU is.
    public var commandID: CommandID {
        switch self {
        case .bind(let type, _): type.commandID
        case .bindResp(let type, _): type.commandID.response
        case .outbind: .outbind
        case .unbind: .unbind
        case .unbindResp: .unbindResp
        case .genericNack: .genericNack
        case .submitSM: .submitSM
        case .submitSMResp: .submitSMResp
        case .submitMulti: .submitMulti
        case .submitMultiResp: .submitMultiResp
        case .deliverSM: .deliverSM
        case .deliverSMResp: .deliverSMResp
        case .dataSM: .dataSM
        case .dataSMResp: .dataSMResp
        case .querySM: .querySM
        case .querySMResp: .querySMResp
        case .cancelSM: .cancelSM
        case .cancelSMResp: .cancelSMResp
        case .replaceSM: .replaceSM
        case .replaceSMResp: .replaceSMResp
        case .alertNotification: .alertNotification
        case .enquireLink: .enquireLink
        case .enquireLinkResp: .enquireLinkResp
        }
    }

    /// The fields of the PDU; nil if it is a header alone.
    package var body: (any PDUBody)? {
        switch self {
        case .bind(_, let body): body
        case .bindResp(_, let body): body
        case .outbind(let body): body
        case .submitSM(let body): body
        case .submitMulti(let body): body
        case .submitMultiResp(let body): body
        case .deliverSM(let body): body
        case .dataSM(let body): body
        case .querySM(let body): body
        case .querySMResp(let body): body
        case .cancelSM(let body): body
        case .replaceSM(let body): body
        case .alertNotification(let body): body
        case .submitSMResp(let body), .deliverSMResp(let body), .dataSMResp(let body): body
        case .unbind(let body), .unbindResp(let body), .genericNack(let body),
            .cancelSMResp(let body), .replaceSMResp(let body), .enquireLink(let body),
            .enquireLinkResp(let body):
            body
        }
    }
}
