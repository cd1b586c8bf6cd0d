// Judges a machine: which of its facts would spoil a measurement. Pure, so that machines of all kinds can
// be judged in tests; the limits it judges by stand beside each subject in the files of this folder.

/// What is the matter with a machine.
public struct Diagnosis: Sendable, Equatable {
    /// All that was looked at: the worst first, and those alike in a fixed order.
    public let findings: [Finding]

    /// The diagnosis of `facts`.
    public init(_ facts: MachineFacts) {
        let all =
            Self.processors(facts) + Self.time(facts) + Self.memory(facts) + Self.network(facts)
        findings = Finding.Grade.allCases.flatMap { grade in all.filter { $0.grade == grade } }
    }

    /// The worst of it that a run should heed: `bad`, `warning` or `ok`.
    public var grade: Finding.Grade {
        let worst = findings.first?.grade ?? .ok
        return worst == .note ? .ok : worst
    }

    /// How many findings are of `grade`.
    public func count(_ grade: Finding.Grade) -> Int {
        findings.count { $0.grade == grade }
    }
}
