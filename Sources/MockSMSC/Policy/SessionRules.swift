// The rules of a bound session as the message path reads them: plain numbers in preallocated cells,
// filled at the bind. Runs on: shard threads. Allocates: never after its creation.

import Platform
import SMPP

/// What happens to a message too many; zero bits: refused with ESME_ROK, which never occurs.
struct ExcessCode: Sendable, BitwiseCopyable {
    enum Kind: UInt8, Sendable, BitwiseCopyable {
        case status, slowAnswers, stopReading, unbind, close
    }

    let kind: Kind
    let status: CommandStatus

    init(_ excess: Excess) {
        switch excess {
        case .status(let status): (kind, self.status) = (.status, status)
        case .slowAnswers: (kind, status) = (.slowAnswers, .messageQueueFull)
        case .stopReading: (kind, status) = (.stopReading, .messageQueueFull)
        case .unbind: (kind, status) = (.unbind, .throttled)
        case .close: (kind, status) = (.close, .throttled)
        }
    }

    /// Whether a message too many is kept until there is room.
    @inline(__always) var waits: Bool { kind == .slowAnswers || kind == .stopReading }
}

/// A rate limit of one session.
struct Limiter: Sendable, BitwiseCopyable {
    let meter: RateMeter
    let isPerSegment: Bool
    let excess: ExcessCode
}

/// What else holds for a session; zero bits: nothing does.
struct SessionRules: Sendable, BitwiseCopyable {
    var limiterCount: Int32 = 0
    /// Unanswered submit_sm allowed; 0: any number.
    var window: Int32 = 0
    /// Responses that wait.
    var pending: Int32 = 0
    /// The balance is counted in segments.
    var paysSegments = false
    /// Where the balance is; -1: there is none.
    var balance: Int = -1
    var emptyBalance = CommandStatus.ok
    var windowExcess = ExcessCode(.status(.throttled))
    /// When the socket is read again, while it is not; .max: when the window has room.
    var resumes: Int64 = 0
}

extension SessionRules {
    /// The rules of a session that binds to `account`, and its limits into `limiters`.
    init(
        _ rules: AccountRules, account: Int32, shard: Int, session: Int, memory: PolicyMemory,
        limiters: Cells<Limiter>
    ) {
        window = Int32(clamping: rules.window ?? 0)
        windowExcess = ExcessCode(rules.windowExcess)
        if rules.balance != nil { balance = memory.balance(of: account) }
        paysSegments = rules.balanceUnit == .segment
        emptyBalance = rules.emptyBalance
        var used: [RateLimit.Scope: Int] = [:]
        for limit in rules.limits {
            let scopeFirst = memory.first(
                limit.scope, account: account, shard: shard, session: session)
            let meter = RateMeter(
                limit, first: scopeFirst + used[limit.scope, default: 0], origin: memory.origin)
            used[limit.scope, default: 0] += RateMeter.wordCount(limit)
            if limit.scope == .session { meter.reset(in: memory.words) }
            limiters[session * AccountRules.limitCount + Int(limiterCount)] = Limiter(
                meter: meter, isPerSegment: limit.unit == .segment, excess: ExcessCode(limit.excess)
            )
            limiterCount += 1
        }
    }
}
