// All that a shard needs to judge and answer messages by rules, built once. The message path of a
// server without rules touches none of it. Runs on: shard threads. Allocates: at a bind only.

import Platform
import SMPP

/// A shard's rules, samplers and writers.
struct MessageRules: Sendable {
    let memory: PolicyMemory
    /// The limits of all sessions, `AccountRules.limitCount` places each.
    let limiters: Cells<Limiter>
    let sessions: Cells<SessionRules>
    let outcomes: OutcomeTable
    let receiptEnds: ReceiptEnds
    let intermediateEnds: ReceiptEnds
    let acceptDelays: DelaySampler
    let rejectDelays: DelaySampler
    let throttleDelays: DelaySampler
    let receiptDelays: DelaySampler
    let intermediateDelays: DelaySampler
    /// Of how many receipts one comes before its response, 0 to 1.
    let earlyShare: Double
    /// Receipts go round the account's sessions.
    let spreadsReceipts: Bool
    /// Receipts have the standard's form and a fixed delay.
    let hasPlainReceipts: Bool
    /// Ids have 16 decimal digits in responses.
    let hasPlainIDs: Bool
    /// Ids are counted in ten digits.
    let hasShortNumbers: Bool
    let responseID: IDWriter
    let dialect: DialectWriter
    let wallOffset: Int64
    var random: SplitMix64

    init(shard: Int, of server: Server, sessionLimit: Int, wallOffset: Int64, arena: Arena) {
        let configuration = server.configuration
        memory = server.policies
        limiters = arena.cells(
            Limiter.self, count: sessionLimit * AccountRules.limitCount)
        sessions = arena.cells(SessionRules.self, count: sessionLimit)
        outcomes = OutcomeTable(configuration.outcomes, memory: server.repeats, arena: arena)
        receiptEnds = ReceiptEnds(
            configuration.receiptStates, otherwise: ReceiptOutcome(.delivered), arena: arena)
        intermediateEnds = ReceiptEnds(
            configuration.intermediateStates, otherwise: ReceiptOutcome(nil), arena: arena)
        let compression = configuration.timeCompression
        acceptDelays = DelaySampler(configuration.responseDelay, arena: arena)
        rejectDelays = DelaySampler(configuration.rejectDelay, arena: arena)
        throttleDelays = DelaySampler(configuration.throttleDelay, arena: arena)
        receiptDelays = DelaySampler(
            configuration.receiptDelay, dividedBy: compression, arena: arena)
        intermediateDelays = DelaySampler(
            configuration.intermediateDelay, dividedBy: compression, arena: arena)
        earlyShare = configuration.earlyReceipts / 100
        spreadsReceipts = configuration.spreadsReceipts
        let form = configuration.dialect
        hasPlainReceipts =
            form == ReceiptDialect() && configuration.receiptDelay.constant != nil
        hasPlainIDs = form.responseID == .decimal && form.receiptID != .decimal10
        hasShortNumbers = form.responseID == .decimal10 || form.receiptID == .decimal10
        responseID = IDWriter(form.responseID)
        dialect = DialectWriter(form, arena: arena)
        self.wallOffset = wallOffset
        random = SplitMix64(
            seed: configuration.seed &+ UInt64(shard) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The message's number as its id is written from.
    @inline(__always)
    func number(_ ids: MessageIDs) -> UInt64 {
        hasShortNumbers ? ids.shortNumber : ids.number
    }
}
