// Runs that never took place, with numbers small enough to check by hand.
// The tests of this folder take one and change what they are about.

import LoadEngine
import Metrics
import Results
import SMPP

enum Fixtures {
    static let second: Int64 = 1_000_000_000
    static let millisecond: Int64 = 1_000_000

    static let tool = RunReport.Tool(name: "smppbench", version: "0.1.0", commit: "d50a199")

    static let environment: Environment = {
        var machine = Environment.capture(root: "/no-such-folder")
        machine.operatingSystem = "Debian GNU/Linux 12 (bookworm)"
        machine.kernel = "6.8.0"
        machine.architecture = "x86_64"
        machine.cpuModel = "Example CPU @ 3.00GHz"
        machine.cpuCount = 2
        machine.cpuGovernor = "performance"
        machine.memoryBytes = 8 << 30
        machine.clockSource = "tsc"
        machine.loadAverage = [0.41, 0.3, 0.2]
        machine.swiftVersion = "6.3"
        return machine
    }()

    static func context(
        _ profileName: String, thresholds: [Threshold] = [], tags: [String: String] = [:]
    ) -> ReportContext {
        ReportContext(
            tool: tool, profileName: profileName,
            profile: .object(["rate": .string("1000/s"), "sessions": .integer(4)]),
            environment: environment, tags: tags, thresholds: thresholds)
    }

    static func plan(_ load: LoadPlan.Load, sessions: Int = 4, window: Int = 100) -> LoadPlan {
        let session = LoadPlan.Session(
            bind: BindRequest(systemID: "esme", password: "secret"), bindType: .transceiver)
        var plan = LoadPlan(
            target: .init(host: "127.0.0.1", port: 2775),
            sessions: Array(repeating: session, count: sessions),
            message: SubmitSM(source: "100", destination: "200", shortMessage: []), load: load)
        plan.window = window
        plan.shardCount = 2
        plan.duration = 20 * second
        return plan
    }

    static func steady(_ tps: Double, seconds: Int64 = 20) -> LoadPlan.Load {
        .scheduled(
            [LoadPlan.Stage(duration: seconds * second, startTPS: tps, endTPS: tps)], .constant)
    }

    /// `count` values evenly from `low` to `high`.
    static func spread(_ histogram: inout Histogram, _ count: Int64, _ low: Int64, _ high: Int64) {
        for step in 0..<count {
            histogram.record(low + (high - low) * step / max(count - 1, 1))
        }
    }

    private static let quietTimings = timings(of: 20_000)

    private static func timings(of messages: Int64) -> Timings {
        var timings = Timings()
        spread(&timings.latency, messages, 1_050_000, 3_050_000)
        spread(&timings.serviceTime, messages, 1_000_000, 2_900_000)
        spread(&timings.sendLag, messages, 20_000, 150_000)
        spread(&timings.pacerLag, messages, 20_000, 150_000)
        for part in [\Timings.windowWait, \Timings.socketWait, \Timings.ceilingWait] {
            timings[keyPath: part].record(0, count: messages)
        }
        return timings
    }

    /// 20 s of 1,000 messages/s over 4 sessions, answered in 1 to 3 ms; nothing goes wrong.
    static func quietRun(_ load: LoadPlan.Load? = nil, messages: Int64 = 20_000) -> RunResult {
        var result = RunResult(plan: plan(load ?? steady(1_000)))
        result.startedAtWallClock = 1_795_442_709_123_000_000
        result.startedAt = 5 * second
        var phase = PhaseResult(name: "measure", startedAt: 5 * second, duration: 20 * second)
        phase.ledger.planned = messages
        phase.ledger.submitted = messages
        phase.ledger.attempts = messages
        phase.ledger.accepted = messages
        phase.statuses = [0: messages]
        phase.timings = messages == 20_000 ? quietTimings : timings(of: messages)
        result.phases = [phase]
        result.cost.cpuNanoseconds = messages * 24_200
        result.cost.systemCalls = messages * 2
        result.cost.allocations = 0
        result.cost.peakResidentBytes = 43_200_000
        return result
    }

    /// The quiet run, with a receipt for all but two messages, 100 of them early.
    static func receiptRun() -> RunResult {
        var result = quietRun()
        result.plan.receipts = .final
        let messages = result.phases[0].ledger.accepted
        result.phases[0].ledger.receiptsExpected = messages
        result.phases[0].ledger.receiptsMatched = messages - 2
        result.phases[0].ledger.receiptsMissing = 2
        result.phases[0].ledger.receiptsEarly = 100
        spread(&result.phases[0].timings.receiptFromSubmit, messages - 2, 4_000_000, 2_500_000_000)
        spread(&result.phases[0].timings.receiptFromResponse, messages - 2, 0, 2_498_000_000)
        spread(&result.phases[0].timings.receiptCensored, 2, 31 * second, 45 * second)
        result.phases[0].receiptStates = [
            MessageState.delivered.rawValue: messages - 5, MessageState.expired.rawValue: 2, 15: 1,
        ]
        result.receiptIDForms = ["esme": .same]
        return result
    }
}

extension RunResult {
    /// Half as many messages more, over 1 ms late because of this part of their lag.
    mutating func makeLate(_ part: WritableKeyPath<Timings, Histogram>) {
        measure { phase in
            Fixtures.spread(&phase.timings.sendLag, 10_000, 1_100_000, 90_000_000)
            for other in [
                \Timings.pacerLag, \Timings.windowWait, \Timings.socketWait, \Timings.ceilingWait,
            ] {
                if other == part {
                    Fixtures.spread(&phase.timings[keyPath: other], 10_000, 1_100_000, 90_000_000)
                } else {
                    phase.timings[keyPath: other].record(0, count: 10_000)
                }
            }
        }
    }

    /// A shard that worked for `time`, beside one that did nothing; both spun for a second.
    mutating func work(for time: Int64) {
        var busy = ShardRecord()
        busy.cpuNanoseconds = time + Fixtures.second
        busy.spinNanoseconds = Fixtures.second
        var idle = busy
        idle.cpuNanoseconds = Fixtures.second
        shards = [idle, busy]
    }

    /// Changes the measured phase.
    mutating func measure(_ change: (inout PhaseResult) -> Void) {
        change(&phases[phases.count - 1])
    }
}
