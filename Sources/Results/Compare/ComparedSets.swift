// The results of both sides that count, and what makes the sides different machines or profiles.
// Used by the judgement of a comparison.

import Metrics

struct ComparedSets {
    let paired: Bool
    /// Valid ones; of pairs, those whose both results are valid.
    private(set) var base: [RunReport]
    private(set) var new: [RunReport]
    /// Pairs, or without pairs results, that do not count.
    private(set) var dropped: Int
    /// Pairs, or without pairs results, that were given.
    private(set) var offered: Int
    /// Why the sets may not be compared at all, one line each.
    private(set) var differences: [String]
    /// Why times and rates of the sets may not be compared, one line each.
    private(set) var machineDifferences: [String]

    init(base: [RunReport], new: [RunReport], unpaired: Bool) {
        paired = !unpaired && base.count == new.count
        if paired {
            let pairs = zip(base, new).filter { pair in
                TrendGroup.isMeasurement(pair.0) && TrendGroup.isMeasurement(pair.1)
            }
            self.base = pairs.map(\.0)
            self.new = pairs.map(\.1)
            offered = base.count
            dropped = base.count - pairs.count
        } else {
            self.base = base.filter(TrendGroup.isMeasurement)
            self.new = new.filter(TrendGroup.isMeasurement)
            offered = base.count + new.count
            dropped = offered - self.base.count - self.new.count
        }
        differences = Self.differences(
            of: base + new, in: [("profile", { "\($0.profileName) \($0.profileHash)" })])
        machineDifferences = Self.differences(of: base + new, in: Self.machine)
    }

    private typealias Condition = (name: String, value: @Sendable (RunReport) -> String?)

    private static func differences(
        of results: [RunReport], in conditions: [Condition]
    ) -> [String] {
        conditions.compactMap { name, value in
            let values = Set(results.compactMap(value))
            guard values.count > 1 else { return nil }
            return "\(name) differs: " + values.sorted().joined(separator: " and ")
        }
    }

    /// What must be the same of all machines; nil where an older release did not keep it.
    ///
    /// What varies by itself, such as load, is none of this: the interval of a change has it in it.
    private static let machine: [Condition] = [
        ("processor", { $0.environment.cpuModel ?? $0.environment.architecture }),
        ("number of processors", { String($0.environment.cpuCount) }),
        ("threads of a core", { $0.environment.cpuThreads.map { $0 ? "two" : "one" } }),
        ("turbo", { $0.environment.cpuBoost.map { $0 ? "on" : "off" } }),
        ("frequency governor", { $0.environment.cpuGovernor ?? "unknown" }),
        (
            "processor limit of the control group",
            { $0.environment.cgroupCPULimit.map { String($0) } ?? "none" }
        ),
        (
            "memory",
            { $0.environment.memoryBytes.map { "\($0 >> 30) GiB" } ?? "unknown" }
        ),
        ("kernel", { $0.environment.kernel ?? "unknown" }),
        ("clock source", { $0.environment.clockSource ?? "unknown" }),
    ]

    func shift(_ before: [Double], _ after: [Double]) -> LocationShift? {
        paired
            ? LocationShift(pairedDifferences: zip(before, after).map { $1 - $0 })
            : LocationShift(from: before, to: after)
    }

    /// The least pairs, or results of each set, with which any p can be as small as `alpha`.
    func runsNeeded(alpha: Double) -> Int {
        for count in 1..<Comparison.Rules.runLimit {
            let falling = (0..<count).map { -Double($0 + 1) }
            let rising = (0..<count).map { Double($0 + 1) }
            let shift =
                paired
                ? LocationShift(pairedDifferences: rising)
                : LocationShift(from: falling, to: rising)
            if let shift, shift.leastSignificance <= alpha { return count }
        }
        return Comparison.Rules.runLimit
    }
}
