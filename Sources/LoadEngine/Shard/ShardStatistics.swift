// What one shard has counted since its last hand-over: a block a phase, in two sets. The shard
// records into one set while the coordinator empties the other; an atomic passes them to and fro.
// Runs on: shard threads (recording), the coordinator (emptying). Allocates: only when made.

import Metrics
import Platform

/// The phases of a run, as indices.
enum Phase {
    static let warmup = 0
    static let measure = 1
    static let count = 2
}

/// Counters by command_status: one cell for each status up to 0x4FF, the rest in a short list.
struct StatusCounts: Sendable {
    private static let direct = 0x500
    private static let others = 32
    private let cells: Cells<Int64>

    init(arena: Arena) {
        cells = arena.cells(Int64.self, count: Self.direct + 2 * Self.others)
    }

    @inline(__always)
    func add(_ status: UInt32, count: Int64) {
        if status < UInt32(Self.direct) {
            cells[Int(status)] &+= count
        } else {
            addOther(Int64(status), count)
        }
    }

    /// Statuses beyond the last free place are counted with the list's last.
    private func addOther(_ status: Int64, _ count: Int64) {
        for index in 0..<Self.others {
            let place = Self.direct + 2 * index
            if cells[place] == status || cells[place + 1] == 0 || index == Self.others - 1 {
                if cells[place + 1] == 0 { cells[place] = status }
                cells[place + 1] &+= count
                return
            }
        }
    }

    func drain(into counts: inout [UInt32: Int64]) {
        for index in 0..<Self.direct where cells[index] != 0 {
            counts[UInt32(index), default: 0] += cells[index]
            cells[index] = 0
        }
        for index in 0..<Self.others {
            let place = Self.direct + 2 * index
            guard cells[place + 1] != 0 else { break }
            counts[UInt32(cells[place]), default: 0] += cells[place + 1]
            cells[place + 1] = 0
        }
    }
}

/// Counters of matched receipts by message_state.
struct StateCounts: Sendable {
    /// The cell of receipts without a state of SMPP 3.4 § 5.2.28.
    static let unstated = 15
    private let cells: Cells<Int64>

    init(arena: Arena) {
        cells = arena.cells(Int64.self, count: Self.unstated + 1)
    }

    /// The cell of a state.
    @inline(__always)
    static func cell(_ state: UInt8?) -> Int64 {
        guard let state, state < Self.unstated else { return Int64(unstated) }
        return Int64(state)
    }

    @inline(__always)
    func add(_ cell: Int64) { cells[Int(cell)] &+= 1 }

    func drain(into counts: inout [UInt8: Int64]) {
        for state in 0..<cells.count where cells[state] != 0 {
            counts[UInt8(state), default: 0] += cells[state]
            cells[state] = 0
        }
    }
}

/// The counters and distributions of one phase on one shard.
struct PhaseBlock: ~Copyable {
    var ledger = MessageLedger()
    let statuses: StatusCounts
    let receiptStates: StateCounts
    var latency: HistogramRecorder
    var serviceTime: HistogramRecorder
    var sendLag: HistogramRecorder
    var pacerLag: HistogramRecorder
    var windowWait: HistogramRecorder
    var socketWait: HistogramRecorder
    var ceilingWait: HistogramRecorder
    /// Messages whose wait is not in the last three: nothing held them.
    var unheldSends: Int64 = 0
    /// Unanswered messages times nanoseconds, by the clock.
    var inFlightTime: Int64 = 0
    /// Missed slots for whose lateness the generator is the largest part.
    var missedByGenerator: Int64 = 0
    var throttledServiceTime: HistogramRecorder
    var receiptFromSubmit: HistogramRecorder
    var receiptFromResponse: HistogramRecorder

    init(arena: Arena) {
        statuses = StatusCounts(arena: arena)
        receiptStates = StateCounts(arena: arena)
        latency = Self.recorder(.response, arena)
        serviceTime = Self.recorder(.response, arena)
        sendLag = Self.recorder(.response, arena)
        pacerLag = Self.recorder(.response, arena)
        windowWait = Self.recorder(.response, arena)
        socketWait = Self.recorder(.response, arena)
        ceilingWait = Self.recorder(.response, arena)
        throttledServiceTime = Self.recorder(.response, arena)
        receiptFromSubmit = Self.recorder(.receipt, arena)
        receiptFromResponse = Self.recorder(.receipt, arena)
    }

