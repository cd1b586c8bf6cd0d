// A schedule that several machines share: their slots are the whole schedule's, each once, and their
// ceilings together no more than the whole's.

import LoadEngine
import SMPP
import Testing

@Suite struct SegmentTests {
    private static let second: Int64 = 1_000_000_000

    private static let stages: [LoadPlan.Stage] = [
        .init(duration: 3 * second, startTPS: 0, endTPS: 70),
        .init(duration: second, startTPS: 0, endTPS: 0),
        .init(duration: 2 * second, startTPS: 33, endTPS: 33),
    ]

    @Test(arguments: LoadPlan.Arrivals.allCases, [1, 2, 3, 5, 7, 1_000])
    func thePartsTogetherAreTheWhole(arrivals: LoadPlan.Arrivals, of: Int) {
        let whole = Schedule(stages: Self.stages, arrivals: arrivals, seed: 3)
        let parts = (1...of).map {
            Schedule(
                stages: Self.stages, arrivals: arrivals, seed: 3,
                segment: .init(part: $0, of: of))
        }
        #expect(parts.reduce(0) { $0 + $1.slotCount } == whole.slotCount)
        var times: [Int64: Int64] = [:]
        for part in parts {
            #expect(part.wholeSlotCount == whole.slotCount)
            #expect(part.duration == whole.duration)
            for slot in 0..<part.slotCount {
                #expect(times[part.number(of: slot)] == nil)
                times[part.number(of: slot)] = part.intendedTime(of: slot)
            }
        }
        #expect(times.count == Int(whole.slotCount))
        for slot in 0..<whole.slotCount {
            #expect(times[slot] == whole.intendedTime(of: slot))
        }
    }

    @Test func aPartHasItsShareOfTheRate() {
        let part = Schedule(
            stages: [.init(duration: Self.second, startTPS: 500, endTPS: 500)],
            arrivals: .constant, seed: 1, segment: .init(part: 2, of: 5))
        #expect(part.tps(at: 0) == 100)
        #expect(part.slotCount == 100)
        #expect(part.slotsBefore(Self.second / 2) == 50)
        #expect(part.intendedTime(of: 0) == 2_000_000)
    }

    @Test(arguments: 0...12 as ClosedRange<Int64>)
    func slotsBeforeANumberAreCountedForEachPart(number: Int64) {
        for of in 1...4 {
            let counts = (1...of).map { part in
                Schedule(
                    stages: [.init(duration: Self.second, startTPS: 10, endTPS: 10)],
                    arrivals: .constant, seed: 1, segment: .init(part: part, of: of)
                ).slots(beforeNumber: number)
            }
            #expect(counts.reduce(0, +) == min(number, 10), "\(of) parts")
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
    }

    @Test(arguments: [1.0, 5, 7, 99, 100, 101, 100.9], [1, 2, 5, 6])
    func thePartsOfACeilingTogetherNeverExceedIt(tps: Double, of: Int) {
        let session = LoadPlan.Session(bind: BindRequest(systemID: "a"), bindType: .transceiver)
        var plan = LoadPlan(
            target: .init(host: "", port: 1), sessions: [session], message: SubmitSM())
        plan.ceilings = LoadPlan.CeilingScope.allCases.map { .init(scope: $0, tps: tps) }
        let own = (1...of).map { part in
            plan.segment = .init(part: part, of: of)
            return plan.ownCeilings
        }
        for scope in [0, 1] {
            let shares = own.map { $0[scope].tps }
            #expect(shares.reduce(0, +) == tps.rounded(.down))
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
        }
        // A session belongs to one part.
        #expect(own.allSatisfy { $0[2].tps == tps })
    }

    @Test func whatCannotBeDividedIsRefused() {
        let session = LoadPlan.Session(bind: BindRequest(systemID: "a"), bindType: .transceiver)
        var plan = LoadPlan(
            target: .init(host: "127.0.0.1", port: 1), sessions: [session], message: SubmitSM())
        plan.segment = .init(part: 4, of: 5)
        #expect(throws: LoadError(message: "a closed loop has no schedule of which to send a part"))
        {
            try LoadRun(plan)
        }
        plan.load = .scheduled(
            [.init(duration: Self.second, startTPS: 1, endTPS: 1)], .constant)
        #expect(throws: Never.self) { try LoadRun(plan) }
        plan.ceilings = [.init(scope: .run, tps: 3)]
        #expect(
            throws: LoadError(
                message: "a ceiling of 3.0 a second per run leaves nothing for part 4 of 5")
        ) { try LoadRun(plan) }
        plan.segment = .init(part: 6, of: 5)
        #expect(throws: LoadError(message: "there is no part 6 of 5")) { try LoadRun(plan) }
    }

    @Test func aMessageThatNeverFitsItsCeilingIsRefused() {
        let session = LoadPlan.Session(bind: BindRequest(systemID: "a"), bindType: .transceiver)
        var message = SubmitSM()
        message.shortMessage = [UInt8](repeating: 0x61, count: 254)
        var plan = LoadPlan(
            target: .init(host: "127.0.0.1", port: 1), sessions: [session], message: message)
        plan.ceilings = [.init(scope: .run, tps: 1, unit: .segment)]
        #expect(
            throws: LoadError(
                message: "a message of 2 segments never fits a ceiling of 1.0 segments a second "
                    + "per run")
        ) { try LoadRun(plan) }
        plan.ceilings[0].tps = 2
        #expect(throws: Never.self) { try LoadRun(plan) }
    }
}
