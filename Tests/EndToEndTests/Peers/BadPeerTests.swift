// Runs whose SMSC goes wrong after the bind: refusals, silence, disconnects, unbind, odd framing.
// Every message must still be accounted for, and the end must say in one line what happened.

import LoadEngine
import Metrics
import Platform
import SMPP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct BadPeerTests {
    /// Answers every submit_sm with what `answer` says, and the rest as usual.
    private static func submits(
        _ answer: @escaping @Sendable (ServerPDU) -> [ServerAction]
    ) -> ScriptedServer.Script {
        { $0.header.commandID == .submitSM ? answer($0) : $0.usualAnswer() }
    }

    @Test(arguments: [
        (CommandStatus.throttled, true), (.messageQueueFull, true), (.submitFailed, false),
        (.systemError, false), (.invalidDestinationAddress, false),
        (CommandStatus(rawValue: 0x4FF), false),
    ]) func refusedMessagesAreCountedByStatus(_ status: CommandStatus, _ throttled: Bool) throws {
        let server = try ScriptedServer(
            Self.submits { pdu in
                pdu.header.sequenceNumber.isMultiple(of: 2)
                    ? [pdu.answer(.submitSMResp, status)] : pdu.usualAnswer()
            })
        let result = try run(plan(port: server.port) { $0.count = 100 })
        let total = result.total
        #expect(result.end == .completed)
        #expect(result.notes == [])
        #expect(total.accepted == 50)
        #expect(total.throttled == (throttled ? 50 : 0))
        #expect(total.rejected == (throttled ? 0 : 50))
        #expect(result.responses(status) == 50)
        #expect(result.responses(.ok) == 50)
        let timed = result.measured?.timings.throttledServiceTime.count
        #expect(timed == (throttled ? 50 : 0))
    }

    @Test func refusedMessagesExpectNoReceipt() throws {
        let server = try ScriptedServer(
            Self.submits { [$0.answer(.submitSMResp, .throttled)] })
        let result = try run(
            plan(port: server.port) {
                $0.count = 20
                $0.receipts = .final
            })
        #expect(result.end == .completed)
        #expect(result.total.throttled == 20)
        #expect(result.total.receiptsExpected == 0)
    }

    @Test func genericNackRejectsItsMessage() throws {
        let server = try ScriptedServer(
            Self.submits { [$0.answer(.genericNack, .invalidCommandID)] })
        let result = try run(plan(port: server.port) { $0.count = 40 })
        #expect(result.end == .completed)
        #expect(result.total.rejected == 40)
        #expect(result.responses(.invalidCommandID) == 40)
        #expect(result.total.unexpectedResponses == 0)
    }

    @Test func disconnectLeavesTheUnansweredInDoubt() throws {
        let server = try ScriptedServer(
            Self.submits { pdu in
                switch pdu.header.sequenceNumber {
                case ..<21: pdu.usualAnswer()
                case 21..<30: []
                default: [.close]
                }
            })
        let result = try run(
            plan(port: server.port) {
                $0.duration = 60_000 * millisecond
                $0.reconnect = nil
            })
        let line = try #require(result.failure)
        #expect(line.contains("every session was lost"))
        #expect(
            line.contains("the SMSC closed the connection")
                || line.contains("Connection reset") || line.contains("Broken pipe"))
        #expect(result.notes.count == 1)
        #expect(result.total.accepted == 19, "numbers 2 to 20; the bind was 1")
        #expect(result.total.inDoubt > 0)
        #expect(result.total.submitted == 19 + result.total.inDoubt)
    }

    @Test func disconnectOfOneSessionLetsTheOthersGoOn() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection == 0 && pdu.header.commandID == .submitSM
                && pdu.header.sequenceNumber > 5 ? [.close] : pdu.usualAnswer()
        }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.count = 500
                $0.duration = 60_000 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.notes.count == 1)
        #expect(result.notes.first?.contains("session ") == true)
        #expect(result.total.submitted == 500)
        #expect(result.total.inDoubt > 0)
        #expect(result.total.accepted + result.total.inDoubt == 500)
    }

    @Test func silenceTimesTheMessagesOut() throws {
        let server = try ScriptedServer(
            Self.submits { $0.header.sequenceNumber < 12 ? $0.usualAnswer() : [] })
        let result = try run(
            plan(port: server.port) {
                $0.count = 20
                $0.duration = 10_000 * millisecond
                $0.responseTimeout = 300 * millisecond
                $0.enquireLinkInterval = 0
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 10)
        #expect(result.total.timedOut == 10)
        #expect(result.total.inDoubt == 0)
    }

    @Test func lateResponseIsCountedAsThat() throws {
        let held = Mutex<ServerAction?>(nil)
        let server = try ScriptedServer { pdu in
            switch (pdu.header.commandID, pdu.header.sequenceNumber) {
            case (.submitSM, 2):
                held.withLock { $0 = pdu.usualAnswer().first }
                return []
            case (.unbind, _):
                let late = held.withLock { $0.take() }.map { [$0] } ?? []
                return late + pdu.usualAnswer()
            default: return pdu.usualAnswer()
            }
        }
        let result = try run(
            plan(port: server.port) {
                $0.count = 10
                $0.duration = 10_000 * millisecond
                $0.responseTimeout = 300 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 9)
        #expect(result.total.timedOut == 1)
        #expect(result.total.lateResponses == 1)
        #expect(result.total.unexpectedResponses == 0)
    }

    @Test func responseTwiceCountsOnce() throws {
        let server = try ScriptedServer(
            Self.submits { $0.usualAnswer() + $0.usualAnswer() })
        let result = try run(plan(port: server.port) { $0.count = 30 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 30)
        #expect(result.total.unexpectedResponses >= 29)
    }

    @Test func floodOfDataWithoutBodiesIsRefusedInAsManyBytes() throws {
        // 16 bytes each: a response with a body would be longer than what it answers, and a read
        // full of them more than the output holds.
        let empty = hex("00 00 00 10 00 00 01 03 00 00 00 00 00 00 00 09")
        let flood = [UInt8]((0..<40_000).map { _ in empty }.joined())
        let server = try ScriptedServer(
            Self.submits {
                $0.usualAnswer() + ($0.header.sequenceNumber == 5 ? [.send(flood)] : [])
            })
        let result = try run(
            plan(port: server.port) {
                $0.count = 30
                $0.duration = 60_000 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 30)
        #expect(server.wait { $0.count { $0.header.commandID == .genericNack } == 40_000 })
    }

    @Test func serverThatStopsReadingIsNoHang() throws {
        let server = try ScriptedServer(Self.submits { _ in [.stopReading] })
        let result = try run(
            plan(port: server.port) {
                $0.window = 100_000
                $0.message.shortMessage = [UInt8](repeating: 0x61, count: 200)
                $0.responseTimeout = 500 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 0)
        #expect(result.total.submitted > 0)
        #expect(result.total.timedOut + result.total.inDoubt == result.total.submitted)
    }

    @Test func unbindFromTheServerIsAnsweredAndNamed() throws {
        let unbind = hex("00 00 00 10 00 00 00 06 00 00 00 00 00 00 00 07")
        let server = try ScriptedServer(
            Self.submits { pdu in
                switch pdu.header.sequenceNumber {
                case ..<20: pdu.usualAnswer()
                case 20: [.send(unbind)]
                default: []
                }
            })
        let result = try run(
            plan(port: server.port) {
                $0.duration = 60_000 * millisecond
                $0.reconnect = nil
            })
        let line = try #require(result.failure)
        #expect(line.contains("the peer sent unbind"))
        #expect(result.total.accepted == 18)
        #expect(result.total.inDoubt > 0)
        let answered = server.wait {
            $0.contains {
                $0.header.commandID == .unbindResp && $0.header.sequenceNumber == 7
            }
        }
        #expect(answered)
    }

    @Test func deliverSMGluedToTheBindRespIsAnswered() throws {
        let message = DeliverSM(source: "1", destination: "2", shortMessage: [0x68, 0x69])
        let deliver = try PDU.deliverSM(message).encoded(sequenceNumber: 77)
        let server = try ScriptedServer { pdu in
            pdu.header.commandID == .bindTransceiver
                ? pdu.usualAnswer() + [.send(deliver)] : pdu.usualAnswer()
        }
        let result = try run(plan(port: server.port) { $0.count = 10 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 10)
        #expect(result.total.receiptsOrphan == 0, "no receipt at all")
        let answers = server.received.filter { $0.header.commandID == .deliverSMResp }
        #expect(answers.map(\.header.sequenceNumber) == [77])
        #expect(answers.first?.header.commandStatus == .ok)
    }

    @Test func responsesInPiecesAreWhole() throws {
        let server = try ScriptedServer { pdu in
            pdu.usualAnswer().flatMap { action -> [ServerAction] in
                guard case .send(let octets) = action else { return [action] }
                return octets.map { .send([$0]) }
            }
        }
        let result = try run(plan(port: server.port) { $0.count = 50 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 50)
    }

    @Test func garbageAfterTheBindEndsTheSession() throws {
        let server = try ScriptedServer(
            Self.submits { pdu in
                pdu.header.sequenceNumber < 10
                    ? pdu.usualAnswer() : [.send([UInt8](repeating: 0xFF, count: 64))]
            })
        let result = try run(
            plan(port: server.port) {
                $0.duration = 60_000 * millisecond
                $0.reconnect = nil
            })
        let line = try #require(result.failure)
        #expect(line.contains("command_length of 4294967295"))
        #expect(result.total.accepted == 8)
        #expect(result.total.inDoubt > 0)
    }

    @Test(arguments: [
        "00 00 00 10 00 00 01 23 00 00 00 00 00 00 00 05",
        "00 00 00 11 00 00 00 05 00 00 00 00 00 00 00 05 00",
    ]) func strangeRequestIsRefusedAndTheRunGoesOn(_ octets: String) throws {
        let strange = hex(octets)
        let server = try ScriptedServer(
            Self.submits { pdu in
                pdu.header.sequenceNumber == 5
                    ? [.send(strange)] + pdu.usualAnswer() : pdu.usualAnswer()
            })
        let result = try run(plan(port: server.port) { $0.count = 100 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 100)
        let refusals = server.received.filter { $0.header.commandStatus != .ok }
        #expect(refusals.map(\.header.sequenceNumber) == [5])
    }

    @Test func submitSMRespWithoutAMessageIDIsAcceptedButUntracked() throws {
        let server = try ScriptedServer(Self.submits { [$0.answer(.submitSMResp, .ok)] })
        let result = try run(
            plan(port: server.port) {
                $0.count = 10
                $0.receipts = .final
                $0.drain = 50 * millisecond
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 10)
        #expect(result.total.receiptsUntracked == 10)
        #expect(result.total.receiptsMatched == 0)
    }

    @Test func unansweredUnbindDoesNotKeepTheRun() throws {
        let server = try ScriptedServer { $0.header.commandID == .unbind ? [] : $0.usualAnswer() }
        let start = Clock.monotonic()
        let result = try run(plan(port: server.port) { $0.count = 5 })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 5)
        #expect(server.count(.unbind) == 1)
        #expect(Clock.monotonic() - start < 20_000 * millisecond)
    }

    @Test func silentServerIsFoundByEnquireLink() throws {
        let server = try ScriptedServer { pdu in
            pdu.header.commandID == .enquireLink ? [] : pdu.usualAnswer()
        }
        let result = try run(
            plan(port: server.port) {
                $0.load = .scheduled(
                    [LoadPlan.Stage(duration: 60_000 * millisecond, startTPS: 0.1, endTPS: 0.1)],
                    .constant)
                $0.duration = 60_000 * millisecond
                $0.enquireLinkInterval = 50 * millisecond
                $0.reconnect = nil
                $0.responseTimeout = 300 * millisecond
            })
        let line = try #require(result.failure)
        #expect(line.contains("no answer to enquire_link in time"))
        #expect(server.count(.enquireLink) == 1)
    }
}
