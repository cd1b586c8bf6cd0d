// Faults as they begin and end: whom they strike, and what a struck session may still do. What they do to
// responses is in Shard+Spoiling. Runs on: shard threads. Allocates: at a bind and at a restart only.

import Platform
import SMPP

extension Shard {
    /// How long it takes until the next attempt to listen again.
    private static var listenInterval: Int64 { 100_000_000 }

    /// Begins and ends the faults whose time has come.
    mutating func changeFaults(_ now: Int64) {
        guard stopDeadline == .max else {
            faults.nextChange = .max
            return
        }
        let time = now &- faults.start
        var next = Int64.max
        for index in 0..<faults.entries.count {
            let entry = faults.entries[index]
            let isOn = entry.schedule.isOn(at: time)
            let beginnings = entry.schedule.beginnings(by: time)
            next = min(next, entry.schedule.nextChange(after: time))
            faults.entries[index].isOn = isOn
            faults.entries[index].beginnings = beginnings
            if entry.isOn, !isOn || beginnings != entry.beginnings { endFault(index, now) }
            // What was over before anybody could look has not been.
            let isSeen = isOn || entry.schedule.length == 0
            if beginnings != entry.beginnings, isSeen { beginFault(index, now) }
        }
        faults.nextChange = FaultSchedule.sum(faults.start, next)
        if isClosedForRestart, !isRestarting, !listenAgain() {
            faults.nextChange = min(faults.nextChange, now &+ Self.listenInterval)
        }
    }

    private mutating func beginFault(_ index: Int, _ now: Int64) {
        let kind = faults.entries[index].kind
        switch kind {
        case .restart:
            restart(forgetting: faults.entries[index].forgets, now)
        case .reset, .fin:
            for session in 0..<memory.count where isOpen(session, to: index) {
                guard faults.draws(index) else { continue }
                tally.add(kind)
                tally.add(.closedByFault)
                if kind == .fin {
                    finish(session, now)
                } else {
                    sessions[session].socket.abandonOnClose()
                    close(session, now)
                }
            }
        default:
            guard kind.befallsSessions else { return }
            for session in 0..<memory.count where isOpen(session, to: index) {
                strike(session, index, now)
            }
        }
    }

    private mutating func endFault(_ index: Int, _ now: Int64) {
        let bit = UInt32(1) << UInt32(index)
        for session in 0..<memory.count where sessions[session].phase == .serving {
            guard faults.sessions[session].struck & bit != 0 else { continue }
            faults.sessions[session].struck &= ~bit
            settleTrouble(session, now)
        }
    }

    /// Whether the session is bound and the fault may befall its account.
    private func isOpen(_ session: Int, to index: Int) -> Bool {
        sessions[session].phase == .serving && sessions[session].isBound
            && faults.sessions[session].eligible & 1 << UInt32(index) != 0
    }

    /// The fault befalls the session, if its share will have it so.
    private mutating func strike(_ session: Int, _ index: Int, _ now: Int64) {
        let kind = faults.entries[index].kind
        if !kind.befallsResponses {
            guard faults.draws(index) else { return }
            if kind != .enquireLinkSilence { tally.add(kind) }
        }
        faults.sessions[session].struck |= 1 << UInt32(index)
        settleTrouble(session, now)
    }

    /// Has the session's slot say what its faults do.
    private mutating func settleTrouble(_ session: Int, _ now: Int64) {
        let before = sessions[session].trouble
        var trouble = faults.trouble(of: session)
        if trouble.contains(.glues), before.contains(.holds) { trouble.insert(.holds) }
        // What waits there already was written before.
        if !before.contains(.spoils) {
            faults.sessions[session].cleared = sessions[session].outCount
        }
        sessions[session].trouble = trouble
        guard trouble != before else { return }
        if before.contains(.deaf), !trouble.contains(.deaf) { setDeadline(session, now) }
        // The end of the turn writes, or does not, and watches for what it may.
        markDirty(session)
    }

    /// A session of `systemID` has bound: what is on may befall it.
    mutating func meetFaults(_ session: Int, systemID: String, _ now: Int64) {
        guard !faults.isEmpty else { return }
        faults.sessions[session] = SessionFaults()
        for (index, fault) in server.configuration.faults.enumerated()
        where fault.accounts.isEmpty || fault.accounts.contains(systemID) {
            faults.sessions[session].eligible |= 1 << UInt32(index)
        }
        for index in 0..<faults.entries.count
        where faults.entries[index].isOn && faults.entries[index].kind.befallsSessions
            && isOpen(session, to: index)
        {
            strike(session, index, now)
        }
    }

