// Which of several messages a slot carries: a pure function of the slot's number and the seed.
// Runs on: shard threads. Allocates: only when made.

package import Platform

/// The shares of a run's messages, for the whole run and for each stage.
package struct MessageMix: Sendable {
    /// How many messages there are.
    package let count: Int
    private let seed: UInt64
    /// Running sums of the shares: a row for the run, then one a stage.
    private let sums: Cells<Int64>

    /// The mix of `plan`.
    package init(plan: LoadPlan, arena: Arena) {
        let own = plan.sentMessages.map(\.share)
        count = own.count
        seed = plan.seed
        var rows = [own]
        if case .scheduled(let stages, _) = plan.load { rows += stages.map { $0.mix ?? own } }
        sums = arena.cells(Int64.self, count: rows.count * own.count)
        for (row, shares) in rows.enumerated() {
            var sum: Int64 = 0
            for index in 0..<count {
                sum += Int64(index < shares.count ? shares[index] : 0)
                sums[row * count + index] = sum
            }
        }
    }

    /// The message of slot `number` of the whole schedule, in stage `stage`; -1 outside of stages.
    @inline(__always)
    package func message(ofSlot number: Int64, stage: Int) -> Int {
        count == 1 ? 0 : draw(number, (stage + 1) * count)
    }

    private func draw(_ number: Int64, _ row: Int) -> Int {
        // The generator as it is after `number` steps; the constant parts it from the arrivals'.
        let state = (seed ^ 0x6D69_7865_6421) &+ UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15
        var random = SplitMix64(seed: state)
        let total = UInt64(sums[row + count - 1])
        let point = Int64(random.next().multipliedFullWidth(by: total).high)
        var index = 0
        while index < count - 1 && sums[row + index] <= point { index += 1 }
        return index
    }
}
