// Messages per second, over the planned length of a phase: warm-up and drain never dilute them.
// Used by the report of each phase, by thresholds and by the verdict.

public import LoadEngine

/// Rates of one phase, messages per second.
public struct Rates: Codable, Sendable, Equatable {
    /// What the schedule asked for on average; nil in a closed loop.
    @Nullable public var targetTPS: Double?
    /// The same for all parts of a schedule that several machines share; nil if it is not shared.
    @Nullable public var wholeTargetTPS: Double?
    /// submit_sm sent.
    public var achievedTPS: Double
    /// Messages answered ESME_ROK.
    public var acceptedTPS: Double
    /// Receipts matched; nil when none were asked for.
    @Nullable public var receiptTPS: Double?

    /// The rates of `phase`, nil standing for a phase that never began.
    public init(_ phase: PhaseResult?, plan: LoadPlan) {
        let whole = phase.flatMap { Self.wholeTarget(of: $0, plan) }
        self.init(
            phase,
            targetTPS: whole.map { rounded($0 / Double(plan.segment?.of ?? 1), to: 1_000) },
            receipts: plan.receipts != .none)
        wholeTargetTPS = plan.segment == nil ? nil : whole.map { rounded($0, to: 1_000) }
    }

    /// The rates of `phase`, with the target as it is and receipts if they were asked for.
    package init(_ phase: PhaseResult?, targetTPS target: Double?, receipts: Bool) {
        let seconds = Double(phase?.duration ?? 0) / 1_000_000_000
        func perSecond(_ count: Int64?) -> Double {
            guard let count, seconds > 0 else { return 0 }
            return rounded(Double(count) / seconds, to: 1_000)
        }
        targetTPS = target
        achievedTPS = perSecond(phase?.ledger.submitted)
        acceptedTPS = perSecond(phase?.ledger.accepted)
        receiptTPS = receipts ? perSecond(phase?.ledger.receiptsMatched) : nil
        wholeTargetTPS = nil
    }

    private static func wholeTarget(of phase: PhaseResult, _ plan: LoadPlan) -> Double? {
        guard case .scheduled(let stages, _) = plan.load else { return nil }
        let start = phase.name == "measure" ? plan.warmup : 0
        let scheduled = phase.scheduledDuration ?? phase.duration
        // A steered run's schedule took another time than planned.
        let pace = phase.duration > 0 ? Double(scheduled) / Double(phase.duration) : 1
        return meanTPS(of: stages, from: start, to: start + scheduled) * pace
    }

    /// The schedule's mean rate between two instants after its start, nanoseconds.
    static func meanTPS(of stages: [LoadPlan.Stage], from: Int64, to: Int64) -> Double {
        var stageStart: Int64 = 0
        var messages = 0.0
        for stage in stages {
            let low = max(from, stageStart)
            let high = min(to, stageStart + stage.duration)
            if low < high {
                // A ramp is linear: its mean over a stretch is its rate in the stretch's middle.
                let middle = Double(low - stageStart + high - stageStart) / 2
                let share = middle / Double(stage.duration)
                messages +=
                    (stage.startTPS + (stage.endTPS - stage.startTPS) * share)
                    * Double(high - low)
            }
            stageStart += stage.duration
        }
        let covered = min(to, stageStart) - from
        return covered > 0 ? messages / Double(covered) : 0
    }
}
