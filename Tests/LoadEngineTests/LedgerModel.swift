// What the ledger should say, kept by a second and simpler bookkeeper: it sees the PDUs that went and
// came, and nothing of the engine. ShardCoreSimulation compares the two at the end of every run.

import LoadEngine
import SMPP

/// Counts messages and receipts by PDU.
struct LedgerModel {
    private struct Request: Hashable {
        var place: LinkPlace
        var sequence: UInt32
    }

    /// `planned` and `missed` are the schedule's and stay 0.
    private var ledger = MessageLedger()
    private let asksForReceipt: Bool
    /// What an id means, in a response and in a receipt.
    var meaning: (response: (String) -> String, receipt: (String) -> String) = ({ $0 }, { $0 })
    /// Send times of what is unanswered.
    private var open: [Request: Int64] = [:]
    /// What was given up, by where a session remembers it until another takes the place.
    private var givenUp: [Request: UInt32] = [:]
    private let places: UInt32
    /// Ids by what is known of them: accepted, receipted first, or both.
    private var accepted: Set<String> = []
    private var early: Set<String> = []
    private var closed: Set<String> = []
    private var inbound: [LinkPlace: FrameBuffer] = [:]
    /// Octets of a session's output that its last write left.
    private var left: [LinkPlace: Int] = [:]

    init(_ plan: LoadPlan) {
        asksForReceipt = plan.receipts != .none
        places = UInt32(RequestWindow.slotCount(window: plan.window))
    }

    /// How much of the output at `place` was there before and has not been written.
    func unwritten(_ place: LinkPlace) -> Int {
        left[place, default: 0]
    }

    /// A shard is about to write these octets for the first time: whole PDUs.
    mutating func rendered(_ octets: [UInt8], on place: LinkPlace, at time: Int64) {
        var buffer = FrameBuffer()
        for frame in buffer.add(octets[...]) where frame.header.commandID == .submitSM {
            ledger.submitted += 1
            ledger.attempts += 1
            let request = Request(place: place, sequence: frame.header.sequenceNumber)
            open[request] = time
            givenUp[memory(of: request)] = nil
        }
    }

    /// The write took all but `left` octets.
    mutating func wrote(leaving count: Int, on place: LinkPlace) {
        left[place] = count
    }

    /// Counts what has been unanswered since `deadline`.
    mutating func expire(_ place: LinkPlace, sentBy deadline: Int64) {
        for (request, time) in open where request.place == place && time <= deadline {
            giveUp(request)
            ledger.timedOut += 1
        }
    }

    /// The connection at `place` is gone.
    mutating func lose(_ place: LinkPlace) {
        for request in open.keys where request.place == place {
            giveUp(request)
            ledger.inDoubt += 1
        }
        inbound[place] = nil
        left[place] = nil
    }

    private mutating func giveUp(_ request: Request) {
        open[request] = nil
        givenUp[memory(of: request)] = request.sequence
    }

    /// A session's places are taken in turn.
    private func memory(of request: Request) -> Request {
        Request(place: request.place, sequence: request.sequence % places)
    }

    /// Octets came in at `place`.
    mutating func read(_ octets: [UInt8], on place: LinkPlace) {
        for frame in inbound[place, default: FrameBuffer()].add(octets[...]) {
            switch frame.header.commandID {
            case .submitSMResp, .genericNack: answered(frame, on: place)
            case .deliverSM, .dataSM: delivered(frame)
            default: break
            }
        }
    }

    private mutating func answered(_ frame: [UInt8], on place: LinkPlace) {
        let header = frame.header
        let request = Request(place: place, sequence: header.sequenceNumber)
        guard open.removeValue(forKey: request) != nil else {
            if givenUp[memory(of: request)] == request.sequence {
                givenUp[memory(of: request)] = nil
                ledger.lateResponses += 1
            } else {
                ledger.unexpectedResponses += 1
            }
            return
        }
        switch header.commandStatus {
        case _ where header.commandID == .genericNack: ledger.rejected += 1
        case .ok:
            ledger.accepted += 1
            guard asksForReceipt else { return }
            ledger.receiptsExpected += 1
            let id = String(decoding: frame.dropFirst(16).prefix { $0 != 0 }, as: UTF8.self)
            accept(meaning.response(id))
        case .throttled, .messageQueueFull:
            ledger.throttled += 1
            ledger.throttledAnswers += 1
        default: ledger.rejected += 1
        }
    }

