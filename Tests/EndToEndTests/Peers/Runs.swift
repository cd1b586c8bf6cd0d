// What the tests of whole runs share: plans against a loopback port, and what any result must hold.

import LoadEngine
import Metrics
import MockSMSC
import Platform
import SMPP
import Testing

let millisecond: Int64 = 1_000_000

/// A short plan against a loopback port, with `sessions` transceivers, changed further as `change`
/// says.
func plan(
    port: UInt16, sessions: [BindType] = [.transceiver],
    _ change: (inout LoadPlan) -> Void = { _ in }
) -> LoadPlan {
    let bind = BindRequest(systemID: "esme", password: "secret")
    var plan = LoadPlan(
        target: LoadPlan.Target(host: "127.0.0.1", port: port),
        sessions: sessions.map { LoadPlan.Session(bind: bind, bindType: $0) },
        message: SubmitSM(
            source: "12345", destination: "79001234567", shortMessage: Array("Hello".utf8)))
    plan.window = 16
    plan.duration = 100 * millisecond
    plan.drain = 5_000 * millisecond
    plan.receiptCapacity = 1 << 16
    change(&plan)
    return plan
}

/// Runs a plan to its end and checks what every result must hold.
func run(_ plan: LoadPlan, sourceLocation: SourceLocation = #_sourceLocation) throws -> RunResult {
    let result = try LoadRun(plan).run { _, _ in }
    check(result, sourceLocation: sourceLocation)
    return result
}

/// The identities of every ledger, the intervals' sums, and lines for people that are lines.
func check(_ result: RunResult, sourceLocation: SourceLocation = #_sourceLocation) {
    for phase in result.phases {
        for identity in phase.ledger.identities {
            #expect(
                identity.left == identity.right, "\(phase.name): \(identity.name)",
                sourceLocation: sourceLocation)
        }
        let ledger = phase.ledger
        #expect(
            phase.timings.latency.count == ledger.accepted, "\(phase.name)",
            sourceLocation: sourceLocation)
        #expect(
            phase.statuses.values.reduce(0, +)
                == ledger.accepted + ledger.throttledAnswers + ledger.rejected, "\(phase.name)",
            sourceLocation: sourceLocation)
        #expect(
            phase.timings.receiptFromSubmit.count == ledger.receiptsMatched, "\(phase.name)",
            sourceLocation: sourceLocation)
    }
    var lines = result.notes
    if case .failed(let reason) = result.end { lines.append(reason) }
    for line in lines {
        #expect(!line.isEmpty && !line.contains("\n"), sourceLocation: sourceLocation)
    }
}

extension RunResult {
    /// The sum of all phases.
    var total: MessageLedger {
        phases.reduce(into: MessageLedger()) { $0 += $1.ledger }
    }

    /// Why the run failed; nil if it did not.
    var failure: String? {
        if case .failed(let reason) = end { reason } else { nil }
    }

    /// Number of responses with `status`.
    func responses(_ status: CommandStatus) -> Int64 {
        phases.reduce(0) { $0 + ($1.statuses[status.rawValue] ?? 0) }
    }
}

/// A built-in SMSC on a free port that stops without much ado.
func startSMSC(_ change: (inout MockSMSCConfiguration) -> Void = { _ in }) throws -> MockSMSC {
    var configuration = MockSMSCConfiguration()
    configuration.port = 0
    configuration.stopGrace = millisecond
    change(&configuration)
    return try MockSMSC(configuration)
}
