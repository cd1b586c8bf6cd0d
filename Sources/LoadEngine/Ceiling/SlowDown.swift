// The pace of a run that slows down when the SMSC throttles: cut by a factor at most once a second, and
// slowly coming back. Shared by all shards.
// Runs on: shard threads; the coordinator reads it at the end. Allocates: only when made. Lock-free.

package import Platform

/// The share of its rate that a run goes at.
package struct SlowDown: Sendable {
    /// In millionths: what a second gives back, and what is always left.
    private static let recovery: Int64 = 20_000
    private static let least: Int64 = 10_000
    private static let whole: Int64 = 1_000_000
    /// One cut a second at most: what was sent before it takes effect is throttled as well.
    private static let interval: Int64 = 1_000

    /// The share after the last cut in the low 20 bits, when that was in milliseconds above them; and
    /// the least share so far.
    private let words: AtomicCells
    private let factor: Double
    private let pacer: CatchUpPacer

    package init(factor: Double, arena: Arena) {
        self.factor = factor
        words = arena.atomicCells(2)
        pacer = CatchUpPacer(factor: 1, arena: arena)
    }

    /// A message was throttled at `now`.
    package func throttled(at now: Int64) {
        let word = words.load(0)
        let time = now / 1_000_000
        guard word == 0 || time - word >> 20 >= Self.interval else { return }
        let cut = max(Self.least, Int64(Double(millionths(word, at: time)) * factor))
        guard words.exchange(word, with: time << 20 | cut, at: 0) else { return }
        var lowest = words.load(1)
        while (lowest == 0 || cut < lowest) && !words.exchange(lowest, with: cut, at: 1) {
            lowest = words.load(1)
        }
    }

    /// The share at `now`, above 0 and at most 1.
    package func share(at now: Int64) -> Double {
        Double(millionths(words.load(0), at: now / 1_000_000)) / Double(Self.whole)
    }

    /// The least share so far.
    package var lowestShare: Double {
        let lowest = words.load(1)
        return lowest == 0 ? 1 : Double(lowest) / Double(Self.whole)
    }

    /// Takes leave for one send at `now` at `tps`; 0, or when to ask again.
    package func take(now: Int64, tps: Double) -> Int64 {
        pacer.take(now: now, tps: tps)
    }

    private func millionths(_ word: Int64, at time: Int64) -> Int64 {
        guard word != 0 else { return Self.whole }
        let since = max(0, time - word >> 20)
        return min(Self.whole, word & 0xF_FFFF + since * Self.recovery / 1_000)
    }
}
