// A ceiling as the SMSC sees it: by the times at which messages arrive, and by the certificate.

import LoadEngine
import Platform
import SMPP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct CeilingOverSocketsTests {
    @Test(arguments: [1, 3]) func runCeilingHoldsOverAllSessions(_ shards: Int) throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let result = try run(
            plan(port: server.port, sessions: Array(repeating: .transceiver, count: 3)) {
                $0.shardCount = shards
                $0.duration = 300 * millisecond
                $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 400)]
            })
        #expect(result.end == .completed)
        let certificate = try #require(result.ceilings.first)
        #expect(result.ceilings.count == 1)
        #expect(certificate.tps == 400)
        #expect(certificate.violations == 0)
        #expect(certificate.worstSecond == result.total.submitted)
        #expect(certificate.worst100ms <= 44)
        #expect(certificate.worst10ms <= 8)
        // The log saw what the server saw.
        let times = server.received.filter { $0.header.commandID == .submitSM }.map(\.time)
        #expect(Int64(times.count) == result.total.submitted)
        #expect(times.count <= 3 * 44, "three stretches of 100 ms")
        #expect(times.count > 20, "the ceiling is used")
        #expect(most(times, in: 1_000 * millisecond) <= 400)
        // The sessions of a shard take turns.
        let connections = Set(
            server.received.filter { $0.header.commandID == .submitSM }.map(\.connection))
        #expect(connections.count == 3 || shards > 1)
    }

    @Test func smallCeilingIsNeverExceededInASecond() throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 300 * millisecond
                $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 10)]
            })
        #expect(result.end == .completed)
        #expect(result.total.submitted <= 10)
        #expect(result.total.submitted >= 2)
        #expect(server.count(.submitSM) == Int(result.total.submitted))
        #expect(result.ceilings.first?.violations == 0)
    }

    @Test(arguments: [LoadPlan.CeilingScope.session, .account])
    func otherScopesHoldToo(_ scope: LoadPlan.CeilingScope) throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 300 * millisecond
                $0.sessions[1].bind.systemID = "other"
                $0.ceilings = [LoadPlan.Ceiling(scope: scope, tps: 100)]
            })
        #expect(result.end == .completed)
        for connection in 0..<2 {
            let sent = server.received.count {
                $0.header.commandID == .submitSM && $0.connection == connection
            }
            #expect(sent <= 33 && sent >= 5, "connection \(connection)")
        }
        #expect(result.ceilings.first?.violations == 0)
    }

    /// A plan that soon fills the socket of a peer that reads nothing.
    private func filling(_ port: UInt16, duration: Int64) -> LoadPlan {
        plan(port: port, sessions: [.transceiver, .transceiver]) {
            $0.shardCount = 2
            $0.window = 1_000
            $0.count = 900
            $0.duration = duration
            $0.responseTimeout = duration
            $0.message.tlvs = [
                TLV(tag: .messagePayload, value: [UInt8](repeating: 0x61, count: 60_000))
            ]
            $0.message.shortMessage = []
            $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 3_000)]
        }
    }

    @Test func sessionLostWithAFullSocketDoesNotHoldTheOthersBack() throws {
        // Connection 0 reads nothing and is dropped once the other has been silent: the tickets of
        // what was stuck must not keep the run's ceiling waiting.
        let server = try ScriptedServer { pdu in
            switch (pdu.connection, pdu.header.commandID) {
            case (0, .submitSM): [.stopReading]
            case (1, .enquireLink): [.drop(connection: 0)] + pdu.usualAnswer()
            default: pdu.usualAnswer()
            }
        }
        var plan = filling(server.port, duration: 10_000 * millisecond)
        plan.enquireLinkInterval = 50 * millisecond
        let start = Clock.monotonic()
        let result = try run(plan)
        #expect(result.end == .completed)
        #expect(result.notes.count == 1)
        #expect(result.total.submitted == 900)
        #expect(result.total.inDoubt > 0)
        #expect(Clock.monotonic() - start < 9_000 * millisecond)
        #expect(result.ceilings.first?.violations == 0)
    }

    @Test func stuckSessionDoesNotHoldTheOthersBack() throws {
        let server = try ScriptedServer { pdu in
            pdu.connection == 0 && pdu.header.commandID == .submitSM
                ? [.stopReading] : pdu.usualAnswer()
        }
        // A third of a second's worth; the rest is for a machine that has other things to do.
        let result = try run(filling(server.port, duration: 2_000 * millisecond))
        #expect(result.end == .completed)
        #expect(result.total.submitted == 900)
        #expect(result.ceilings.first?.violations == 0)
        // What waits in the stuck connection may still arrive at any time.
        #expect(result.notes.contains { $0.hasPrefix("TCP kept messages back") })
    }
}
