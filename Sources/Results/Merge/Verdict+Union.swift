// The judgement on a merged result: as good as its worst part, and invalid if it is not whole.

extension Verdict {
    /// The judgement on the union of `parts`.
    init(
        union parts: [MergePart], _ audit: MergeAudit, _ thresholds: [ThresholdOutcome],
        _ evidence: Evidence
    ) {
        self.evidence = evidence
        valid = audit.faults.isEmpty
        let limited = parts.filter { $0.report.verdict.attribution != .ok }
        // The order of the cases is no order of gravity; whoever limited the first part is named.
        attribution =
            limited.first { !$0.report.verdict.valid }?.report.verdict.attribution
            ?? limited.first?.report.verdict.attribution ?? .ok
        reasons = audit.faults
        for part in limited where part.isWhole {
            let word = part.report.verdict.attribution.rawValue
            let reason = part.report.verdict.reasons.first ?? "limited by the \(word)"
            reasons.append("\(part.name): \(reason)")
        }
        let failed = thresholds.filter { !$0.passed }
        reasons += failed.map(\.failure)
        let status: ExitStatus = !valid ? .invalid : failed.isEmpty ? .met : .thresholdFailed
        exitStatus = status.rawValue
    }
}
