// An ESME's and an SMSC's session machine on two wires that delay, lose and die, in simulated time.
// Both have a simple, sometimes careless application; what must never happen is noted as it happens.

import SMPP
import TestSupport

/// One end of the simulated connection.
enum Side: Int, CaseIterable {
    case esme, smsc

    var other: Side { self == .esme ? .smsc : .esme }
}

/// What an application does about a PDU, whichever machine said so.
private enum Action {
    case nothing, sendBind(BindType), authenticate(BindType), bound, message
    case respond(PDUHeader), respondThenClose(PDUHeader, CloseReason), close(CloseReason?)
}

/// Two machines, two wires and all that has happened.
struct SessionSimulation {
    /// What an application and its end of the wire know.
    private struct Party {
        var isOpen = true
        var nextSequence: UInt32 = 1
        /// Requests that came and have no response yet.
        var asked: [UInt32: CommandID] = [:]
        /// Own messages without a response, with the time they were sent.
        var waiting: [UInt32: Int64] = [:]
        var bindCount = 0
        var lastHeard: Int64 = 0
        var actsAt: Int64
        var quietFrom: Int64
        var unbindsAt: Int64
        /// PDUs on their way to this side; `nil` is the end of the connection.
        var incoming: [(at: Int64, header: PDUHeader?)] = []
    }

    static let timeLimit = 1000 * second
    static let turnLimit = 100_000

    private(set) var violations: [String] = []
    private(set) var reasons: Set<CloseReason> = []
    private(set) var wasBound = false
    private(set) var now: Int64 = 0
    private var random: SeededGenerator
    private var esme: ESMESession
    private var smsc: SMSCSession
    private var parties: [Party]
    private let lossPercent: Int
    private let carelessPercent: Int
    private let wireDiesAt: Int64

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let usesOutbind = Int.random(in: 0..<5, using: &random) == 0
        esme = ESMESession(
            bindType: BindType.allCases.randomElement(using: &random) ?? .transceiver,
            timers: shortTimers, awaitsOutbind: usesOutbind)
        smsc = SMSCSession(timers: shortTimers, sendsOutbind: usesOutbind)
        lossPercent = [0, 0, 2, 20].randomElement(using: &random) ?? 0
        carelessPercent = [0, 0, 5].randomElement(using: &random) ?? 0
        wireDiesAt =
            Bool.random(using: &random) ? .max : Int64.random(in: 0...60 * second, using: &random)
        let end = Int64.random(in: second...250 * second, using: &random)
        let quiet = Int64.random(in: 0...end, using: &random)
        parties = Side.allCases.map { _ in
            Party(
                actsAt: 0, quietFrom: quiet,
                unbindsAt: Bool.random(using: &random) ? end : Self.timeLimit / 2)
        }
        self.random = random
    }

    /// Runs until both sides are closed and nothing is on its way.
    mutating func run() {
        if case .sendOutbind = smsc.connected(now: 0) { request(.outbind, from: .smsc) }
        if case .sendBind(let type) = esme.connected(now: 0) { sendBind(type) }
        var turns = 0
        while let next = nextTime() {
            now = max(now, next)
            turns += 1
            guard now < Self.timeLimit, turns < Self.turnLimit else { return note("never ends") }
            for side in Side.allCases where parties[side.rawValue].isOpen {
                tick(side)
                takeIncoming(side)
                act(side)
            }
            checkTimes()
        }
        if esme.state != .closed || smsc.state != .closed { note("ended, but not closed") }
    }

    private func nextTime() -> Int64? {
        Side.allCases.filter { parties[$0.rawValue].isOpen }.map { side in
            let party = parties[side.rawValue]
            return min(party.actsAt, party.incoming.first?.at ?? .max, deadline(side))
        }.min()
    }

    private func deadline(_ side: Side) -> Int64 {
        side == .esme ? esme.nextDeadline : smsc.nextDeadline
    }

    private mutating func note(_ violation: String) {
        violations.append("\(now): \(violation)")
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }
}

