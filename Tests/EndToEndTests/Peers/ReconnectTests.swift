// Sessions that are lost in the middle of a run and come back: whatever ended them, the run goes on,
// what they had in flight is in doubt and listed, and the sums hold.

import LoadEngine
import Platform
import SMPP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ReconnectTests {
    private static let unbind = hex("00 00 00 10 00 00 00 06 00 00 00 00 00 00 00 07")

    /// A run of 300 messages whose first connection does `fault` in place of the 21st answer, and
    /// answers nothing from then on.
    private func runThrough(
        _ fault: @escaping @Sendable (ServerPDU) -> [ServerAction],
        rebind: @escaping @Sendable (ServerPDU) -> [ServerAction]? = { _ in nil },
        change: (inout LoadPlan) -> Void = { _ in }
    ) throws -> (result: RunResult, server: ScriptedServer) {
        let server = try ScriptedServer { pdu in
            if pdu.connection > 0 {
                let isBind = pdu.header.commandID == .bindTransceiver
                return (isBind ? rebind(pdu) : nil) ?? pdu.usualAnswer()
            }
            guard pdu.header.commandID == .submitSM else { return pdu.usualAnswer() }
            switch pdu.header.sequenceNumber {
            case ..<22: return pdu.usualAnswer()
            case 22: return fault(pdu)
            default: return []
            }
        }
        let result = try run(
            plan(port: server.port) {
                $0.count = 300
                $0.duration = 60_000 * millisecond
                $0.reconnect = .init(
                    firstDelay: 10 * millisecond, longestDelay: 40 * millisecond)
                change(&$0)
            })
        return (result, server)
    }

    private func checkCameBack(_ result: RunResult, attempts: Int64 = 1) {
        #expect(result.end == .completed)
        #expect(result.reconnects.losses == 1)
        #expect(result.reconnects.binds == 1)
        #expect(result.reconnects.attempts == attempts)
        #expect(result.total.accepted == 300 - result.total.inDoubt)
        #expect((1...16).contains(result.total.inDoubt), "a window")
        let listed = result.inDoubtMessages
        #expect(listed.count == Int(result.total.inDoubt))
        #expect(listed.first?.sequenceNumber == 22)
        #expect(
            listed.allSatisfy {
                $0.session == 1 && $0.destination == "79001234567" && !$0.resubmitted
                    && $0.sentAt >= $0.intendedAt && $0.intendedAt >= 0
            })
    }

    @Test func aClosedConnectionIsMadeAgainAndSequenceNumbersGoOn() throws {
        let (result, server) = try runThrough { _ in [.close] }
        checkCameBack(result)
        #expect(result.notes.count == 1)
        let bind = server.received.first {
            $0.connection == 1 && $0.header.commandID == .bindTransceiver
        }
        #expect(try #require(bind).header.sequenceNumber > 22)
    }

    @Test func anUnbindIsAnsweredAndTheSessionBindsAgain() throws {
        let (result, server) = try runThrough { _ in [.send(Self.unbind)] }
        checkCameBack(result)
        #expect(result.notes.first?.contains("the peer sent unbind") == true)
        #expect(
            server.wait { $0.contains { $0.connection == 0 && $0.header.commandID == .unbindResp } }
        )
    }

    @Test func garbageEndsTheConnectionAndTheSessionBindsAgain() throws {
        let (result, _) = try runThrough { _ in [.send([UInt8](repeating: 0xFF, count: 64))] }
        checkCameBack(result)
        #expect(result.notes.first?.contains("command_length of 4294967295") == true)
    }

    @Test func silenceToEnquireLinkEndsTheConnectionAndTheSessionBindsAgain() throws {
        let server = try ScriptedServer { pdu in
            let isMute = pdu.connection == 0 && pdu.header.sequenceNumber > 21
            return isMute ? [] : pdu.usualAnswer()
        }
        let result = try run(
            plan(port: server.port) {
                $0.count = 300
                $0.duration = 60_000 * millisecond
                $0.enquireLinkInterval = 50 * millisecond
                // Of the enquire_link: responses are waited for as long as connects.
                $0.connectTimeout = 5_000 * millisecond
                $0.responseTimeout = 400 * millisecond
                $0.reconnect = .init(
                    firstDelay: 10 * millisecond, longestDelay: 40 * millisecond)
            })
        #expect(result.end == .completed)
        #expect(result.reconnects.losses == 1 && result.reconnects.binds == 1)
        #expect(result.notes.first?.contains("no answer to enquire_link in time") == true)
        #expect(result.total.accepted + result.total.timedOut + result.total.inDoubt == 300)
        #expect(result.total.timedOut + result.total.inDoubt > 0)
    }

    @Test func aRefusedBindIsTriedAgain() throws {
        let (result, server) = try runThrough(
            { _ in [.close] },
            rebind: { pdu in
                switch pdu.connection {
                case 1: [pdu.answer(.bindTransceiverResp, .alreadyBound)]
                case 2: [pdu.answer(.bindTransceiverResp, .bindFailed)]
                case 3: [.close]
                default: nil
                }
            })
        checkCameBack(result, attempts: 4)
        #expect(server.count(.bindTransceiver) == 5)
        #expect(result.notes.count == 2, "the loss, and the first refusal")
        #expect(result.notes.last?.contains("ESME_RALYBND") == true)
    }

    @Test func aResponseUnderANumberOfTheLostConnectionIsLate() throws {
        let late = Mutex<ServerAction?>(nil)
        let (result, _) = try runThrough(
            { pdu in
                late.withLock { $0 = pdu.usualAnswer().first }
                return [.close]
            },
            rebind: { pdu in pdu.usualAnswer() + (late.withLock { $0.take() }.map { [$0] } ?? []) })
        checkCameBack(result)
        #expect(result.total.lateResponses == 1)
        #expect(result.total.unexpectedResponses == 0)
    }

    @Test func aSessionComesBackWhileTheOthersGoOn() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection == 0 && pdu.header.commandID == .submitSM
                && pdu.header.sequenceNumber > 5 ? [.close] : pdu.usualAnswer()
        }
        let length = 400 * millisecond
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = length
                $0.load = .scheduled(
                    [.init(duration: length, startTPS: 1_000, endTPS: 1_000)], .constant)
                $0.reconnect = .init(
                    firstDelay: 10 * millisecond, longestDelay: 40 * millisecond)
            })
        #expect(result.end == .completed)
        #expect(result.total.planned == 400)
        #expect(result.total.accepted + result.total.inDoubt + result.total.missed == 400)
        #expect(result.reconnects.losses == 1)
    }

    @Test func withoutReconnectALossOfTheOnlySessionEndsTheRun() throws {
        let start = Clock.monotonic()
        let (result, server) = try runThrough(
            { _ in [.close] }, change: { $0.reconnect = nil })
        #expect(result.failure?.contains("every session was lost") == true, "\(result.end)")
        #expect(server.count(.bindTransceiver) == 1)
        #expect(Clock.monotonic() - start < 30_000 * millisecond)
    }

    @Test func aServerThatStaysAwayFailsTheRunAtItsPlannedEndWithTheRestMissed() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection > 0 || pdu.header.sequenceNumber > 20 ? [.close] : pdu.usualAnswer()
        }
        let length = 500 * millisecond
        let result = try run(
            plan(port: server.port) {
                $0.duration = length
                $0.load = .scheduled(
                    [.init(duration: length, startTPS: 200, endTPS: 200)], .constant)
                $0.reconnect = .init(
                    firstDelay: millisecond, longestDelay: 10 * millisecond)
            })
        #expect(
            result.failure?.hasPrefix("every session was lost at the end; the last: session 1")
                == true, "\(result.end)")
        #expect(result.total.planned == 100)
        #expect(result.total.accepted == 19)
        #expect(result.total.missed == 100 - result.total.submitted)
        #expect(result.reconnects.attempts > 1 && result.reconnects.binds == 0)
        #expect(result.reconnects.lostTime > 0)
        // The first loss, and the first attempt that failed, unless for the same reason.
        #expect((1...2).contains(result.notes.count))
    }

    @Test func aRunWithoutASessionForTooLongIsGivenUp() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection > 0 || pdu.header.sequenceNumber > 20 ? [.close] : pdu.usualAnswer()
        }
        let start = Clock.monotonic()
        let result = try run(
            plan(port: server.port) {
                $0.duration = 3_600_000 * millisecond
                $0.reconnect = .init(
                    firstDelay: millisecond, longestDelay: 10 * millisecond,
                    patience: 200 * millisecond)
            })
        #expect(
            result.failure?.hasPrefix("no session came back within 200 ms; the last: ") == true,
            "\(result.end)")
        #expect(Clock.monotonic() - start < 30_000 * millisecond)
    }
}

