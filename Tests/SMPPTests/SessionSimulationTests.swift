// Both session machines against each other, over bad wires and with careless applications.

import SMPP
import Testing

@Suite struct SessionSimulationTests {
    /// A seed that fails is an argument of this test: run it alone to see what happened.
    @Test(arguments: [UInt64(1), 1001, 2001, 3001])
    func bothSidesKeepTheirTimesAnswerOnlyWhatWasAskedAndEndClosed(_ firstSeed: UInt64) {
        for seed in firstSeed..<firstSeed + 250 {
            var simulation = SessionSimulation(seed: seed)
            simulation.run()
            #expect(simulation.violations.isEmpty, "seed \(seed): \(simulation.violations)")
        }
    }

    @Test func theSimulationBindsAndEndsSessionsForEveryReason() {
        var reasons = Set<CloseReason>()
        var boundCount = 0
        for seed in UInt64(1)...600 {
            var simulation = SessionSimulation(seed: seed)
            simulation.run()
            reasons.formUnion(simulation.reasons)
            boundCount += simulation.wasBound ? 1 : 0
        }
        #expect(boundCount > 300)
        for reason in CloseReason.allCases {
            #expect(reasons.contains(reason), "no session of the simulation ended so: \(reason)")
        }
    }
}