// MARK: - Timers

extension SessionSimulation {
    /// A tick says something exactly when its deadline has come.
    private mutating func tick(_ side: Side) {
        let due = deadline(side) <= now
        let action = side == .esme ? esme.tick(now: now) : smsc.tick(now: now)
        if due != (action != .none) { note("\(side): tick says \(action), due: \(due)") }
        switch action {
        case .none: break
        case .sendEnquireLink: request(.enquireLink, from: side)
        case .close(let reason): close(side, reason)
        }
    }

    /// No machine may wait longer than its timers allow, however they are computed.
    private mutating func checkTimes() {
        for side in Side.allCases where parties[side.rawValue].isOpen {
            let state = side == .esme ? esme.state : smsc.state
            let silence = now - parties[side.rawValue].lastHeard
            switch state {
            case .closed: note("\(side): open connection of a closed session")
            case .open, .binding:
                if now > shortTimers.sessionInit { note("\(side): not bound in time") }
            case .bound:
                if silence > shortTimers.enquireLink + shortTimers.response {
                    note("\(side): bound to a silent peer")
                }
            case .unbinding:
                // The unbind starts a wait of its own, perhaps at the very end of the one before.
                if silence > shortTimers.enquireLink + 2 * shortTimers.response {
                    note("\(side): unbinding from a silent peer")
                }
            }
        }
    }
}

// MARK: - The wires

extension SessionSimulation {
    private mutating func send(_ header: PDUHeader?, from side: Side) {
        if let header, header.commandID.isResponse {
            let asked = parties[side.rawValue].asked.removeValue(forKey: header.sequenceNumber)
            if asked == nil { note("\(side): response without a request: \(header)") }
            if header.commandLength != 16 { note("\(side): \(header) is not a whole PDU") }
        }
        put(header, from: side)
    }

    private mutating func put(_ header: PDUHeader?, from side: Side) {
        guard now < wireDiesAt, !chance(lossPercent) else { return }
        let queue = parties[side.other.rawValue].incoming
        let at = now + Int64.random(in: 1...second, using: &random)
        parties[side.other.rawValue].incoming.append((max(at, queue.last?.at ?? 0), header))
    }

    private mutating func request(_ commandID: CommandID, from side: Side) {
        let sequence = parties[side.rawValue].nextSequence
        parties[side.rawValue].nextSequence += 1
        switch (commandID, side) {
        case (.enquireLink, .esme): esme.enquireLinkSent(sequenceNumber: sequence, now: now)
        case (.enquireLink, .smsc): smsc.enquireLinkSent(sequenceNumber: sequence, now: now)
        case (.unbind, .esme): esme.unbindSent(sequenceNumber: sequence, now: now)
        case (.unbind, .smsc): smsc.unbindSent(sequenceNumber: sequence, now: now)
        case (.deliverSM, .smsc), (.submitSM, .esme):
            parties[side.rawValue].waiting[sequence] = now
            updateOldest()
        default: break
        }
        send(bareHeader(commandID, sequence), from: side)
    }

    private mutating func sendBind(_ type: BindType) {
        esme.bindSent(sequenceNumber: parties[Side.esme.rawValue].nextSequence, now: now)
        request(type.commandID, from: .esme)
    }

    private mutating func updateOldest() {
        guard parties[Side.smsc.rawValue].isOpen else { return }
        smsc.oldestUnanswered = parties[Side.smsc.rawValue].waiting.values.min() ?? .max
    }

    private mutating func close(_ side: Side, _ reason: CloseReason?) {
        if let reason { reasons.insert(reason) }
        parties[side.rawValue].isOpen = false
        put(nil, from: side)
    }
}

// MARK: - The applications

