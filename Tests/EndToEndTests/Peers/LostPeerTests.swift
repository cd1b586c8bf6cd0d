// Sessions that end at the worst moment: with their bind_resp, under a write, or one of several. What
// was answered counts as answered, and the run names the cause.

import LoadEngine
import Platform
import SMPP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct LostPeerTests {
    private static let unbind = hex("00 00 00 10 00 00 00 06 00 00 00 00 00 00 00 07")

    @Test func unbindGluedToTheBindRespEndsTheRunAtOnceAndIsNamed() throws {
        let server = try ScriptedServer { pdu in
            pdu.header.commandID == .bindTransceiver
                ? pdu.usualAnswer() + [.send(Self.unbind)] : pdu.usualAnswer()
        }
        let start = Clock.monotonic()
        let result = try run(
            plan(port: server.port) {
                $0.connectTimeout = 20_000 * millisecond
                $0.reconnect = nil
            })
        #expect(result.failure?.contains("the peer sent unbind") == true, "\(result.end)")
        #expect(Clock.monotonic() - start < 10_000 * millisecond)
    }

    /// Ends with unread requests, and so with a reset, often under a write of the shard's.
    @Test(arguments: 1...10)
    func whatWasAnsweredBeforeAResetIsNotInDoubt(_ attempt: Int) throws {
        let answers = Mutex<[UInt8]>([])
        let server = try ScriptedServer { pdu in
            guard pdu.header.commandID == .submitSM else { return pdu.usualAnswer() }
            // In one piece, which arrives whole whatever becomes of the connection.
            return answers.withLock { octets in
                for case .send(let answer) in pdu.usualAnswer() { octets += answer }
                return pdu.header.sequenceNumber == 401 ? [.send(octets), .close] : []
            }
        }
        let result = try run(
            plan(port: server.port) {
                $0.window = 50_000
                $0.reconnect = nil
                $0.duration = 1_000 * millisecond
                $0.load = .scheduled(
                    [.init(duration: 1_000 * millisecond, startTPS: 50_000, endTPS: 50_000)],
                    .constant)
            })
        #expect(result.failure?.contains("every session was lost") == true, "\(result.end)")
        #expect(result.total.accepted == 400)
        #expect(result.total.inDoubt == result.total.submitted - 400)
    }

    @Test func theIntervalsGoOnWhenAShardHasLostItsSessions() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection == 0 && pdu.header.commandID == .submitSM ? [.close] : pdu.usualAnswer()
        }
        let length = 1_300 * millisecond
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.reconnect = nil
                $0.duration = length
                $0.load = .scheduled(
                    [.init(duration: length, startTPS: 200, endTPS: 200)], .constant)
            })
        #expect(result.end == .completed)
        #expect(result.notes.count == 1)
        let interval = try #require(result.intervals.first, "one a second")
        #expect(interval.ledger.submitted > 100)
    }

    @Test func aPairThatLosesItsTransmitterFailsAtOnce() throws {
        let server = try ScriptedServer { pdu in
            pdu.header.commandID == .submitSM && pdu.header.sequenceNumber > 5
                ? [.close] : pdu.usualAnswer()
        }
        let start = Clock.monotonic()
        let result = try run(
            plan(port: server.port, sessions: [.transmitter, .receiver]) {
                $0.shardCount = 2
                $0.reconnect = nil
                $0.duration = 60_000 * millisecond
            })
        #expect(
            result.failure?.hasPrefix("every session that may send was lost; the last: session 1")
                == true, "\(result.end)")
        #expect(Clock.monotonic() - start < 20_000 * millisecond)
    }
}
