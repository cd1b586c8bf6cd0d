// What delays are drawn: every law against the figures it was given, and the timetable against a
// sorted list.

import MockSMSC
import Platform
import Testing

@Suite struct DelayTests {
    private static let millisecond: Int64 = 1_000_000

    /// Draws in rising order, nanoseconds.
    private func draws(_ delay: Delay, count: Int = 20_000, compression: Double = 1) -> [Int64] {
        let arena = Arena()
        let sampler = DelaySampler(delay, dividedBy: compression, arena: arena)
        var random = SplitMix64(seed: 7)
        return (0..<count).map { _ in sampler.draw(&random) }.sorted()
    }

    @Test func fixedIsAlwaysTheSame() {
        #expect(Set(draws(.fixed(5), count: 10)) == [5])
        #expect(draws(.mix([Delay.Share(3, 9)]), count: 2) == [9, 9])
    }

    @Test func uniformFillsItsRange() {
        let all = draws(.uniform(1000, 3000))
        #expect(all.first! >= 1000 && all.first! < 1010)
        #expect(all.last! <= 3000 && all.last! > 2990)
        #expect(abs(all[10_000] - 2000) < 50)
    }

    @Test func normalHasItsMeanAndDeviationAndNothingBelowZero() {
        let all = draws(.normal(mean: 100_000, deviation: 10_000))
        #expect(abs(all[10_000] - 100_000) < 500)
        // 84.13 % lie below one deviation.
        #expect(abs(all[16_826] - 110_000) < 700)
        #expect(draws(.normal(mean: 0, deviation: 10_000)).first == 0)
    }

    @Test func logNormalHasItsMedianAndItsNinetyNinthPercentile() {
        let all = draws(.logNormal(median: 10 * Self.millisecond, p99: 80 * Self.millisecond))
        #expect(abs(Double(all[10_000]) / 1e7 - 1) < 0.03)
        #expect(abs(Double(all[19_800]) / 8e7 - 1) < 0.1)
    }

    @Test func exponentialHasItsMean() {
        let all = draws(.exponential(mean: 1_000_000))
        #expect(abs(Double(all.reduce(0, +)) / 20_000 / 1e6 - 1) < 0.03)
        #expect(abs(Double(all[10_000]) / 693_147 - 1) < 0.05)
    }

    @Test func mixKeepsItsSharesAlsoInsideAMix() {
        let inner = Delay.mix([Delay.Share(1, 100), Delay.Share(3, 1000)])
        let all = draws(.mix([Delay.Share(80, 10), Delay.Share(20, inner)]))
        func share(_ value: Int64) -> Double {
            Double(all.count { $0 == value }) / Double(all.count)
        }
        #expect(abs(share(10) - 0.80) < 0.01)
        #expect(abs(share(100) - 0.05) < 0.006)
        #expect(abs(share(1000) - 0.15) < 0.01)
        #expect(Set(all) == [10, 100, 1000])
    }

    @Test func compressionDividesWhatIsDrawn() {
        #expect(draws(.fixed(5000), count: 1, compression: 50) == [100])
        let all = draws(.logNormal(median: 100_000_000, p99: 800_000_000), compression: 10)
        #expect(abs(Double(all[10_000]) / 1e7 - 1) < 0.03)
    }

    @Test func nothingIsLongerThanAWeek() {
        #expect(draws(.fixed(.max), count: 1) == [Delay.longest])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func timetableGivesOutWhatIsDueInTheOrderOfTimes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let arena = Arena()
        let capacity = 300
        var pool = ReceiptPool(arena: arena, capacity: capacity)
        var timetable = Timetable(arena: arena, capacity: capacity)
        // What waits, in the order it came; a stable sort is the oracle.
        var waiting: [(due: Int64, slot: Int32)] = []
        var now: Int64 = 0
        for _ in 0..<5_000 {
            now += Int64(random.next() % 20)
            if random.next() % 2 == 0, !pool.isFull {
                let slot = pool.take()
                let isResponse = random.next() % 2 == 0
                let due = now + (random.next() % 3 == 0 ? 50 : Int64(random.next() % 500))
                pool.describe(
                    slot, due: due, target: .none, account: isResponse ? -1 : 0, length: 16)
                timetable.add(slot, isResponse ? .response : .receipt, in: pool)
                waiting.append((due, slot))
            } else {
                let slot = timetable.takeDue(now, in: pool)
                let earliest = waiting.map(\.due).min() ?? .max
                guard slot >= 0 else {
                    #expect(earliest > now, "seed \(seed)")
                    continue
                }
                #expect(pool.due(slot) == earliest, "seed \(seed)")
                waiting.removeAll { $0.slot == slot }
                pool.free(slot)
            }
            #expect(timetable.nextDue(in: pool) == waiting.map(\.due).min() ?? .max)
            #expect(timetable.count == waiting.count)
        }
    }
}
