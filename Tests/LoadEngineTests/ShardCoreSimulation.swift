// Shards without sockets or clocks: what their cores write goes to a scripted SMSC, what it answers
// comes back over links that delay, reorder, repeat and chop it, in simulated time.
// Drives the cores as SenderShard does, and reads their counts as a run's coordinator does.

import LoadEngine
import Platform
import SMPP
import TestSupport
import Testing

/// A connection, by the number of its core and of its session there.
struct LinkPlace: Hashable {
    var core: Int
    var session: Int
}

/// One shard's core and the bytes on its connections.
final class SimulatedShard {
    var core: ShardCore
    let report: RunControl.ShardReport
    /// What has come from the SMSC and was not read yet, by session.
    var inbound: [[UInt8]]
    var ends: [SessionEnd] = []
    /// Most unanswered submit_sm that a session has ever had.
    var mostInFlight = 0

    init(_ shared: RunShared, shard: Int, sessions: [Int], templates: [[UInt8]]) {
        core = ShardCore(shared: shared, sessionNumbers: sessions, templates: templates)
        report = shared.control.report(of: shard)
        inbound = Array(repeating: [], count: sessions.count)
    }
}

/// Cores, links and an SMSC.
final class ShardCoreSimulation {
    static let millisecond: Int64 = 1_000_000

    let plan: LoadPlan
    let seed: UInt64
    var random: SeededGenerator
    let shared: RunShared
    let shards: [SimulatedShard]
    let smsc: ScriptedSMSC
    private var collector: ResultCollector
    var model: LedgerModel

    /// Slot 0's instant, and the time now.
    private(set) var startTime: Int64 = 0
    private(set) var now: Int64 = 1_000_000_000
    var step = ShardCoreSimulation.millisecond / 2
    /// At most this many bytes come in one read: any number up to it.
    var readLimit = 1 << 16
    /// From rendering a batch to the clock sample before its write.
    var renderTime: Int64 = 0
    /// How many bytes a socket takes at this time after slot 0; the rest has to wait.
    var writeRoom: (_ elapsed: Int64) -> Int = { _ in .max }

    /// Whether the socket at this place takes nothing at this time after slot 0.
    var isStuck: (LinkPlace, _ elapsed: Int64) -> Bool = { _, _ in false }

    private var isSending = false
    private var nextTick: Int64 = 0

    init(_ plan: LoadPlan, seed: UInt64 = 1) throws {
        self.plan = plan
        self.seed = seed
        random = SeededGenerator(seed: seed)
        let address = try SocketAddress(host: "127.0.0.1", port: plan.target.port)
        let shared = RunShared(plan: plan, target: address)
        let templates = try plan.sentMessages.map { sent in
            var message = sent.message
            message.registeredDelivery = plan.receipts.registeredDelivery
            return try PDU.submitSM(message).encoded(sequenceNumber: 1)
        }
        let count = plan.shardCount
        shards = (0..<count).map { shard in
            SimulatedShard(
                shared, shard: shard,
                sessions: plan.sessions.indices.filter { $0 % count == shard },
                templates: templates)
        }
        self.shared = shared
        smsc = ScriptedSMSC()
        model = LedgerModel(plan)
        collector = ResultCollector(shared: shared)
        for shard in shards { collector.add(shard.core.statistics) }
        bindAll()
    }

    /// Nanoseconds since slot 0.
    var elapsed: Int64 { now - startTime }

    /// Every connection.
    private var places: [LinkPlace] {
        shards.indices.flatMap { core in
            shards[core].inbound.indices.map { LinkPlace(core: core, session: $0) }
        }
    }

    private func bindAll() {
        for place in places {
            let shard = shards[place.core]
            if let end = shard.core.bind(place.session, now: now) { lose(place, end) }
            write(place)
        }
        for _ in 0..<10 { advance() }
        for place in places {
            let stage = shards[place.core].core.sessions[place.session].stage
            #expect(stage == .bound, "\(place)")
        }
    }

    /// Starts sending: slot 0 is `delay` from now.
    func start(after delay: Int64 = 0) {
        startTime = now + delay
        isSending = true
        collector.started(at: startTime, wallClock: 0)
        for shard in shards { shard.core.start(at: startTime) }
    }

