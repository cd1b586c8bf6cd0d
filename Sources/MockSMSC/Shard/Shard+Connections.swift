// Connections come and go: accepting, handing to the shards in turn, closing without losing what
// has been written. Runs on: shard threads. Allocates: when a connection is opened.

import Platform

extension Shard {
    /// How long a finished connection may take to close its side.
    private static var lingerTime: Int64 { 1_000_000_000 }
    /// Octets that the kernel keeps for a connection whose window is to close.
    private static var smallBuffer: Int32 { 32 * 1024 }
    /// How long nothing is accepted once the system has refused a descriptor.
    private static var acceptPause: Int64 { 100_000_000 }

    /// Accepts what waits and hands it to the shards in turn.
    mutating func acceptConnections(wantsTLS: Bool, _ now: Int64) {
        let listener = wantsTLS ? listeners.tls : listeners.plain
        let limit = server.configuration.connectionLimit
        while true {
            let (accepted, error) = listener.accept()
            guard let socket = accepted else { return pauseAccepting(error, now) }
            guard server.signals.admit(limit: limit) else {
                tally.add(.connectionsRefused)
                socket.close()
                continue
            }
            tally.add(.connections)
            let shard = nextArrival
            nextArrival = (nextArrival + 1) % outgoing.count
            let arrival = Arrival(socket: socket, kind: wantsTLS ? .tls : .plain)
            if shard != index, server.arrivals.push(arrival, to: shard) {
                server.wakeUps[shard].signal()
            } else {
                open(arrival, now)
            }
        }
    }

    /// Out of descriptors or memory: the connections that wait must not keep the shard busy.
    private mutating func pauseAccepting(_ error: Int32, _ now: Int64) {
        guard error != SystemError.wouldBlock, stopDeadline == .max else { return }
        tally.add(.acceptPauses)
        watchListeners([])
        acceptingResumes = now &+ Self.acceptPause
        nextDeadline = min(nextDeadline, acceptingResumes)
    }

    /// Watches the listening sockets again.
    mutating func resumeAccepting() {
        acceptingResumes = .max
        guard stopDeadline == .max else { return }
        watchListeners(.read)
    }

    /// Watches the listening sockets for `interest`.
    func watchListeners(_ interest: Epoll.Interest, isNew: Bool = false) {
        let sockets = [
            (listeners.plain, Self.listenerToken), (listeners.tls, Self.tlsListenerToken),
        ]
        for (socket, token) in sockets where socket != .none {
            if isNew {
                epoll.add(socket.descriptor, interest, token: token)
            } else {
                epoll.modify(socket.descriptor, interest, token: token)
            }
        }
    }

    /// Takes over the connections the acceptor has handed to this shard.
    mutating func adoptArrivals(_ now: Int64) {
        while let arrival = server.arrivals.pop(for: index) { open(arrival, now) }
        while let call = server.outbinds?.calls.pop(for: index) { open(call, now) }
    }

    private mutating func open(_ arrival: Arrival, _ now: Int64) {
        var socket: Socket? = arrival.socket
        if arrival.kind == .tls, let context = server.tls {
            socket = arrival.socket.secured(by: context)
        }
        guard let socket, !isRestarting, let session = takeSlot() else {
            tally.add(.connectionsRefused)
            server.signals.leave()
            (socket ?? arrival.socket).close()
            if case .outbind(let target) = arrival.kind { server.outbinds?.release(target) }
            return
        }
        var slot = SessionSlot()
        slot.generation = SessionReference.generation(after: sessions[session].generation)
        slot.phase = .serving
        // The slot's place in the list of the dirty ones stays.
        slot.isDirty = sessions[session].isDirty
        slot.watch = .read
        slot.descriptor = socket.descriptor
        slot.tls = socket.tls
        slot.isSecured = !socket.tls.isPresent
        if case .outbind(let target) = arrival.kind { slot.outbind = Int16(target) }
        if faults.hasZeroWindow { socket.limitReceiveBuffer(Self.smallBuffer) }
        sessions[session] = slot
        if !faults.isEmpty { faults.sessions[session] = SessionFaults() }
        epoll.add(socket.descriptor, .read, token: token(session))
        tap?.begin(session, socket)
        if arrivals != nil { _ = socket.stampReceives() }
        beginSession(session, now)
    }

