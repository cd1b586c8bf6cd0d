// The message path of a server with rules: what becomes of a submit_sm is decided, its response and
// its receipt wait for their times. The plain path is in Shard+Frames.
// Runs on: shard threads. Allocates: never. Throws: never.

import Platform
import SMPP

extension Shard {
    /// The longest response to a submit_sm.
    private static var responseLimit: Int { PDUHeader.byteCount + MessageIDs.length + 1 }

    /// Judges a submit_sm and sets its response and its receipt on their ways.
    mutating func submitByRules(_ batch: inout Batch, _ offset: Int, _ length: Int) {
        guard understand(&batch, offset, length) else { return }
        // One slot for the response and one for the receipt.
        guard receipts.room >= 2 else {
            respond(&batch, .submitSMResp, .messageQueueFull, to: offset)
            return
        }
        ids.advance()
        batch.accepted &+= 1
        let delay = responseDelays.draw(&random)
        respond(&batch, offset, after: delay)
        let isAsked = fields.registeredDelivery & 3 == 1
        guard isAsked || store != nil else { return }
        let end = keep(
            batch, offset, .delivered, 0,
            at: batch.now &+ delay &+ receiptDelays.draw(&random))
        if isAsked {
            batch.receipts &+= 1
            scheduleReceipt(batch, offset, at: end.due, end.state)
        }
    }

    /// Accepts the submit_sm at `offset` once `delay` has passed.
    private mutating func respond(_ batch: inout Batch, _ offset: Int, after delay: Int64) {
        let limit = ShardSettings.outputLength - ShardSettings.outputReserve
        if delay == 0 || batch.isRelayed,
            batch.outCount &+ batch.remaining &+ Self.responseLimit <= limit
        {
            batch.outCount &+= writeAcceptance(batch.out, batch.outCount, offset)
            return
        }
        let slot = receipts.take()
        let length = writeAcceptance(receipts.bytes, receipts.pdu(slot), offset)
        receipts.describe(
            slot, due: batch.now &+ delay, target: reference(batch.session), account: -1,
            length: length)
        timetable.add(slot, .response, in: receipts)
    }

    private mutating func scheduleReceipt(
        _ batch: borrowing Batch, _ offset: Int, at due: Int64, _ state: MessageState
    ) {
        let slot = receipts.take()
        let length = writer.write(
            fields, of: input, at: offset, id: ids, to: receipts.bytes, at: receipts.pdu(slot))
        receipts.describe(
            slot, due: due, target: batch.target, account: batch.account, length: length)
        note(slot, state: state, at: due)
        timetable.add(slot, .receipt, in: receipts)
    }

    /// Sends the response in `slot`, whose time has come.
    mutating func answer(_ slot: Int32, _ now: Int64) {
        let target = receipts.target(slot)
        let session = target.slot
        let isLive =
            sessions[session].phase == .serving
            && sessions[session].generation == target.generation
        if isLive { deliver(slot, to: session, now) } else { drop(response: slot) }
    }

    /// Forgets a response whose connection has ended.
    mutating func drop(response slot: Int32) {
        tally.add(.responsesDropped)
        receipts.free(slot)
    }
}
