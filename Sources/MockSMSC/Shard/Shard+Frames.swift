// The message path: walks the PDUs of one read in place, answers each submit_sm into the session's
// output, and makes its receipt. Runs on: shard threads. Allocates: never. Throws: never.

import Platform
import SMPP

/// What the walk over one read keeps at hand instead of in the session's cells.
struct Batch: ~Copyable {
    let session: Int
    let out: Bytes
    let now: Int64
    var outCount: Int
    /// Octets of input that still may want a response of their own length.
    var remaining = 0
    let maySubmit: Bool
    let account: Int32
    let target: SessionReference
    /// Receipts go into the output right behind the response.
    var writesReceipts: Bool
    /// The message stands for another PDU, whose answer is not to be given before `due`.
    var isRelayed = false
    var due: Int64 = 0
    var submits: Int64 = 0
    var accepted: Int64 = 0
    var receipts: Int64 = 0
    var acknowledged: Int64 = 0
    /// A limit ends the session.
    var ending: ExcessCode.Kind = .status
}

/// How a walk over the input ended.
enum WalkEnd {
    /// At the start of an unfinished PDU, or at the end; so many octets are done.
    case consumed(Int)
    /// The session is not to be read any further.
    case stopped
}

extension Shard {
    /// Handles all whole PDUs in the first `count` octets of the input.
    mutating func walk(_ session: Int, count: Int, _ now: Int64) -> WalkEnd {
        var batch = makeBatch(session, now)
        var offset = 0
        var isOpen = true
        let submitSM = CommandID.submitSM.rawValue
        let deliverSMResp = CommandID.deliverSMResp.rawValue
        while isOpen {
            let step = input.withSpan(0, count) { scanner.next(in: $0, from: offset) }
            guard case .frame(let length) = step else {
                if case .badLength = step {
                    commit(batch)
                    endForBadLength(session, now)
                    return .stopped
                }
                break
            }
            batch.remaining = count &- offset
            let commandID = input.load32(at: offset &+ 4)
            if commandID == submitSM {
                if settings.isPlain {
                    submit(&batch, offset, length)
                } else {
                    submitByRules(&batch, offset, length)
                    if batch.ending != .status {
                        commit(batch)
                        isOpen = end(session, as: batch.ending, now)
                        batch = makeBatch(session, now)
                    }
                }
            } else if commandID == deliverSMResp {
                acknowledge(&batch, offset)
            } else {
                commit(batch)
                isOpen = control(session, offset, length, now)
                batch = makeBatch(session, now)
            }
            offset &+= length
        }
        commit(batch)
        return isOpen ? .consumed(offset) : .stopped
    }

    mutating func makeBatch(_ session: Int, _ now: Int64) -> Batch {
        takeMemory(session)
        let slot = sessions[session]
        let own = slot.mayReceive
        let target = own ? reference(session) : SessionReference.none
        return Batch(
            session: session, out: memory[session], now: now, outCount: Int(slot.outCount),
            maySubmit: slot.maySubmit, account: slot.account, target: target,
            writesReceipts: own && settings.receiptDelay == 0 && slot.blocked.count == 0)
    }

    /// Puts what the batch has kept at hand back.
    mutating func commit(_ batch: borrowing Batch) {
        sessions[batch.session].outCount = Int32(truncatingIfNeeded: batch.outCount)
        if batch.submits > 0 || batch.acknowledged > 0 {
            sessions[batch.session].hasTraffic = true
            sessions[batch.session].lastTransaction = batch.now
        }
        if batch.submits > 0 {
            tally.add(.submits, batch.submits)
            tally.add(.accepted, batch.accepted)
            tally.add(.rejected, batch.submits &- batch.accepted)
            tally.add(.receiptsQueued, batch.receipts)
            arrivals?.add(batch.submits, of: batch.account, at: arrived)
        }
        if batch.acknowledged > 0 { tally.add(.receiptsAcknowledged, batch.acknowledged) }
    }

    @inline(__always)
    mutating func submit(_ batch: inout Batch, _ offset: Int, _ length: Int) {
        guard understand(&batch, offset, length) else { return }
        guard fields.registeredDelivery & 3 == 1 else {
            accept(&batch, offset)
            return
        }
        if batch.writesReceipts, hasRoomForReceipt(&batch) {
            accept(&batch, offset)
            let start = batch.outCount
            batch.outCount &+= writer.write(
                fields, of: input, at: offset, id: ids, to: batch.out, at: start)
            stampDelivery(batch.session, batch.out, start, batch.now)
        } else if receipts.isFull {
            respond(&batch, .submitSMResp, .messageQueueFull, to: offset)
            return
        } else {
            accept(&batch, offset)
            queueReceipt(batch, offset)
        }
        batch.receipts &+= 1
    }

    /// Finds the fields of a submit_sm; answers it and returns false if it cannot be judged further.
    @inline(__always)
    mutating func understand(_ batch: inout Batch, _ offset: Int, _ length: Int) -> Bool {
        batch.submits &+= 1
        guard batch.maySubmit else {
            respond(&batch, .submitSMResp, .invalidBindStatus, to: offset)
            return false
        }
        if !isLikeTheLast(offset, length) {
            let error = input.withSpan(offset, length) { frame in
                ShortMessageFields.decode(frame, into: &fields)
            }
            lastLength = 0
            if let error {
                refuse(&batch, error, offset)
                return false
            }
            keepAsLast(offset, length)
        }
        return true
    }

