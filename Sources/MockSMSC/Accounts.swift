// Who may bind, and which sessions of an account may receive. Binds and unbinds come here, under a
// lock; messages only read `routes`. Shared by all shards.

import Platform
import Synchronization

/// The accounts of a server and, for each shard and account, a session that may receive.
final class Accounts: Sendable {
    /// Accounts a server tells apart; beyond that a bind is refused.
    static let limit = 1 << 16

    /// The routes, at index account × shardCount + shard: a `SessionReference`, 0 for none.
    let routes: AtomicCells
    /// One cell: how often an account without a receiving session has got one.
    let routeChanges: AtomicCells

    private let passwords: [String: String]
    private let shardCount: Int
    private let state = Mutex(State())

    private struct State {
        var indices: [String: Int32] = [:]
        var receivers: [Int32: [SessionReference]] = [:]
    }

    /// What became of a bind's credentials.
    enum Answer: Equatable {
        case account(Int32)
        case unknownSystemID
        case wrongPassword
        case tooManyAccounts
    }

    init(_ accounts: [MockSMSCConfiguration.Account], shardCount: Int, arena: Arena) {
        passwords = Dictionary(
            accounts.map { ($0.systemID, $0.password) }, uniquingKeysWith: { first, _ in first })
        self.shardCount = shardCount
        routes = arena.atomicCells(Self.limit * shardCount)
        routeChanges = arena.atomicCells(1)
    }

    /// Checks credentials; without configured accounts any will do.
    func authenticate(systemID: String, password: String) -> Answer {
        if !passwords.isEmpty {
            guard let expected = passwords[systemID] else { return .unknownSystemID }
            guard expected == password else { return .wrongPassword }
        }
        return state.withLock { state in
            if let known = state.indices[systemID] { return .account(known) }
            guard state.indices.count < Self.limit else { return .tooManyAccounts }
            let index = Int32(state.indices.count)
            state.indices[systemID] = index
            return .account(index)
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
    }
}
