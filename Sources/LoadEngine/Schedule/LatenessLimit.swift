// How late a slot may go before it is missed, where nothing is caught up. A pure function of the plan
// and of the rate at the slot.

/// The limit of a plan.
package struct LatenessLimit: Sendable {
    private let fixed: Int64?
    /// How far a ceiling at the schedule's own rate holds it back: no slot is missed for that in a
    /// short run.
    private let drift: Int64

    private static let automatic: Int64 = 10_000_000
    private static let longestDrift: Int64 = 100_000_000

    /// The limit of `plan`.
    package init(_ plan: LoadPlan) {
        fixed = plan.lateness
        let gap = Int64(1e9 / max(plan.peakTPS ?? 1, 1e-6))
        // The guard itself, and as much again for what a thread needs to wake up and write.
        let seconds = Double(plan.warmup + plan.duration) / 1e9
        let held = 2 * Double(plan.ceilingGuard) * seconds
        drift = plan.guardHoldsBackSchedule ? Int64(min(held, Double(Self.longestDrift))) : 0
        grace = min(plan.lateness ?? max(Self.automatic, gap) + drift, 1_000_000_000)
    }

    /// No slot is missed that is not later than this.
    package var least: Int64 { fixed ?? Self.automatic + drift }

    /// How long after the end of the schedule its last slots may still go: no more than a second.
    package let grace: Int64

    /// The limit where the schedule stands at `tps` messages a second.
    package func limit(tps: Double) -> Int64 {
        fixed ?? max(Self.automatic, Int64(1e9 / max(tps, 1e-6))) + drift
    }
}
