// Keeps a run that has fallen behind from catching up faster than a multiple of its rate.
// Runs on: shard threads. Allocates: only when made. Lock-free.

package import Platform

/// A shared virtual clock: each send moves it on by the gap at `factor` times the scheduled rate.
package struct CatchUpPacer: Sendable {
    private let word: AtomicCells
    private let factor: Double
    /// How far the sends may run ahead of the virtual clock: what a scheduler's hiccup costs.
    private static let tolerance: Int64 = 1_000_000

    package init(factor: Double, arena: Arena) {
        self.factor = factor
        word = arena.atomicCells(1)
    }

    /// Takes leave for one send at `now` when the schedule stands at `tps`; 0, or when to ask again.
    package func take(now: Int64, tps: Double) -> Int64 {
        let gap = Int64(1e9 / max(tps * factor, 1e-3))
        while true {
            let due = word.load(0)
            let next = max(due, now - Self.tolerance) + gap
            if due > now { return due }
            if word.exchange(due, with: next, at: 0) { return 0 }
        }
    }
}
