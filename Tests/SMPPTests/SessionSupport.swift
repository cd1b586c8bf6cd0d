// What the session suites share: short ways to write PDUs, timers and times.

import SMPP

/// A second in nanoseconds.
let second: Int64 = 1_000_000_000

/// Short timers, all of them on, each of another length.
let shortTimers = SessionTimers(
    sessionInit: 5 * second, enquireLink: 10 * second, inactivity: 100 * second,
    response: 3 * second)

/// No timer at all.
let noTimers = SessionTimers(sessionInit: 0, enquireLink: 0, inactivity: 0, response: 0)

/// The header of a PDU that a peer sends.
func bareHeader(_ commandID: CommandID, _ sequenceNumber: UInt32 = 7, _ status: CommandStatus = .ok)
    -> PDUHeader
{
    PDUHeader(
        commandLength: 16, commandID: commandID, commandStatus: status,
        sequenceNumber: sequenceNumber)
}

/// A command that no standard has.
let unknownRequest = CommandID(rawValue: 0x0000_0F00)

/// A response that no standard has.
let unknownResponse = CommandID(rawValue: 0x8000_0F00)

/// All commands that the standard has and their responses, generic_nack apart.
let standardRequests: [CommandID] = [
    .bindReceiver, .bindTransmitter, .querySM, .submitSM, .deliverSM, .unbind, .replaceSM,
    .cancelSM, .bindTransceiver, .outbind, .enquireLink, .submitMulti, .alertNotification, .dataSM,
]

/// What an ESME may send once bound as a transmitter (SMPP 3.4 § 2.3).
let submissions: [CommandID] = [
    .submitSM, .submitMulti, .dataSM, .querySM, .cancelSM, .replaceSM,
]

/// What an SMSC may send to one bound as a receiver (SMPP 3.4 § 2.3).
let deliveries: [CommandID] = [.deliverSM, .dataSM, .alertNotification]

/// The answer to a request that is not allowed now, as the standard has it.
func refusal(of commandID: CommandID, _ status: CommandStatus, _ sequenceNumber: UInt32 = 7)
    -> PDUHeader
{
    let hasResponse = commandID != .outbind && commandID != .alertNotification
    return bareHeader(hasResponse ? commandID.response : .genericNack, sequenceNumber, status)
}