    private static func recorder(_ layout: HistogramLayout, _ arena: Arena) -> HistogramRecorder {
        let counts = arena.cells(UInt64.self, count: layout.countsLength)
        return unsafe HistogramRecorder(layout, zeroedCounts: counts.baseAddress)
    }

    /// Counts the lag of one message that something may have held.
    mutating func record(_ parts: LagParts) {
        pacerLag.record(parts.pacer)
        windowWait.record(parts.held.window)
        socketWait.record(parts.held.socket)
        ceilingWait.record(parts.held.ceiling)
    }

    /// Adds everything to a phase's result and starts again from 0.
    mutating func drain(into phase: inout PhaseResult) {
        phase.ledger += ledger
        ledger = MessageLedger()
        statuses.drain(into: &phase.statuses)
        receiptStates.drain(into: &phase.receiptStates)
        latency.drain(into: &phase.timings.latency)
        serviceTime.drain(into: &phase.timings.serviceTime)
        sendLag.drain(into: &phase.timings.sendLag)
        drainLagParts(into: &phase.timings)
        phase.missedByGenerator += missedByGenerator
        missedByGenerator = 0
        phase.inFlightTime += inFlightTime
        inFlightTime = 0
        throttledServiceTime.drain(into: &phase.timings.throttledServiceTime)
        receiptFromSubmit.drain(into: &phase.timings.receiptFromSubmit)
        receiptFromResponse.drain(into: &phase.timings.receiptFromResponse)
    }

    private mutating func drainLagParts(into timings: inout Timings) {
        windowWait.record(0, count: unheldSends)
        socketWait.record(0, count: unheldSends)
        ceilingWait.record(0, count: unheldSends)
        unheldSends = 0
        pacerLag.drain(into: &timings.pacerLag)
        windowWait.drain(into: &timings.windowWait)
        socketWait.drain(into: &timings.socketWait)
        ceilingWait.drain(into: &timings.ceilingWait)
    }
}

/// The two sets of a shard and the word that says who has which.
package struct ShardStatistics: Sendable {
    /// Blocks of set 0 (warm-up, measure), then of set 1.
    private let blocks: [Place<PhaseBlock>]
    /// Number of sets handed to the coordinator and number it has given back.
    private let exchanged: AtomicCells
    /// What became of lost sessions; empty in most runs, and read at the end of a run only.
    let faults: FaultLog

    init(arena: Arena) {
        faults = FaultLog(arena: arena)
        blocks = (0..<2 * Phase.count).map { _ in Place(PhaseBlock(arena: arena)) }
        exchanged = arena.atomicCells(2)
    }

    /// The block of `phase` that the shard records into after `handovers` hand-overs.
    func block(_ phase: Int, handovers: Int64) -> Place<PhaseBlock> {
        blocks[Int(handovers & 1) * Phase.count + phase]
    }

    /// On the shard: passes its set to the coordinator if the other set is back; true if it did.
    func handOver(_ handovers: Int64) -> Bool {
        guard exchanged.load(1) == handovers else { return false }
        exchanged.store(handovers + 1, at: 0)
        return true
    }

    /// On the coordinator: takes the set handed over, if there is one.
    func collect(_ body: (_ phase: Int, _ block: inout PhaseBlock) -> Void) -> Bool {
        let handed = exchanged.load(0)
        let back = exchanged.load(1)
        guard handed > back else { return false }
        for phase in 0..<Phase.count {
            body(phase, &block(phase, handovers: back).value)
        }
        exchanged.store(back + 1, at: 1)
        return true
    }

    /// On the coordinator, after the shard's thread has ended: empties whatever is left.
    func collectRest(_ body: (_ phase: Int, _ block: inout PhaseBlock) -> Void) {
        for index in blocks.indices { body(index % Phase.count, &blocks[index].value) }
    }

    /// Frees the blocks; nobody may use them afterwards.
    func discard() {
        for block in blocks { block.discard() }
    }
}
