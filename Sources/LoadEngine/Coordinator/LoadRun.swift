// One load run from connect to result, on the caller's thread: starts the shards, tells them when
// to send, drain and unbind, and adds up what they hand over. Never on the path of a message.

import Platform
import SMPP
import Synchronization

/// A run that could not be set up; the message is one line for a person.
public struct LoadError: Error, Sendable, Equatable {
    /// What is wrong.
    public var message: String

    /// An error with this line.
    public init(message: String) {
        self.message = message
    }
}

/// Where a run is, for a live display.
public struct RunProgress: Sendable {
    /// `warmup`, `measure` or `drain`: the one that the interval's middle lies in.
    public var phase: String
    /// Nanoseconds since slot 0, now.
    public var elapsed: Int64
    /// Nanoseconds of sending, warm-up included: as planned, or what a steered run comes to.
    public var total: Int64
    /// The schedule's rate now; nil in a closed loop.
    public var targetTPS: Double?
    /// Unanswered submit_sm now.
    public var inFlight: Int64 = 0
    /// Unanswered submit_sm that the windows allow, over all sessions that may send.
    public var inFlightAllowed: Int64 = 0
    /// Receipts outstanding now.
    public var receiptsOutstanding: Int64 = 0
    /// How fast the schedule runs: 1 as planned, 0 paused.
    public var factor = 1.0

    /// A run in `phase`, `elapsed` of `total` nanoseconds on.
    public init(phase: String, elapsed: Int64, total: Int64, targetTPS: Double?) {
        self.phase = phase
        self.elapsed = elapsed
        self.total = total
        self.targetTPS = targetTPS
    }

    /// The phase that `interval` mostly belongs to, in a run that sends until `sendingEnd`
    /// (nanoseconds after slot 0).
    package static func phase(
        of interval: IntervalResult, warmup: Int64, sendingEnd: Int64
    ) -> String {
        let middle = interval.at + interval.duration / 2
        return middle >= sendingEnd ? "drain" : middle < warmup ? "warmup" : "measure"
    }
}

/// What a run tells while it goes on, for a record that outlives the process.
public enum RunEvent: Sendable {
    /// Slot 0 is due at this time, nanoseconds since 1970.
    case started(wallClock: Int64)
    /// A second is over: its entry, what each phase got in it, and what the run has come to. The last
    /// second is not told.
    case second(IntervalResult, [PhaseResult], RunStanding)
}

/// What a run that goes on has come to, as far as it is more than the sum of its seconds.
public struct RunStanding: Sendable {
    /// The ceilings' certificates so far.
    public var ceilings: [CeilingCertificate]
    /// What the shards have cost, up to their last whole second.
    public var cost: RunCost
    /// The changes of pace by hand.
    public var rateChanges: [RateChange]
    /// When by them the warm-up is over, nanoseconds after slot 0; nil in a pause before it.
    public var warmupEnd: Int64?
    /// When by them the schedule is over, likewise.
    public var scheduleEnd: Int64?

    /// A standing.
    public init(
        ceilings: [CeilingCertificate], cost: RunCost, rateChanges: [RateChange], warmupEnd: Int64?,
        scheduleEnd: Int64?
    ) {
        self.ceilings = ceilings
        self.cost = cost
        self.rateChanges = rateChanges
        self.warmupEnd = warmupEnd
        self.scheduleEnd = scheduleEnd
    }
}

/// One load run.
public final class LoadRun: Sendable {
    private let shared: RunShared
    private let templates: [[UInt8]]
    private let interrupts = Atomic<Int>(0)
    /// What the keyboard has asked for so far.
    private let hand = Mutex(SteeringHand())

