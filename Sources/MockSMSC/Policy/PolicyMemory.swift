// The words that rate limits and balances live in, for the whole server: the SMSC's own, then those
// of every account, then those of every session. One run of atomic words, so that a limit at work is
// a number and not a pointer. Built once; pages cost memory only once touched.

import Platform

/// Where the words of limits and balances are.
struct PolicyMemory: Sendable {
    /// Most words there may be: 8 GiB of addresses.
    static let wordLimit = 1 << 30

    let words: AtomicCells
    /// Before every time that a limit will be asked about, and where windows begin.
    let origin: Int64
    /// Accounts there is room for.
    let accountLimit: Int
    private let accountStride: Int
    private let sessionStride: Int
    private let firstAccount: Int
    private let firstSession: Int
    private let sessionsPerShard: Int

    /// Words that the limits of one scope in any of the rules take, a multiple of a cache line.
    private static func stride(_ rules: [AccountRules], _ scope: RateLimit.Scope) -> Int {
        let most =
            rules.map { rules in
                rules.limits.filter { $0.scope == scope }.reduce(0) {
                    $0 + RateMeter.wordCount($1)
                }
            }.max() ?? 0
        return (most + 7) & ~7
    }

    /// Words that a configuration needs.
    static func wordCount(_ configuration: MockSMSCConfiguration) -> Int {
        let rules = configuration.allRules
        let sessions = configuration.shardCount * max(configuration.connectionLimit, 1)
        return stride(rules, .smsc) + stride(rules, .session) * sessions
            + (8 + stride(rules, .account)) * max(configuration.accounts.count, 1)
    }

    /// Words for `configuration`; `now` monotonic and `wall` are the same moment.
    init(_ configuration: MockSMSCConfiguration, now: Int64, wall: Int64, arena: Arena) {
        let rules = configuration.allRules
        // Windows of a second are those of the wall clock.
        origin = now - wall % 1_000_000_000
        // A word for the balance, on a cache line of its own.
        accountStride = 8 + Self.stride(rules, .account)
        sessionStride = Self.stride(rules, .session)
        sessionsPerShard = max(configuration.connectionLimit, 1)
        let sessions = configuration.shardCount * sessionsPerShard
        firstAccount = Self.stride(rules, .smsc)
        // Whoever may bind under any name must not need endless room.
        accountLimit = max(
            min(Accounts.limit, Self.wordLimit / 8 / accountStride), configuration.accounts.count)
        firstSession = firstAccount + accountLimit * accountStride
        words = arena.atomicCells(firstSession + sessions * sessionStride)
    }

    /// Where the balance of an account is.
    func balance(of account: Int32) -> Int {
        firstAccount + Int(account) * accountStride
    }

    /// Where the words of a scope begin.
    func first(_ scope: RateLimit.Scope, account: Int32, shard: Int, session: Int) -> Int {
        switch scope {
        case .smsc: 0
        case .account: firstAccount + Int(account) * accountStride + 8
        case .session: firstSession + (shard * sessionsPerShard + session) * sessionStride
        }
    }
}
