// Messages that wait for a receipt and receipts that look for their message, on whichever shard; and
// those that wait until it is known how their ids are written.
// Runs on: shard threads. Allocates: never.

import Metrics
import Platform
import SMPP

extension ShardCore {
    /// An accepted message of session `index` that asked for a receipt: meets it, or waits for it.
    mutating func expectReceipt(_ index: Int, _ slot: WindowSlot, _ frame: RawSpan, now: Int64) {
        let phase = slot.intendedTime >= measureTime ? Phase.measure : Phase.warmup
        let block = block(intended: slot.intendedTime)
        block.value.ledger.receiptsExpected &+= 1
        guard let id = MessageIDField.decode(frame), !id.isEmpty else {
            block.value.ledger.receiptsUntracked &+= 1
            return
        }
        receiptsOutstanding &+= 1
        let account = sessions[index].account
        if shared.forms.form(account) == nil { shared.forms.note(account, response: frame, id) }
        let key = MessageIDKey.hash(frame, id) ^ ReceiptForms.salt(account)
        meetSoon(Meeting(key: key, time: now, sendTime: slot.sendTime, detail: Int64(phase)))
    }

    /// Has a message and its receipt meet a few steps later, when the table's lines are here.
    @inline(__always)
    private mutating func meetSoon(_ meeting: Meeting) {
        shared.receipts.prefetch(meeting.key)
        if meetings.isFull { meet(meetings.takeFirst()) }
        meetings.append(meeting)
    }

    /// Leaves nothing on its way to the receipt table.
    mutating func finishMeetings() {
        while meetings.count > 0 { meet(meetings.takeFirst()) }
    }

    @inline(__always)
    private mutating func meet(_ meeting: Meeting) {
        if meeting.isReceipt {
            meet(meeting.key, meeting.detail, at: meeting.time)
        } else {
            expect(meeting)
        }
    }

    /// An accepted message meets its receipt, or waits for it.
    private mutating func expect(_ message: Meeting) {
        let block = message.detail == Int64(Phase.measure) ? measureBlock : warmupBlock
        let entry = ReceiptEntry(
            sendTime: message.sendTime, time: message.time, detail: message.detail)
        switch shared.receipts.submitted(message.key, entry) {
        case .matched(let receipt):
            // It was counted as an orphan when it came.
            self.block(intended: receipt.time).value.ledger.receiptsOrphan &-= 1
            block.value.ledger.receiptsMatched &+= 1
            block.value.ledger.receiptsEarly &+= 1
            block.value.receiptStates.add(receipt.detail)
            block.value.receiptFromSubmit.record(receipt.time &- message.sendTime)
            block.value.receiptFromResponse.record(0)
            receiptsOutstanding &-= 1
        case .full:
            block.value.ledger.receiptsUntracked &+= 1
            receiptsOutstanding &-= 1
        case .stored, .duplicate:
            break
        }
    }

    /// A receipt that came on session `index`, read in `frame`.
    @inline(__always)
    mutating func take(_ receipt: ReceivedReceipt, _ index: Int, _ frame: RawSpan, now: Int64) {
        if receipt.isIntermediate {
            block(intended: now).value.ledger.receiptsIntermediate &+= 1
            return
        }
        guard !receipt.messageID.isEmpty else {
            block(intended: now).value.ledger.receiptsOrphan &+= 1
            return
        }
        let account = sessions[index].account
        let state = StateCounts.cell(receipt.state?.rawValue)
        if let form = shared.forms.form(account) {
            let key = MessageIDKey.responseKey(frame, receipt.messageID, form: form)
            // The shard's own earlier ones go first, so that a second receipt is known as such.
            if held.count > 0 { release(account) }
            meetSoon(
                Meeting(
                    key: key ^ ReceiptForms.salt(account), time: now, detail: state,
                    isReceipt: true))
        } else {
            hold(receipt.messageID, frame, account, state, now: now)
        }
    }

