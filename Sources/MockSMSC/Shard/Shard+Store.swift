// The message store's part in the message path: what is kept of an accepted message, and what becomes of a
// receipt whose message ended otherwise. Runs on: shard threads. Allocates: only where a message has a
// schedule, a validity or a change.

import Platform
import SMPP

extension Shard {
    /// Keeps the message that was accepted last, whose end comes at `due`; returns when it comes
    /// after its schedule and its validity, and with which state.
    mutating func keep(
        _ batch: borrowing Batch, _ offset: Int, _ state: MessageState, _ error: UInt16,
        at due: Int64
    ) -> (due: Int64, state: MessageState) {
        guard let store else { return (due, state) }
        var message = StoredMessage()
        message.number = ids.counted
        message.account = batch.account
        message.error = error
        (message.finalAt, message.finalState) = (due, state.rawValue)
        if fields.scheduleDeliveryTime.count > 0 || fields.validityPeriod.count > 0 {
            let wall = Clock.wall() - Clock.monotonic()
            func instant(_ range: FieldRange) -> Int64? {
                let text = input.withSpan(offset, fields.tlvs.end) { $0.text(range) }
                return DeliveryTime.instant(text, now: batch.now + wall).map {
                    settings.compressed($0 - wall, from: batch.now)
                }
            }
            if let start = instant(fields.scheduleDeliveryTime), start > batch.now {
                message.finalAt += start - batch.now
            }
            if let end = instant(fields.validityPeriod), end < message.finalAt {
                message.finalAt = max(end, batch.now)
                message.finalState = MessageState.expired.rawValue
                message.error = 0
            }
        }
        let drops = store.locked { store.add(message, fields, of: input, at: offset) }
        tally.add(.storeAdded)
        tally.add(.storeDropped, drops ? 1 : 0)
        return (message.finalAt, MessageState(rawValue: message.finalState))
    }

    /// Names the message that the receipt in `slot` is of.
    mutating func note(_ slot: Int32, state: MessageState, at due: Int64) {
        guard let store else { return }
        messageOfReceipt[Int(slot)] = ids.counted
        store.locked {
            if var message = store.find(ids.counted) {
                message.receipt = slot &+ 1
                store.update(message)
            }
        }
        if state == .expired { rewrite(slot, state, done: due) }
    }

    /// Sends the receipt of a message that has just been cancelled, if it waits on this shard.
    ///
    /// True if it did. Elsewhere it goes, changed, when it would have gone.
    mutating func tellAtOnce(_ message: StoredMessage, shard: Int, _ now: Int64) -> Bool {
        let waiting = message.receipt &- 1
        guard shard == index, waiting >= 0, !receipts.isFull,
            messageOfReceipt[Int(waiting)] == message.number
        else { return false }
        let slot = receipts.take()
        receipts.bytes.copy(
            from: receipts.bytes, receipts.offset(waiting), count: ReceiptPool.slotLength,
            to: receipts.offset(slot))
        messageOfReceipt[Int(slot)] = 0
        rewrite(slot, .deleted, done: now)
        dispatch(slot, now)
        return true
    }

    /// Looks whether the receipt in `slot`, whose time has come, is still true; false if it is not to go.
    mutating func settle(_ slot: Int32, _ now: Int64) -> Bool {
        guard let store else { return true }
        let number = messageOfReceipt[Int(slot)]
        messageOfReceipt[Int(slot)] = 0
        guard let message = store.locked({ store.find(number) }), message.isChanged else {
            return true
        }
        if message.isTold {
            receipts.free(slot)
            return false
        }
        if message.finalAt > now {
            messageOfReceipt[Int(slot)] = number
            receipts.setDue(slot, message.finalAt)
            timetable.add(slot, .receipt, in: receipts)
            return false
        }
        rewrite(slot, MessageState(rawValue: message.finalState), done: message.finalAt)
        return true
    }

    /// Gives the receipt in `slot` another end.
    mutating func rewrite(_ slot: Int32, _ state: MessageState, done: Int64) {
        let length = receipts.length(slot)
        let octets = receipts.bytes.withSpan(receipts.pdu(slot), length) {
            $0.octets(FieldRange(offset: 0, count: length))
        }
        let wall = Clock.wall() - Clock.monotonic()
        guard let edited = ReceiptEdit.with(state, done: done + wall, in: octets),
            edited.count == length
        else { return }
        receipts.bytes.copy(edited, to: receipts.pdu(slot))
    }
}
