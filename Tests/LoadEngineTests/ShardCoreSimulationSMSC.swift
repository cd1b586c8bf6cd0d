// The SMSC of the simulated runs: decodes what cores write and answers as a test says, when it says.

import SMPP
import TestSupport
import Testing

/// A submit_sm that came.
struct SubmitRequest {
    var place: LinkPlace
    var header: PDUHeader
    /// How many came before it.
    var number: Int64
    var time: Int64
    let smsc: ScriptedSMSC

    /// The response with an id.
    func accepted(id: String? = nil, after delay: Int64, sequence: UInt32? = nil) -> Reply {
        let response = PDU.submitSMResp(SubmitSMResp(messageID: id ?? "\(number)"))
        return reply(response, .ok, delay, sequence)
    }

    /// The response with an error and no body.
    func refused(_ status: CommandStatus, after delay: Int64) -> Reply {
        reply(.submitSMResp(nil), status, delay, nil)
    }

    /// A generic_nack.
    func nack(_ status: CommandStatus, after delay: Int64, sequence: UInt32? = nil) -> Reply {
        reply(.genericNack(), status, delay, sequence)
    }

    /// A delivery receipt of the message with this id, on its own session or on `place`.
    func receipt(
        id: String, after delay: Int64, on place: LinkPlace? = nil, stat: String = "DELIVRD",
        inData: Bool = false
    ) -> Reply {
        let text = Array(
            ("id:\(id) sub:001 dlvrd:001 submit date:2401010000 done date:2401010000 "
                + "stat:\(stat) err:000 text:").utf8)
        let pdu: PDU
        if inData {
            var message = DataSM()
            message.esmClass = 0x04
            message.tlvs = [TLV(tag: .messagePayload, value: text)]
            pdu = .dataSM(message)
        } else {
            var message = DeliverSM(source: "2", destination: "1", shortMessage: text)
            message.esmClass = 0x04
            pdu = .deliverSM(message)
        }
        return Reply(
            place: place ?? self.place, at: time + delay,
            octets: encoded(pdu, .ok, smsc.takeSequence()))
    }

    private func reply(
        _ pdu: PDU, _ status: CommandStatus, _ delay: Int64, _ sequence: UInt32?
    ) -> Reply {
        Reply(
            place: place, at: time + delay,
            octets: encoded(pdu, status, sequence ?? header.sequenceNumber))
    }
}

/// Bytes that will come to a core.
struct Reply {
    var place: LinkPlace
    var at: Int64
    var octets: [UInt8]
}

/// A PDU's bytes; none, and a failed test, where it cannot be encoded.
func encoded(_ pdu: PDU, _ status: CommandStatus, _ sequence: UInt32) -> [UInt8] {
    do throws(PDUError) {
        return try pdu.encoded(commandStatus: status, sequenceNumber: sequence, rules: .tolerant)
    } catch {
        Issue.record(error)
        return []
    }
}

/// A scripted SMSC with any number of connections.
final class ScriptedSMSC {
    /// What it does about a submit_sm; accepts it a millisecond later unless a test says otherwise.
    var script: (SubmitRequest, inout SeededGenerator) -> [Reply] = { request, _ in
        [request.accepted(after: 1_000_000)]
    }
    /// What it answers a bind with.
    var bindStatus: (LinkPlace) -> CommandStatus = { _ in .ok }
    /// Whether it takes a new connection.
    var accepts: (_ place: LinkPlace, _ now: Int64) -> Bool = { _, _ in true }
    /// submit_sm that came, of any connection.
    private(set) var submitted: Int64 = 0
    /// Answers and requests that came and are no submit_sm or bind, in order.
    private(set) var others: [(place: LinkPlace, header: PDUHeader)] = []
    /// Latest first, so that the next is taken from the end.
    private var replies: [Reply] = []
    private var partial: [LinkPlace: FrameBuffer] = [:]
    private var sequence: UInt32 = 0

    /// Whether nothing is on its way to a core.
    var isIdle: Bool { replies.isEmpty }

    /// The next sequence_number of a request of its own.
    func takeSequence() -> UInt32 {
        sequence += 1
        return sequence
    }

    /// Headers of this command that came.
    func headers(of command: CommandID) -> [PDUHeader] {
        others.map(\.header).filter { $0.commandID == command }
    }

    /// Sends `octets` to a core at `time`.
    func send(_ octets: [UInt8], to place: LinkPlace, at time: Int64) {
        schedule(Reply(place: place, at: time, octets: octets))
    }

    /// The connection at `place` is gone, with all that was on its way.
    func lose(_ place: LinkPlace) {
        replies.removeAll { $0.place == place }
        partial[place] = nil
    }

    private func schedule(_ reply: Reply) {
        // Behind those of its own time, so that equal times keep their order.
        var low = 0
        var high = replies.count
        while low < high {
            let middle = (low + high) / 2
            if replies[middle].at > reply.at { low = middle + 1 } else { high = middle }
        }
        replies.insert(reply, at: low)
    }

    /// Takes what has arrived by `now`.
    func due(at now: Int64) -> [(LinkPlace, [UInt8])] {
        var due: [(LinkPlace, [UInt8])] = []
        while let next = replies.last, next.at <= now {
            due.append((next.place, next.octets))
            replies.removeLast()
        }
        return due
    }

    /// Takes in what a core has written.
    func receive(
        _ octets: [UInt8], on place: LinkPlace, at time: Int64, _ random: inout SeededGenerator
    ) {
        for frame in partial[place, default: FrameBuffer()].add(octets[...]) {
            do throws(PDUError) {
                take(try PDU(decoding: frame), frame.header, on: place, at: time, &random)
            } catch {
                Issue.record("a core wrote what cannot be decoded: \(error)")
            }
        }
    }

    private func take(
        _ pdu: PDU, _ header: PDUHeader, on place: LinkPlace, at time: Int64,
        _ random: inout SeededGenerator
    ) {
        switch pdu {
        case .bind(let type, _):
            let response = PDU.bindResp(type, BindResp(systemID: "smsc"))
            send(encoded(response, bindStatus(place), header.sequenceNumber), to: place, at: time)
        case .submitSM:
            let request = SubmitRequest(
                place: place, header: header, number: submitted, time: time, smsc: self)
            submitted += 1
            for reply in script(request, &random) { schedule(reply) }
        case .enquireLink:
            others.append((place, header))
            send(encoded(.enquireLinkResp(), .ok, header.sequenceNumber), to: place, at: time)
        default:
            others.append((place, header))
        }
    }
}