@Suite(.timeLimit(.minutes(15))) struct RepeatTests {
    @Test func unansweredMessagesOfALostConnectionAreSubmittedAgain() throws {
        let server = try ScriptedServer { pdu in
            guard pdu.connection == 0, pdu.header.commandID == .submitSM else {
                return pdu.usualAnswer()
            }
            let number = pdu.header.sequenceNumber
            return number < 22 ? pdu.usualAnswer() : number == 30 ? [.close] : []
        }
        let result = try run(
            plan(port: server.port) {
                $0.count = 300
                $0.duration = 60_000 * millisecond
                $0.inDoubt = .resubmit
                $0.reconnect = .init(
                    firstDelay: 10 * millisecond, longestDelay: 40 * millisecond)
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 300 && result.total.inDoubt == 0)
        #expect((9...16).contains(result.total.resubmitted))
        #expect(result.total.possibleDuplicates == result.total.resubmitted)
        #expect(server.count(.submitSM) >= Int(result.total.attempts) - 16)
    }

    @Test func throttledMessagesAreSentAgainUntilTheyAreAccepted() throws {
        let server = try ScriptedServer { pdu in
            pdu.header.commandID == .submitSM && pdu.header.sequenceNumber % 3 == 0
                ? [pdu.answer(.submitSMResp, .throttled)] : pdu.usualAnswer()
        }
        let result = try run(
            plan(port: server.port) {
                $0.count = 300
                $0.duration = 60_000 * millisecond
                $0.onThrottle = .retry(after: 20 * millisecond)
                $0.retryLimit = 100
            })
        #expect(result.end == .completed)
        #expect(result.total.accepted == 300 && result.total.throttled == 0)
        #expect(result.total.retried == result.responses(.throttled))
        #expect(result.total.retried > 100)
        #expect(server.count(.submitSM) == Int(result.total.attempts))
    }
}
