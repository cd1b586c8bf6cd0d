// A sender shard's thread: epoll, reads, writes and clock samples around a ShardCore.
// Runs on: its own thread, from connect to close. Allocates: before the run starts only.

import Platform
import SMPP

/// Drives one shard's sessions over real sockets.
struct SenderShard: ~Copyable {
    var core: ShardCore
    let control: RunControl
    let report: RunControl.ShardReport
    let epoll: Epoll
    var watch: LoopWatch
    var kernelClock = KernelClock()
    var systemCalls: Int64 = 0
    /// What the result says of this shard.
    var record = ShardRecord()
    var openSessions: Int
    /// TLS holds input of some session that no event will announce.
    var hasInput = false
    /// A session may send without having been answered: its socket has drained, a timer has run out.
    private var mayOthersSend = true
    private var nextTick: Int64 = 0
    private var nextHandover = Int64.max
    private var costAtStart: ShardCost?
    private var costIsFinal = false

    /// Timers are looked at this often.
    private static let tickInterval: Int64 = 10_000_000
    /// Sends are spun for, rather than slept for, this long before they are due.
    private static let spinTime: Int64 = 50_000
    /// Statistics are handed over this often.
    static let handoverInterval: Int64 = 1_000_000_000

    init(
        shared: RunShared, shard: Int, sessionNumbers: [Int], templates: [[UInt8]]
    ) throws(SystemError) {
        core = ShardCore(shared: shared, sessionNumbers: sessionNumbers, templates: templates)
        control = shared.control
        report = shared.control.report(of: shard)
        epoll = try Epoll(arena: shared.arena)
        openSessions = sessionNumbers.count
        // Spinning helps only where another core runs the peer meanwhile.
        let maySpin = Processors.allowedCount > shared.plan.shardCount
        watch = LoopWatch(spinTime: maySpin ? Self.spinTime : 0)
    }

    /// The thread's body.
    mutating func run() {
        connectAll()
        while openSessions > 0 {
            let now = Clock.monotonic()
            let state = control.state
            if state == .aborting { break }
            watch.turn(now, counts: state == .sending && core.isMeasuring(now))
            core.noteInFlight(now: now)
            begin(state, now: now)
            if now >= nextTick { tick(now: now, state: state) }
            if state == .sending || (state == .draining && core.waitingRepeats > 0) {
                sendAll(now: now)
            }
            if core.holdsBatch { writeHeld() }
            poll(state)
        }
        core.isEnding = true
        closeAll()
        core.giveUpRepeats()
        core.settleReceipts(isLast: true)
        report.publish(sendingEnd: Clock.monotonic())
        finishCost()
        control.add(record)
        publish(.aborting)
    }

    /// Takes note of the run's start and end as the coordinator announces them.
    private mutating func begin(_ state: RunState, now: Int64) {
        if state == .sending && core.startTime == 0 {
            core.start(at: control.startTime)
            nextHandover = core.startTime + Self.handoverInterval
            costAtStart = cost
        }
        core.isEnding = state.rawValue >= RunState.unbinding.rawValue
        if state.rawValue >= RunState.draining.rawValue {
            report.publish(sendingEnd: now)
            finishCost()
            core.nextSend = .max
            drainRepeats(now: now)
        }
        if now >= nextHandover {
            core.handOverStatistics()
            nextHandover += Self.handoverInterval
            publishCost()
        }
    }

    /// Sends no new messages from here on, and after the drain's time or an interrupt none again.
    private mutating func drainRepeats(now: Int64) {
        if !core.isDraining {
            core.isDraining = true
            core.repeatDeadline = now + core.shared.plan.drain
        }
        if !core.givesUpRepeats && (now >= core.repeatDeadline || control.isInterrupted) {
            core.giveUpRepeats()
        }
    }

