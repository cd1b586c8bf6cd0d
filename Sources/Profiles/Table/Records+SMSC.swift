// The sections of the built-in SMSC's lists: rate limits, outcome rules and accounts.

import MockSMSC
import SMPP

private let defaults = AccountRules()

extension Record where Value == RateLimit {
    /// A rate limit.
    static let limit = Record(
        { RateLimit(.tokenBucket, rate: 0) },
        [
            .one("policy", \.policy, .choice("POLICY"), "how the rate is judged"),
            .one("rate", \.rate, .rate, "messages or segments a second"),
            .one(
                "burst", \.burst, Form.count(1...UInt(RateLimit.unitLimit)).optional,
                "what a token bucket holds; without it one second's worth", unless: { $0 == nil }),
            .one(
                "window", \.window, .duration(1_000_000...longest),
                "length of a fixed or sliding window; 1s without it",
                unless: { $0 == 1_000_000_000 }),
            .one("scope", \.scope, .choice("SCOPE"), "whose messages are counted together"),
            .one("unit", \.unit, .choice("UNIT"), "what is counted"),
            .one("excess", \.excess, .excess, "what happens to a message too many"),
            .one(
                "penalty", \.penalty, .duration(0...longest),
                "after an excess everything is refused for this long", unless: { $0 == 0 }),
        ],
        problem: { limit in
            if limit.rate == 0 { return "needs a rate, such as rate: \"30/s\"" }
            let isWindow = limit.policy == .fixedWindow || limit.policy == .slidingWindow
            if isWindow, limit.unitsPerWindow == nil {
                return
                    "a window of \(durationText(limit.window)) at \(rateText(limit.rate)) holds no "
                    + "whole number of messages; give it another window"
            }
            return nil
        })
}

extension Record where Value == OutcomeRule {
    /// An outcome rule.
    static let outcome = Record(
        { OutcomeRule(status: .ok) },
        [
            .one("status", \.status, .status, "the answer; without it ESME_ROK"),
            .list(
                "destination", \.destinations, .octets(20, "PREFIX"),
                "destination_addr begins with one of these"),
            .list(
                "notDestination", \.otherDestinations, .octets(20, "PREFIX"),
                "destination_addr begins with none of these"),
            .list(
                "source", \.sources, .octets(20, "PREFIX"), "source_addr begins with one of these"),
            .list("text", \.texts, .text(254, "TEXT"), "the text contains one of these"),
            .one(
                "longerThan", \.longerThan, Form.count(0...65_535).optional,
                "the text has more octets", unless: { $0 == nil }),
            .list(
                "dataCoding", \.dataCodings, .whole(0...255), "data_coding is one of these"),
            .list(
                "notDataCoding", \.otherDataCodings, .whole(0...255),
                "data_coding is none of these"),
            .one(
                "repeatWithin", \.repeatedWithin, Form.duration(1_000_000...longest).optional,
                "the same text to the same number within this time", unless: { $0 == nil }),
            .one(
                "share", \.percent, .percent, "in so many of a hundred cases",
                unless: { $0 == 100 }),
            .one(
                "receipt", \.receipt, Form.receiptOutcome.optional,
                "how an accepted message ends", unless: { $0 == nil }),
        ],
        problem: { rule in
            rule.status != .ok && rule.receipt != nil
                ? "a message refused with \(rule.status.name) has no receipt" : nil
        })
}

extension Record where Value == MockSMSCConfiguration.Account {
    /// An account, with rules of its own or without.
    static let account = Record(
        { MockSMSCConfiguration.Account(systemID: "", password: "") },
        [
            .one("systemID", \.systemID, .octets(15, "ID"), "who binds"),
            .one(
                "password", \.password, .octets(8, "PASSWORD"), "its password", secret: true),
            .list("allow", \.own.allowedAddresses, .network, "see smsc.allow"),
            .list("binds", \.own.bindTypes, .choice("KIND"), "see smsc.binds"),
            .one(
                "maximumBinds", \.own.maximumBinds, Form.count(0...1_000_000).optional,
                "see smsc.maximumBinds", unless: { $0 == nil }),
            .one(
                "extraBind", \.own.extraBind, .extraBind, "see smsc.extraBind",
                unless: { $0 == defaults.extraBind }),
            .one(
                "window", \.own.window, Form.count(1...1_000_000).optional, "see smsc.window",
                unless: { $0 == nil }),
            .one(
                "windowExcess", \.own.windowExcess, .excess, "see smsc.windowExcess",
                unless: { $0 == defaults.windowExcess }),
            .records("limits", \.own.limits, .limit, "see smsc.limits"),
            .one(
                "balance", \.own.balance, Form.balance, "see smsc.balance", unless: { $0 == nil }),
            .one(
                "balanceUnit", \.own.balanceUnit, .choice("UNIT"), "see smsc.balanceUnit",
                unless: { $0 == defaults.balanceUnit }),
            .one(
                "emptyBalance", \.own.emptyBalance, .status, "see smsc.emptyBalance",
                unless: { $0 == defaults.emptyBalance }),
        ],
        problem: { account in
            if account.systemID.isEmpty { return "needs a systemID" }
            if account.own.limits.contains(where: { $0.scope == .smsc }) {
                return "a limit of scope smsc belongs to smsc.limits"
            }
            return nil
        })
}

extension MockSMSCConfiguration.Account {
    /// Its rules; those it has only once one is changed.
    fileprivate var own: AccountRules {
        get { rules ?? AccountRules() }
        set { rules = newValue }
    }
}

extension Form where Value == Int64? {
    /// Units an account may still submit.
    static let balance = Form<UInt>.whole(0...UInt(Int64.max)).mapped({ Int64($0) }, { UInt($0) })
        .optional
}
