// What all shards of a run share, made once before they start and read-only from then on, but for the
// atomics in it. Runs on: shard threads and the coordinator. Allocates: only when made.

package import Platform

/// The shared state of a run.
package struct RunShared: Sendable {
    let plan: LoadPlan
    let arena: Arena
    package let control: RunControl
    let slots: SlotSource
    package let schedule: Schedule?
    /// This part's slots that belong to the warm-up.
    let warmupSlots: Int64
    /// One past the last slot of the run, in this part's numbers; 0 in a closed loop.
    let slotEnd: Int64
    /// The same in the numbers of the whole schedule.
    let slotEndNumber: Int64
    let lateness: LatenessLimit
    let mix: MessageMix
    let ceilings: Ceilings
    let pacer: CatchUpPacer?
    let slowDown: SlowDown?
    package let steering: Steering
    let receipts: ReceiptTable
    package let forms: ReceiptForms
    let target: SocketAddress
    /// TLS of every connection, and what came of its handshakes; nil for plain TCP.
    let tls: TLSContext?
    let handshakes: HandshakeLog

    package init(plan: LoadPlan, target: SocketAddress, tls: TLSContext? = nil) {
        let arena = Arena()
        self.tls = tls
        handshakes = HandshakeLog(isVerified: tls?.verifies ?? false)
        self.plan = plan
        self.target = target
        self.arena = arena
        control = RunControl(shardCount: plan.shardCount, arena: arena)
        slots = SlotSource(arena: arena)
        steering = Steering(arena: arena)
        ceilings = Ceilings(plan: plan, arena: arena)
        mix = MessageMix(plan: plan, arena: arena)
        lateness = LatenessLimit(plan)
        if case .scheduled(let stages, let arrivals) = plan.load {
            schedule = Schedule(
                stages: stages, arrivals: arrivals, seed: plan.seed, segment: plan.segment)
        } else {
            schedule = nil
        }
        // A count is one of the whole schedule, whoever sends its slots.
        let warmupNumbers = schedule?.numbersBefore(plan.warmup) ?? 0
        let numbers = schedule?.wholeSlotCount ?? 0
        slotEndNumber = plan.count.map { min(numbers, warmupNumbers + $0) } ?? numbers
        warmupSlots = schedule?.slots(beforeNumber: warmupNumbers) ?? 0
        slotEnd = schedule?.slots(beforeNumber: slotEndNumber) ?? 0
        if case .bounded(let factor) = plan.catchUp {
            pacer = CatchUpPacer(factor: factor, arena: arena)
        } else {
            pacer = nil
        }
        if case .slow(let factor) = plan.onThrottle {
            slowDown = SlowDown(factor: factor, arena: arena)
        } else {
            slowDown = nil
        }
        // A closed loop's receipts are few at a time and many a second: what is current should fit
        // the processor's cache, and only a backlog go beyond.
        let current =
            plan.load == .windowDriven ? max(plan.window * plan.sessions.count * 16, 1 << 14) : .max
        receipts = ReceiptTable(
            capacity: plan.receipts == .none ? 1_024 : plan.receiptCapacity, current: current,
            shared: plan.shardCount > 1, arena: arena)
        forms = ReceiptForms(plan: plan, arena: arena)
    }
}
