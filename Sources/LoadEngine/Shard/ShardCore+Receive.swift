// The receive half of a shard: walks the PDUs of one read in place, closes window slots, and appends
// the answers to the session's output. ShardCore+Receipts.swift matches the receipts.
// Runs on: shard threads. Allocates: never, but for a session's end.

import Metrics
import Platform
import SMPP

/// Accepted messages of one read that were due and sent at the same times: recorded at once, for
/// in a batch that is most of them.
private struct AcceptedRun {
    var intendedTime: Int64 = 0
    var sendTime: Int64 = 0
    var count: Int64 = 0
}

extension ShardCore {
    /// How many bytes may be read for session `index` so that every answer fits its output.
    ///
    /// No answer is longer than what it answers: 16 bytes, or 17 to a PDU that has a body.
    package func readLimit(_ index: Int) -> Int {
        let room = sessions[index].outputRoom - 64
        return room < 1_024 ? 0 : min(room, ShardMemory.inputBytes)
    }

    /// Puts what is left of session `index`'s last PDU in front of the next read; returns its size.
    package func prepareInput(_ index: Int) -> Int {
        let count = sessions[index].carryCount
        if count > 0 { input.copy(from: sessions[index].carry, 0, count: count, to: 0) }
        return count
    }

    /// Takes in `input[0 ..< end]`, read on session `index` and received at `now`.
    package mutating func consume(_ index: Int, end: Int, now: Int64) -> SessionEnd? {
        sessions[index].lastReceived = now
        machines[index].noteTraffic(now: now)
        var offset = 0
        var run = AcceptedRun()
        let input = self.input
        let sessionEnd = input.withSpan(0, end) { span -> SessionEnd? in
            while true {
                if !asksForReceipt { offset = acceptMany(index, from: offset, to: end, &run, now) }
                switch scanner.next(in: span, from: offset) {
                case .needMore:
                    return nil
                case .badLength(let length):
                    return .garbage(commandLength: length)
                case .frame(let length):
                    if let ended = frame(index, span, offset, length, &run, now: now) {
                        return ended
                    }
                    offset &+= length
                }
            }
        }
        record(run, now: now)
        finishMeetings()
        if let sessionEnd { return sessionEnd }
        let rest = end - offset
        if rest > 0 { sessions[index].carry.copy(from: input, offset, count: rest, to: 0) }
        sessions[index].carryCount = rest
        return nil
    }

    /// Takes in the submit_sm_resp from `start` on up to the first PDU that is no acceptance of an
    /// outstanding message; returns where that begins.
    ///
    /// What `frame` would do, without its detours: most of a read is this.
    private mutating func acceptMany(
        _ index: Int, from start: Int, to end: Int, _ run: inout AcceptedRun, _ now: Int64
    ) -> Int {
        let input = self.input
        let slots = windowSlots
        var window = sessions[index].window
        var offset = start
        while end &- offset > PDUHeader.byteCount {
            let length = Int(input.load32(at: offset))
            guard length >= PDUHeader.byteCount, length <= end &- offset,
                length <= ShardMemory.pduLimit,
                input.load32(at: offset &+ 4) == CommandID.submitSMResp.rawValue,
                input.load32(at: offset &+ 8) == CommandStatus.ok.rawValue,
                let slot = window.close(input.load32(at: offset &+ 12), in: slots)
            else { break }
            accepted(slot, &run, now: now)
            offset &+= length
        }
        sessions[index].window = window
        return offset
    }

    /// Counts an accepted message.
    @inline(__always)
    private mutating func accepted(_ slot: WindowSlot, _ run: inout AcceptedRun, now: Int64) {
        if slot.sendTime != run.sendTime || slot.intendedTime != run.intendedTime {
            record(run, now: now)
            run = AcceptedRun(intendedTime: slot.intendedTime, sendTime: slot.sendTime)
        }
        run.count &+= 1
        if slot.repetition.contains(.wasInDoubt) {
            block(intended: slot.intendedTime).value.ledger.possibleDuplicates &+= 1
        }
    }

    @inline(__always)
    private mutating func frame(
        _ index: Int, _ span: RawSpan, _ offset: Int, _ length: Int, _ run: inout AcceptedRun,
        now: Int64
    ) -> SessionEnd? {
        let header = PDUHeader(reading: span, at: offset)
        switch header.commandID {
        case .submitSMResp:
            let frame = span.extracting(offset..<offset &+ length)
            submitResponse(index, header, frame, &run, now: now)
            return nil
        case .deliverSM:
            deliver(index, header, span.extracting(offset..<offset &+ length), now: now)
            return nil
        default:
            let frame = span.extracting(offset..<offset &+ length)
            return control(index, header, frame, now: now)
        }
    }

    @inline(__always)
    private mutating func submitResponse(
        _ index: Int, _ header: PDUHeader, _ frame: RawSpan, _ run: inout AcceptedRun, now: Int64
    ) {
        guard let slot = sessions[index].window.close(header.sequenceNumber, in: windowSlots) else {
            answersNothing(index, header.sequenceNumber, now: now)
            return
        }
        guard header.commandStatus.rawValue == 0 else {
            refused(index, header.commandStatus, slot, now: now)
            return
        }
        accepted(slot, &run, now: now)
        if asksForReceipt { expectReceipt(index, slot, frame, now: now) }
    }

