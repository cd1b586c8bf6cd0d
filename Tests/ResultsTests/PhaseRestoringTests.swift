// A stored phase read back: every counter and every distribution of the engine survives. Whoever adds
// one is told here that it must be restored, too.

import LoadEngine
import Metrics
import Results
import Testing

@Suite struct PhaseRestoringTests {
    /// Every distribution of a phase.
    private static let distributions: [any WritableKeyPath<Timings, Histogram> & Sendable] = [
        \.latency, \.serviceTime, \.sendLag, \.pacerLag, \.windowWait, \.socketWait,
        \.ceilingWait, \.throttledServiceTime, \.receiptFromSubmit, \.receiptFromResponse,
        \.receiptCensored,
    ]

    @Test func everyDistributionIsRestoredExactly() throws {
        #expect(Mirror(reflecting: Timings()).children.count == Self.distributions.count)
        var phase = PhaseResult(name: "measure", startedAt: 0, duration: 1)
        for (index, path) in Self.distributions.enumerated() {
            Fixtures.spread(&phase.timings[keyPath: path], Int64(index) + 5, 1_234_567, 987_654_321)
            // Above the range of both layouts.
            phase.timings[keyPath: path].record(1 << 50)
        }
        phase.receiptStates = [2: 5, 5: 1, 15: 2]
        let rates = Rates(phase, targetTPS: nil, receipts: true)
        let steady = SteadyState(isSteady: true, reasons: [], slices: 12)
        let stored = RunReport.Phase(
            phase, startedAt: 0, rates: rates, steady: steady, idForm: "same")
        let restored = try PhaseResult(stored)
        #expect(
            RunReport.Phase(
                restored, startedAt: 0, rates: rates, steady: steady, idForm: "same") == stored)
        for path in Self.distributions {
            #expect(restored.timings[keyPath: path].count == phase.timings[keyPath: path].count)
            #expect(restored.timings[keyPath: path].overflowCount == 1)
        }
    }

    @Test func everyCounterIsRestored() throws {
        // Each number of the JSON another one, so that none can stand in for a neighbour.
        var next: Int64 = 0
        func number(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(let members):
                return .object(
                    members.sorted { $0.key < $1.key }.reduce(into: [:]) {
                        $0[$1.key] = number($1.value)
                    })
            default:
                next += 1
                return .integer(next)
            }
        }
        let empty = try JSONValue(encoding: RunReport.Counts(MessageLedger()))
        var counts = try number(empty).decoded(as: RunReport.Counts.self)
        // A sum of two others.
        counts.unanswered = counts.timedOut + counts.inDoubt
        #expect(RunReport.Counts(MessageLedger(counts)) == counts)
    }

    @Test func whatDoesNotFitItsHistogramIsRefused() {
        var two = Histogram(.response)
        two.record(5_000)
        two.record(9_000)
        let empty = Histogram(.response)
        func restored(
            _ histogram: Histogram, _ overflow: Int64, _ low: Int64, _ high: Int64, _ mean: Double
        ) -> Bool {
            var copy = histogram
            return copy.restore(overflow: overflow, min: low, max: high, mean: mean)
        }
        #expect(restored(two, 0, 5_000, 9_000, 7_000))
        #expect(!restored(two, 0, 4_000, 9_000, 7_000))
        #expect(!restored(two, 0, 5_000, 8_000, 7_000))
        #expect(!restored(two, 1, 5_000, 9_000, 7_000))
        #expect(!restored(two, -1, 5_000, 9_000, 7_000))
        #expect(!restored(two, 0, 5_000, 9_000, 90_000))
        #expect(restored(two, 1, 5_000, 1 << 50, 7_000))
        #expect(!restored(empty, 0, 0, 0, 0))
        #expect(restored(empty, 2, 1 << 50, 1 << 51, 1.5e15))
    }
}
