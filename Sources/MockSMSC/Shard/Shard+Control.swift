// Everything but messages: binds, unbinds, enquire_link, and what is not supported.
// Runs on: shard threads. Allocates: at a bind.

import Platform
import SMPP

extension Shard {
    /// Starts the timers of a new connection.
    mutating func beginSession(_ session: Int, _ now: Int64) {
    }

    /// Handles the PDU at `offset` of the input; false if the session is not to be read further.
    mutating func control(_ session: Int, _ offset: Int, _ length: Int, _ now: Int64) -> Bool {
        let commandID = CommandID(rawValue: input.load32(at: offset + 4))
        let sequence = input.load32(at: offset + 12)
        switch commandID {
        case .bindTransmitter, .bindReceiver, .bindTransceiver:
            bind(session, commandID, offset, length, now)
        case .enquireLink:
            tally.add(.enquireLinksReceived)
            append(session, .enquireLinkResp, .ok, sequence)
        case .unbind:
            append(session, .unbindResp, .ok, sequence)
            tally.add(.closedAfterUnbind)
            finish(session, now)
            return false
        case .unbindResp:
            tally.add(.closedAfterUnbind)
            close(session, now)
            return false
        case .enquireLinkResp, .genericNack:
            break
        default:
            tally.add(.unknownCommands)
            if !commandID.isResponse { append(session, .genericNack, .invalidCommandID, sequence) }
        }
        return true
    }

    private mutating func append(
        _ session: Int, _ commandID: CommandID, _ status: CommandStatus, _ sequence: UInt32
    ) {
        let start = Int(sessions[session].outCount)
        writeHeader(memory[session], start, commandID, status, sequenceNumber: sequence)
        sessions[session].outCount = Int32(start + PDUHeader.byteCount)
    }

    private mutating func bind(
        _ session: Int, _ commandID: CommandID, _ offset: Int, _ length: Int, _ now: Int64
    ) {
        let octets = input.withSpan(offset + 16, length - 16) { span in
            (0..<span.byteCount).map { span.octets(FieldRange(offset: $0, count: 1))[0] }
        }
        let parts = octets.split(separator: 0, omittingEmptySubsequences: false)
        let sequence = input.load32(at: offset + 12)
        let answer = server.accounts.authenticate(
            systemID: String(octets: parts[0]), password: String(octets: parts[1]))
        guard case .account(let account) = answer, sessions[session].account < 0 else {
            tally.add(.bindsRefused)
            append(session, commandID.response, .bindFailed, sequence)
            return
        }
        tally.add(.binds)
        sessions[session].account = account
        sessions[session].maySubmit = commandID != .bindReceiver
        sessions[session].mayReceive = commandID != .bindTransmitter
        let start = Int(sessions[session].outCount)
        append(session, commandID.response, .ok, sequence)
        let name = Array(server.configuration.systemID.utf8.prefix(15)) + [0]
        memory[session].copy(name, to: start + 16)
        memory[session].store32(UInt32(16 + name.count), at: start)
        sessions[session].outCount = Int32(start + 16 + name.count)
        if sessions[session].mayReceive,
            server.accounts.addReceiver(reference(session), of: account)
        {
            for shard in 0..<outgoing.count { server.wake(shard) }
        }
    }

    /// A command_length outside the limits: nothing after it can be understood.
    mutating func endForBadLength(_ session: Int, _ now: Int64) {
        tally.add(.malformed)
        tally.add(.closedForBadLength)
        finish(session, now)
    }
}