    /// A response to what is not outstanding: it came late, or never belonged to anything.
    @inline(never)
    mutating func answersNothing(_ index: Int, _ sequence: UInt32, now: Int64) {
        if let intended = sessions[index].window.takeLate(sequence, in: windowSlots) {
            block(intended: intended).value.ledger.lateResponses &+= 1
        } else {
            block(intended: now).value.ledger.unexpectedResponses &+= 1
        }
    }

    /// Counts a run of accepted messages, received at `now`.
    private mutating func record(_ run: AcceptedRun, now: Int64) {
        guard run.count > 0 else { return }
        inFlight &-= run.count
        let block = block(intended: run.intendedTime)
        block.value.statuses.add(0, count: run.count)
        block.value.ledger.accepted &+= run.count
        block.value.latency.record(now &- run.intendedTime, count: run.count)
        block.value.serviceTime.record(now &- run.sendTime, count: run.count)
    }

    private mutating func refused(
        _ index: Int, _ status: CommandStatus, _ slot: WindowSlot, now: Int64
    ) {
        inFlight &-= 1
        let block = block(intended: slot.intendedTime)
        block.value.statuses.add(status.rawValue, count: 1)
        if status == .throttled || status == .messageQueueFull {
            block.value.ledger.throttledAnswers &+= 1
            if !heedThrottle(index, slot, now: now) { block.value.ledger.throttled &+= 1 }
            block.value.throttledServiceTime.record(now &- slot.sendTime)
        } else {
            block.value.ledger.rejected &+= 1
        }
    }

    /// A deliver_sm: answered at once; if it is a receipt, its message is looked up.
    @inline(__always)
    private mutating func deliver(_ index: Int, _ header: PDUHeader, _ frame: RawSpan, now: Int64) {
        let error = ShortMessageFields.decode(frame, into: &fields)
        takeDelivered(index, header, frame, error, now: now)
    }

    /// The same for a data_sm.
    ///
    /// A data_sm_resp has an octet of body: no answer may be longer than what it answers (see
    /// `readLimit`), and a data_sm without any body is one that cannot be decoded.
    mutating func deliverData(_ index: Int, _ header: PDUHeader, _ frame: RawSpan, now: Int64) {
        let error = ShortMessageFields.decodeData(frame, into: &fields)
        takeDelivered(index, header, frame, error, now: now)
    }

    /// What the SMSC has delivered, its fields found, or the error in them.
    @inline(__always)
    private mutating func takeDelivered(
        _ index: Int, _ header: PDUHeader, _ frame: RawSpan, _ error: PDUError?, now: Int64
    ) {
        if let error {
            refuse(index, header, error.disposition)
            return
        }
        respond(index, to: header, .ok)
        guard let receipt = ReceivedReceipt(frame, fields) else {
            // Bits 2 to 5 of esm_class tell receipts and the like from messages (SMPP 3.4 § 5.2.12).
            if fields.esmClass & 0x3C == 0 {
                block(intended: now).value.ledger.mobileOriginated &+= 1
            }
            return
        }
        take(receipt, index, frame, now: now)
    }

    /// Answers a request that cannot be decoded.
    private mutating func refuse(
        _ index: Int, _ header: PDUHeader, _ disposition: PDUError.Disposition
    ) {
        switch disposition {
        case .respond(let status): respond(index, to: header, status)
        case .nack(let status): nack(index, header.sequenceNumber, status)
        case .discard, .closeSession: break
        }
    }

    /// Appends a response without a body of its own: deliver_sm_resp has an empty message_id.
    mutating func respond(_ index: Int, to header: PDUHeader, _ status: CommandStatus) {
        let id = header.commandID.response
        let hasMessageID = id == .deliverSMResp || id == .dataSMResp
        let length = hasMessageID ? 17 : 16
        append(
            index, length: length,
            PDUHeader(
                commandLength: UInt32(length), commandID: id, commandStatus: status,
                sequenceNumber: header.sequenceNumber))
    }

    /// Appends a generic_nack for the PDU with this sequence_number.
    mutating func nack(_ index: Int, _ sequenceNumber: UInt32, _ status: CommandStatus) {
        append(
            index, length: PDUHeader.byteCount,
            PDUHeader(
                commandLength: 16, commandID: .genericNack, commandStatus: status,
                sequenceNumber: sequenceNumber))
    }

    /// Appends a PDU that is a header and at most one NUL.
    mutating func append(_ index: Int, length: Int, _ header: PDUHeader) {
        takeOutput(index)
        let offset = sessions[index].outEnd
        let out = sessions[index].out
        out.store32(header.commandLength, at: offset)
        out.store32(header.commandID.rawValue, at: offset &+ 4)
        out.store32(header.commandStatus.rawValue, at: offset &+ 8)
        out.store32(header.sequenceNumber, at: offset &+ 12)
        if length > PDUHeader.byteCount {
            out.store(0 as UInt8, at: offset &+ PDUHeader.byteCount)
        }
        sessions[index].outEnd = offset &+ length
        sessions[index].rendered = min(sessions[index].rendered, offset)
    }
}
