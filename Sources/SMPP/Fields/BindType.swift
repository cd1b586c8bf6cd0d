// The three ways an ESME can be bound, and what each may do.

/// How an ESME is bound (SMPP 3.4 § 2.2.1).
public enum BindType: String, Sendable, CaseIterable, BitwiseCopyable {
    /// May submit messages.
    case transmitter
    /// May receive messages.
    case receiver
    /// May do both.
    case transceiver

    /// Whether the ESME may send `submit_sm` and the other submissions.
    @inlinable public var maySubmit: Bool { self != .receiver }

    /// Whether the SMSC may send `deliver_sm` and the other deliveries.
    @inlinable public var mayReceive: Bool { self != .transmitter }

    /// The command that asks for this bind.
    public var commandID: CommandID {
        switch self {
        case .transmitter: .bindTransmitter
        case .receiver: .bindReceiver
        case .transceiver: .bindTransceiver
        }
    }

    /// The bind asked for, or answered, by a command; nil if it is not a bind.
    public init?(commandID: CommandID) {
        for type in Self.allCases where type.commandID.response == commandID.response {
            self = type
            return
        }
        return nil
    }
}
