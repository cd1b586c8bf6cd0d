// What an account may do: where it binds from, how, how often, and how much it submits. The SMSC has
// rules for everybody; an account may have its own.

public import SMPP

/// The rules of an account, or of all that have none of their own.
public struct AccountRules: Sendable, Equatable {
    /// What becomes of a bind too many.
    public enum ExtraBind: Sendable, Equatable {
        /// Refused with this command_status.
        case status(CommandStatus)
        /// The connection is closed without an answer.
        case close
    }

    /// Networks it may bind from, empty: anywhere; from elsewhere a bind gets ESME_RBINDFAIL.
    public var allowedAddresses: [AddressNetwork] = []
    /// Kinds of bind it may make; another gets ESME_RBINDFAIL.
    public var bindTypes: [BindType] = [.transmitter, .receiver, .transceiver]
    /// Sessions it may have bound at once; nil: any number.
    public var maximumBinds: Int?
    /// What becomes of one more.
    public var extraBind = ExtraBind.status(.alreadyBound)
    /// Unanswered submit_sm a session may have; nil: any number.
    public var window: Int?
    /// What happens to one more.
    public var windowExcess = Excess.status(.throttled)
    /// Rate limits, asked in this order; one that refuses ends the asking.
    public var limits: [RateLimit] = []
    /// Units the account may still submit, nil: no end; refused messages cost nothing.
    public var balance: Int64?
    /// What a unit of the balance is.
    public var balanceUnit = RateLimit.Unit.segment
    /// What a submit_sm gets that the balance is too low for: "not enough money", a vendor's code.
    public var emptyBalance = CommandStatus(rawValue: 0x0433)

    /// Rules that allow everything.
    public init() {}

    /// Most limits that may hold for one session.
    public static let limitCount = 4
}
