// How a message's lag divides: against a list of all holds, whatever they were, and with more of
// them than the history has points for.

import LoadEngine
import Platform
import TestSupport
import Testing

@Suite struct HoldHistoryTests {
    private struct Hold {
        var from: Int64
        var to: Int64
        var cause: HoldCause
    }

    private let arena = Arena()
    private static let causes: [HoldCause] = [.window, .socket, .ceiling]

    /// `count` holds of up to `longest`, some with a pause before them, from 1,000 on.
    private func holds(
        _ count: Int, longest: Int64, _ random: inout SeededGenerator
    ) -> [Hold] {
        var holds: [Hold] = []
        var time: Int64 = 1_000
        for _ in 0..<count {
            if Bool.random(using: &random) { time += Int64.random(in: 0...longest, using: &random) }
            let from = time
            time += Int64.random(in: 1...longest, using: &random)
            let cause = Self.causes.randomElement(using: &random) ?? .window
            holds.append(Hold(from: from, to: time, cause: cause))
        }
        return holds
    }

    /// The time between two instants in which a cause held, by the list.
    private func overlap(_ holds: [Hold], _ cause: HoldCause, _ from: Int64, _ to: Int64) -> Int64 {
        holds.reduce(0) { sum, hold in
            hold.cause == cause ? sum + max(0, min(hold.to, to) - max(hold.from, from)) : sum
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func partsAreTheOverlapsWithEachCauseAndAddUpToTheLag(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let all = holds(200, longest: 1_000, &random)
        var history = HoldHistory(arena: arena)
        for (index, hold) in all.enumerated() {
            history.begin(hold.cause, at: hold.from)
            // Also while the last one goes on.
            let ready =
                index % 2 == 0 ? hold.to : Int64.random(in: hold.from...hold.to, using: &random)
            if index % 2 == 0 { history.end(at: hold.to) }
            let due = Int64.random(in: 0...ready, using: &random)
            let sent = ready + Int64.random(in: 0...50, using: &random)
            let seen = Array(all[...index])
            let parts = history.parts(due: due, ready: ready, sent: sent)
            #expect(parts.held.window == overlap(seen, .window, due, ready), "seed \(seed)")
            #expect(parts.held.socket == overlap(seen, .socket, due, ready), "seed \(seed)")
            #expect(parts.held.ceiling == overlap(seen, .ceiling, due, ready), "seed \(seed)")
            let held = parts.held.window + parts.held.socket + parts.held.ceiling
            #expect(held + parts.pacer == sent - due, "seed \(seed)")
            history.end(at: hold.to)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func withMoreHoldsThanPointsWhatIsRecentStaysExactAndWhatIsPastStaysClose(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let all = holds(20_000, longest: 1_000, &random)
        var history = HoldHistory(arena: arena)
        for hold in all {
            history.begin(hold.cause, at: hold.from)
            history.end(at: hold.to)
        }
        let end = all.last?.to ?? 0
        // No pair of points is further apart than the holds that were merged into it.
        for (count, tolerance) in [(50, 0), (2_000, 0.05), (20_000, 0.01)] {
            let due = all[all.count - count].from
            let parts = history.parts(due: due, ready: end, sent: end)
            for (cause, part) in zip(
                Self.causes, [parts.held.window, parts.held.socket, parts.held.ceiling])
            {
                let expected = overlap(all, cause, due, end)
                let error = Double(abs(part - expected))
                #expect(error <= tolerance * Double(end - due), "seed \(seed), last \(count)")
            }
            let held = parts.held.window + parts.held.socket + parts.held.ceiling
            #expect(held + parts.pacer == end - due, "seed \(seed)")
        }
    }

    @Test func aHoldThatWasToBeginLaterThanItEndedNeverWas() {
        var history = HoldHistory(arena: arena)
        history.begin(.window, at: 1_000)
        history.end(at: 900)
        let parts = history.parts(due: 800, ready: 2_000, sent: 2_100)
        #expect(parts.pacer == 1_300)
    }

    @Test func whatNothingHeldIsThePacers() {
        let history = HoldHistory(arena: arena)
        let parts = history.parts(due: 10, ready: 15, sent: 18)
        #expect(parts == history.parts(due: 20, ready: 25, sent: 28))
        #expect(parts.pacer == 8 && parts.isMostlyPacer)
    }
}
