// A ceiling as the SMSC sees it: by the times at which messages arrive, and by the certificate.

import LoadEngine
import Platform
import SMPP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct CeilingOverSocketsTests {
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

    @Test func bothUnitsOfAScopeHoldAndTheTighterBinds() throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 300 * millisecond
                $0.message.shortMessage = [UInt8](repeating: 0x61, count: 200)
                $0.ceilings = [
                    .init(scope: .run, tps: 400), .init(scope: .run, tps: 500, unit: .segment),
                ]
            })
        #expect(result.end == .completed)
        #expect(result.ceilings.map(\.unit) == [.message, .segment])
        #expect(result.ceilings.allSatisfy { $0.violations == 0 && $0.violations10ms == 0 })
        #expect(result.ceilings[1].worstSecond == 2 * result.ceilings[0].worstSecond)
        #expect(result.ceilings[1].worst100ms <= 55)
        let times = server.received.filter { $0.header.commandID == .submitSM }.map(\.time)
        #expect(times.count == Int(result.total.submitted))
        #expect(times.count <= 3 * 27 && times.count > 12, "segments bind")
    }

    @Test func aCeilingHoldsThroughReconnects() throws {
        // Each connection is dropped at its 40th message, unanswered.
        let seen = Mutex<[Int: Int]>([:])
        let server = try ScriptedServer { pdu in
            guard pdu.header.commandID == .submitSM else { return pdu.usualAnswer() }
            let number = seen.withLock { seen in
                seen[pdu.connection, default: 0] += 1
                return seen[pdu.connection] ?? 0
            }
            return number < 40 ? pdu.usualAnswer() : [.drop(connection: pdu.connection)]
        }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 1_500 * millisecond
                $0.ceilings = [.init(scope: .run, tps: 300), .init(scope: .session, tps: 150)]
                $0.reconnect = .init(
                    firstDelay: millisecond, longestDelay: 10 * millisecond)
                $0.inDoubt = .resubmit
            })
        // The end may find all three lost at once: the ceilings are kept whatever it says.
        #expect(result.reconnects.losses > 0 && result.reconnects.binds > 0)
        #expect(result.total.resubmitted > 0)
        let submits = server.received.filter { $0.header.commandID == .submitSM }
        #expect(submits.count > 40, "each connection's 40th is its last")
        #expect(mostForCertain(submits, in: 1_000 * millisecond) <= 300)
        #expect(mostForCertain(submits, in: 100 * millisecond) <= 33)
        #expect(result.ceilings.count == 2)
        #expect(result.ceilings.allSatisfy { $0.violations == 0 && $0.violations100ms == 0 })
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