    /// Checks the plan, resolves the target and allocates the run's memory; opens no connection.
    public init(_ plan: LoadPlan) throws(LoadError) {
        if let fault = plan.fault { throw LoadError(message: fault) }
        templates = try plan.sentMessages.map { (message) throws(LoadError) in
            try Self.encode(message, plan)
        }
        // Beside the connections: an epoll instance a shard, the result's files, the console.
        let files = plan.sessions.count + plan.shardCount + 32
        let allowed = OpenFiles.allowAll()
        guard allowed >= files else {
            throw LoadError(
                message: "\(plan.sessions.count) sessions need \(files) open files; "
                    + "this process may have \(allowed): raise its hard limit (ulimit -n)")
        }
        let tls = try Self.context(plan)
        do throws(SystemError) {
            let target = try SocketAddress(host: plan.target.host, port: plan.target.port)
            shared = RunShared(plan: plan, target: target, tls: tls)
        } catch {
            throw LoadError(message: error.doing.isEmpty ? error.reason : "cannot \(error.doing)")
        }
    }

    private static func context(_ plan: LoadPlan) throws(LoadError) -> TLSContext? {
        guard let tls = plan.tls else { return nil }
        do throws(TLSError) {
            return try TLSContext(tls)
        } catch {
            throw LoadError(message: error.message)
        }
    }

    private static func encode(
        _ sent: LoadPlan.Message, _ plan: LoadPlan
    ) throws(LoadError) -> [UInt8] {
        var message = sent.message
        message.registeredDelivery = plan.receipts.registeredDelivery
        do throws(PDUError) {
            return try PDU.submitSM(message).encoded(sequenceNumber: SequenceNumber.first)
        } catch {
            throw LoadError(message: "the \(sent.title) cannot be sent: \(error)")
        }
    }

    /// Stops the run: the first call ends sending and drains, the second ends it at once.
    ///
    /// Safe from any thread; the result is written either way.
    public func interrupt() {
        let calls = interrupts.add(1, ordering: .sequentiallyConsistent).newValue
        shared.control.isInterrupted = true
        shared.control.advance(to: calls == 1 ? .draining : .aborting)
    }

    /// Runs to the end on the calling thread.
    ///
    /// `onInterval` is called about once a second, here; `onEvent` just before it, and at the start.
    public func run(
        onEvent: (RunEvent) -> Void = { _ in }, onInterval: (IntervalResult, RunProgress) -> Void
    ) -> RunResult {
        for note in shared.plan.partNotes { shared.control.note(note) }
        var collector = ResultCollector(shared: shared)
        let threads = startShards(&collector)
        if bindAll() {
            let start = slotZero()
            collector.started(at: start.monotonic, wallClock: start.wall)
            shared.control.startTime = start.monotonic
            shared.control.advance(to: .sending)
            onEvent(.started(wallClock: start.wall))
            follow(&collector, onEvent, onInterval)
        }
        let end = Clock.monotonic()
        shared.forms.noteAllAnswered()
        shared.control.advance(to: .unbinding)
        for thread in threads { thread.join() }
        return collector.finish(
            at: end, interrupted: interrupts.load(ordering: .sequentiallyConsistent) > 0)
    }

    /// When slot 0 is due: as the plan says, or as soon as every shard has heard of it.
    private func slotZero() -> (monotonic: Int64, wall: Int64) {
        let monotonic = Clock.monotonic()
        let wall = Clock.wall()
        let wait = (shared.plan.startAt ?? wall + 20_000_000) - wall
        if wait < 0 {
            shared.control.note(
                "the sessions were bound \(-wait / 1_000_000) ms after the time to start at")
        }
        return (monotonic + wait, wall + wait)
    }

    private func startShards(_ collector: inout ResultCollector) -> [ShardThread] {
        let count = shared.plan.shardCount
        var threads: [ShardThread] = []
        for shard in 0..<count {
            let numbers = shared.plan.sessions.indices.filter { $0 % count == shard }
            // What is made here is touched here first: it must lie beside the thread's processor.
            if let first = shared.plan.firstCPU {
                NUMA.preferMemory(ofAllowedProcessor: first + shard)
            }
            do throws(SystemError) {
                let sender = try SenderShard(
                    shared: shared, shard: shard, sessionNumbers: numbers, templates: templates)
                collector.add(sender.core.statistics)
                threads.append(try start(sender, shard))
            } catch {
                shared.control.fail(error.description)
            }
        }
        NUMA.preferLocalMemory()
        return threads
    }