    /// Renders and writes what every session may send.
    private mutating func sendAll(now: Int64) {
        guard now >= core.startTime else {
            core.nextSend = core.startTime
            return
        }
        core.enterStage(now: now)
        // A session that was answered has sent what it may: of many, only the others need a look.
        if !core.isDrivenByAnswers || mayOthersSend || core.waitingRepeats > 0
            || core.nextSend <= now
        {
            mayOthersSend = false
            offerAll(now: now)
        }
        core.noteHold(now: now)
        if core.doneSending { report.publish(sendingEnd: now) }
    }

    /// Writes messages that their ceilings held back after a write that a full socket cut short, and
    /// looks after those that TCP keeps back.
    private mutating func writeHeld() {
        core.holdsBatch = false
        for index in 0..<core.sessions.count where core.sessions[index].holdsMessages {
            if core.sessions[index].keepsUnsent {
                core.settleUnsent(index, isSent: isDrained(index), now: Clock.monotonic())
            }
            guard core.sessions[index].batchCount > 0 else { continue }
            core.holdsBatch = true
            if !core.sessions[index].waitsForWrite { write(index) }
        }
    }

    /// Offers every session what is due, in turn, until nothing is.
    private mutating func offerAll(now: Int64) {
        core.beginSending()
        let count = core.sessions.count
        var next = core.cursor + 1
        var isToAsk = true
        for step in 0..<count {
            if isToAsk && core.waitsForNextSlot(now: now) { break }
            let index = core.cursor + step < count ? core.cursor + step : core.cursor + step - count
            isToAsk = core.render(index, now: now)
            if isToAsk {
                write(index)
                next = index + 1
            }
        }
        core.cursor = next < count ? next : 0
    }

    /// Writes session `index`'s output; a batch in it gets its send time just before.
    mutating func write(_ index: Int) {
        let before = Clock.monotonic()
        core.stamp(index, sendTime: before)
        let session = core.sessions[index]
        let count = core.writable(index, now: before)
        guard count > 0 else {
            wait(index, forSocket: false)
            return
        }
        let result = session.socket.write(from: session.out, at: session.outStart, count: count)
        systemCalls &+= 1
        if result.error != 0 {
            lose(index, readRest(index) ?? failure(index, errno: result.error))
            return
        }
        if core.shared.ceilings.isEmpty {
            core.wrote(index, result.count, before: before, after: before)
        } else {
            let isSent = session.batchCount == 0 || isDrained(index)
            core.wrote(
                index, result.count, before: before, after: Clock.monotonic(), isSent: isSent)
        }
        wait(index, forSocket: result.count < count)
    }

    /// Whether TCP has sent all that session `index` has written.
    private mutating func isDrained(_ index: Int) -> Bool {
        systemCalls &+= 1
        return core.sessions[index].socket.isDrained
    }

    /// Session `index` waits for its socket to take more, or does not.
    private mutating func wait(_ index: Int, forSocket waits: Bool) {
        guard core.setWaits(index, waits) else { return }
        mayOthersSend = true
        watch(index)
    }

    /// Reads session `index` until it has no more for now, answering and refilling as it goes.
    private mutating func read(_ index: Int, state: RunState) {
        // A bound on the turns one session may take while others wait.
        for _ in 0..<16 {
            let limit = core.readLimit(index)
            guard limit > 0, core.sessions[index].isConnected else { return }
            let start = core.prepareInput(index)
            let (result, received, now) = receive(index, at: start, limit: limit)
            if result.wouldBlock { return }
            guard result.count > 0 else {
                let code = result.error
                lose(index, result.isEnd ? .closedByPeer : failure(index, errno: code))
                return
            }
            let stage = core.sessions[index].stage
            let end = core.consume(index, end: start + result.count, now: received)
            // Also when it ends at once: then the run begins, and ends with that session's reason.
            if stage == .binding && core.sessions[index].stage == .bound {
                mayOthersSend = true
                if core.history[index].binds == 1 { report.addBound(1) }
            }
            if let end {
                lose(index, end)
                return
            }
            if state == .sending && now >= core.startTime && core.startTime > 0 {
                _ = core.render(index, now: now)
            }
            if core.sessions[index].hasOutput && !core.sessions[index].waitsForWrite {
                write(index)
            }
            if result.count < limit / 2 && core.sessions.count > 1 { return }
        }
        hasInput = hasInput || core.sessions[index].socket.hasInput
    }