    /// Looks up the message of a receipt that came at `time`.
    private mutating func meet(_ key: UInt64, _ state: Int64, at time: Int64) {
        switch shared.receipts.receipted(key, at: time, state: state) {
        case .matched(let message):
            let block = message.detail == Int64(Phase.measure) ? measureBlock : warmupBlock
            block.value.ledger.receiptsMatched &+= 1
            block.value.receiptStates.add(state)
            block.value.receiptFromSubmit.record(time &- message.sendTime)
            // One that was held may have come before its response.
            if time < message.time { block.value.ledger.receiptsEarly &+= 1 }
            block.value.receiptFromResponse.record(max(0, time &- message.time))
            receiptsOutstanding &-= 1
        case .stored:
            // Early for now; what still waits when the run ends was an orphan.
            block(intended: time).value.ledger.receiptsOrphan &+= 1
        case .duplicate:
            block(intended: time).value.ledger.receiptsDuplicate &+= 1
        case .full:
            block(intended: time).value.ledger.receiptsOrphan &+= 1
        }
    }

    /// Keeps a receipt until the form of its account's ids is decided; one whose id is no number in
    /// any base is compared as it is.
    @inline(never)
    private mutating func hold(
        _ id: FieldRange, _ frame: RawSpan, _ account: Int32, _ state: Int64, now: Int64
    ) {
        finishMeetings()
        let salt = ReceiptForms.salt(account)
        let same = MessageIDKey.hash(frame, id) ^ salt
        guard let number = NumericMessageID(frame, id) else {
            meet(same, state, at: now)
            return
        }
        held.append(
            HeldReceipt(
                same: same,
                hexDecimal: number.responseKey(.hexDecimal).map { $0 ^ salt } ?? 0,
                decimalHex: number.responseKey(.decimalHex).map { $0 ^ salt } ?? 0,
                time: now, account: account, state: UInt8(truncatingIfNeeded: state),
                hasLetter: number.hasLetter, length: UInt8(truncatingIfNeeded: number.length)))
        if held.count <= HeldReceipts.looked { decide(account, isLast: false) }
        if held.isFull { decide(account, isLast: true) }
    }

    /// Once a tick: decides the forms that are undecided, if what has come since allows it.
    ///
    /// Once all is over (`isLast`) nothing is held any longer.
    package mutating func settleReceipts(isLast: Bool) {
        guard held.count > 0 else { return }
        for account in 0..<Int32(shared.forms.names.count) {
            decide(account, isLast: isLast)
            if held.count == 0 { return }
        }
    }

    /// Decides an account's form if there is no doubt about it, and gives back what was held for it.
    private mutating func decide(_ account: Int32, isLast: Bool) {
        if shared.forms.form(account) == nil {
            let evidence = held.evidence(account, in: shared.receipts, shared.forms)
            let form =
                isLast || shared.forms.areAllAnswered ? evidence.explanation : evidence.conclusion
            if let form {
                shared.forms.settle(account, form)
            } else if isLast {
                if evidence.isAmbiguous {
                    discard(account)
                    return
                }
                shared.forms.settle(account, .same)
            }
        }
        if shared.forms.form(account) != nil { release(account) }
    }

    /// Looks up the messages of what was held for an account.
    @inline(never)
    private mutating func release(_ account: Int32) {
        guard let form = shared.forms.form(account) else { return }
        finishMeetings()
        let all = held
        held.removeAll()
        for index in 0..<all.count {
            let receipt = all[index]
            if receipt.account == account {
                meet(receipt.key(form), Int64(receipt.state), at: receipt.time)
            } else {
                held.append(receipt)
            }
        }
    }

    /// Nothing tells which message each of an account's held receipts belongs to: they count as
    /// orphans, their messages as without a receipt.
    private mutating func discard(_ account: Int32) {
        let all = held
        held.removeAll()
        for index in 0..<all.count {
            let receipt = all[index]
            if receipt.account == account {
                block(intended: receipt.time).value.ledger.receiptsOrphan &+= 1
            } else {
                held.append(receipt)
            }
        }
        shared.control.note(
            "the ids in the receipts fit the responses as text and in another base, so none was "
                + "matched; --receipt-ids says which it is")
    }
}
