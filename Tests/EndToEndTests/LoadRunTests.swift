// Whole runs against the built-in SMSC: how long their phases were, and how they end.

import LoadEngine
import MockSMSC
import SMPP
import Testing

@Suite struct LoadRunTests {
    private static let second: Int64 = 1_000_000_000

    private func server(
        _ configure: (inout MockSMSCConfiguration) -> Void = { _ in }
    ) throws -> MockSMSC {
        var configuration = MockSMSCConfiguration()
        configuration.port = 0
        configure(&configuration)
        return try MockSMSC(configuration)
    }

    private func plan(
        _ server: MockSMSC, _ bindTypes: [BindType] = [.transceiver],
        load: LoadPlan.Load = .windowDriven
    ) -> LoadPlan {
        let bind = BindRequest(systemID: "me", password: "right")
        return LoadPlan(
            target: .init(host: "127.0.0.1", port: server.port),
            sessions: bindTypes.map { LoadPlan.Session(bind: bind, bindType: $0) },
            message: SubmitSM(source: "1", destination: "2", shortMessage: [0x31]), load: load)
    }

    @Test func aClosedLoopsCountEndsItsMeasuredPhase() throws {
        let server = try server()
        var plan = plan(server)
        plan.duration = 168 * 3_600 * Self.second
        plan.count = 1_000
        let result = try LoadRun(plan).run { _, _ in }
        _ = server.stop()
        let measured = try #require(result.measured)
        #expect(result.end == .completed)
        #expect(measured.ledger.accepted == 1_000)
        #expect(measured.duration > 0)
        #expect(measured.duration < 60 * Self.second)
    }

    @Test(arguments: 1...4)
    func aClosedLoopKeepsItsWindowFull(window: Int) throws {
        let server = try server { $0.responseDelay = .fixed(Self.second / 2) }
        var plan = plan(server)
        plan.window = window
        plan.duration = 60 * Self.second
        let run = try LoadRun(plan)
        var most: Int64 = 0
        let result = run.run { interval, _ in
            most = max(most, interval.inFlight)
            if most >= Int64(window) { run.interrupt() }
        }
        _ = server.stop()
        #expect(most == Int64(window))
        #expect(result.end == .interrupted)
    }

    @Test func anOpenLoopsCountEndsItsMeasuredPhaseOneGapAfterItsLastSlot() throws {
        let server = try server()
        let stage = LoadPlan.Stage(duration: 3_600 * Self.second, startTPS: 1_000, endTPS: 1_000)
        var plan = plan(server, load: .scheduled([stage], .constant))
        plan.warmup = Self.second / 10
        plan.duration = stage.duration - plan.warmup
        plan.count = 200
        let result = try LoadRun(plan).run { _, _ in }
        _ = server.stop()
        let measured = try #require(result.measured)
        #expect(measured.ledger.accepted == 200)
        #expect(measured.duration >= Self.second / 5)
        #expect(measured.duration < 60 * Self.second)
        #expect(result.phases.first?.duration == plan.warmup)
    }

    @Test func aRunThatIsSteeredSendsEachSlotOnceAndSaysSo() throws {
        let server = try server()
        let stage = LoadPlan.Stage(duration: 2 * Self.second, startTPS: 500, endTPS: 500)
        var plan = plan(server, load: .scheduled([stage], .constant))
        plan.duration = stage.duration
        let run = try LoadRun(plan)
        run.changeRate(bySteps: 1)
        #expect(run.progress == nil)
        var seconds = 0
        let result = run.run { _, _ in
            seconds += 1
            switch seconds {
            case 1:
                run.changeRate(bySteps: 2)
                run.pauseOrResume()
            case 3:
                run.pauseOrResume()
            default: break
            }
        }
        _ = server.stop()
        let measured = try #require(result.measured)
        #expect(result.end == .completed)
        #expect(measured.ledger.planned == 1_000)
        #expect(measured.ledger.missed == 0)
        #expect(result.rateChanges.map(\.factor) == [1.21, 0, 1.21])
        // A time goes through the factors there and back, each way rounded.
        let scheduled = try #require(measured.scheduledDuration)
        #expect(abs(scheduled - plan.duration) <= 1)
        // The pause alone lasted from the first second's end to the third's.
        #expect(measured.duration > 2 * Self.second)
        #expect(result.intervals.map(\.ledger.submitted).contains { $0 < 100 })
    }

