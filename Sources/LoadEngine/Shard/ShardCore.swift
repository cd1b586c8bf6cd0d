// One sender shard without its sockets: sessions, windows, schedule and statistics; bytes and time
// in, bytes out. SenderShard drives it over epoll, simulation tests drive it without a kernel.
// Runs on: shard threads. Allocates: only when made.

import Metrics
package import Platform
import SMPP

/// What all shards of a run share, made once before they start.
package struct RunShared: Sendable {
    let plan: LoadPlan
    let arena: Arena
    package let control: RunControl
    let slots: SlotSource
    package let schedule: Schedule?
    /// Slots of the schedule that belong to the warm-up.
    let warmupSlots: Int64
    /// One past the last slot of the run; 0 in a closed loop.
    let slotEnd: Int64
    let ceilings: Ceilings
    let pacer: CatchUpPacer?
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
        if case .scheduled(let stages, let arrivals) = plan.load {
            schedule = Schedule(stages: stages, arrivals: arrivals, seed: plan.seed)
        } else {
            schedule = nil
        }
        let warmupSlots = schedule?.slotsBefore(plan.warmup) ?? 0
        let slotCount = schedule?.slotCount ?? 0
        self.warmupSlots = warmupSlots
        slotEnd = plan.count.map { min(slotCount, warmupSlots + $0) } ?? slotCount
        if case .bounded(let factor) = plan.catchUp {
            pacer = CatchUpPacer(factor: factor, arena: arena)
        } else {
            pacer = nil
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

/// The state of one shard.
package struct ShardCore: ~Copyable {
    /// Read-only once the run has started.
    let shared: RunShared
    package let sessions: Cells<ShardSession>
    /// The sessions' protocol state, in the order of `sessions`.
    var machines: [ESMESession]
    let windowSlots: Cells<WindowSlot>
    /// The receive buffer of whichever session is being read.
    package let input: Bytes
    /// The encoded submit_sm; sequence_number is patched in the copies.
    let template: Bytes
    let templateLength: Int
    let asksForReceipt: Bool
    /// The fields of the deliver_sm being read; kept here because clearing 20 fields for each costs.
    var fields = ShortMessageFields()
    let scanner = FrameScanner(lengthLimit: ShardMemory.pduLimit)
    /// Receipts that wait until the form of their ids is decided.
    var held: HeldReceipts

    package let statistics: ShardStatistics
    var handovers: Int64 = 0
    /// The blocks recorded into now, by phase.
    var warmupBlock: Place<PhaseBlock>
    var measureBlock: Place<PhaseBlock>

    var clock: SlotClock?
    /// How many changes of the pace this shard goes by.
    var changesFollowed: Int64 = 0
    /// Slot 0's instant, the measured phase's start, and when sending ends; 0 before the start.
    var startTime: Int64 = 0
    var measureTime: Int64 = 0
    var endTime: Int64 = 0
    /// The session that is offered the next slot first.
    package var cursor = 0
    /// Unanswered submit_sm of all sessions, and receipts expected less matched.
    package var inFlight: Int64 = 0
    package var receiptsOutstanding: Int64 = 0
    private var inFlightSince: Int64 = 0
    /// Nothing is left to send.
    package var doneSending = false
    /// Earliest instant at which a blocked send may go; `Int64.max` if it waits for an event.
    package var nextSend = Int64.max
    /// Whether a ceiling or the catch-up's law made a session wait since `beginSending`.
    var isHeldByCeiling = false
    /// What held the messages that were due, and until when.
    var holds: HoldHistory
    /// How long, in the measured phase.
    var heldTime = HeldTime()

    /// The sessions of the plan with these numbers, and memory for them.
    package init(shared: RunShared, sessionNumbers: [Int], template encoded: [UInt8]) {
        let plan = shared.plan
        let arena = shared.arena
        let memory = ShardMemory(arena: arena)
        self.shared = shared
        let slotsEach = RequestWindow.slotCount(window: plan.window)
        windowSlots = arena.cells(WindowSlot.self, count: slotsEach * sessionNumbers.count)
        sessions = arena.cells(ShardSession.self, count: sessionNumbers.count)
        for (index, number) in sessionNumbers.enumerated() {
            sessions[index] = ShardSession(
                plan: plan, number: number, account: shared.forms.account(ofSession: number),
                slots: index * slotsEach, memory: memory)
        }
        machines = sessionNumbers.map { ESMESession(plan: plan, number: $0) }
        input = arena.bytes(ShardMemory.inputBytes + ShardMemory.pduLimit)
        template = arena.bytes(encoded.count)
        template.copy(encoded, to: 0)
        templateLength = encoded.count
        asksForReceipt = plan.receipts != .none
        held = HeldReceipts(arena: arena)
        statistics = ShardStatistics(arena: arena)
        warmupBlock = statistics.block(Phase.warmup, handovers: 0)
        measureBlock = statistics.block(Phase.measure, handovers: 0)
        clock = shared.schedule.map {
            SlotClock($0, steering: shared.steering, arena: arena)
        }
        holds = HoldHistory(arena: arena)
        stopSendingIfNobodyMay()
    }

    /// Slot 0 is at `time`.
    package mutating func start(at time: Int64) {
        startTime = time
        measureTime = time + shared.plan.warmup
        endTime = measureTime + shared.plan.duration
    }

    /// Goes by the changes of the pace so far.
    ///
    /// Called with every turn's clock sample taken: what changes lies after it.
    mutating func followSteering(_ count: Int64) {
        changesFollowed = count
        clock?.follow(changes: count)
        let steering = shared.steering
        measureTime = startTime + steering.time(of: shared.plan.warmup, changes: count)
        endTime =
            startTime
            + steering.time(of: shared.plan.warmup + shared.plan.duration, changes: count)
        guard let window = steering.change(count - 1).window else { return }
        for index in 0..<sessions.count { sessions[index].window.allow(window) }
    }

    /// The block of the phase that a message with this intended time belongs to.
    @inline(__always)
    func block(intended time: Int64) -> Place<PhaseBlock> {
        time >= measureTime ? measureBlock : warmupBlock
    }

    /// Whether `now` lies in the measured phase, before sending ends.
    func isMeasuring(_ now: Int64) -> Bool {
        startTime > 0 && now >= measureTime && now < endTime
    }

    /// Adds what was unanswered since the last call, from the run's start to the end of sending.
    package mutating func noteInFlight(now: Int64) {
        let from = max(inFlightSince, startTime)
        let time = min(now, endTime) &- from
        inFlightSince = now
        guard startTime > 0, time > 0 else { return }
        block(intended: from).value.inFlightTime &+= inFlight &* time
    }

    /// Hands the statistics to the coordinator if it has returned the last set.
    package mutating func handOverStatistics() {
        guard statistics.handOver(handovers) else { return }
        handovers += 1
        warmupBlock = statistics.block(Phase.warmup, handovers: handovers)
        measureBlock = statistics.block(Phase.measure, handovers: handovers)
    }

    /// Counts the requests of session `index` that were not answered in time.
    mutating func expireRequests(_ index: Int, now: Int64) {
        let deadline = now - shared.plan.responseTimeout
        while let slot = sessions[index].window.expireOldest(sentBy: deadline, in: windowSlots) {
            block(intended: slot.intendedTime).value.ledger.timedOut += 1
            inFlight -= 1
        }
    }

    /// Counts everything session `index` still waits for as in doubt: its connection is gone.
    package mutating func abandonRequests(_ index: Int) {
        while let slot = sessions[index].window.expireOldest(sentBy: .max, in: windowSlots) {
            block(intended: slot.intendedTime).value.ledger.inDoubt += 1
            inFlight -= 1
        }
    }
}
