// data_sm and submit_multi, taken as the submit_sm they stand for: the same judgement, the same delays,
// the same receipts. Runs on: shard threads. Allocates: once a PDU; throws nothing.

import Platform
import SMPP

extension Shard {
    /// Where in the input the submit_sm stands that is made of another PDU.
    private static var scratch: Int { ShardSettings.inputLength }
    /// What an answer may be longer than its question.
    private static var margin: Int { 1_024 }

    /// Takes a data_sm or submit_multi; false if the PDU is neither.
    mutating func relay(
        _ session: Int, _ header: PDUHeader, _ offset: Int, _ length: Int, _ now: Int64
    ) -> Bool {
        guard header.commandID == .dataSM || header.commandID == .submitMulti else { return false }
        guard sessions[session].maySubmit else {
            reply(session, header, .invalidBindStatus)
            return true
        }
        let room = ShardSettings.outputLength - ShardSettings.outputReserve - Self.margin
        if Int(sessions[session].outCount) + 2 * length > room { _ = write(session) }
        guard Int(sessions[session].outCount) + 2 * length <= room else {
            reply(session, header, .messageQueueFull)
            return true
        }
        switch decoded(offset, length) {
        case .success(.dataSM(let body)):
            tally.add(.dataMessages)
            takeData(session, header, body, now)
        case .success(.submitMulti(let body)):
            tally.add(.multiMessages)
            takeMulti(session, header, body, now)
        case .success: return false
        case .failure(let error): refuse(session, header, error)
        }
        return true
    }

    private mutating func takeData(
        _ session: Int, _ header: PDUHeader, _ body: DataSM, _ now: Int64
    ) {
        var message = SubmitSM()
        message.serviceType = body.serviceType
        (message.sourceTON, message.sourceNPI) = (body.sourceTON, body.sourceNPI)
        message.sourceAddress = body.sourceAddress
        (message.destinationTON, message.destinationNPI) = (
            body.destinationTON, body.destinationNPI
        )
        message.destinationAddress = body.destinationAddress
        message.esmClass = body.esmClass
        message.registeredDelivery = body.registeredDelivery
        message.dataCoding = body.dataCoding
        message.tlvs = body.tlvs
        var batch = makeBatch(session, now)
        let start = batch.outCount
        // The addresses of a data_sm may be longer than any number is (SMPP 3.4 § 4.7.1).
        guard take(message, header, &batch) != nil else {
            return reply(session, header, .invalidDestinationAddress)
        }
        if batch.outCount > start {
            batch.out.store32(CommandID.dataSMResp.rawValue, at: start + 4)
        }
        commit(batch)
        conclude(batch, from: start, now)
    }

    /// Ends the session if a limit says so, or has the answer from `start` of the output on wait for
    /// its time; one longer than any receipt goes at once.
    private mutating func conclude(_ batch: borrowing Batch, from start: Int, _ now: Int64) {
        let session = batch.session
        if batch.ending != .status {
            _ = end(session, as: batch.ending, now)
            return
        }
        let length = Int(sessions[session].outCount) - start
        guard batch.due > now, length > 0, length <= ReceiptPool.pduLimit, receipts.room > 0 else {
            return
        }
        let slot = receipts.take()
        receipts.bytes.copy(
            from: memory[session], start, count: length, to: receipts.pdu(slot))
        receipts.describe(
            slot, due: batch.due, target: reference(session), account: -1, length: length)
        timetable.add(slot, .response, in: receipts)
        rules.sessions[session].pending &+= 1
        sessions[session].outCount = Int32(start)
    }

    private mutating func takeMulti(
        _ session: Int, _ header: PDUHeader, _ body: SubmitMulti, _ now: Int64
    ) {
        var message = SubmitSM()
        message.serviceType = body.serviceType
        (message.sourceTON, message.sourceNPI) = (body.sourceTON, body.sourceNPI)
        message.sourceAddress = body.sourceAddress
        message.esmClass = body.esmClass
        message.protocolID = body.protocolID
        message.priorityFlag = body.priorityFlag
        message.scheduleDeliveryTime = body.scheduleDeliveryTime
        message.validityPeriod = body.validityPeriod
        message.registeredDelivery = body.registeredDelivery
        message.dataCoding = body.dataCoding
        message.defaultMessageID = body.defaultMessageID
        message.shortMessage = body.shortMessage
        message.tlvs = body.tlvs
        var answer = SubmitMultiResp()
        var batch = makeBatch(session, now)
        let start = batch.outCount
        // All destinations share one message_id.
        let before = ids
        var accepted: MessageIDs?
        for destination in body.destinations where batch.ending == .status {
            (message.destinationTON, message.destinationNPI) = (destination.ton, destination.npi)
            message.destinationAddress = destination.address
            var status = CommandStatus.invalidDistributionList
            if destination.flag == 1 {
                if accepted != nil { ids = before }
                status = take(message, header, &batch) ?? .invalidDestinationAddress
                if status == .ok, accepted == nil {
                    accepted = ids
                    answer.messageID = messageID(in: batch.out, at: start)
                }
                batch.outCount = start
            }
            if status != .ok {
                var failure = SubmitMultiResp.Unsuccessful()
                (failure.ton, failure.npi) = (destination.ton, destination.npi)
                failure.address = destination.address
                failure.status = status
                answer.unsuccessful.append(failure)
            }
        }
        if let accepted { ids = accepted }
        commit(batch)
        guard batch.ending == .status else { return conclude(batch, from: start, now) }
        let octets = try? PDU.submitMultiResp(answer).encoded(
            sequenceNumber: header.sequenceNumber)
        if accepted != nil, let octets {
            takeMemory(session)
            memory[session].copy(octets, to: start)
            sessions[session].outCount = Int32(start + octets.count)
        } else {
            reply(session, header, answer.unsuccessful.first?.status ?? .submitFailed)
        }
        conclude(batch, from: start, now)
    }

    /// Takes a message as if it had come as a submit_sm; returns its status, nil if it cannot be one.
    private mutating func take(
        _ message: SubmitSM, _ header: PDUHeader, _ batch: inout Batch
    ) -> CommandStatus? {
        guard
            let octets = try? PDU.submitSM(message).encoded(
                sequenceNumber: header.sequenceNumber),
            octets.count <= ShardSettings.scratchLength
        else { return nil }
        input.copy(octets, to: Self.scratch)
        batch.writesReceipts = false
        batch.isRelayed = true
        let start = batch.outCount
        if settings.isPlain {
            submit(&batch, Self.scratch, octets.count)
        } else {
            submitByRules(&batch, Self.scratch, octets.count)
        }
        // What it stood for is gone.
        lastLength = 0
        guard batch.outCount > start else { return .systemError }
        return CommandStatus(rawValue: batch.out.load32(at: start + 8))
    }

    /// The message_id of the response at `start`.
    private func messageID(in out: Bytes, at start: Int) -> String {
        let length = Int(out.load32(at: start))
        let pdu = out.withSpan(start, length) { try? PDU(decoding: $0) }
        guard case .submitSMResp(let body?) = pdu else { return "" }
        return body.messageID
    }
}