    private func start(
        _ sender: consuming SenderShard, _ shard: Int
    ) throws(SystemError) -> ShardThread {
        let cpu = shared.plan.firstCPU.map { $0 + shard }
        let control = shared.control
        let place = Place(sender)
        return try ShardThread(name: "sender-\(shard)") {
            if let cpu {
                let code = ShardThread.pin(toAllowedProcessor: cpu)
                if code == 0 {
                    control.notePinned()
                } else {
                    control.note("sender shard \(shard) is not pinned: \(SystemError.reason(code))")
                }
            }
            place.value.run()
            place.discard()
        }
    }

    /// Waits until every session is bound; false if one cannot be: those that are will be unbound.
    private func bindAll() -> Bool {
        let deadline = Clock.monotonic() + shared.plan.connectTimeout
        let control = shared.control
        while control.failureReason == nil && control.state == .binding {
            if control.bound == Int64(shared.plan.sessions.count) { return true }
            if Clock.monotonic() > deadline {
                control.fail(
                    "\(shared.target.description): \(control.bound) of "
                        + "\(shared.plan.sessions.count) sessions were bound within "
                        + "\(shared.plan.connectTimeout / 1_000_000) ms")
            }
            Clock.rest(500_000)
        }
        return false
    }

    /// Follows the run until nothing is left to wait for.
    private func follow(
        _ collector: inout ResultCollector, _ onEvent: (RunEvent) -> Void,
        _ onInterval: (IntervalResult, RunProgress) -> Void
    ) {
        let control = shared.control
        var drainDeadline: Int64?
        var lostSince: Int64?
        while control.state == .sending || control.state == .draining {
            Clock.rest(5_000_000)
            let now = Clock.monotonic()
            collector.audit()
            collector.collect { interval, phases, standing in
                onEvent(.second(interval, phases, standing))
                onInterval(interval, progress(interval, now: now))
            }
            // Read first: when it was a loss that ended sending, the loss is seen below.
            let sendingEnded = control.sendingEnd != nil
            lostSince = everySenderIsLost ? lostSince ?? now : nil
            if let reason = lossReason(lostFor: lostSince.map { now - $0 } ?? 0) {
                control.fail(reason)
                control.advance(to: .aborting)
            }
            if control.state == .sending && (now >= sendingDue || sendingEnded) {
                control.advance(to: .draining)
            }
            guard control.state == .draining, control.allHaveSeen(.draining) else { continue }
            guard control.inFlight == 0 else { continue }
            shared.forms.noteAllAnswered()
            let deadline = drainDeadline ?? now + shared.plan.drain
            drainDeadline = deadline
            if control.receiptsOutstanding <= 0 || now >= deadline { break }
        }
        // Nobody came back: what the run says ends with that loss.
        if everySenderIsLost && interrupts.load(ordering: .relaxed) == 0 {
            control.fail("every session was lost at the end; the last: \(control.notes.last ?? "")")
        }
    }

    /// When the last slot's time is over, as the run is steered now.
    ///
    /// What was due before the schedule's end may still go while it is not too late.
    private var sendingDue: Int64 {
        let planned = shared.plan.warmup + shared.plan.duration
        let steering = shared.steering
        let grace = shared.schedule == nil ? 0 : shared.lateness.grace
        return shared.control.startTime + steering.time(of: planned, changes: steering.count)
            + grace
    }

    /// Whether no session is left to send now, though one may come back.
    private var everySenderIsLost: Bool {
        let senders = shared.plan.sessions.count { $0.bindType.maySubmit }
        return shared.control.lostSenders + shared.control.lostSendersNow == Int64(senders)
    }

    /// Why the run cannot go on, if nobody is left to send, or to wait, or to hope for.
    private func lossReason(lostFor time: Int64) -> String? {
        let control = shared.control
        let sessions = shared.plan.sessions
        let last = control.notes.last ?? ""
        if control.lost == Int64(sessions.count) {
            return "every session was lost; the last: \(last)"
        }
        let senders = sessions.count { $0.bindType.maySubmit }
        if control.state == .sending && control.lostSenders == Int64(senders) {
            return "every session that may send was lost; the last: \(last)"
        }
        if let reconnect = shared.plan.reconnect, time >= reconnect.patience {
            return "no session came back within \(reconnect.patience / 1_000_000) ms; the last: "
                + last
        }
        return nil
    }

