// Whether a measurement holds, what limited it, and the exit status that says so. A pure function
// of the run's result; the rule is written out in `Attributing`.

public import LoadEngine

/// The judgement on one run.
public struct Verdict: Codable, Sendable, Equatable {
    /// What limited the run.
    public enum Attribution: String, Codable, Sendable, CaseIterable {
        /// Nothing: what was planned was sent and answered.
        case ok
        /// This machine sent late or had no processor time left.
        case generator
        /// The windows were full, at a service time that did not grow.
        case window
        /// The sockets took no more bytes.
        case network
        /// The SMSC throttled.
        case throttled
        /// The SMSC slowed down under the load.
        case smsc
    }

    /// The exit statuses of `run`, in their order of precedence.
    public enum ExitStatus: Int32, Sendable {
        /// The run could not go on.
        case failed = 1
        /// Stopped from outside.
        case interrupted = 105
        /// The sums do not add up, or an open loop was limited by the generator.
        case invalid = 98
        /// A threshold failed.
        case thresholdFailed = 99
        /// All met.
        case met = 0
    }

    /// Whether the numbers mean what they say.
    public var valid: Bool
    /// What limited the run.
    public var attribution: Attribution
    /// Why, one line each.
    public var reasons: [String]
    /// The numbers behind it.
    public var evidence: Evidence
    /// What the command exits with.
    public var exitStatus: Int32

    /// The judgement on `result`.
    ///
    /// A closed loop is never invalid because the generator was the limit: that is what it measures.
    public init(_ result: RunResult, thresholds: [ThresholdOutcome]) {
        let attributing = Attributing(result)
        let broken = Self.brokenIdentities(result)
        let generatorBound =
            attributing.attribution == .generator && attributing.isOpenLoop
        let failedThresholds = thresholds.filter { !$0.passed }

        attribution = attributing.attribution
        evidence = attributing.evidence
        reasons = []
        var hasFailed = false
        if case .failed(let reason) = result.end {
            hasFailed = true
            reasons.append(reason)
        }
        if result.end == .interrupted { reasons.append("stopped before its end") }
        reasons += broken
        reasons += attributing.reasons
        reasons += failedThresholds.map(\.failure)

        valid = !hasFailed && broken.isEmpty && !generatorBound
        let status: ExitStatus =
            if hasFailed {
                .failed
            } else if result.end == .interrupted {
                .interrupted
            } else if !valid {
                .invalid
            } else if !failedThresholds.isEmpty {
                .thresholdFailed
            } else {
                .met
            }
        exitStatus = status.rawValue
    }

    /// The identities of the message ledger that do not hold, each with its numbers.
    private static func brokenIdentities(_ result: RunResult) -> [String] {
        result.phases.flatMap { phase in
            phase.ledger.identities.filter { $0.left != $0.right }.map {
                "\(phase.name): \($0.name) does not hold: "
                    + "\(HumanUnits.count($0.left)) is not \(HumanUnits.count($0.right))"
            }
        }
    }
}