    /// Lets the run go on until `elapsed` nanoseconds after slot 0.
    func run(until elapsed: Int64) {
        while self.elapsed < elapsed { advance() }
    }

    /// Time goes by and nobody looks: the threads are off their processors.
    func standStill(for time: Int64) {
        now += time
    }

    /// Sends until all is sent, or until the plan's end; then answers and receipts may come for
    /// `drain` more nanoseconds.
    func runToTheEnd(drain: Int64 = 10_000 * millisecond) {
        let end = plan.warmup + plan.duration
        while isSending && elapsed < end && !shards.allSatisfy({ $0.core.doneSending }) {
            advance()
        }
        stopSending()
        let deadline = now + drain
        while now < deadline && !(smsc.isIdle && inFlight == 0) {
            advance()
            if inFlight == 0 { shared.forms.noteAllAnswered() }
        }
    }

    /// No more is sent.
    func stopSending() {
        isSending = false
        for shard in shards {
            shard.core.isDraining = true
            shard.report.publish(sendingEnd: now)
        }
    }

    /// Unanswered submit_sm of all shards, and messages that wait to be sent again.
    var inFlight: Int64 { shards.reduce(0) { $0 + $1.core.inFlight + $1.core.waitingRepeats } }

    /// Receipts expected less matched, of all shards.
    var receiptsOutstanding: Int64 { shards.reduce(0) { $0 + $1.core.receiptsOutstanding } }

    /// Ends the connection at `place`.
    func lose(_ place: LinkPlace, _ end: SessionEnd) {
        let shard = shards[place.core]
        guard shard.core.sessions[place.session].stage != .closed else { return }
        _ = shard.core.lose(place.session, end, now: now)
        model.lose(place)
        smsc.lose(place)
        shard.inbound[place.session] = []
        shard.ends.append(end)
    }

    /// Closes all connections and adds up the run; its identities must hold, and its counts be those
    /// of the second bookkeeper.
    func finish(
        interrupted: Bool = false, _ location: SourceLocation = #_sourceLocation
    ) -> RunResult {
        let result = finishWithoutModel(interrupted: interrupted, location)
        let total = total(of: result)
        #expect(
            total == model.expected(total, plan), "seed \(seed)", sourceLocation: location)
        return result
    }

    private func total(of result: RunResult) -> MessageLedger {
        var total = MessageLedger()
        for phase in result.phases { total += phase.ledger }
        return total
    }

    /// The same where the second bookkeeper cannot follow.
    func finishWithoutModel(
        interrupted: Bool = false, _ location: SourceLocation = #_sourceLocation
    ) -> RunResult {
        if isSending { stopSending() }
        for shard in shards { shard.core.isEnding = true }
        for place in places { lose(place, .unbound) }
        for shard in shards { shard.core.giveUpRepeats() }
        for shard in shards {
            #expect(shard.core.lostSessions == 0 && shard.core.lostSenders == 0)
        }
        shared.forms.noteAllAnswered()
        for isLast in [false, true] {
            for shard in shards { shard.core.settleReceipts(isLast: isLast) }
        }
        for shard in shards {
            shard.core.publishHeldTime(to: shard.report)
            #expect(
                shard.mostInFlight <= plan.largestWindow, "seed \(seed)", sourceLocation: location)
        }
        let result = collector.finish(at: now, interrupted: interrupted)
        #expect(inFlight == 0, "seed \(seed)", sourceLocation: location)
        for phase in result.phases {
            for identity in phase.ledger.identities {
                #expect(
                    identity.left == identity.right,
                    "seed \(seed): \(phase.name): \(identity.name)", sourceLocation: location)
            }
        }
        // What was half written when its session was lost was sent, but never came.
        let unseen = total(of: result).attempts - smsc.submitted
        #expect(
            (0...result.reconnects.losses).contains(unseen), "seed \(seed)",
            sourceLocation: location)
        return result
    }
}

