// What the machine's processors have done since boot, by /proc/stat. Two readings tell what happened in
// between: how much the hypervisor took, and how much other programs did.

import FoundationEssentials
import Platform

/// Time of all processors together since boot, in ticks of the kernel.
package struct ProcessorTimes: Sendable, Equatable {
    /// All of it.
    var total: Int64
    /// Spent on programs and on the kernel's own work.
    var busy: Int64
    /// Spent by the hypervisor on others while a processor of ours wanted to work.
    var stolen: Int64

    /// The times now; nil where /proc/stat cannot be read.
    package static func now() -> ProcessorTimes? {
        SystemFiles(root: "").text("/proc/stat").flatMap { ProcessorTimes(stat: $0) }
    }

    /// The times in the text of /proc/stat; nil if it has none.
    package init?(stat text: String) {
        guard let line = text.split(whereSeparator: \.isNewline).first, line.hasPrefix("cpu ")
        else { return nil }
        // user, nice, system, idle, iowait, irq, softirq, steal; guests' time is part of user's.
        let fields = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int64($0) }
        guard fields.count == 8 else { return nil }
        total = fields.reduce(0, +)
        stolen = fields[7]
        busy = total - fields[3] - fields[4] - stolen
    }

    /// The share of the processors' time since boot that the hypervisor took, 0 to 1.
    package var stealShare: Double {
        total > 0 ? Double(stolen) / Double(total) : 0
    }

    /// What happened up to `later`: the share that was stolen, and that which others than this process
    /// used, 0 to 1 of all processors' time; nil if no tick has passed.
    package func shares(
        until later: ProcessorTimes, ownNanoseconds: Int64
    ) -> (steal: Double, others: Double)? {
        let ticks = Double(later.total - total)
        guard ticks > 0 else { return nil }
        // A tick of /proc/stat is a hundredth of a second on every Linux (USER_HZ).
        let own = Double(ownNanoseconds) / 1e7
        return (
            steal: Double(max(0, later.stolen - stolen)) / ticks,
            others: min(1, max(0, Double(later.busy - busy) - own) / ticks)
        )
    }
}

/// What else the machine does while a run goes on.
public struct RunWatch: Sendable {
    private let times = ProcessorTimes.now()
    private let own = Clock.processCPU()

    /// Begins to watch.
    public init() {}

    /// Writes down what happened since.
    public func finish(in environment: inout Environment) {
        guard
            let shares = ProcessorTimes.now().flatMap({
                times?.shares(until: $0, ownNanoseconds: Clock.processCPU() - own)
            })
        else { return }
        environment.stealShare = shares.steal
        environment.otherLoadShare = shares.others
    }
}