    private func progress(_ interval: IntervalResult, now: Int64) -> RunProgress {
        var progress = progress(at: now)
        let steering = shared.steering
        let sendingEnd = shared.control.sendingEnd.map { $0 - shared.control.startTime } ?? .max
        progress.phase = RunProgress.phase(
            of: interval, warmup: steering.time(of: shared.plan.warmup, changes: steering.count),
            sendingEnd: min(sendingEnd, progress.total))
        return progress
    }

    private func progress(at now: Int64) -> RunProgress {
        let control = shared.control
        let steering = shared.steering
        let elapsed = now - control.startTime
        let scheduled = steering.scheduleTime(at: elapsed)
        let planned = shared.plan.warmup + shared.plan.duration
        let factor = steering.factor(at: elapsed)
        // While it pauses nobody knows the end; what is left then counts from now.
        let end = steering.time(of: planned, changes: steering.count)
        let total = end < Steering.never ? end : elapsed + max(0, planned - scheduled)
        let isDraining = control.state.rawValue >= RunState.draining.rawValue
        var progress = RunProgress(
            phase: isDraining ? "drain" : scheduled < shared.plan.warmup ? "warmup" : "measure",
            elapsed: elapsed, total: total,
            targetTPS: shared.schedule.map { $0.tps(at: min(scheduled, planned - 1)) * factor })
        progress.inFlight = control.inFlight
        progress.receiptsOutstanding = max(0, control.receiptsOutstanding)
        progress.factor = factor
        let senders = shared.plan.sessions.count { $0.bindType.maySubmit }
        let window = steering.changes.last?.window ?? shared.plan.window(at: scheduled)
        progress.inFlightAllowed = Int64(window * senders)
        return progress
    }
}

/// What a run's keyboard asks for: steps of a tenth, and whether it pauses.
struct SteeringHand {
    /// Steps up less steps down.
    var steps = 0
    var isPaused = false
    /// The instant of the last change, nanoseconds after slot 0.
    var lastChange: Int64 = 0

    /// 1.1 to the power of `steps`: as many steps down as up lead back to exactly 1.
    var scale: Double {
        var scale = 1.0
        for _ in 0..<abs(steps) { scale *= 1.1 }
        return steps < 0 ? 1 / scale : scale
    }
}

extension LoadRun {
    /// Where the run is; nil before its first slot is due.
    ///
    /// Safe from any thread.
    public var progress: RunProgress? {
        let now = Clock.monotonic()
        let start = shared.control.startTime
        return start > 0 && now >= start ? progress(at: now) : nil
    }

    /// Makes the schedule a tenth faster for each step, slower for each step below 0; in a closed
    /// loop the windows change by a tenth instead.
    ///
    /// From 20 ms later on; recorded in the result. Safe from any thread.
    public func changeRate(bySteps steps: Int) {
        steer { $0.steps = min(max($0.steps + steps, -50), 50) }
    }

    /// Holds sending until the next call: the schedule's time stands still.
    ///
    /// From 20 ms later on; recorded in the result. Safe from any thread.
    public func pauseOrResume() {
        steer { $0.isPaused.toggle() }
    }

    private func steer(_ change: (inout SteeringHand) -> Void) {
        let start = shared.control.startTime
        guard start > 0, shared.control.state == .sending else { return }
        hand.withLock { hand in
            change(&hand)
            let asked = max(Clock.monotonic() - start, 0)
            let time = max(asked + Steering.notice, hand.lastChange + 1)
            let isClosedLoop = shared.schedule == nil
            let slots = RequestWindow.slotCount(window: shared.plan.window)
            let window = min(
                max(1, Int((Double(shared.plan.window) * hand.scale).rounded())),
                RequestWindow.largestLimit(slots: slots))
            let isKept = shared.steering.append(
                at: time, factor: hand.isPaused ? 0 : isClosedLoop ? 1 : hand.scale,
                window: isClosedLoop ? window : nil)
            if isKept { hand.lastChange = time }
        }
    }
}
