// Whole runs against a built-in SMSC with rules: what the limits let through is, to the message, what
// the run has counted.

import LoadEngine
import MockSMSC
import SMPP
import Testing

@Suite(.timeLimit(.minutes(15))) struct RateLimitTests {
    @Test(arguments: [1, 2], RateLimit.Scope.allCases)
    func aBucketWithoutRefillIsSpentToTheMessage(
        _ shards: Int, _ scope: RateLimit.Scope
    ) throws {
        let server = try startSMSC {
            $0.shardCount = shards
            var limit = RateLimit(.tokenBucket, rate: 1.0 / 3600)
            limit.burst = 137
            limit.scope = scope
            $0.rules.limits = [limit]
        }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver]) {
                $0.shardCount = shards
                $0.count = 1_000
                $0.duration = 60_000 * millisecond
            })
        let counters = server.stop()
        #expect(result.total.submitted == 1_000)
        // Two sessions: one has sent what it could until the count was full.
        if scope == .session {
            #expect((137...274).contains(result.total.accepted))
        } else {
            #expect(result.total.accepted == 137)
        }
        #expect(result.total.throttled == 1_000 - result.total.accepted)
        #expect(result.responses(.throttled) == counters.throttled)
        #expect(counters.accepted == result.total.accepted)
    }

    @Test(arguments: RateLimit.Policy.allCases)
    func noPolicyLetsMoreThroughThanItsTimeHolds(_ policy: RateLimit.Policy) throws {
        let server = try startSMSC {
            $0.shardCount = 2
            var limit = RateLimit(policy, rate: 1_000)
            limit.burst = 50
            limit.window = 100 * millisecond
            limit.scope = .smsc
            $0.rules.limits = [limit]
        }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.duration = 500 * millisecond
            })
        let counters = server.stop()
        #expect(counters.accepted == result.total.accepted)
        #expect(counters.throttled == result.total.throttled)
        #expect(counters.accepted + counters.throttled == result.total.submitted)
        let seconds = result.phases.reduce(0.0) { $0 + Double($1.duration) / 1e9 }
        // What was under way at the end arrives a little later; a window more covers it.
        #expect(Double(counters.accepted) <= seconds * 1_000 + 200)
        #expect(counters.accepted > 0 && counters.throttled > 0)
    }

    @Test func aRunThroughEveryRuleAtOnceAddsUp() throws {
        let server = try startSMSC {
            $0.shardCount = 2
            $0.rules.window = 1_000
            $0.rules.balance = 3_000
            $0.responseDelay = .exponential(mean: millisecond)
            $0.receiptDelay = .uniform(0, 20 * millisecond)
            $0.earlyReceipts = 20
            $0.spreadsReceipts = true
            $0.dialect.responseID = .hexUpper
            $0.dialect.receiptID = .hexUpper
            $0.receiptStates = [
                ReceiptShare(70, ReceiptOutcome(.delivered)),
                ReceiptShare(30, ReceiptOutcome(.undeliverable, error: 11)),
            ]
            var rule = OutcomeRule(status: CommandStatus(rawValue: 0x446))
            rule.percent = 10
            $0.outcomes = [rule]
        }
        let result = try run(
            plan(port: server.port, sessions: [.transceiver, .transceiver, .transceiver]) {
                $0.shardCount = 2
                $0.count = 5_000
                $0.duration = 60_000 * millisecond
                $0.receipts = .final
            })
        let counters = server.stop()
        #expect(result.total.submitted == 5_000)
        #expect(result.total.accepted == 3_000)
        #expect(result.responses(CommandStatus(rawValue: 0x446)) == counters.refusedByRule)
        #expect(result.responses(CommandStatus(rawValue: 0x433)) == counters.balanceRefused)
        #expect(counters.refusedByRule + counters.balanceRefused == 2_000)
        #expect(result.total.receiptsMatched == 3_000)
        #expect(counters.responsesDropped == 0)
    }
}
