// The words the coordinator and the shards share: where the run is, and where each shard is.
// Read and written by all of them. Allocates: only when made; nothing here waits.

package import Platform
import Synchronization

/// What the coordinator tells the shards.
package enum RunState: Int64 {
    /// Connect and bind.
    case binding = 0
    /// Send from the start time on.
    case sending = 1
    /// Send no more; take responses and receipts.
    case draining = 2
    /// Unbind and end.
    case unbinding = 3
    /// Close at once and end.
    case aborting = 4
}

/// The shared state of a run.
package final class RunControl: Sendable {
    private enum Word {
        static let state = 0
        static let interrupted = 1
        static let startTime = 8
        static let pinned = 9
        static let count = 16
    }

    private enum ShardWord {
        static let bound = 0
        static let lost = 1
        static let lostSenders = 10
        static let inFlight = 2
        static let receiptsOutstanding = 3
        static let sendingEnd = 4
        static let windowFullTime = 5
        static let stateSeen = 9
        static let socketFullTime = 11
        static let ceilingHeldTime = 12
        static let lostNow = 13
        static let lostSendersNow = 14
        static let cpuTime = 16
        static let systemCalls = 17
        static let allocations = 18
        static let spinTime = 19
        static let spinCalls = 20
        static let line = 24
    }

    private let run: AtomicCells
    private let shards: AtomicCells
    private let shardCount: Int
    private let messages = Mutex<[String]>([])
    private let failure = Mutex<String?>(nil)
    private let records = Mutex<[ShardRecord]>([])

    package init(shardCount: Int, arena: Arena) {
        self.shardCount = shardCount
        run = arena.atomicCells(Word.count)
        shards = arena.atomicCells(ShardWord.line * shardCount)
    }

    /// Where the run is.
    package var state: RunState { RunState(rawValue: run.load(Word.state)) ?? .aborting }

    /// Monotonic instant of slot 0; set before the state becomes `sending`.
    var startTime: Int64 {
        get { run.load(Word.startTime) }
        set { run.store(newValue, at: Word.startTime) }
    }

    /// Whether the user has asked for the end.
    var isInterrupted: Bool {
        get { run.load(Word.interrupted) > 0 }
        set { run.store(newValue ? 1 : 0, at: Word.interrupted) }
    }

    /// Moves the run on; it never goes back.
    package func advance(to state: RunState) {
        var now = self.state
        while now.rawValue < state.rawValue,
            !run.exchange(now.rawValue, with: state.rawValue, at: Word.state)
        {
            now = self.state
        }
    }

    /// The words of one shard, for its thread.
    package func report(of shard: Int) -> ShardReport {
        ShardReport(words: shards, base: shard * ShardWord.line)
    }

    /// A shard's words.
    package struct ShardReport: BitwiseCopyable {
        fileprivate let words: AtomicCells
        fileprivate let base: Int

        func addBound(_ sessions: Int64) { words.add(sessions, at: base + ShardWord.bound) }

        /// A bound session is lost for good.
        func addLost(maySubmit: Bool) {
            words.add(1, at: base + ShardWord.lost)
            if maySubmit { words.add(1, at: base + ShardWord.lostSenders) }
        }

        /// The receipts go first: whoever then reads that nothing is in flight in a state reads the
        /// receipts that belong to it.
        func publish(inFlight: Int64, receiptsOutstanding: Int64, state: RunState) {
            words.store(receiptsOutstanding, at: base + ShardWord.receiptsOutstanding)
            words.store(inFlight, at: base + ShardWord.inFlight)
            words.store(state.rawValue, at: base + ShardWord.stateSeen)
        }

        /// How many sessions are lost now and come back, and how many of those may send.
        func publish(lostSessions: Int64, senders: Int64) {
            words.store(lostSessions, at: base + ShardWord.lostNow)
            words.store(senders, at: base + ShardWord.lostSendersNow)
        }

        /// The shard sends nothing from `time` on; the first call counts.
        package func publish(sendingEnd time: Int64) {
            guard words.load(base + ShardWord.sendingEnd) == 0 else { return }
            words.store(time, at: base + ShardWord.sendingEnd)
        }

        /// What the shard has cost so far.
        func publish(_ record: ShardRecord) {
            words.store(record.cpuNanoseconds, at: base + ShardWord.cpuTime)
            words.store(record.systemCalls, at: base + ShardWord.systemCalls)
            words.store(record.allocations ?? -1, at: base + ShardWord.allocations)
            words.store(record.spinNanoseconds, at: base + ShardWord.spinTime)
            words.store(record.spinSystemCalls, at: base + ShardWord.spinCalls)
        }

        func publish(_ held: HeldTime) {
            words.store(held.window, at: base + ShardWord.windowFullTime)
            words.store(held.socket, at: base + ShardWord.socketFullTime)
            words.store(held.ceiling, at: base + ShardWord.ceilingHeldTime)
        }
    }

    /// What the shards have cost by their own last word.
    var recordsSoFar: [ShardRecord] {
        (0..<shardCount).map { shard in
            func word(_ word: Int) -> Int64 { shards.load(shard * ShardWord.line + word) }
            var record = ShardRecord()
            record.cpuNanoseconds = word(ShardWord.cpuTime)
            record.systemCalls = word(ShardWord.systemCalls)
            let allocations = word(ShardWord.allocations)
            record.allocations = allocations < 0 ? nil : allocations
            record.spinNanoseconds = word(ShardWord.spinTime)
            record.spinSystemCalls = word(ShardWord.spinCalls)
            return record
        }
    }

    private func sum(_ word: Int) -> Int64 {
        (0..<shardCount).reduce(0) { $0 + shards.load($1 * ShardWord.line + word) }
    }

    var bound: Int64 { sum(ShardWord.bound) }
    /// Bound sessions lost for good, and those that come back.
    var lost: Int64 { sum(ShardWord.lost) }
    var lostNow: Int64 { sum(ShardWord.lostNow) }
    var lostSendersNow: Int64 { sum(ShardWord.lostSendersNow) }
    var inFlight: Int64 { sum(ShardWord.inFlight) }
    var receiptsOutstanding: Int64 { sum(ShardWord.receiptsOutstanding) }
    var lostSenders: Int64 { sum(ShardWord.lostSenders) }
    var windowFullTime: Int64 { sum(ShardWord.windowFullTime) }
    var socketFullTime: Int64 { sum(ShardWord.socketFullTime) }
    var ceilingHeldTime: Int64 { sum(ShardWord.ceilingHeldTime) }
    /// Whether the thread of `shard` has ended.
    func hasEnded(_ shard: Int) -> Bool {
        shards.load(shard * ShardWord.line + ShardWord.stateSeen) == RunState.aborting.rawValue
    }
    /// Whether every shard has published its counts since it learned of `state`.
    func allHaveSeen(_ state: RunState) -> Bool {
        (0..<shardCount).allSatisfy {
            shards.load($0 * ShardWord.line + ShardWord.stateSeen) >= state.rawValue
        }
    }

    private var sendingEnds: [Int64] {
        (0..<shardCount).map { shards.load($0 * ShardWord.line + ShardWord.sendingEnd) }
    }

    /// When the last shard stopped sending; nil while one has not.
    var sendingEnd: Int64? {
        let ends = sendingEnds
        return ends.contains(0) ? nil : ends.max()
    }

    /// A shard's account of itself, when its thread ends.
    func add(_ record: ShardRecord) {
        records.withLock { $0.append(record) }
    }

    var shardRecords: [ShardRecord] { records.withLock { $0 } }

    /// Counts a thread that is pinned to its processor.
    func notePinned() { run.add(1, at: Word.pinned) }
    var pinned: Int64 { run.load(Word.pinned) }

    /// Notes something the reader of the result should know; off the hot path.
    func note(_ message: String) {
        messages.withLock { list in
            if list.count < 100 && !list.contains(message) { list.append(message) }
        }
    }

    /// Notes why the run cannot go on; the first reason stays.
    func fail(_ reason: String) {
        failure.withLock { if $0 == nil { $0 = reason } }
    }

    var notes: [String] { messages.withLock { $0 } }
    var failureReason: String? { failure.withLock { $0 } }
}
