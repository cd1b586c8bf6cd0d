// Five parts of one schedule at once against one SMSC, as five machines would send them.

import LoadEngine
import Platform
import SMPP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct SegmentRunTests {
    private func part(_ number: Int, port: UInt16, startAt: Int64) -> LoadPlan {
        plan(port: port) {
            $0.segment = .init(part: number, of: 5)
            $0.startAt = startAt
            $0.warmup = 100 * millisecond
            $0.duration = 300 * millisecond
            $0.load = .scheduled(
                [LoadPlan.Stage(duration: 400 * millisecond, startTPS: 503, endTPS: 503)],
                .poisson)
            $0.ceilings = [LoadPlan.Ceiling(scope: .run, tps: 2_001)]
            $0.message.destinationAddress = "\(number)"
        }
    }

    @Test func fivePartsSendTheWholeScheduleAtOneTime() async throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let startAt = Clock.wall() + 700 * millisecond
        let results = try await withThrowingTaskGroup(of: RunResult.self) { group in
            for number in 1...5 {
                let plan = part(number, port: server.port, startAt: startAt)
                group.addTask { try run(plan) }
            }
            return try await group.reduce(into: [RunResult]()) { $0.append($1) }
        }
        let first = try #require(results.first).plan
        guard case .scheduled(let stages, let arrivals) = first.load else { return }
        let whole = Schedule(stages: stages, arrivals: arrivals, seed: first.seed)
        #expect(results.allSatisfy { $0.end == .completed })
        #expect(results.reduce(0) { $0 + $1.total.planned } == whole.slotCount)
        let sent = results.reduce(0) { $0 + $1.total.submitted }
        #expect(server.count(.submitSM) == Int(sent))
        #expect(Set(results.map(\.startedAtWallClock)) == [startAt])
        for result in results {
            #expect(result.phases.map(\.duration) == [100 * millisecond, 300 * millisecond])
            let number = try #require(result.plan.segment?.part)
            let share = number == 1 ? 401.0 : 400
            #expect(result.ceilings.first?.tps == share)
            #expect(
                result.notes.contains(
                    "part \(number) of 5 keeps \(Int(share)) of the 2001 messages a second per run")
            )
        }
    }

    @Test func aCountIsOneOfTheWholeSchedule() throws {
        let server = try ScriptedServer { $0.usualAnswer() }
        let counts = try (1...3).map { number in
            try run(
                plan(port: server.port) {
                    $0.segment = .init(part: number, of: 3)
                    $0.count = 31
                    $0.load = .scheduled(
                        [LoadPlan.Stage(duration: 100 * millisecond, startTPS: 900, endTPS: 900)],
                        .constant)
                }
            ).total.planned
        }
        #expect(counts == [11, 10, 10])
    }
}
