// What one run shows of the limits it may have met, as numbers: the verdict reasons from them, and
// the result carries them so that a reader may reason otherwise. Of the measured phase.

public import LoadEngine
import Metrics

/// What speaks for each limit of a run.
///
/// Shares are of 1; times are nanoseconds.
public struct Evidence: Codable, Sendable, Equatable {
    /// A number of messages in flight.
    public struct Window: Codable, Sendable, Equatable {
        /// By the median service time.
        public var p50: Int64
        /// By its 99th percentile.
        public var p99: Int64

        /// These numbers.
        public init(p50: Int64, p99: Int64) {
            self.p50 = p50
            self.p99 = p99
        }
    }

    /// The generator's own lag, 99th percentile.
    @Nullable public var pacerLagP99: Int64?
    /// Of the messages due: those that went over 1 ms late by the generator's doing, or never.
    public var lateShare: Double
    /// Of the messages due: the same with half a gap of the schedule, at least 100 us.
    @Nullable public var lateByHalfAGapShare: Double?
    /// Of the busiest sender shard's time: that in which it worked, which spinning is not.
    public var busyShare: Double
    /// Longest time for which a sender thread stood still.
    public var longestStall: Int64
    /// By how much longer than planned a run of so many messages took; nil without a count.
    @Nullable public var stretch: Double?
    /// Of the sender shards' time: a message was due and windows were full.
    public var windowFullShare: Double
    /// Of the sender shards' time: a message was due and sockets took no more, or there was none.
    public var socketFullShare: Double
    /// Of the sessions' time: they had been lost and were not bound again.
    public var lostShare: Double
    /// Of the sender shards' time: a message was due and a ceiling held it.
    public var ceilingShare: Double
    /// TCP segments sent more than once, over the whole run.
    public var retransmits: Int64
    /// Of the messages sent: ESME_RTHROTTLED or ESME_RMSGQFUL.
    public var throttledShare: Double
    /// Median service time over the shortest: it grows with the load of a system that saturates.
    @Nullable public var serviceTimeGrowth: Double?
    /// Messages that may be in flight: the windows of all sessions, the largest of any stage.
    public var windowAllowed: Int64
    /// Messages in flight that the schedule's rate needs: rate × service time.
    @Nullable public var windowNeeded: Window?

    static let lateness: Int64 = 1_000_000
    /// Lags below this are not told from the noise of a timed wait.
    private static let shortestHalfGap: Int64 = 100_000

    /// The evidence in `result`.
    public init(_ result: RunResult) {
        let phase = result.measured ?? PhaseResult(name: "measure", startedAt: 0, duration: 0)
        let ledger = phase.ledger
        let isOpenLoop = result.plan.load != .windowDriven
        let pacer = phase.timings.pacerLag
        let target = Rates(result.measured, plan: result.plan).targetTPS ?? 0
        func lateShare(_ limit: Int64) -> Double {
            Self.share(
                pacer.count - pacer.countAtOrBelow(limit) + phase.missedByGenerator,
                of: pacer.count + phase.missedByGenerator)
        }
        pacerLagP99 = pacer.value(atPercentile: 99)
        self.lateShare = lateShare(Self.lateness)
        lateByHalfAGapShare =
            target > 0 ? lateShare(max(Int64(5e8 / target), Self.shortestHalfGap)) : nil
        let total = result.phases.reduce(0) { $0 + $1.duration }
        busyShare =
            result.shards.map {
                Self.share($0.cpuNanoseconds - $0.spinNanoseconds, of: total)
            }.max() ?? 0
        longestStall = result.shards.map(\.longestStall).max() ?? 0
        stretch = nil
        if isOpenLoop, let count = result.plan.count, ledger.planned == count, target > 0 {
            let planned = Double(count) / target * 1e9
            stretch = rounded(max(0, Double(phase.duration) / planned - 1), to: 1_000_000)
        }
        let shardTime = phase.duration * Int64(result.plan.shardCount)
        windowFullShare = min(Self.share(result.windowFullTime, of: shardTime), 1)
        socketFullShare = min(Self.share(result.socketFullTime, of: shardTime), 1)
        let sessionTime = phase.duration * Int64(result.plan.sessions.count)
        lostShare = min(Self.share(result.reconnects.lostTime, of: sessionTime), 1)
        ceilingShare = min(Self.share(result.ceilingHeldTime, of: shardTime), 1)
        retransmits = result.shards.reduce(0) { $0 + $1.retransmits }
        throttledShare = Self.share(ledger.throttled, of: ledger.submitted)
        let service = phase.timings.serviceTime
        let median = service.value(atPercentile: 50)
        serviceTimeGrowth = nil
        if let median, let shortest = service.min {
            serviceTimeGrowth = rounded(Double(median) / Double(max(shortest, 1)), to: 1_000)
        }
        windowAllowed = Int64(result.plan.largestWindow * result.plan.sessions.count)
        windowNeeded = nil
        if target > 0, let median, let high = service.value(atPercentile: 99) {
            windowNeeded = Window(
                p50: Self.inFlight(target, median), p99: Self.inFlight(target, high))
        }
    }

    static func inFlight(_ rate: Double, _ time: Int64) -> Int64 {
        Int64((rate * Double(time) / 1e9).rounded(.up))
    }

    static func share(_ part: Int64, of whole: Int64) -> Double {
        whole > 0 ? rounded(Double(part) / Double(whole), to: 1_000_000) : 0
    }
}
