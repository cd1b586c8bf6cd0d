// The message path of a server with rules: what becomes of a submit_sm is decided, its response and
// its receipts wait for their times. The plain path is in Shard+Frames.
// Runs on: shard threads. Allocates: never. Throws: never.

import Platform
import SMPP

extension Shard {
    /// The longest response to a submit_sm.
    private static var responseLimit: Int { PDUHeader.byteCount + IDWriter.lengthLimit + 1 }

    /// Judges a submit_sm and sets its response and its receipts on their ways.
    @inline(never)
    mutating func submitByRules(_ batch: inout Batch, _ offset: Int, _ length: Int) {
        guard understand(&batch, offset, length) else { return }
        // Slots for the response, an intermediate notification and the receipt.
        guard receipts.room >= 3 else {
            tally.add(.queueFull)
            respond(&batch, .submitSMResp, .messageQueueFull, to: offset)
            return
        }
        let text = SubmitText(fields, of: input, at: offset)
        guard let ready = passLimits(&batch, text, offset) else { return }
        var said: ReceiptEnd?
        let verdict =
            rules.outcomes.isEmpty
            ? nil
            : rules.outcomes.judge(
                JudgedMessage(
                    input: input, frame: offset, text: text,
                    destination: fields.destinationAddress, source: fields.sourceAddress,
                    dataCoding: fields.dataCoding),
                batch.now, &rules.random, end: &said)
        if let status = verdict, status != .ok {
            tally.add(.refusedByRule)
            let delay = rules.rejectDelays.draw(&rules.random)
            respond(&batch, offset, status, at: ready &+ delay)
            return
        }
        guard pay(&batch, text, offset) else { return }
        let end = said ?? rules.receiptEnds.draw(&rules.random)
        ids.advance()
        batch.accepted &+= 1
        var due = ready &+ rules.acceptDelays.draw(&rules.random)
        let isAsked = wantsReceipt(end)
        if isAsked || store != nil {
            let isEarly =
                isAsked && rules.earlyShare > 0 && rules.random.unit() < rules.earlyShare
            let told = isEarly ? batch.now : due &+ rules.receiptDelays.draw(&rules.random)
            let kept = keep(batch, offset, end.state, end.error, at: told)
            if isAsked {
                makeReceipts(
                    &batch, offset, text, end.with(kept.state), after: isEarly ? batch.now : due,
                    at: kept.due)
            }
            // The response comes right behind.
            if isEarly { due = max(due, batch.now &+ 1) }
        }
        respond(&batch, offset, .ok, at: due)
    }

    /// Whether the ESME has asked for a receipt of such an end, and one ever comes (SMPP 3.4
    /// § 5.2.17).
    @inline(__always)
    private func wantsReceipt(_ end: ReceiptEnd) -> Bool {
        guard end.isTold else { return false }
        switch fields.registeredDelivery & 3 {
        case 1: return true
        case 2: return end.state != .delivered
        default: return false
        }
    }

    /// Answers the submit_sm at `offset` with `status` at the time `due`.
    @inline(__always)
    mutating func respond(
        _ batch: inout Batch, _ offset: Int, _ status: CommandStatus, at due: Int64
    ) {
        if batch.isRelayed { batch.due = max(batch.due, due) }
        let limit = ShardSettings.outputLength - ShardSettings.outputReserve
        if due <= batch.now || batch.isRelayed,
            batch.outCount &+ batch.remaining &+ Self.responseLimit <= limit
        {
            batch.outCount &+= writeResponse(batch.out, batch.outCount, offset, status)
            return
        }
        respondLater(&batch, offset, status, at: due)
    }

    @inline(never)
    private mutating func respondLater(
        _ batch: inout Batch, _ offset: Int, _ status: CommandStatus, at due: Int64
    ) {
        let slot = receipts.take()
        let length = writeResponse(receipts.bytes, receipts.pdu(slot), offset, status)
        receipts.describe(
            slot, due: due, target: reference(batch.session), account: -1, length: length)
        timetable.add(slot, .response, in: receipts)
        rules.sessions[batch.session].pending &+= 1
    }

    @inline(__always)
    private mutating func writeResponse(
        _ out: Bytes, _ start: Int, _ offset: Int, _ status: CommandStatus
    ) -> Int {
        if status == .ok, rules.hasPlainIDs { return writeAcceptance(out, start, offset) }
        writeHeader(
            out, start, .submitSMResp, status, sequenceNumber: input.load32(at: offset &+ 12))
        guard status == .ok else { return PDUHeader.byteCount }
        let id = start &+ PDUHeader.byteCount
        let length = rules.responseID.write(rules.number(ids), to: out, at: id)
        out.store(0 as UInt8, at: id &+ length)
        out.store32(UInt32(PDUHeader.byteCount &+ length &+ 1), at: start)
        return PDUHeader.byteCount &+ length &+ 1
    }

    /// Makes the receipt of an accepted message, and the notification before it if there is one.
    private mutating func makeReceipts(
        _ batch: inout Batch, _ offset: Int, _ text: SubmitText, _ end: ReceiptEnd,
        after start: Int64, at told: Int64
    ) {
        let wall = rules.wallOffset
        var due = told
        let notice = rules.intermediateEnds.draw(&rules.random)
        if notice.isTold {
            let first = start &+ rules.intermediateDelays.draw(&rules.random)
            let facts = ReceiptFacts(
                number: rules.number(ids), text: text, end: notice, submitted: batch.now &+ wall,
                done: first &+ wall, isIntermediate: fields.registeredDelivery & 0x10 != 0)
            _ = queue(&batch, offset, facts, at: first)
            due = max(due, first &+ 1)
        }
        if rules.hasPlainReceipts, end.isPlain {
            let slot = receipts.take()
            let length = writer.write(
                fields, of: input, at: offset, id: ids, to: receipts.bytes, at: receipts.pdu(slot))
            wait(&batch, slot, length, until: due)
            note(slot, state: end.state, at: due)
            return
        }
        let facts = ReceiptFacts(
            number: rules.number(ids), text: text, end: end, submitted: batch.now &+ wall,
            done: due &+ wall)
        let slot = queue(&batch, offset, facts, at: due)
        note(slot, state: end.state, at: due)
    }

    private mutating func queue(
        _ batch: inout Batch, _ offset: Int, _ facts: ReceiptFacts, at due: Int64
    ) -> Int32 {
        let slot = receipts.take()
        let length = rules.dialect.write(
            facts, fields, of: input, at: offset, to: receipts.bytes, at: receipts.pdu(slot))
        wait(&batch, slot, length, until: due)
        return slot
    }

    private mutating func wait(
        _ batch: inout Batch, _ slot: Int32, _ length: Int, until due: Int64
    ) {
        batch.receipts &+= 1
        let target = rules.spreadsReceipts ? SessionReference.none : batch.target
        receipts.describe(slot, due: due, target: target, account: batch.account, length: length)
        timetable.add(slot, .receipt, in: receipts)
    }

    /// Sends the response in `slot`, whose time has come.
    mutating func answer(_ slot: Int32, _ now: Int64) {
        let target = receipts.target(slot)
        let session = target.slot
        let isLive =
            sessions[session].phase == .serving
            && sessions[session].generation == target.generation
        guard isLive else { return drop(response: slot) }
        if receipts.isSpoiled(slot), release(slot, to: session) { return }
        deliver(slot, to: session, now)
    }

    /// Forgets a response whose connection has ended.
    mutating func drop(response slot: Int32) {
        tally.add(.responsesDropped)
        receipts.free(slot)
    }
}
