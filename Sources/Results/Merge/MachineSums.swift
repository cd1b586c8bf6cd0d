// What several machines' runs cost, how they were timed and placed, and what limited them, together:
// the parts of a merged result that are no counts of messages.

import LoadEngine
import Metrics

extension RunReport.Cost {
    /// What several machines spent together, per message of them all.
    init(sumOf reports: [RunReport]) {
        let messages = reports.map { report in
            report.phases.reduce(0) { $0 + Double($1.counts.submitted) }
        }
        let all = messages.reduce(0, +)
        func mean(_ cost: (RunReport.Cost) -> Double?) -> Double? {
            let totals = zip(reports, messages).compactMap { report, count in
                cost(report.cost).map { $0 * count }
            }
            guard totals.count == reports.count, all > 0 else { return nil }
            return rounded(totals.reduce(0, +) / all, to: 1_000_000)
        }
        self.init(
            cpuNanosecondsPerMessage: mean(\.cpuNanosecondsPerMessage),
            spinNanosecondsPerMessage: mean(\.spinNanosecondsPerMessage),
            systemCallsPerMessage: mean(\.systemCallsPerMessage),
            spinSystemCallsPerMessage: mean(\.spinSystemCallsPerMessage),
            allocationsPerMessage: mean(\.allocationsPerMessage),
            peakResidentBytes: reports.reduce(0) { $0 + $1.cost.peakResidentBytes })
    }
}

extension RunReport.Clock {
    /// How most reads of all machines were timed; a machine that slept makes the whole one that did.
    init(sumOf clocks: [RunReport.Clock]) {
        kernelReads = clocks.reduce(0) { $0 + $1.kernelReads }
        userReads = clocks.reduce(0) { $0 + $1.userReads }
        let receive: LoadEngine.RunClock.Receive = kernelReads > userReads ? .kernel : .user
        let sleep = LoadEngine.RunClock.Wait.sleep.rawValue
        self.receive = receive.rawValue
        wait = clocks.contains { $0.wait == sleep } ? sleep : LoadEngine.RunClock.Wait.spin.rawValue
    }
}

extension RunReport.Placement {
    /// All machines' threads, and the most memory nodes that one of them has; nil if one does not say.
    init?(sumOf placements: [RunReport.Placement?]) {
        let known = placements.compactMap(\.self)
        guard known.count == placements.count, !known.isEmpty else { return nil }
        shards = known.reduce(0) { $0 + $1.shards }
        pinned = known.reduce(0) { $0 + $1.pinned }
        numaNodes = known.map(\.numaNodes).max() ?? 1
    }
}

extension RunReport.SlowDown {
    /// The least share that any machine went down to, and the mean of those at the end.
    ///
    /// One that never slowed down has its whole rate; nil if none was to.
    init?(unionOf reports: [RunReport]) {
        guard reports.contains(where: { $0.slowDown != nil }) else { return nil }
        lowest = reports.map { $0.slowDown?.lowest ?? 1 }.min() ?? 1
        let ends = reports.map { $0.slowDown?.final ?? 1 }
        final = rounded(ends.reduce(0, +) / Double(ends.count), to: 1_000_000)
    }
}

extension RunReport.TLS {
    /// What all connections had in common, `mixed` where they differ; nil without TLS.
    ///
    /// Results keep no histogram of the handshakes: their percentiles are not known together.
    init?(unionOf parts: [RunReport.TLS]) {
        guard let first = parts.first else { return nil }
        self = first
        guard parts.count > 1 else { return }
        if parts.contains(where: { $0.version != first.version }) { version = "mixed" }
        if parts.contains(where: { $0.cipher != first.cipher }) { cipher = "mixed" }
        verified = parts.allSatisfy(\.verified)
        resumed = parts.reduce(0) { $0 + $1.resumed }
        handshake = Distribution(sumOf: parts.map(\.handshake))
    }
}

extension Distribution {
    /// What can be known of the union of distributions whose histograms are gone: no percentile.
    init(sumOf parts: [Distribution]) {
        self.init(Histogram(.response))
        count = parts.reduce(0) { $0 + $1.count }
        overflow = parts.reduce(0) { $0 + $1.overflow }
        missing = parts.reduce(0) { $0 + $1.missing }
        min = parts.compactMap(\.min).min()
        guard count > 0, missing == 0 else { return }
        max = parts.compactMap(\.max).max()
        let sum = parts.reduce(0.0) { $0 + Double($1.mean ?? 0) * Double($1.count) }
        mean = Int64((sum / Double(count)).rounded())
    }
}

extension Evidence {
    /// What the measured phases of `reports` show together, `phase` being their sum.
    ///
    /// Shares of messages are weighted by the messages planned, shares of time by sender threads and
    /// length; the busiest thread and the longest stall are those of the worst machine.
    init(unionOf reports: [RunReport], _ phase: PhaseResult?, target: Double?) {
        let phase = phase ?? PhaseResult(name: "measure", startedAt: 0, duration: 0)
        let own = reports.map(\.verdict.evidence)
        let messages = reports.map { Double($0.counts.planned) }
        let time = reports.map {
            Double($0.plan.shards) * Double($0.measured?.duration ?? 0)
        }
        func mean(_ values: [Double], _ weights: [Double]) -> Double {
            let all = weights.reduce(0, +)
            guard all > 0 else { return values.max() ?? 0 }
            return rounded(zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / all, to: 1_000_000)
        }
        // `reports` has at least one; each number of it is replaced here.
        self = own[0]
        pacerLagP99 = phase.timings.pacerLag.value(atPercentile: 99)
        lateShare = mean(own.map(\.lateShare), messages)
        let halfGaps = own.compactMap(\.lateByHalfAGapShare)
        lateByHalfAGapShare = halfGaps.count == own.count ? mean(halfGaps, messages) : nil
        busyShare = own.map(\.busyShare).max() ?? 0
        longestStall = own.map(\.longestStall).max() ?? 0
        stretch = own.compactMap(\.stretch).max()
        windowFullShare = mean(own.map(\.windowFullShare), time)
        socketFullShare = mean(own.map(\.socketFullShare), time)
        ceilingShare = mean(own.map(\.ceilingShare), time)
        lostShare = mean(own.map(\.lostShare), time)
        retransmits = own.reduce(0) { $0 + $1.retransmits }
        throttledShare = Self.share(phase.ledger.throttled, of: phase.ledger.submitted)
        windowAllowed = own.reduce(0) { $0 + $1.windowAllowed }
        serviceTimeGrowth = nil
        windowNeeded = nil
        let service = phase.timings.serviceTime
        guard let median = service.value(atPercentile: 50), let shortest = service.min else {
            return
        }
        serviceTimeGrowth = rounded(Double(median) / Double(max(shortest, 1)), to: 1_000)
        guard let target, target > 0, let high = service.value(atPercentile: 99) else { return }
        windowNeeded = Window(p50: Self.inFlight(target, median), p99: Self.inFlight(target, high))
    }
}
