// Everything but messages: binds, unbinds, enquire_link, and what is not supported. The session
// machine decides; this does what it says. Runs on: shard threads. Allocates: at a bind.

import Platform
import SMPP

extension Shard {
    /// Starts a new connection's machine.
    mutating func beginSession(_ session: Int, _ now: Int64) {
        let target = Int(sessions[session].outbind)
        machines[session] = SMSCSession(timers: timers, sendsOutbind: target >= 0)
        if machines[session].connected(now: now) == .sendOutbind { sendOutbind(session, target) }
        setDeadline(session, machines[session].nextDeadline)
    }

    /// Asks the ESME that was called to bind (SMPP 3.4 § 4.1.7).
    private mutating func sendOutbind(_ session: Int, _ target: Int) {
        guard let pdu = server.outbinds?.outbinds[target] else { return }
        takeMemory(session)
        memory[session].copy(pdu, to: 0)
        sessions[session].outCount = Int32(pdu.count)
        sessions[session].nextSequence = 2
        tally.add(.outbindsSent)
        markDirty(session)
    }

    /// Tells the machine of the messages that went past it.
    mutating func noteTraffic(_ session: Int) {
        guard sessions[session].hasTraffic else { return }
        sessions[session].hasTraffic = false
        machines[session].noteTraffic(now: sessions[session].lastTransaction)
    }

    /// Handles the PDU at `offset` of the input; false if the session is not to be read further.
    mutating func control(_ session: Int, _ offset: Int, _ length: Int, _ now: Int64) -> Bool {
        noteTraffic(session)
        let header = input.withSpan(offset, length) { PDUHeader(reading: $0, at: 0) }
        if settings.unsupported.contains(header.commandID) {
            decline(session, header)
            return true
        }
        let ignored = machines[session].ignoredResponses
        let action = machines[session].received(header, now: now)
        if machines[session].ignoredResponses != ignored { tally.add(.unexpectedResponses) }
        switch action {
        case .ignore:
            break
        case .authenticate(let type):
            authenticate(session, type, offset, length, now)
            if sessions[session].isDropped {
                close(session, now)
                return false
            }
        case .message:
            let isDone =
                operate(session, header, offset, length, now)
                || relay(session, header, offset, length, now)
            if !isDone { decline(session, header) }
            // A limit may have ended it.
            if sessions[session].phase != .serving { return false }
        case .negativeAcknowledge:
            takeAnswer(session, header.sequenceNumber, now)
        case .respond(let response):
            count(response, to: header)
            append(session, response)
        case .respondThenClose(let response, let reason):
            append(session, response)
            tally.add(Counter(reason))
            finish(session, now)
            return false
        case .close(let reason):
            tally.add(Counter(reason))
            if stopDeadline == .max || sessions[session].outCount > 0 {
                finish(session, now)
            } else {
                close(session, now)
            }
            return false
        }
        setDeadline(session, machines[session].nextDeadline)
        return true
    }

    /// A command_length outside the limits: nothing after it can be understood.
    mutating func endForBadLength(_ session: Int, _ now: Int64) {
        tally.add(.malformed)
        tally.add(.closedForBadLength)
        finish(session, now)
    }

    private func count(_ response: PDUHeader, to request: PDUHeader) {
        switch request.commandID {
        case .enquireLink: tally.add(.enquireLinksReceived)
        case .bindTransmitter, .bindReceiver, .bindTransceiver: tally.add(.bindsRefused)
        default: if response.commandID == .genericNack { tally.add(.unknownCommands) }
        }
    }

    /// Messages of the kinds that this server does not support, and responses to what it never
    /// sends.
    private mutating func decline(_ session: Int, _ header: PDUHeader) {
        if header.commandID.isResponse {
            tally.add(.unexpectedResponses)
        } else {
            tally.add(.unknownCommands)
            append(session, Self.header(.genericNack, .invalidCommandID, header.sequenceNumber))
        }
    }

    /// A generic_nack for a deliver_sm is an answer as well.
    private mutating func takeAnswer(_ session: Int, _ number: UInt32, _ now: Int64) {
        let slot = sessions[session]
        let known = unanswered.answered(
            number, next: slot.nextSequence, on: session, slot.unanswered)
        if known, answerMobile(session, number, isAccepted: false, now) { return }
        tally.add(known ? .receiptsRefused : .unexpectedResponses)
    }

    static func header(
        _ commandID: CommandID, _ status: CommandStatus, _ sequenceNumber: UInt32
    ) -> PDUHeader {
        PDUHeader(
            commandLength: UInt32(PDUHeader.byteCount), commandID: commandID,
            commandStatus: status, sequenceNumber: sequenceNumber)
    }

    /// Puts a PDU that is all header into the output.
    mutating func append(_ session: Int, _ header: PDUHeader) {
        takeMemory(session)
        let start = Int(sessions[session].outCount)
        memory[session].withMutableSpan(start, PDUHeader.byteCount) {
            header.write(into: &$0, at: 0)
        }
        sessions[session].outCount = Int32(start + PDUHeader.byteCount)
    }

    /// Sends a request of the server's own; returns its sequence_number.
    mutating func request(_ session: Int, _ commandID: CommandID) -> UInt32 {
        let number = sessions[session].nextSequence
        sessions[session].nextSequence = SequenceNumber.next(after: number)
        append(session, Self.header(commandID, .ok, number))
        markDirty(session)
        return number
    }
}

extension Counter {
    /// What a closed connection counts as.
    init(_ reason: CloseReason) {
        switch reason {
        case .unbound, .unboundByPeer: self = .closedAfterUnbind
        case .sessionInitTimeout, .bindTimeout, .wrongBindResp: self = .closedForSessionInit
        case .inactivityTimeout: self = .closedForInactivity
        case .enquireLinkTimeout, .responseTimeout, .unbindTimeout: self = .closedForResponseTimeout
        }
    }
}
