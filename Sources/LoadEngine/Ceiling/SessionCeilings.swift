// The ceilings that bind one session: the run's, its account's and its own.
// Runs on: shard threads. Allocates: only when made.

import Platform
import SMPP

/// All rings of a run, found by session number.
struct Ceilings: Sendable {
    /// One ring with what it counts together.
    struct Entry: Sendable {
        let ceiling: LoadPlan.Ceiling
        /// The system_id or the session's number; empty for the run.
        let name: String
        let ring: CeilingRing
    }

    let entries: [Entry]
    /// For each session the entries' indices, -1 where there is no such ceiling.
    private let run: [Int]
    private let account: [Int]
    private let session: [Int]

    init(plan: LoadPlan, arena: Arena) {
        var entries: [Entry] = []
        var byScope: [LoadPlan.CeilingScope: [Int]] = [:]
        let names = plan.sessions.map(\.bind.systemID)
        for ceiling in plan.ownCeilings {
            let limits = CeilingLimits(plan: plan, ceiling)
            var ringOf: [String: Int] = [:]
            byScope[ceiling.scope] = plan.sessions.indices.map { number in
                let name =
                    switch ceiling.scope {
                    case .run: ""
                    case .account: names[number]
                    case .session: String(number + 1)
                    }
                if let known = ringOf[name] { return known }
                entries.append(
                    Entry(
                        ceiling: ceiling, name: name, ring: CeilingRing(limits, arena: arena)))
                ringOf[name] = entries.count - 1
                return entries.count - 1
            }
        }
        let none = [Int](repeating: -1, count: plan.sessions.count)
        self.entries = entries
        run = byScope[.run] ?? none
        account = byScope[.account] ?? none
        session = byScope[.session] ?? none
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Takes tickets for up to `wanted` sends of session `number`, the first of those that `weights`
    /// weighs; what one scope grants and another refuses is given back.
    func reserve(
        _ wanted: Int64, _ weights: MessageWeights, session number: Int, now: Int64
    ) -> (tickets: CeilingTickets, count: Int64) {
        var tickets = CeilingTickets()
        var count = wanted
        // The one that most sessions share comes last: what is given back then is in rings that few
        // others, or none, have taken from meanwhile, and costs nothing.
        if session[number] >= 0 {
            (tickets.session, count) = reserve(session[number], count, weights, now)
        }
        if account[number] >= 0 && count > 0 {
            let before = count
            (tickets.account, count) = reserve(account[number], count, weights, now)
            cancel(session[number], tickets.session, weights, count..<before)
        }
        if run[number] >= 0 && count > 0 {
            let before = count
            (tickets.run, count) = reserve(run[number], count, weights, now)
            cancel(session[number], tickets.session, weights, count..<before)
            cancel(account[number], tickets.account, weights, count..<before)
        }
        return (tickets, count)
    }

    /// Gives back the tickets of `messages` of a batch whose first tickets are `tickets`.
    func cancel(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int,
        _ messages: Range<Int64>
    ) {
        cancel(run[number], tickets.run, weights, messages)
        cancel(account[number], tickets.account, weights, messages)
        cancel(session[number], tickets.session, weights, messages)
    }

    /// Stores the times of the first `count` messages of a batch after their write.
    func commit(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int, count: Int64,
        before: Int64, after: Int64
    ) {
        commit(run[number], tickets.run, weights, count, before, after)
        commit(account[number], tickets.account, weights, count, before, after)
        commit(session[number], tickets.session, weights, count, before, after)
    }

    /// The tickets of the first `count` messages of a batch, which TCP keeps back since `time`.
    func unsent(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int, count: Int64,
        since time: Int64
    ) -> UnsentTickets {
        func weight(_ index: Int) -> Int64 {
            index < 0 ? 0 : countsSegments(index) ? weights.sum(count) : count
        }
        return UnsentTickets(
            first: tickets, run: weight(run[number]), account: weight(account[number]),
            session: weight(session[number]), since: time)
    }

    /// What TCP kept back of session `number` is sent: at `time` at the latest.
    func finish(_ unsent: UnsentTickets, session number: Int, at time: Int64) {
        settle(unsent, to: .sent, session: number, at: time)
    }

    /// TCP keeps messages of session `number` back for so long that others no longer wait.
    func hold(_ unsent: inout UnsentTickets, session number: Int) {
        settle(unsent, to: .held, session: number, at: unsent.since)
        unsent.state = .held
    }

    /// What is held of session `number` may arrive in the same 10 ms as others, at the worst.
    func easeHold(_ unsent: inout UnsentTickets, session number: Int) {
        settle(unsent, to: .eased, session: number, at: unsent.since)
        unsent.state = .eased
    }

    private func settle(
        _ unsent: UnsentTickets, to state: UnsentTickets.State, session number: Int, at time: Int64
    ) {
        settle(run[number], unsent.first.run, unsent.run, unsent.state, state, time)
        settle(account[number], unsent.first.account, unsent.account, unsent.state, state, time)
        settle(session[number], unsent.first.session, unsent.session, unsent.state, state, time)
    }

    private func settle(
        _ index: Int, _ first: Int64, _ count: Int64, _ old: UnsentTickets.State,
        _ state: UnsentTickets.State, _ time: Int64
    ) {
        guard index >= 0, count > 0 else { return }
        let ring = entries[index].ring
        switch (old, state) {
        case (.written, .held): ring.hold(first, count, at: time)
        case (_, .eased): ring.easeHold(count)
        case (.written, _): ring.finish(first, count, at: time)
        default: ring.release(count, isEased: old == .eased, at: time)
        }
    }

    /// When session `number` may send the first message of `weights` next, as far as is known.
    func nextPermit(_ weights: MessageWeights, session number: Int, now: Int64) -> Int64 {
        max(
            permit(run[number], weights, now),
            max(permit(account[number], weights, now), permit(session[number], weights, now)))
    }

    private func permit(_ index: Int, _ weights: MessageWeights, _ now: Int64) -> Int64 {
        guard index >= 0 else { return now }
        let count = countsSegments(index) ? weights.sum(1) : 1
        return entries[index].ring.nextPermit(count, now: now)
    }

    private func countsSegments(_ index: Int) -> Bool {
        entries[index].ceiling.unit == .segment
    }

    private func reserve(
        _ index: Int, _ wanted: Int64, _ weights: MessageWeights, _ now: Int64
    ) -> (first: Int64, count: Int64) {
        let ring = entries[index].ring
        guard countsSegments(index) else { return ring.reserve(wanted, now: now) }
        while true {
            let (first, tickets) = ring.available(weights.sum(wanted), now: now)
            let count = weights.fitting(tickets, of: wanted)
            if count == 0 || ring.take(first, weights.sum(count)) { return (first, count) }
        }
    }

    private func cancel(
        _ index: Int, _ first: Int64, _ weights: MessageWeights, _ messages: Range<Int64>
    ) {
        guard index >= 0, !messages.isEmpty else { return }
        guard countsSegments(index) else {
            entries[index].ring.cancel(
                messages.upperBound - messages.lowerBound, upTo: first + messages.upperBound)
            return
        }
        let end = weights.sum(messages.upperBound)
        entries[index].ring.cancel(end - weights.sum(messages.lowerBound), upTo: first + end)
    }

    private func commit(
        _ index: Int, _ first: Int64, _ weights: MessageWeights, _ count: Int64, _ before: Int64,
        _ after: Int64
    ) {
        guard index >= 0, count > 0 else { return }
        let ring = entries[index].ring
        let isEven = !countsSegments(index) || weights.each > 0
        if isEven {
            let weight = countsSegments(index) ? weights.each : 1
            ring.commit(first, messages: count, weight: weight, before: before, after: after)
            return
        }
        for message in 0..<count {
            let start = weights.sum(message)
            ring.commit(
                first + start, messages: 1, weight: weights.sum(message + 1) - start,
                before: before, after: after)
        }
    }
}

extension CeilingLimits {
    /// The limits of a ceiling of `plan`.
    init(plan: LoadPlan, _ ceiling: LoadPlan.Ceiling) {
        let largest = plan.sentMessages.map { LoadPlan.weight(of: $0.message, in: ceiling.unit) }
        self.init(
            tps: ceiling.tps, guardTime: plan.ceilingGuard, burst: plan.ceilingBurst,
            largest: Int64(largest.max() ?? 1))
    }
}

/// First tickets of a batch in up to three ceilings.
struct CeilingTickets: BitwiseCopyable {
    var run: Int64 = -1
    var account: Int64 = -1
    var session: Int64 = -1
}

/// Tickets of messages that were written and that TCP has not sent yet; zero bits: there are none.
struct UnsentTickets: BitwiseCopyable {
    /// How long TCP has kept them.
    enum State: UInt8, BitwiseCopyable {
        /// Not for long: later tickets wait for them.
        case written
        /// Held in reserve, of every window.
        case held
        /// Held in reserve of the second alone.
        case eased
        /// Sent by now.
        case sent
    }

    var first = CeilingTickets()
    /// How many there are of each ceiling.
    var run: Int64 = 0
    var account: Int64 = 0
    var session: Int64 = 0
    /// When they were written.
    var since: Int64 = 0
    var state = State.written

    var isEmpty: Bool { since == 0 }
}

/// How many segments each message of a batch has.
struct MessageWeights: BitwiseCopyable {
    /// The segments of every message, if they are the same.
    let each: Int64
    /// Otherwise the segments of the first n messages, at n.
    let sums: Cells<Int64>

    /// Segments of the first `count` messages.
    func sum(_ count: Int64) -> Int64 {
        each > 0 ? count * each : sums[Int(count)]
    }

    /// How many of the first `count` messages `tickets` are enough for.
    func fitting(_ tickets: Int64, of count: Int64) -> Int64 {
        if each > 0 { return min(tickets / each, count) }
        var fitting: Int64 = 0
        while fitting < count && sums[Int(fitting + 1)] <= tickets { fitting += 1 }
        return fitting
    }
}