    private mutating func takeSlot() -> Int? {
        if freeSlotCount > 0 {
            freeSlotCount -= 1
            return Int(freeSlots[freeSlotCount])
        }
        guard memory.count < settings.sessionLimit else { return nil }
        addMemory()
        return memory.count - 1
    }

    private func token(_ session: Int) -> UInt64 {
        UInt64(sessions[session].generation) << 32 | UInt64(session)
    }

    /// Watches the socket for what can be done with it now.
    mutating func updateWatch(_ session: Int) {
        let slot = sessions[session]
        var wanted: Epoll.Interest = []
        let isReading = slot.phase == .serving && readable(session) > 0
        if isReading || slot.phase == .lingering { wanted.insert(.read) }
        // Nothing else tells that the peer of one that is not read has given up.
        if slot.trouble.contains(.deaf) { wanted.insert(.end) }
        let mayWrite = slot.trouble.isDisjoint(with: [.mute, .holds])
        if mayWrite, slot.outCount > 0 || slot.socket.hasOutput { wanted.insert(.write) }
        guard wanted != slot.watch else { return }
        sessions[session].watch = wanted
        epoll.modify(slot.descriptor, wanted, token: token(session))
    }

    /// Ends the session in order: writes what there is, then closes this side and waits a moment
    /// for the other.
    mutating func finish(_ session: Int, _ now: Int64) {
        guard sessions[session].phase == .serving else { return }
        detach(session, now)
        sessions[session].phase = .finishing
        sessions[session].trouble = []
        sessions[session].carryCount = 0
        setDeadline(session, now &+ Self.lingerTime)
        if sessions[session].outCount > 0 { markDirty(session) } else { linger(session) }
    }

    /// Everything is written: closes this side.
    mutating func linger(_ session: Int) {
        sessions[session].phase = .lingering
        sessions[session].socket.finish()
        updateWatch(session)
    }

    /// Closes the connection at once.
    mutating func close(_ session: Int, _ now: Int64) {
        guard sessions[session].phase != .free else { return }
        detach(session, now)
        if !sessions[session].isSecured { tally.add(.tlsHandshakesFailed) }
        sessions[session].socket.close()
        sessions[session].tls = .none
        sessions[session].phase = .free
        sessions[session].outCount = 0
        if sessions[session].outbind >= 0 {
            server.outbinds?.release(Int(sessions[session].outbind))
        }
        giveBackMemory(session)
        server.signals.leave()
        freeSlots[freeSlotCount] = Int32(truncatingIfNeeded: session)
        freeSlotCount += 1
    }

    /// The session receives nothing any more: its waiting receipts go elsewhere, its responses
    /// nowhere.
    private mutating func detach(_ session: Int, _ now: Int64) {
        sessions[session].maySubmit = false
        if sessions[session].isBound {
            sessions[session].isBound = false
            server.accounts.leave(sessions[session].account)
        }
        if sessions[session].mayReceive {
            withdrawMobile(session)
            sessions[session].mayReceive = false
            server.accounts.removeReceiver(
                reference(session), of: sessions[session].account)
        }
        var waiting = sessions[session].blocked.count
        while waiting > 0 {
            let slot = sessions[session].blocked.removeFirst(in: receipts)
            if receipts.isResponse(slot) { drop(response: slot) } else { dispatch(slot, now) }
            waiting &-= 1
        }
    }

    /// The end of the thread.
    mutating func closeEverything() {
        let now = Clock.monotonic()
        for session in 0..<memory.count where sessions[session].phase != .free {
            if sessions[session].phase == .serving { tally.add(.closedByStop) }
            close(session, now)
        }
        listeners.close()
    }
}
