// One sender shard without its sockets: sessions, windows, schedule and statistics; bytes and time
// in, bytes out. SenderShard drives it over epoll, simulation tests drive it without a kernel.
// Runs on: shard threads. Allocates: only when made.

import Metrics
package import Platform
import SMPP

/// The state of one shard.
package struct ShardCore: ~Copyable {
    /// Read-only once the run has started.
    let shared: RunShared
    package let sessions: Cells<ShardSession>
    /// The sessions' protocol state, in the order of `sessions`.
    var machines: [ESMESession]
    package let history: Cells<SessionHistory>
    let windowSlots: Cells<WindowSlot>
    var outputs: OutputPool
    /// Sessions whose socket is full.
    var fullSockets = 0
    /// The receive buffer of whichever session is being read.
    package let input: Bytes
    let templates: MessageTemplates
    let batch: Batch
    /// Number of this shard, and how many messages of a closed loop's mix it has drawn.
    let shardNumber: Int64
    var drawn: Int64 = 0
    let asksForReceipt: Bool
    /// The fields of the deliver_sm being read; kept here because clearing 20 fields for each costs.
    var fields = ShortMessageFields()
    let scanner = FrameScanner(lengthLimit: ShardMemory.pduLimit)
    /// Receipts that wait until the form of their ids is decided.
    var held: HeldReceipts
    /// What is on its way to the receipt table; nothing between two reads.
    var meetings: Meetings

    package let statistics: ShardStatistics
    var handovers: Int64 = 0
    /// The blocks recorded into now, by phase.
    var warmupBlock: Place<PhaseBlock>
    var measureBlock: Place<PhaseBlock>

    var clock: SlotClock?
    /// How many changes of the pace this shard goes by.
    var changesFollowed: Int64 = 0
    /// The windows of the stages, and when the next one begins; `Int64.max` where they do not change.
    let stageWindows: StageWindows
    var nextWindow = Int64.max
    /// Slot 0's instant, the measured phase's start, and when sending ends; 0 before the start.
    var startTime: Int64 = 0
    var measureTime: Int64 = 0
    var endTime: Int64 = 0
    /// The session that is offered the next slot first.
    package var cursor = 0
    /// A session may hold messages that have been rendered and are not wholly written, or not sent.
    package var holdsBatch = false
    /// The reader has been told that TCP kept messages back for long.
    var hasNotedUnsent = false
    /// Unanswered submit_sm of all sessions, and receipts expected less matched.
    package var inFlight: Int64 = 0
    package var receiptsOutstanding: Int64 = 0
    private var inFlightSince: Int64 = 0
    /// Sessions that were lost and are not bound again, and those of them that may send.
    package var lostSessions: Int64 = 0
    package var lostSenders: Int64 = 0
    /// The run is over: what is lost now stays so.
    package var isEnding = false
    /// No new messages are sent; when messages are no longer sent again, either.
    package var isDraining = false
    var repeatDeadline: Int64 = 0
    /// Nothing more is put aside to be sent again.
    var givesUpRepeats = false
    /// Messages to send again.
    var retries: RepeatQueue
    var resubmissions: RepeatQueue
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
    package init(shared: RunShared, sessionNumbers: [Int], templates encoded: [[UInt8]]) {
        let plan = shared.plan
        let arena = shared.arena
        let memory = ShardMemory(
            arena: arena, sessions: sessionNumbers.count,
            messageLength: encoded.map(\.count).max() ?? 0)
        outputs = OutputPool(
            sessions: sessionNumbers.count, byteCount: memory.outputBytes, arena: arena)
        self.shared = shared
        let slotsEach = RequestWindow.slotCount(window: plan.largestWindow)
        windowSlots = arena.cells(WindowSlot.self, count: slotsEach * sessionNumbers.count)
        sessions = arena.cells(ShardSession.self, count: sessionNumbers.count)
        history = arena.cells(SessionHistory.self, count: sessionNumbers.count)
        for (index, number) in sessionNumbers.enumerated() {
            sessions[index] = ShardSession(
                plan: plan, number: number, account: shared.forms.account(ofSession: number),
                slots: index * slotsEach, memory: memory)
        }
        machines = sessionNumbers.map { ESMESession(plan: plan, number: $0) }
        input = arena.bytes(ShardMemory.inputBytes + ShardMemory.pduLimit)
        templates = MessageTemplates(encoded, plan: plan, arena: arena)
        batch = Batch(arena: arena)
        shardNumber = Int64(sessionNumbers.first ?? 0)
        stageWindows = StageWindows(plan: plan, arena: arena)
        asksForReceipt = plan.receipts != .none
        held = HeldReceipts(arena: arena)
        meetings = Meetings(arena: arena)
        retries = RepeatQueue(capacity: plan.retryCapacity, arena: arena)
        resubmissions = RepeatQueue(
            capacity: plan.inDoubt == .resubmit
                ? max(2 * plan.largestWindow * sessionNumbers.count, 4_096) : 0, arena: arena)
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
        if stageWindows.vary { nextWindow = time }
    }

    /// Sets the window of the stage that has begun by `now`, and goes by what the keyboard has asked
    /// for; called in each turn before anything is sent.
    package mutating func enterStage(now: Int64) {
        let changes = shared.steering.count
        if changes != changesFollowed { followSteering(changes) }
        guard now >= nextWindow else { return }
        let steering = shared.steering
        let (window, next) = stageWindows.window(at: steering.scheduleTime(at: now - startTime))
        for index in 0..<sessions.count { sessions[index].window.allow(window) }
        nextWindow =
            next == .max ? .max : startTime + steering.time(of: next, changes: changesFollowed)
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
        if stageWindows.vary { nextWindow = startTime }
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
}
