// The seldom half of a shard's core: binding, the standard's timers, control PDUs and unbinding,
// all decided by SMPP's session machine. Runs on: shard threads.

import Platform
import SMPP

extension ESMESession {
    /// The machine of session `number` of a plan; messages are timed by the shard, not by it.
    init(plan: LoadPlan, number: Int) {
        self.init(
            bindType: plan.sessions[number].bindType,
            timers: SessionTimers(
                sessionInit: plan.connectTimeout, enquireLink: plan.enquireLinkInterval,
                inactivity: 0, response: min(plan.responseTimeout, plan.connectTimeout)))
    }
}

extension ShardCore {
    /// Session `index` is connected: appends its bind.
    package mutating func bind(_ index: Int, now: Int64) -> SessionEnd? {
        let session = shared.plan.sessions[sessions[index].number]
        _ = machines[index].connected(now: now)
        takeOutput(index)
        let sequence = sessions[index].window.takeSequence()
        let offset = sessions[index].outEnd
        let room = sessions[index].outputRoom
        var failure: PDUError?
        let length = sessions[index].out.withMutableSpan(offset, room) { output in
            do throws(PDUError) {
                return try PDU.bind(session.bindType, session.bind).encode(
                    sequenceNumber: sequence, into: &output)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { return .protocolFailure("the bind cannot be sent: \(failure)") }
        sessions[index].outEnd = offset + length
        sessions[index].rendered = 0
        sessions[index].stage = .binding
        machines[index].bindSent(sequenceNumber: sequence, now: now)
        return nil
    }

    /// A PDU that is neither a submit_sm_resp nor a deliver_sm.
    mutating func control(
        _ index: Int, _ header: PDUHeader, _ frame: RawSpan, now: Int64
    ) -> SessionEnd? {
        switch machines[index].received(header, now: now) {
        case .ignore, .sendBind:
            return nil
        case .bound:
            noteBound(index, now: now)
            return nil
        case .bindRefused(let status):
            return .bindRefused(status)
        case .message:
            // data_sm and alert_notification come without having been asked for.
            if header.commandID == .dataSM { deliverData(index, header, frame, now: now) }
            return nil
        case .negativeAcknowledge(let status):
            refuse(index, header.sequenceNumber, status, now: now)
            return nil
        case .respond(let response):
            append(index, length: PDUHeader.byteCount, response)
            return nil
        case .respondThenClose(let response, let reason):
            append(index, length: PDUHeader.byteCount, response)
            return .answered(reason.description)
        case .close(.unbound):
            return .unbound
        case .close(let reason):
            return .protocolFailure(reason.description)
        }
    }

    /// A generic_nack in place of a submit_sm_resp: the message was refused.
    private mutating func refuse(
        _ index: Int, _ sequenceNumber: UInt32, _ status: CommandStatus, now: Int64
    ) {
        guard let slot = sessions[index].window.close(sequenceNumber, in: windowSlots) else {
            answersNothing(index, sequenceNumber, now: now)
            return
        }
        inFlight -= 1
        block(intended: slot.intendedTime).value.ledger.rejected += 1
        block(intended: slot.intendedTime).value.statuses.add(status.rawValue, count: 1)
    }

    /// The timers of session `index`, and its unbind once the run is over.
    package mutating func tick(_ index: Int, now: Int64, state: RunState) -> SessionEnd? {
        expireRequests(index, now: now)
        if state == .unbinding, let end = unbind(index, now: now) { return end }
        if reconnectHasExpired(index, now: now) { return .connectTimeout }
        let stage = sessions[index].stage
        guard stage != .connecting, stage != .securing, stage != .lost else { return nil }
        switch machines[index].tick(now: now) {
        case .none: return nil
        case .sendEnquireLink:
            guard sessions[index].outputRoom > PDUHeader.byteCount else { return nil }
            let sequence = request(index, .enquireLink)
            machines[index].enquireLinkSent(sequenceNumber: sequence, now: now)
            return nil
        case .close(let reason): return .protocolFailure(reason.description)
        }
    }

    /// Moves session `index` towards its end in good order: once it is bound, it is unbound.
    private mutating func unbind(_ index: Int, now: Int64) -> SessionEnd? {
        if sessions[index].unbindDeadline == 0 {
            sessions[index].unbindDeadline = now + ShardMemory.unbindTimeout
        }
        if now >= sessions[index].unbindDeadline { return .unbound }
        switch sessions[index].stage {
        case .bound:
            guard sessions[index].outputRoom > PDUHeader.byteCount else { return nil }
            let sequence = request(index, .unbind)
            machines[index].unbindSent(sequenceNumber: sequence, now: now)
            sessions[index].stage = .unbinding
            return nil
        case .binding, .unbinding:
            return nil
        case .connecting, .securing, .lost, .closed:
            return .unbound
        }
    }

    /// Appends a request that is only a header; returns its sequence_number.
    private mutating func request(_ index: Int, _ commandID: CommandID) -> UInt32 {
        let sequence = sessions[index].window.takeSequence()
        append(
            index, length: PDUHeader.byteCount,
            PDUHeader(
                commandLength: 16, commandID: commandID, commandStatus: .ok,
                sequenceNumber: sequence))
        return sequence
    }
}
