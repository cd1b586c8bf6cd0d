// Whether results belong together: what makes a merged result invalid, one line for each fault.
// Looks at plans and verdicts only; the numbers are added in ResultMerge.swift.

/// What speaks against the union of some results.
struct MergeAudit {
    private let parts: [MergePart]

    /// What makes the union invalid.
    private(set) var faults: [String] = []
    /// What its reader should know.
    private(set) var remarks: [String] = []

    init(_ parts: [MergePart]) {
        self.parts = parts
        checkSegments()
        checkPlans()
        checkStarts()
        for part in parts where !part.isWhole {
            let reason = part.report.verdict.reasons.first ?? "no reason given"
            let word = part.report.verdict.valid ? "incomplete" : "invalid"
            faults.append("\(part.name) is \(word): \(reason)")
        }
    }

    private mutating func checkSegments() {
        let segments = parts.map(\.report.plan.segment)
        let named = segments.compactMap(\.self)
        guard let first = named.first else {
            remarks.append(
                "no result says which part of a schedule it is: whether one is missing is not known"
            )
            checkCopies()
            return
        }
        for (part, segment) in zip(parts, segments) where segment?.of != first.of {
            let own = segment.map { "part \($0.part) of \($0.of)" } ?? "no part of a schedule"
            faults.append("\(part.name) is \(own), not one of \(first.of) parts")
        }
        for number in 1...max(first.of, 1) {
            let owners = zip(parts, segments).filter { $1?.part == number && $1?.of == first.of }
            if owners.isEmpty { faults.append("part \(number) of \(first.of) is missing") }
            if owners.count > 1 {
                let names = owners.map { $0.0.name }.joined(separator: ", ")
                faults.append(
                    "part \(number) of \(first.of) is there \(owners.count) times: \(names)")
            }
        }
    }

    /// The same result under two names.
    private mutating func checkCopies() {
        for (index, part) in parts.enumerated() {
            guard let twin = parts[..<index].first(where: { $0.report == part.report }) else {
                continue
            }
            faults.append("\(part.name) is the same result as \(twin.name)")
        }
    }

    private mutating func checkPlans() {
        guard let first = parts.first else { return }
        let isDivided = parts.contains { $0.report.plan.segment != nil }
        for part in parts.dropFirst() {
            func differ(_ what: String, _ own: String, _ other: String) {
                guard own != other else { return }
                faults.append("\(what) of \(part.name) is \(own), of \(first.name) \(other)")
            }
            let (own, other) = (part.report, first.report)
            differ("profileHash", own.profileHash, other.profileHash)
            differ("the loop", own.plan.loop, other.plan.loop)
            if isDivided { differ("the seed", String(own.plan.seed), String(other.plan.seed)) }
            differ(
                "the planned length", HumanUnits.duration(own.plan.duration),
                HumanUnits.duration(other.plan.duration))
            differ(
                "the warm-up", HumanUnits.duration(own.plan.warmup),
                HumanUnits.duration(other.plan.warmup))
        }
    }

    /// Parts of one schedule run side by side.
    private mutating func checkStarts() {
        let starts = parts.compactMap(\.startedAt)
        guard starts.count == parts.count, let first = starts.min(), let last = starts.max() else {
            faults.append("a result's startedAt is no time")
            return
        }
        let apart = HumanUnits.duration(last - first)
        let length = parts.map { $0.report.plan.warmup + $0.report.plan.duration }.min() ?? 0
        if last - first >= length, parts.count > 1 {
            faults.append("the runs did not overlap: their starts are \(apart) apart")
        } else if last - first > 1_000_000_000 {
            remarks.append("the runs' starts are \(apart) apart")
        }
    }
}