    @Test func aShardThatOnlyReceivesDoesNotKeepTheRunFromItsEnd() throws {
        let server = try server()
        var plan = plan(server, [.transmitter, .receiver])
        plan.shardCount = 2
        plan.duration = 168 * 3_600 * Self.second
        plan.count = 100
        let result = try LoadRun(plan).run { _, _ in }
        _ = server.stop()
        #expect(result.end == .completed)
        #expect(result.measured?.ledger.accepted == 100)
    }

    @Test func aRunOfItsPlannedLengthSaysSo() throws {
        let server = try server()
        let stage = LoadPlan.Stage(duration: Self.second / 2, startTPS: 100, endTPS: 100)
        var plan = plan(server, load: .scheduled([stage], .constant))
        plan.duration = stage.duration
        let result = try LoadRun(plan).run { _, _ in }
        _ = server.stop()
        #expect(result.measured?.duration == plan.duration)
        #expect(result.measured?.ledger.planned == 50)
    }

    @Test func anInterruptBeforeTheFirstMessageLeavesNoPhase() throws {
        let server = try server()
        let run = try LoadRun(plan(server))
        run.interrupt()
        let result = run.run { _, _ in }
        let counters = server.stop()
        #expect(result.end == .interrupted)
        #expect(result.phases.isEmpty)
        #expect(counters.submits == 0)
    }

    @Test func anInterruptInTheWarmUpLeavesNoMeasuredPhase() throws {
        let server = try server()
        let stage = LoadPlan.Stage(duration: 7_200 * Self.second, startTPS: 100, endTPS: 100)
        var plan = plan(server, load: .scheduled([stage], .constant))
        plan.warmup = 3_600 * Self.second
        plan.duration = 3_600 * Self.second
        let run = try LoadRun(plan)
        var labels: [String] = []
        let result = run.run { _, progress in
            labels.append(progress.phase)
            run.interrupt()
        }
        _ = server.stop()
        #expect(result.end == .interrupted)
        #expect(result.phases.map(\.name) == ["warmup"])
        let warmup = try #require(result.phases.first)
        #expect(warmup.duration >= Self.second)
        #expect(warmup.duration < 60 * Self.second)
        #expect(warmup.ledger.identities.allSatisfy { $0.left == $0.right })
        #expect(labels.first == "warmup")
    }

    @Test func anInterruptedRunLastedUntilItStoppedSending() throws {
        let server = try server()
        let stage = LoadPlan.Stage(duration: 3_600 * Self.second, startTPS: 100, endTPS: 100)
        var plan = plan(server, load: .scheduled([stage], .constant))
        plan.duration = stage.duration
        let run = try LoadRun(plan)
        let result = run.run { _, _ in run.interrupt() }
        _ = server.stop()
        let measured = try #require(result.measured)
        #expect(measured.duration >= Self.second)
        #expect(measured.duration < 60 * Self.second)
        #expect(measured.ledger.identities.allSatisfy { $0.left == $0.right })
    }

    @Test func whenOneBindIsRefusedTheOthersAreUnbound() throws {
        let server = try server {
            $0.accounts = [.init(systemID: "me", password: "right")]
        }
        var plan = plan(server, [.transceiver, .transceiver, .transceiver])
        plan.sessions.append(
            .init(bind: BindRequest(systemID: "me", password: "wrong"), bindType: .transceiver))
        let result = try LoadRun(plan).run { _, _ in }
        let counters = server.stop()
        guard case .failed(let reason) = result.end else {
            Issue.record("\(result.end)")
            return
        }
        #expect(reason.contains("ESME_RINVPASWD"))
        #expect(result.phases.isEmpty)
        #expect(counters.binds == 3)
        #expect(counters.bindsRefused == 1)
        #expect(counters.closedAfterUnbind == 3)
    }
}