    private mutating func accept(_ id: String) {
        if id.isEmpty {
            ledger.receiptsUntracked += 1
        } else if early.remove(id) != nil {
            ledger.receiptsOrphan -= 1
            ledger.receiptsMatched += 1
            ledger.receiptsEarly += 1
            closed.insert(id)
        } else {
            accepted.insert(id)
        }
    }

    private mutating func delivered(_ frame: [UInt8]) {
        let text: [UInt8]
        switch try? PDU(decoding: frame) {
        case .deliverSM(let body)? where body.esmClass == 4: text = body.shortMessage
        case .dataSM(let body)? where body.esmClass == 4: text = body.tlvs.first?.value ?? []
        case .deliverSM(let body)? where body.esmClass == 0:
            ledger.mobileOriginated += 1
            return
        default: return
        }
        let receipt = DeliveryReceipt(reading: text)
        if receipt.stat == "ENROUTE" { ledger.receiptsIntermediate += 1 }
        guard receipt.stat == "DELIVRD", let id = receipt.id.map(meaning.receipt) else { return }
        if accepted.remove(id) != nil {
            ledger.receiptsMatched += 1
            closed.insert(id)
        } else if closed.contains(id) || early.contains(id) {
            ledger.receiptsDuplicate += 1
        } else {
            ledger.receiptsOrphan += 1
            early.insert(id)
        }
    }

    /// What the engine must have counted, where it says `actual`.
    func expected(_ actual: MessageLedger, _ plan: LoadPlan) -> MessageLedger {
        var expected = ledger
        expected.receiptsMissing = ledger.receiptsExpected - ledger.receiptsMatched
        expected.planned = actual.planned
        expected.missed = actual.missed
        // Which of the PDUs repeat a message, and how it ended then, they do not tell: the sums do.
        expected.retried = actual.retried
        expected.resubmitted = actual.resubmitted
        expected.possibleDuplicates = actual.possibleDuplicates
        expected.submitted -= actual.retried + actual.resubmitted
        expected.throttled -= actual.retried
        expected.inDoubt -= actual.resubmitted
        if plan.receiptIDs == .auto {
            // One that was held may find its message after another, and came at its response's time.
            expected.receiptsEarly = actual.receiptsEarly
        }
        if plan.load == .windowDriven {
            // A closed loop's table keeps recent pairs only: an older one's receipt is an orphan then.
            let forgotten = max(0, ledger.receiptsDuplicate - actual.receiptsDuplicate)
            expected.receiptsOrphan += forgotten
            expected.receiptsDuplicate -= forgotten
        }
        return expected
    }
}

/// Cuts a byte stream into PDUs.
struct FrameBuffer {
    private var octets: [UInt8] = []

    /// Adds octets and returns the PDUs that are complete now.
    mutating func add(_ more: ArraySlice<UInt8>) -> [[UInt8]] {
        octets += more
        var frames: [[UInt8]] = []
        var start = 0
        while octets.count - start >= PDUHeader.byteCount {
            let header = octets.withRawSpan { PDUHeader(reading: $0, at: start) }
            let length = Int(header.commandLength)
            guard length >= PDUHeader.byteCount, octets.count - start >= length else { break }
            frames.append(Array(octets[start..<start + length]))
            start += length
        }
        octets.removeFirst(start)
        return frames
    }
}

extension [UInt8] {
    /// The header of a PDU of at least 16 octets.
    var header: PDUHeader { withRawSpan { PDUHeader(reading: $0, at: 0) } }
}
