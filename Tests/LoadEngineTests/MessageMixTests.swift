// Which message a slot carries depends on its number and the seed alone, in the shares asked for.

import LoadEngine
import Platform
import SMPP
import Testing

@Suite struct MessageMixTests {
    private func mix(_ shares: [Int], stages: [[Int]?] = [], seed: UInt64 = 1) -> MessageMix {
        var plan = LoadPlan(
            target: .init(host: "", port: 1), sessions: [], message: SubmitSM())
        plan.messages = shares.enumerated().map {
            .init(name: "m\($0)", message: SubmitSM(), share: $1)
        }
        plan.seed = seed
        plan.load = .scheduled(
            stages.map { .init(duration: 1, startTPS: 1, endTPS: 1, mix: $0) }, .constant)
        // The arena is mapped for as long as the test.
        return MessageMix(plan: plan, arena: Self.arena)
    }

    private static let arena = Arena()

    private func counts(_ mix: MessageMix, stage: Int = -1, slots: Int64 = 100_000) -> [Int] {
        var counts = [Int](repeating: 0, count: mix.count)
        for slot in 0..<slots { counts[mix.message(ofSlot: slot, stage: stage)] += 1 }
        return counts
    }

    @Test(arguments: [UInt64(1), 2, 12_345])
    func eachMessageHasItsShare(seed: UInt64) {
        let found = counts(mix([1, 3, 0, 6], seed: seed))
        #expect(found[2] == 0)
        // Five standard deviations of 100,000 draws.
        for (count, share) in [(found[0], 0.1), (found[1], 0.3), (found[3], 0.6)] {
            let expected = 100_000 * share
            #expect(abs(Double(count) - expected) < 5 * (expected * (1 - share)).squareRoot())
        }
    }

    @Test func theSameSlotAlwaysCarriesTheSameMessage() {
        let one = mix([1, 1, 1], seed: 7)
        let again = mix([1, 1, 1], seed: 7)
        let other = mix([1, 1, 1], seed: 8)
        let slots: [Int64] = (0..<1_000).map { $0 * 37 % 1_000 }
        let drawn = slots.map { one.message(ofSlot: $0, stage: -1) }
        #expect(drawn == slots.map { again.message(ofSlot: $0, stage: -1) })
        #expect(drawn != slots.map { other.message(ofSlot: $0, stage: -1) })
    }

    @Test func aStageHasItsOwnSharesOrTheCommonOnes() {
        let mix = mix([1, 1], stages: [[1, 0], nil, [0, 5]])
        #expect(counts(mix, stage: 0) == [100_000, 0])
        #expect(counts(mix, stage: 2) == [0, 100_000])
        #expect(counts(mix, stage: 1) == counts(mix))
        #expect(abs(counts(mix)[0] - 50_000) < 800)
    }

    @Test func oneMessageIsAlwaysTheFirst() {
        #expect(counts(mix([5]), slots: 100) == [100])
    }
}