    /// Reads what has come on session `index`; `received` is when the kernel got the last of it, or
    /// `now`, after the read, where it does not say so or cannot be right.
    mutating func receive(
        _ index: Int, at start: Int, limit: Int
    ) -> (result: IOResult, received: Int64, now: Int64) {
        let socket = core.sessions[index].socket
        var stamp: Int64 = 0
        let result =
            core.shared.plan.receiveClock == .kernel
            ? socket.read(into: core.input, at: start, count: limit, stamp: &stamp)
            : socket.read(into: core.input, at: start, count: limit)
        systemCalls &+= 1
        let now = Clock.monotonic()
        guard result.count > 0 else { return (result, now, now) }
        let earlier = core.sessions[index].lastReceived
        guard let received = kernelClock.time(of: stamp, notBefore: earlier, now: now) else {
            record.userReads &+= 1
            return (result, now, now)
        }
        record.kernelReads &+= 1
        return (result, received, now)
    }

    private mutating func poll(_ state: RunState) {
        // What was sent since the turn began has taken its time.
        let now = Clock.monotonic()
        let other = hasInput ? now : min(nextTick, nextHandover)
        let timeout = watch.wait(now, send: core.nextSend, other: other)
        let count = epoll.wait(timeout)
        systemCalls &+= 1
        if count > 0 { watch.worked() }
        for event in 0..<count {
            let index = Int(epoll.token(event))
            let happened = epoll.happened(event)
            guard core.sessions[index].isConnected else { continue }
            switch core.sessions[index].stage {
            case .connecting: finishConnect(index)
            case .securing: continueHandshake(index)
            case .binding, .bound, .unbinding, .closed, .lost:
                if happened.contains(.write) { write(index) }
                let isReadable = !happened.isDisjoint(with: [.read, .failure])
                if isReadable || core.sessions[index].socket.hasInput { read(index, state: state) }
            }
        }
        if hasInput { readHeldInput(state: state) }
    }

    /// Reads what TLS holds of the sessions that had more than their turn allowed.
    private mutating func readHeldInput(state: RunState) {
        hasInput = false
        for index in 0..<core.sessions.count where core.sessions[index].socket.hasInput {
            read(index, state: state)
        }
    }

    /// The timers of all sessions, and what the coordinator wants to know.
    private mutating func tick(now: Int64, state: RunState) {
        nextTick = now + Self.tickInterval
        kernelClock.set()
        for index in 0..<core.sessions.count where core.sessions[index].stage != .closed {
            if core.beginReconnect(index, now: now) {
                connect(index)
            } else if let end = core.tick(index, now: now, state: state) {
                lose(index, end)
            } else if core.sessions[index].hasOutput && !core.sessions[index].waitsForWrite {
                write(index)
            }
        }
        core.settleReceipts(isLast: false)
        mayOthersSend = true
        publish(state)
    }

    func publish(_ state: RunState) {
        report.publish(
            inFlight: core.inFlight + core.waitingRepeats,
            receiptsOutstanding: core.receiptsOutstanding, state: state)
        report.publish(lostSessions: core.lostSessions, senders: core.lostSenders)
    }

    /// What the thread has cost so far.
    private var cost: ShardCost {
        ShardCost(
            cpu: Clock.threadCPU(), systemCalls: systemCalls,
            allocations: MemoryUse.threadAllocations(),
            spunTime: watch.spunTime, spunCalls: watch.spunCalls)
    }

    /// Tells the coordinator what the thread has cost, for a run that may not come to its end.
    private mutating func publishCost() {
        guard let start = costAtStart, !costIsFinal else { return }
        record.add(cost, since: start)
        report.publish(record)
    }

    /// Stops the cost count: sending is over.
    private mutating func finishCost() {
        guard costAtStart != nil, !costIsFinal else { return }
        publishCost()
        costIsFinal = true
        record.longestStall = watch.longestStall
        record.spins = watch.spinTime > 0
        core.publishHeldTime(to: report)
    }
}
