// The ceilings that bind one session: the run's, its account's and its own.
// Runs on: shard threads. Allocates: only when made.

import Platform
import SMPP

/// All rings of a run, found by session number.
struct Ceilings: Sendable {
    /// One ring with what it counts together.
    struct Entry: Sendable {
        let scope: LoadPlan.CeilingScope
        let tps: Double
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
        for ceiling in plan.ceilings {
            var ringOf: [String: Int] = [:]
            byScope[ceiling.scope] = plan.sessions.indices.map { number in
                let key =
                    switch ceiling.scope {
                    case .run: ""
                    case .account: names[number]
                    case .session: String(number)
                    }
                if let known = ringOf[key] { return known }
                entries.append(
                    Entry(
                        scope: ceiling.scope, tps: ceiling.tps,
                        ring: CeilingRing(
                            tps: ceiling.tps, guardTime: plan.ceilingGuard, arena: arena)))
                ringOf[key] = entries.count - 1
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

    /// Takes tickets for up to `wanted` sends of session `number`; what one scope grants and
    /// another refuses is given back.
    func reserve(
        _ wanted: Int64, session number: Int, now: Int64
    ) -> (tickets: CeilingTickets, count: Int64) {
        var tickets = CeilingTickets()
        var count = wanted
        if run[number] >= 0 {
            (tickets.run, count) = entries[run[number]].ring.reserve(count, now: now)
        }
        if account[number] >= 0 && count > 0 {
            let before = count
            (tickets.account, count) = entries[account[number]].ring.reserve(count, now: now)
            cancel(run[number], tickets.run + count, before - count)
        }
        if session[number] >= 0 && count > 0 {
            let before = count
            (tickets.session, count) = entries[session[number]].ring.reserve(count, now: now)
            cancel(run[number], tickets.run + count, before - count)
            cancel(account[number], tickets.account + count, before - count)
        }
        return (tickets, count)
    }

    /// Gives back all but the first `kept` of `count` tickets.
    func cancel(_ tickets: CeilingTickets, session number: Int, count: Int64, kept: Int64) {
        cancel(run[number], tickets.run + kept, count - kept)
        cancel(account[number], tickets.account + kept, count - kept)
        cancel(session[number], tickets.session + kept, count - kept)
    }

    /// Stores the times of a batch after its write.
    func commit(
        _ tickets: CeilingTickets, session number: Int, count: Int64, before: Int64, after: Int64
    ) {
        commit(run[number], tickets.run, count, before, after)
        commit(account[number], tickets.account, count, before, after)
        commit(session[number], tickets.session, count, before, after)
    }

    /// When session `number` may send next, as far as is known.
    func nextPermit(session number: Int, now: Int64) -> Int64 {
        max(
            permit(run[number], now), permit(account[number], now), permit(session[number], now))
    }

    private func permit(_ index: Int, _ now: Int64) -> Int64 {
        index < 0 ? now : entries[index].ring.nextPermit(now: now)
    }

    private func commit(
        _ index: Int, _ first: Int64, _ count: Int64, _ before: Int64, _ after: Int64
    ) {
        guard index >= 0, count > 0 else { return }
        entries[index].ring.commit(first, count: count, before: before, after: after)
    }

    private func cancel(_ index: Int, _ first: Int64, _ count: Int64) {
        guard index >= 0, count > 0 else { return }
        entries[index].ring.cancel(count, upTo: first + count)
    }
}
