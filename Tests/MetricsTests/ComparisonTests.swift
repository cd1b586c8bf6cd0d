// Shifts between sets of values against numbers of SciPy 1.x (stats.wilcoxon and mannwhitneyu, exact)
// and against sets that do not differ, drawn from printed seeds.

import Metrics
import TestSupport
import Testing

@Suite struct ComparisonTests {
    private static let slower = [
        -0.030459207484708574, -0.019802627296179754, -0.015424470325631639, -0.020000666706669543,
        -0.008113634774169664, -0.031560804912217556, -0.014538158446027282, -0.016048488870463916,
        -0.02392935714589973, -0.021331433516057558,
    ]

    @Test func pairsOfOneDirectionGiveTheEstimateAndIntervalOfTheSignedRankTest() throws {
        let shift = try #require(LocationShift(pairedDifferences: Self.slower))
        #expect(abs(shift.estimate + 0.01983721984319361) < 1e-12)
        #expect(shift.significance(below: 0) == 0.001953125)
        #expect(shift.significance(above: 0) == 1)
        let interval = try #require(shift.interval(alpha: 0.05))
        #expect(abs(interval.lowerBound + 0.025681716104198657) < 1e-12)
        #expect(abs(interval.upperBound + 0.014981314385829461) < 1e-12)
    }

    @Test func pairsOfBothDirectionsGiveTheSignificanceOfTheSignedRankTest() throws {
        let mixed = [0.021, -0.013, 0.034, 0.008, 0.055, 0.017, -0.004, 0.041]
        let shift = try #require(LocationShift(pairedDifferences: mixed))
        #expect(shift.significance(above: 0) == 0.0546875)
        #expect(abs(shift.estimate - 0.02) < 1e-12)
        let interval = try #require(shift.interval(alpha: 0.05))
        #expect(abs(interval.lowerBound + 0.0025) < 1e-12)
        #expect(abs(interval.upperBound - 0.041) < 1e-12)
    }

    @Test func setsWithoutPairsGiveTheMannWhitneyTestAndItsShift() throws {
        let shift = try #require(
            LocationShift(from: [100, 102, 98, 101, 99], to: [104, 106, 103.5, 101.5, 107, 105]))
        #expect(abs(shift.significance(above: 0) - 0.008658008658008658) < 1e-12)
        #expect(shift.estimate == 4.75)
        #expect(shift.interval(alpha: 0.05) == 1.5...7)
    }

    @Test func tooFewRunsGiveNoInterval() throws {
        let five = try #require(LocationShift(pairedDifferences: [1, 2, 3, 4, 5]))
        #expect(five.interval(alpha: 0.05) == nil)
        #expect(five.leastSignificance == 0.0625)
        let six = try #require(LocationShift(pairedDifferences: [1, 2, 3, 4, 5, 6]))
        #expect(six.interval(alpha: 0.05) == 1...6)
        #expect(six.leastSignificance == 0.03125)
        let three = try #require(LocationShift(from: [1, 2, 3], to: [4, 5, 6]))
        #expect(three.interval(alpha: 0.05) == nil)
        let four = try #require(LocationShift(from: [1, 2, 3, 4], to: [5, 6, 7, 8]))
        #expect(abs(four.leastSignificance - 0.02857142857142857) < 1e-12)
        #expect(LocationShift(pairedDifferences: []) == nil)
    }

    @Test func pairsWithoutAnyDifferenceAreNoShift() throws {
        let same = try #require(
            LocationShift(pairedDifferences: [Double](repeating: 0, count: 10)))
        #expect(same.interval(alpha: 0.05) == 0...0)
        #expect(same.significance(above: 0) == 1)
    }

    @Test func aTestAmongSeveralMustBeStricter() {
        let adjusted = Holm.adjusted([0.012, 0.04, 0.003, 0.03, 0.2])
        let expected = [0.048, 0.09, 0.015, 0.09, 0.2]
        #expect(zip(adjusted, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(Holm.adjusted([]).isEmpty)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func setsThatDoNotDifferAreSaidToDifferNoMoreOftenThanPromised(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rounds = 2_000
        var wrong = (paired: 0, unpaired: 0)
        func noise() -> Double {
            (0..<4).reduce(0) { sum, _ in sum + Double.random(in: -0.03...0.03, using: &random) }
        }
        for _ in 0..<rounds {
            let base = (0..<10).map { _ in noise() }
            let new = (0..<10).map { _ in noise() }
            let pairs = try #require(
                LocationShift(pairedDifferences: zip(base, new).map { $1 - $0 }))
            let sets = try #require(LocationShift(from: base, to: new))
            if pairs.interval(alpha: 0.05)?.contains(0) == false { wrong.paired += 1 }
            if sets.interval(alpha: 0.05)?.contains(0) == false { wrong.unpaired += 1 }
        }
        // Promised are 4.88 % and 4.33 %; four standard errors of 2,000 rounds are 1.9 %.
        #expect((0.029...0.068).contains(Double(wrong.paired) / Double(rounds)), "seed \(seed)")
        #expect((0.024...0.063).contains(Double(wrong.unpaired) / Double(rounds)), "seed \(seed)")
    }
}
