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
    /// For each session the indices of the `width` entries that bind it, the narrowest scope first.
    private let bound: [Int]
    private let width: Int

    init(plan: LoadPlan, arena: Arena) {
        var entries: [Entry] = []
        let names = plan.sessions.map(\.bind.systemID)
        // The one that most sessions share comes last: what is given back then is in rings that few
        // others, or none, have taken from meanwhile, and costs nothing.
        let ceilings = [LoadPlan.CeilingScope.session, .account, .run].flatMap { scope in
            plan.ownCeilings.filter { $0.scope == scope }
        }
        var bound = [Int](repeating: 0, count: ceilings.count * plan.sessions.count)
        for (place, ceiling) in ceilings.enumerated() {
            let limits = CeilingLimits(plan: plan, ceiling)
            var ringOf: [String: Int] = [:]
            for number in plan.sessions.indices {
                let name =
                    switch ceiling.scope {
                    case .run: ""
                    case .account: names[number]
                    case .session: String(number + 1)
                    }
                if ringOf[name] == nil {
                    ringOf[name] = entries.count
                    let ring = CeilingRing(limits, arena: arena)
                    entries.append(Entry(ceiling: ceiling, name: name, ring: ring))
                }
                bound[number * ceilings.count + place] = ringOf[name] ?? 0
            }
        }
        self.entries = entries
        self.bound = bound
        width = ceilings.count
    }

    var isEmpty: Bool { entries.isEmpty }

    /// The entry at `place` of those that bind session `number`.
    private func entry(_ number: Int, _ place: Int) -> Int {
        bound[number * width + place]
    }

    /// Takes tickets for up to `wanted` sends of session `number`, the first of those that `weights`
    /// weighs; what one scope grants and another refuses is given back.
    func reserve(
        _ wanted: Int64, _ weights: MessageWeights, session number: Int, now: Int64
    ) -> (tickets: CeilingTickets, count: Int64) {
        var tickets = CeilingTickets()
        var count = wanted
        for place in 0..<width where count > 0 {
            let before = count
            (tickets.first[place], count) = reserve(entry(number, place), count, weights, now)
            guard count < before else { continue }
            for earlier in 0..<place {
                cancel(
                    entry(number, earlier), tickets.first[earlier], weights, count..<before)
            }
        }
        return (tickets, count)
    }

    /// Gives back the tickets of `messages` of a batch whose first tickets are `tickets`.
    func cancel(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int,
        _ messages: Range<Int64>
    ) {
        guard !messages.isEmpty else { return }
        for place in 0..<width {
            cancel(entry(number, place), tickets.first[place], weights, messages)
        }
    }

    /// Stores the times of the first `count` messages of a batch after their write.
    func commit(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int, count: Int64,
        before: Int64, after: Int64
    ) {
        guard count > 0 else { return }
        for place in 0..<width {
            commit(entry(number, place), tickets.first[place], weights, count, before, after)
        }
    }

    /// The tickets of the first `count` messages of a batch, which TCP keeps back since `time`.
    func unsent(
        _ tickets: CeilingTickets, _ weights: MessageWeights, session number: Int, count: Int64,
        since time: Int64
    ) -> UnsentTickets {
        var unsent = UnsentTickets(tickets: tickets, since: time)
        for place in 0..<width {
            unsent.count[place] =
                countsSegments(entry(number, place)) ? weights.sum(count) : count
        }
        return unsent
    }

    /// What TCP kept back of session `number` is sent: at `time` at the latest.
    func finish(_ unsent: UnsentTickets, session number: Int, at time: Int64) {
        for place in 0..<width {
            let ring = entries[entry(number, place)].ring
            let count = unsent.count[place]
            switch unsent.state {
            case .written: ring.finish(unsent.tickets.first[place], count, at: time)
            case .held: ring.release(count, isEased: false, at: time)
            case .eased: ring.release(count, isEased: true, at: time)
            }
        }
    }

    /// TCP keeps messages of session `number` back for so long that others no longer wait.
    func hold(_ unsent: inout UnsentTickets, session number: Int) {
        for place in 0..<width {
            entries[entry(number, place)].ring.hold(
                unsent.tickets.first[place], unsent.count[place], at: unsent.since)
        }
        unsent.state = .held
    }

    /// What is held of session `number` may arrive in the same 10 ms as others, at the worst.
    func easeHold(_ unsent: inout UnsentTickets, session number: Int) {
        for place in 0..<width {
            entries[entry(number, place)].ring.easeHold(unsent.count[place])
        }
        unsent.state = .eased
    }

    /// When session `number` may send the first message of `weights` next, as far as is known.
    func nextPermit(_ weights: MessageWeights, session number: Int, now: Int64) -> Int64 {
        var latest = now
        for place in 0..<width {
            let index = entry(number, place)
            let count = countsSegments(index) ? weights.sum(1) : 1
            latest = max(latest, entries[index].ring.nextPermit(count, now: now))
        }
        return latest
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

/// First tickets of a batch in the ceilings that bind its session, the narrowest scope first.
struct CeilingTickets: BitwiseCopyable {
    /// As many as there are scopes and units.
    var first = InlineArray<6, Int64>(repeating: -1)
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
    }

    var tickets = CeilingTickets()
    /// How many there are of each ceiling.
    var count = InlineArray<6, Int64>(repeating: 0)
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