    /// What a bind of `systemID` is refused with now; nil if it is not.
    mutating func refusalOfBind(_ systemID: String) -> CommandStatus? {
        for index in 0..<faults.entries.count
        where faults.entries[index].isOn && faults.entries[index].kind == .refusedBinds {
            let accounts = server.configuration.faults[index].accounts
            guard accounts.isEmpty || accounts.contains(systemID), faults.draws(index) else {
                continue
            }
            tally.add(Fault.Kind.refusedBinds)
            return faults.entries[index].status
        }
        return nil
    }

    /// Whether the session's output is not to be written now, though there may be some.
    mutating func holds(_ session: Int, _ now: Int64) -> Bool {
        let trouble = sessions[session].trouble
        if trouble.contains(.mute) { return true }
        guard trouble.contains(.glues), sessions[session].phase == .serving else { return false }
        let waiting = Int(sessions[session].outCount)
        if !trouble.contains(.holds) {
            guard waiting > 0 || sessions[session].blocked.count > 0 else { return false }
            faults.sessions[session].heldUntil = now &+ holdingTime(session)
            sessions[session].trouble.insert(.holds)
        }
        let end = faults.sessions[session].heldUntil
        if now < end, waiting < ShardSettings.outputLength / 2 {
            setDeadline(session, end)
            return true
        }
        sessions[session].trouble.remove(.holds)
        return false
    }

    private mutating func holdingTime(_ session: Int) -> Int64 {
        for index in 0..<faults.entries.count
        where faults.entries[index].kind == .glue
            && faults.sessions[session].struck & 1 << UInt32(index) != 0
        {
            return faults.entries[index].delays.draw(&faults.random)
        }
        return 0
    }

    /// The part of faults in a session's timers; false if the session's own are not asked.
    mutating func runFaultTimer(_ session: Int, _ now: Int64) -> Bool {
        let trouble = sessions[session].trouble
        // Who does not read cannot miss an answer.
        if trouble.contains(.deaf) { return false }
        if trouble.contains(.holds) { flush(session, now) }
        return sessions[session].phase == .serving
    }
}

// Restarts: every shard drops its connections, and the one that listens does not for a time.
extension Shard {
    /// Whether a restart is going on.
    var isRestarting: Bool {
        for index in 0..<faults.entries.count
        where faults.entries[index].isOn && faults.entries[index].kind == .restart { return true }
        return false
    }

    /// The listening sockets are closed and to be opened again.
    private var isClosedForRestart: Bool { closedListeners != nil }

    private mutating func restart(forgetting: Bool, _ now: Int64) {
        for session in 0..<memory.count where sessions[session].phase != .free {
            if sessions[session].phase == .serving { tally.add(.closedByFault) }
            close(session, now)
        }
        if forgetting { forgetMessages() }
        guard index == 0 else { return }
        tally.add(Fault.Kind.restart)
        guard closedListeners == nil else { return }
        closedListeners = ListenerPorts(
            plain: listeners.plain.localPort,
            tls: listeners.tls == .none ? nil : listeners.tls.localPort)
        listeners.close()
        listeners = Listeners(plain: .none)
    }

    /// Listens on the same ports as before; false if that has to be tried again.
    private mutating func listenAgain() -> Bool {
        guard let ports = closedListeners else { return true }
        let host = server.configuration.address
        do throws(SystemError) {
            var opened = Listeners(
                plain: try Socket.listen(on: SocketAddress(host: host, port: ports.plain)))
            if let port = ports.tls {
                do throws(SystemError) {
                    opened.tls = try Socket.listen(on: SocketAddress(host: host, port: port))
                } catch {
                    opened.close()
                    throw error
                }
            }
            listeners = opened
        } catch {
            return false
        }
        closedListeners = nil
        watchListeners(.read, isNew: true)
        return true
    }

    /// No message is known any more, and no receipt waits.
    private mutating func forgetMessages() {
        while timetable.count > 0 { forget(timetable.takeDue(.max - 1, in: receipts)) }
        for account in 0..<parkedAccounts {
            while parked[account].count > 0 {
                forget(parked[account].removeFirst(in: receipts))
                parkedCount &-= 1
            }
        }
        for shard in 0..<outgoing.count {
            while outgoing[shard].count > 0 {
                forget(outgoing[shard].removeFirst(in: receipts))
                outgoingCount &-= 1
            }
        }
        if let store { store.locked { store.removeAll() } }
    }

    private mutating func forget(_ slot: Int32) {
        if receipts.isResponse(slot) { return drop(response: slot) }
        if store != nil { messageOfReceipt[Int(slot)] = 0 }
        tally.add(.receiptsDropped)
        receipts.free(slot)
    }
}

/// The ports to listen on again.
struct ListenerPorts: Sendable {
    let plain: UInt16
    let tls: UInt16?
}