// The loop of SenderShard, a turn for each step of time.
extension ShardCoreSimulation {
    private func advance() {
        now += step
        for shard in shards { shard.core.noteInFlight(now: now) }
        for (place, octets) in smsc.due(at: now) {
            shards[place.core].inbound[place.session] += octets
        }
        for place in places { read(place) }
        if now >= nextTick {
            nextTick = now + 10 * Self.millisecond
            for place in places { tick(place) }
            for shard in shards { shard.core.settleReceipts(isLast: false) }
        }
        for shard in shards.indices
        where elapsed >= 0 && (isSending || shards[shard].core.waitingRepeats > 0) {
            sendAll(shard)
        }
        for place in places where shards[place.core].core.sessions[place.session].hasOutput {
            write(place)
        }
    }

    private func isOpen(_ place: LinkPlace) -> Bool {
        shards[place.core].core.sessions[place.session].isConnected
    }

    private func read(_ place: LinkPlace) {
        let shard = shards[place.core]
        let index = place.session
        while !shard.inbound[index].isEmpty && isOpen(place) {
            let limit = shard.core.readLimit(index)
            guard limit > 0 else { return }
            let chunk = Int.random(in: 1...readLimit, using: &random)
            let count = min(limit, min(chunk, shard.inbound[index].count))
            let start = shard.core.prepareInput(index)
            shard.core.input.copy(Array(shard.inbound[index].prefix(count)), to: start)
            model.read(Array(shard.inbound[index].prefix(count)), on: place)
            shard.inbound[index].removeFirst(count)
            if let end = shard.core.consume(index, end: start + count, now: now) {
                lose(place, end)
                return
            }
            if isSending && elapsed >= 0 { _ = shard.core.render(index, now: now) }
            if shard.core.sessions[index].hasOutput { write(place) }
        }
    }

    /// A lost session's way back: refused, or a new connection with a bind.
    private func connect(_ place: LinkPlace) {
        if !smsc.accepts(place, now) {
            lose(place, .failed(errno: 111))
        } else if let end = shards[place.core].core.bind(place.session, now: now) {
            lose(place, end)
        } else {
            write(place)
        }
    }

    private func tick(_ place: LinkPlace) {
        let shard = shards[place.core]
        if shard.core.beginReconnect(place.session, now: now) {
            connect(place)
            return
        }
        guard isOpen(place) else { return }
        let state: RunState = isSending ? .sending : .draining
        model.expire(place, sentBy: now - plan.responseTimeout)
        if let end = shard.core.tick(place.session, now: now, state: state) {
            lose(place, end)
        } else if shard.core.sessions[place.session].hasOutput {
            write(place)
        }
    }

    private func sendAll(_ number: Int) {
        let shard = shards[number]
        let count = shard.inbound.count
        shard.core.beginSending()
        shard.core.enterStage(now: now)
        for step in 0..<count {
            let session = (shard.core.cursor + step) % count
            let place = LinkPlace(core: number, session: session)
            if shard.core.render(session, now: now) { write(place) }
            shard.mostInFlight = max(
                shard.mostInFlight, shard.core.sessions[session].window.inFlight)
        }
        shard.core.cursor = (shard.core.cursor + 1) % count
        shard.core.noteHold(now: now)
        if shard.core.doneSending { shard.report.publish(sendingEnd: now) }
    }

    private func write(_ place: LinkPlace) {
        let shard = shards[place.core]
        let index = place.session
        guard isOpen(place) else { return }
        let session = shard.core.sessions[index]
        let waiting = session.outEnd - session.outStart
        let new = waiting - model.unwritten(place)
        let rendered = session.out.withSpan(session.outEnd - new, new) { span in
            span.octets(FieldRange(offset: 0, count: new))
        }
        model.rendered(rendered, on: place, at: now + renderTime)
        shard.core.stamp(index, sendTime: now + renderTime)
        let allowed = shard.core.writable(index, now: now)
        let room = isStuck(place, elapsed) ? 0 : max(0, writeRoom(elapsed))
        let count = min(allowed, room)
        let octets = session.out.withSpan(session.outStart, count) { span in
            span.octets(FieldRange(offset: 0, count: count))
        }
        model.wrote(leaving: waiting - count, on: place)
        shard.core.wrote(index, count, before: now, after: now)
        _ = shard.core.setWaits(index, count < allowed)
        smsc.receive(octets, on: place, at: now, &random)
    }
}
