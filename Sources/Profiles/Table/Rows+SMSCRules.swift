// Rows of the table of settings: what the built-in SMSC allows its accounts, and what becomes of
// their messages. SettingTable.swift holds their order.

import MockSMSC
import SMPP

extension Setting {
    private static let everywhere = Command.allCases

    static let smscRuleRows: [Setting] = [
        Setting(
            .smsc, "smsc.allow", for: everywhere, list: \.smsc.configuration.rules.allowedAddresses,
            .network,
            "addresses that may bind; from elsewhere a bind gets ESME_RBINDFAIL"),
        Setting(
            .smsc, "smsc.binds", for: everywhere, list: \.smsc.configuration.rules.bindTypes,
            .choice("KIND"),
            "kinds of bind that are granted; another gets ESME_RBINDFAIL"),
        Setting(
            .smsc, "smsc.maximumBinds", flag: "--maximum-binds", for: everywhere,
            \.smsc.configuration.rules.maximumBinds, Form.count(0...1_000_000).optional,
            "binds of an account at once", flagFor: [.smsc]),
        Setting(
            .smsc, "smsc.extraBind", for: everywhere, \.smsc.configuration.rules.extraBind,
            .extraBind,
            "what becomes of one bind more"),
        Setting(
            .smsc, "smsc.window", for: everywhere, \.smsc.configuration.rules.window,
            Form.count(1...1_000_000).optional, "unanswered submit_sm of a session"),
        Setting(
            .smsc, "smsc.windowExcess", for: everywhere, \.smsc.configuration.rules.windowExcess,
            .excess,
            "what happens to one submit_sm more"),
        Setting(
            .smsc, "smsc.limits", for: everywhere, records: \.smsc.configuration.rules.limits,
            .limit,
            "rate limits, asked in this order, at most 4"),
        Setting(
            .smsc, "smsc.balance", for: everywhere, \.smsc.configuration.rules.balance, .balance,
            "units each account may submit; refused messages cost nothing"),
        Setting(
            .smsc, "smsc.balanceUnit", for: everywhere, \.smsc.configuration.rules.balanceUnit,
            .choice("UNIT"),
            "what a unit of the balance is"),
        Setting(
            .smsc, "smsc.emptyBalance", for: everywhere, \.smsc.configuration.rules.emptyBalance,
            .status,
            "the answer when the balance is too low"),
        Setting(
            .smsc, "smsc.outcomes", for: everywhere, records: \.smsc.configuration.outcomes,
            .outcome,
            "what becomes of messages: the first rule decides whose keys all fit"),
        Setting(
            .smsc, "smsc.repeatCapacity", for: everywhere, \.smsc.configuration.repeatCapacity,
            Form.count(4...268_435_456), "messages that rules with repeatWithin remember"),
        Setting(
            .smsc, "smsc.receiptStates", for: everywhere, \.smsc.configuration.receiptStates,
            .receiptShares,
            "how accepted messages end; without it all are DELIVRD"),
        Setting(
            .smsc, "smsc.intermediateStates", for: everywhere,
            \.smsc.configuration.intermediateStates,
            .receiptShares, "what is told before the end; without it nothing"),
    ]
}
