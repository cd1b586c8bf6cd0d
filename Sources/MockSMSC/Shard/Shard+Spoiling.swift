// What faults do to responses: the output of a struck session is looked through before it is written. No
// response grows there; a second one, or a late one, waits in the pool and comes by itself.
// Runs on: shard threads. Allocates: never. Throws: never.

import Platform
import SMPP

extension Shard {
    /// Looks through what has come to the output since the last write.
    mutating func spoil(_ session: Int) {
        let out = memory[session]
        let end = Int(sessions[session].outCount)
        let start = Int(faults.sessions[session].cleared)
        var kept = start
        var place = start
        while place < end {
            let length = Int(out.load32(at: place))
            if isKept(session, out, place, length) {
                if kept < place { out.copy(from: out, place, count: length, to: kept) }
                kept &+= length
            }
            place &+= length
        }
        sessions[session].outCount = Int32(truncatingIfNeeded: kept)
        faults.sessions[session].cleared = Int32(truncatingIfNeeded: kept)
    }

    /// Does to the PDU at `place` what the session's faults say; false if it is not to be written.
    private mutating func isKept(
        _ session: Int, _ out: Bytes, _ place: Int, _ length: Int
    ) -> Bool {
        let command = CommandID(rawValue: out.load32(at: place &+ 4))
        if command == .enquireLinkResp {
            guard faults.isStruck(session, by: .enquireLinkSilence) else { return true }
            tally.add(Fault.Kind.enquireLinkSilence)
            return false
        }
        guard command.answersMessage else { return true }
        for index in 0..<faults.entries.count
        where faults.sessions[session].struck & 1 << UInt32(index) != 0 {
            let kind = faults.entries[index].kind
            guard kind.befallsResponses, faults.draws(index) else { continue }
            switch kind {
            case .lostResponses:
                tally.add(kind)
                return false
            case .lateResponses:
                let due = faults.now &+ faults.entries[index].delays.draw(&faults.random)
                if setAside(session, out, place, length, as: .late, due) {
                    tally.add(kind)
                    return false
                }
            case .duplicateResponses:
                if setAside(session, out, place, length, as: .duplicate, faults.now) {
                    tally.add(kind)
                }
            case .wrongSequence:
                out.store32(faults.strangeNumber(), at: place &+ 12)
                tally.add(kind)
            default:
                litter(out, place, length)
                tally.add(kind)
                return true
            }
        }
        return true
    }

    /// Writes octets that no PDU begins with: their command_length is out of all bounds.
    private mutating func litter(_ out: Bytes, _ place: Int, _ length: Int) {
        for offset in 0..<length {
            out.store(UInt8(truncatingIfNeeded: faults.random.next()), at: place &+ offset)
        }
        out.store(0xFF as UInt8, at: place)
    }

    /// Has a copy of a response wait until `due`; false if there is no room for it.
    private mutating func setAside(
        _ session: Int, _ out: Bytes, _ place: Int, _ length: Int,
        as mark: ReceiptPool.Mark, _ due: Int64
    ) -> Bool {
        guard !receipts.isFull, length <= ReceiptPool.pduLimit else { return false }
        let slot = receipts.take()
        receipts.bytes.copy(from: out, place, count: length, to: receipts.pdu(slot))
        receipts.describe(
            slot, due: due, target: reference(session), account: mark.rawValue, length: length)
        timetable.add(slot, .response, in: receipts)
        // A late one is still owed; a second one is not.
        if mark == .late { rules.sessions[session].pending &+= 1 }
        return true
    }

    /// Puts a response that was set aside on its session as it is; false if it has no room there now.
    mutating func release(_ slot: Int32, to session: Int) -> Bool {
        if sessions[session].trouble.contains(.spoils) {
            takeMemory(session)
            spoil(session)
        }
        let start = Int(sessions[session].outCount)
        let length = receipts.length(slot)
        guard start &+ length <= ShardSettings.outputLength / 2 else { return false }
        takeMemory(session)
        memory[session].copy(
            from: receipts.bytes, receipts.pdu(slot), count: length, to: start)
        sessions[session].outCount = Int32(truncatingIfNeeded: start &+ length)
        faults.sessions[session].cleared = sessions[session].outCount
        if receipts.account(slot) == ReceiptPool.Mark.late.rawValue { countAnswer(session) }
        receipts.free(slot)
        markDirty(session)
        return true
    }
}

extension CommandID {
    /// A response to what an ESME asks about messages.
    fileprivate var answersMessage: Bool {
        switch self {
        case .submitSMResp, .dataSMResp, .submitMultiResp, .querySMResp, .cancelSMResp,
            .replaceSMResp:
            true
        default: false
        }
    }
}