extension SessionSimulation {
    private mutating func takeIncoming(_ side: Side) {
        while parties[side.rawValue].isOpen,
            let first = parties[side.rawValue].incoming.first, first.at <= now
        {
            parties[side.rawValue].incoming.removeFirst()
            guard let header = first.header else {
                if side == .esme { esme.closed() } else { smsc.closed() }
                parties[side.rawValue].isOpen = false
                return
            }
            parties[side.rawValue].lastHeard = now
            if !header.commandID.isResponse {
                parties[side.rawValue].asked[header.sequenceNumber] = header.commandID
            }
            perform(received(header, side), header, side)
        }
    }

    private mutating func received(_ header: PDUHeader, _ side: Side) -> Action {
        if side == .esme {
            switch esme.received(header, now: now) {
            case .ignore, .negativeAcknowledge: .nothing
            case .sendBind(let type): .sendBind(type)
            case .bound: .bound
            case .bindRefused: .close(nil)
            case .message: .message
            case .respond(let answer): .respond(answer)
            case .respondThenClose(let answer, let reason): .respondThenClose(answer, reason)
            case .close(let reason): .close(reason)
            }
        } else {
            switch smsc.received(header, now: now) {
            case .ignore, .negativeAcknowledge: .nothing
            case .authenticate(let type): .authenticate(type)
            case .message: .message
            case .respond(let answer): .respond(answer)
            case .respondThenClose(let answer, let reason): .respondThenClose(answer, reason)
            case .close(let reason): .close(reason)
            }
        }
    }

    private mutating func perform(_ action: Action, _ header: PDUHeader, _ side: Side) {
        switch action {
        case .nothing: break
        case .sendBind(let type): sendBind(type)
        case .authenticate(let type): authenticate(type, header)
        case .bound:
            parties[side.rawValue].bindCount += 1
            wasBound = true
            if parties[side.rawValue].bindCount > 1 { note("the ESME was bound twice") }
            if parties[Side.smsc.rawValue].bindCount == 0 { note("bound without the SMSC") }
        case .message:
            if header.commandID.isResponse {
                parties[side.rawValue].waiting.removeValue(forKey: header.sequenceNumber)
                updateOldest()
            } else if header.commandID.expectsResponse, !chance(carelessPercent) {
                send(bareHeader(header.commandID.response, header.sequenceNumber), from: side)
            }
        case .respond(let answer): send(answer, from: side)
        case .respondThenClose(let answer, let reason):
            send(answer, from: side)
            close(side, reason)
        case .close(let reason): close(side, reason)
        }
    }

    private mutating func authenticate(_ type: BindType, _ header: PDUHeader) {
        let sloppiness: UInt32 = chance(carelessPercent) ? 1000 : 0
        var answer = bareHeader(type.commandID.response, header.sequenceNumber)
        if chance(15) {
            smsc.bindRefused()
            answer.commandStatus = .bindFailed
        } else {
            parties[Side.smsc.rawValue].bindCount += 1
            if parties[Side.smsc.rawValue].bindCount > 1 { note("the SMSC bound twice") }
            smsc.bindAccepted(now: now)
        }
        parties[Side.smsc.rawValue].asked.removeValue(forKey: header.sequenceNumber)
        answer.sequenceNumber += sloppiness
        put(answer, from: .smsc)
    }

    /// Sends a message where that is allowed, now and then nonsense, and in the end an unbind.
    private mutating func act(_ side: Side) {
        let party = parties[side.rawValue]
        guard party.isOpen, party.actsAt <= now else { return }
        let state = side == .esme ? esme.state : smsc.state
        parties[side.rawValue].actsAt = now + Int64.random(in: 1...4 * second, using: &random)
        if now >= party.unbindsAt, case .bound = state {
            request(.unbind, from: side)
        } else if now >= party.quietFrom {
            return
        } else if chance(carelessPercent) {
            let nonsense = standardRequests.filter { $0 != .unbind && $0 != .enquireLink }
            request(nonsense.randomElement(using: &random) ?? unknownRequest, from: side)
            put(bareHeader(unknownResponse, 0), from: side)
        } else if side == .esme ? esme.maySubmit : smsc.mayReceive {
            request(side == .esme ? .submitSM : .deliverSM, from: side)
        }
    }
}
