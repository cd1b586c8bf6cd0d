// Who may bind and how often, and which sessions of an account may receive. Binds and unbinds come
// here, under a lock; messages only read `routes` and `rounds`. Shared by all shards.

import Platform
import Synchronization

/// The accounts of a server and, for each shard and account, a session that may receive.
final class Accounts: Sendable {
    /// Accounts a server tells apart; beyond that a bind is refused.
    static let limit = 1 << 16

    /// Sessions of one account that receipts go round; further ones get none.
    static let roundLimit = 31

    /// The routes, at index account × shardCount + shard: a `SessionReference`, 0 for none.
    let routes: AtomicCells
    /// One cell: how often an account without a receiving session has got one.
    let routeChanges: AtomicCells

    /// Of each account the sessions that receipts go round, how many and then their references; empty
    /// unless receipts do.
    private let rounds: AtomicCells

    private let accounts: [String: MockSMSCConfiguration.Account]
    private let configuration: MockSMSCConfiguration
    private let policies: PolicyMemory
    private let shardCount: Int
    private let state = Mutex(State())

    private struct State {
        var indices: [String: Int32] = [:]
        var receivers: [Int32: [SessionReference]] = [:]
        var bound: [Int32: Int] = [:]
    }

    /// What became of a bind's credentials.
    enum Answer: Equatable {
        case account(Int32)
        case unknownSystemID
        case wrongPassword
        case tooManyAccounts
    }

    init(_ configuration: MockSMSCConfiguration, _ policies: PolicyMemory, arena: Arena) {
        accounts = Dictionary(
            configuration.accounts.map { ($0.systemID, $0) },
            uniquingKeysWith: { first, _ in first })
        self.configuration = configuration
        self.policies = policies
        shardCount = configuration.shardCount
        let rounds = configuration.spreadsReceipts ? Self.limit * (1 + Self.roundLimit) : 0
        self.rounds = arena.atomicCells(rounds)
        routes = arena.atomicCells(Self.limit * shardCount)
        routeChanges = arena.atomicCells(1)
    }

    /// Checks credentials; without configured accounts any will do.
    func authenticate(systemID: String, password: String) -> Answer {
        if !accounts.isEmpty {
            guard let account = accounts[systemID] else { return .unknownSystemID }
            guard account.password == password else { return .wrongPassword }
        }
        let limit = min(Self.limit, policies.accountLimit)
        return state.withLock { state in
            if let known = state.indices[systemID] { return .account(known) }
            guard state.indices.count < limit else { return .tooManyAccounts }
            let index = Int32(state.indices.count)
            state.indices[systemID] = index
            if let balance = rules(of: systemID).balance {
                policies.words.store(balance, at: policies.balance(of: index))
            }
            return .account(index)
        }
    }

    /// The rules that hold for whoever binds as `systemID`.
    func rules(of systemID: String) -> AccountRules {
        configuration.rules(of: accounts[systemID])
    }

    /// Counts a bind of `account` unless it has `limit` already.
    func enter(_ account: Int32, limit: Int?) -> Bool {
        state.withLock { state in
            let bound = state.bound[account, default: 0]
            guard bound < limit ?? .max else { return false }
            state.bound[account] = bound + 1
            return true
        }
    }

    /// A session of `account` that was counted is no longer bound.
    func leave(_ account: Int32) {
        state.withLock { $0.bound[account, default: 1] -= 1 }
    }

    /// Sessions that are bound.
    var boundCount: Int64 {
        state.withLock { state in Int64(state.bound.values.reduce(0, +)) }
    }

    /// The first `limit` to have bound, by the number of the account.
    func names(_ limit: Int) -> [(account: Int32, systemID: String)] {
        state.withLock { state in
            state.indices.filter { $0.value < limit }.map { ($0.value, $0.key) }
                .sorted { $0.0 < $1.0 }
        }
    }

    /// A session that may receive has bound; true if the account had none before.
    func addReceiver(_ session: SessionReference, of account: Int32) -> Bool {
        state.withLock { state in
            state.receivers[account, default: []].append(session)
            let all = state.receivers[account, default: []]
            publish(all, of: account)
            if all.count == 1 { routeChanges.add(1, at: 0) }
            return all.count == 1
        }
    }

    /// A session that may receive is going.
    func removeReceiver(_ session: SessionReference, of account: Int32) {
        state.withLock { state in
            state.receivers[account]?.removeAll { $0 == session }
            publish(state.receivers[account] ?? [], of: account)
            if state.receivers[account]?.isEmpty == true { state.receivers[account] = nil }
        }
    }

    /// Each shard gets a session of its own if there is one, else the others take turns.
    private func publish(_ receivers: [SessionReference], of account: Int32) {
        for shard in 0..<shardCount {
            let own = receivers.first { $0.shard == shard }
            let any = receivers.isEmpty ? .none : receivers[shard % receivers.count]
            routes.store((own ?? any).rawValue, at: Int(account) * shardCount + shard)
        }
        guard rounds.count > 0 else { return }
        let first = Int(account) * (1 + Self.roundLimit)
        let round = receivers.prefix(Self.roundLimit)
        for (place, session) in round.enumerated() {
            rounds.store(session.rawValue, at: first + 1 + place)
        }
        rounds.store(Int64(round.count), at: first)
    }

    /// The session that is next when receipts go round; `turn` counts on.
    @inline(__always)
    func nextReceiver(of account: Int32, turn: inout Int) -> SessionReference {
        let first = Int(account) &* (1 + Self.roundLimit)
        let count = Int(rounds.load(first))
        guard count > 0 else { return .none }
        turn &+= 1
        return SessionReference(rawValue: rounds.load(first &+ 1 &+ turn % count))
    }
}
