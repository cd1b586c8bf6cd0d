// Where receipts go: to a session of this shard, to the queue of another one, or to the parked ones
// of an account nobody has bound to receive. Runs on: shard threads. Allocates: never.

import Platform
import SMPP

extension Shard {
    /// Parked receipts a shard keeps; beyond that the account's oldest gives way.
    private var parkedLimit: Int { max(Int(receipts.capacity) / 2, 1) }

    /// Sends the receipt in `slot` of the pool on its way.
    mutating func dispatch(_ slot: Int32, _ now: Int64) {
        if let session = receiver(receipts.target(slot)) {
            deliver(slot, to: session, now)
            return
        }
        let route = nextRoute(of: receipts.account(slot))
        if route != .none, route.shard != index {
            receipts.setTarget(slot, route)
            forward(slot, to: route.shard)
        } else if let session = receiver(route) {
            deliver(slot, to: session, now)
        } else {
            park(slot)
        }
    }

    /// Where the next receipt of `account` goes: the next session in turn, if receipts go round.
    @inline(__always)
    private mutating func nextRoute(of account: Int32) -> SessionReference {
        guard rules.spreadsReceipts else { return route(of: account) }
        let next = server.accounts.nextReceiver(of: account, turn: &receiptTurn)
        return next != .none && (next.shard != index || receiver(next) != nil)
            ? next : route(of: account)
    }

    /// A session that may receive for `account`, here or elsewhere.
    @inline(__always)
    mutating func route(of account: Int32) -> SessionReference {
        SessionReference(rawValue: routes.load(Int(account) &* outgoing.count &+ index))
    }

    mutating func deliver(_ slot: Int32, to session: Int, _ now: Int64) {
        sessions[session].blocked.append(slot, in: receipts)
        fillOutput(session, now)
        // A blocked one is flushed once its peer reads on.
        if !sessions[session].watch.contains(.write) { markDirty(session) }
    }

    /// Moves waiting receipts and responses to the output of `session` as far as there is room.
    ///
    /// Half of the output stays free for the responses to what the session sends.
    mutating func fillOutput(_ session: Int, _ now: Int64) {
        guard sessions[session].blocked.count > 0 else { return }
        takeMemory(session)
        let out = memory[session]
        let limit = ShardSettings.outputLength / 2
        var end = Int(sessions[session].outCount)
        while sessions[session].blocked.count > 0, end &+ ReceiptPool.slotLength <= limit {
            let slot = sessions[session].blocked.removeFirst(in: receipts)
            let length = receipts.length(slot)
            let isResponse = receipts.isResponse(slot)
            out.copy(from: receipts.bytes, receipts.pdu(slot), count: length, to: end)
            receipts.free(slot)
            if isResponse {
                countAnswer(session)
            } else {
                stampDelivery(session, out, end, now)
            }
            end &+= length
        }
        sessions[session].outCount = Int32(truncatingIfNeeded: end)
    }

    /// Gives the deliver_sm at `start` of the output its number and counts it.
    @inline(__always)
    mutating func stampDelivery(
        _ session: Int, _ out: Bytes, _ start: Int, _ now: Int64,
        as counter: Counter = .receiptsSent
    ) {
        let number = sessions[session].nextSequence
        sessions[session].nextSequence = SequenceNumber.next(after: number)
        out.store32(number, at: start &+ 12)
        let opens = unanswered.sent(
            number, on: session, &sessions[session].unanswered, at: now)
        if opens, timers.response > 0 { setDeadline(session, now &+ timers.response) }
        tally.add(counter)
    }

    private mutating func forward(_ slot: Int32, to shard: Int) {
        if outgoing[shard].count == 0,
            queues.push(slot, of: receipts, from: index, to: shard)
        {
            receipts.free(slot)
            peersToWake = true
        } else {
            outgoing[shard].append(slot, in: receipts)
            outgoingCount &+= 1
        }
    }

    /// Tries again what found its queue full.
    mutating func retryOutgoing() {
        guard outgoingCount > 0 else { return }
        for shard in 0..<outgoing.count {
            while outgoing[shard].count > 0,
                queues.push(outgoing[shard].first, of: receipts, from: index, to: shard)
            {
                receipts.free(outgoing[shard].removeFirst(in: receipts))
                outgoingCount &-= 1
                peersToWake = true
            }
        }
    }

    /// Wakes the shards that have something from this one, if they sleep.
    mutating func wakePeers() {
        guard peersToWake else { return }
        peersToWake = false
        for shard in 0..<outgoing.count where queues.waiting(from: index, to: shard) > 0 {
            server.wake(shard)
        }
    }

    /// Takes over what the other shards have for sessions of this one.
    mutating func takeArrivals(_ now: Int64) {
        for peer in 0..<outgoing.count where peer != index {
            var waiting = queues.waiting(from: peer, to: index)
            while waiting > 0, !receipts.isFull {
                let slot = receipts.take()
                queues.pop(into: slot, of: receipts, from: peer, to: index)
                dispatch(slot, now)
                waiting &-= 1
            }
        }
    }

    private mutating func park(_ slot: Int32) {
        let account = Int(receipts.account(slot))
        if parkedCount >= parkedLimit {
            tally.add(.receiptsDropped)
            guard parked[account].count > 0 else {
                receipts.free(slot)
                return
            }
            receipts.free(parked[account].removeFirst(in: receipts))
            parkedCount &-= 1
        }
        parked[account].append(slot, in: receipts)
        parkedCount &+= 1
        parkedAccounts = max(parkedAccounts, account &+ 1)
    }

    /// Sends parked receipts whose account has got a session to receive them.
    mutating func unpark(_ now: Int64) {
        seenRouteChanges = server.accounts.routeChanges.load(0)
        guard parkedCount > 0 else { return }
        for account in 0..<parkedAccounts where parked[account].count > 0 {
            guard route(of: Int32(truncatingIfNeeded: account)) != .none else { continue }
            var waiting = parked[account].count
            parkedCount &-= Int(waiting)
            while waiting > 0 {
                dispatch(parked[account].removeFirst(in: receipts), now)
                waiting &-= 1
            }
        }
    }
}