    /// Whether a submit_sm differs from the last in its sequence_number and text alone: then
    /// `fields` say where its fields are, for all up to sm_length are the same octets.
    @inline(__always)
    private func isLikeTheLast(_ offset: Int, _ length: Int) -> Bool {
        length == lastLength
            && input.equals(
                last, at: 0, offset &+ PDUHeader.byteCount,
                count: fields.shortMessage.offset &- PDUHeader.byteCount)
    }

    /// Keeps the mandatory fields of a submit_sm without optional parameters, up to sm_length.
    @inline(__always)
    private mutating func keepAsLast(_ offset: Int, _ length: Int) {
        let count = fields.shortMessage.offset &- PDUHeader.byteCount
        guard fields.tlvs.isEmpty, count <= last.count else { return }
        last.copy(from: input, offset &+ PDUHeader.byteCount, count: count, to: 0)
        lastLength = length
    }

    /// Answers with the next message_id.
    @inline(__always)
    private mutating func accept(_ batch: inout Batch, _ offset: Int) {
        ids.advance()
        batch.accepted &+= 1
        batch.outCount &+= writeAcceptance(batch.out, batch.outCount, offset)
    }

    /// Writes the submit_sm_resp with the current message_id; returns its length.
    @inline(__always)
    func writeAcceptance(_ out: Bytes, _ start: Int, _ offset: Int) -> Int {
        let length = PDUHeader.byteCount + MessageIDs.length + 1
        out.store32(UInt32(length), at: start)
        out.store32(CommandID.submitSMResp.rawValue, at: start &+ 4)
        out.store32(CommandStatus.ok.rawValue, at: start &+ 8)
        out.store32(input.load32(at: offset &+ 12), at: start &+ 12)
        out.store(ids.firstWord, at: start &+ 16)
        out.store(ids.lastWord, at: start &+ 24)
        out.store(0 as UInt8, at: start &+ 32)
        return length
    }

    private mutating func queueReceipt(_ batch: borrowing Batch, _ offset: Int) {
        let slot = receipts.take()
        let length = writer.write(
            fields, of: input, at: offset, id: ids, to: receipts.bytes, at: receipts.pdu(slot))
        let due = batch.now &+ settings.receiptDelay
        receipts.describe(
            slot, due: due, target: batch.target, account: batch.account, length: length)
        if settings.receiptDelay > 0 {
            timetable.add(slot, .receipt, in: receipts)
        } else if batch.target != .none {
            sessions[batch.session].blocked.append(slot, in: receipts)
            markDirty(batch.session)
        } else {
            dispatch(slot, batch.now)
        }
    }

    /// Whether a receipt fits without the room the rest of the input may need; writes what there
    /// is if not, and gives up for this batch if that does not help.
    @inline(__always)
    private mutating func hasRoomForReceipt(_ batch: inout Batch) -> Bool {
        let limit = ShardSettings.outputLength - ShardSettings.outputReserve
        if batch.outCount &+ batch.remaining &+ ReceiptPool.slotLength <= limit { return true }
        commitOutput(batch)
        _ = write(batch.session)
        batch.outCount = Int(sessions[batch.session].outCount)
        batch.writesReceipts =
            batch.outCount &+ batch.remaining &+ ReceiptPool.slotLength <= limit
        return batch.writesReceipts
    }

    private mutating func commitOutput(_ batch: borrowing Batch) {
        sessions[batch.session].outCount = Int32(truncatingIfNeeded: batch.outCount)
    }

    private mutating func acknowledge(_ batch: inout Batch, _ offset: Int) {
        let number = input.load32(at: offset &+ 12)
        let slot = sessions[batch.session]
        let known = unanswered.answered(
            number, next: slot.nextSequence, on: batch.session, slot.unanswered)
        if !known {
            tally.add(.unexpectedResponses)
        } else if slot.takesMobile,
            answerMobile(
                batch.session, number, isAccepted: input.load32(at: offset &+ 8) == 0, batch.now)
        {
            return
        } else if input.load32(at: offset &+ 8) == 0 {
            batch.acknowledged &+= 1
        } else {
            tally.add(.receiptsRefused)
        }
    }

    /// Answers a submit_sm that does not decode as the error says.
    private mutating func refuse(_ batch: inout Batch, _ error: PDUError, _ offset: Int) {
        tally.add(.malformed)
        switch error.disposition {
        case .nack(let status): respond(&batch, .genericNack, status, to: offset)
        case .respond(let status): respond(&batch, .submitSMResp, status, to: offset)
        case .discard, .closeSession: break
        }
    }

    /// A response without a body.
    mutating func respond(
        _ batch: inout Batch, _ commandID: CommandID, _ status: CommandStatus, to offset: Int
    ) {
        writeHeader(
            batch.out, batch.outCount, commandID, status,
            sequenceNumber: input.load32(at: offset &+ 12))
        batch.outCount &+= PDUHeader.byteCount
    }

    /// A PDU that is all header.
    mutating func writeHeader(
        _ out: Bytes, _ start: Int, _ commandID: CommandID, _ status: CommandStatus,
        sequenceNumber: UInt32
    ) {
        out.store32(UInt32(PDUHeader.byteCount), at: start)
        out.store32(commandID.rawValue, at: start &+ 4)
        out.store32(status.rawValue, at: start &+ 8)
        out.store32(sequenceNumber, at: start &+ 12)
    }
}
