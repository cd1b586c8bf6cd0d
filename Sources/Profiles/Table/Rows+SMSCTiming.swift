// Rows of the table of settings: when the built-in SMSC answers and sends receipts, and how it writes
// them. SettingTable.swift holds their order.

import MockSMSC
import SMPP

extension Setting {
    private static let everywhere = Command.allCases

    static let smscTimingRows: [Setting] = [
        Setting(
            .smsc, "smsc.responseDelay", flag: "--response-delay", for: everywhere,
            \.smsc.configuration.responseDelay, .delay,
            "from an accepted submit_sm to its response",
            flagFor: [.smsc]),
        Setting(
            .smsc, "smsc.rejectDelay", for: everywhere, \.smsc.configuration.rejectDelay, .delay,
            "from a submit_sm refused by a rule to its response"),
        Setting(
            .smsc, "smsc.throttleDelay", for: everywhere, \.smsc.configuration.throttleDelay,
            .delay,
            "from a submit_sm refused by a limit to its response"),
        Setting(
            .smsc, "smsc.receiptDelay", flag: "--receipt-delay", for: everywhere,
            \.smsc.configuration.receiptDelay, .delay,
            "from the submit_sm_resp to the delivery receipt",
            flagFor: [.smsc]),
        Setting(
            .smsc, "smsc.intermediateDelay", for: everywhere,
            \.smsc.configuration.intermediateDelay, .delay,
            "from the submit_sm_resp to what is told before the end"),
        Setting(
            .smsc, "smsc.earlyReceipts", for: everywhere, \.smsc.configuration.earlyReceipts,
            .percent,
            "receipts that go out before their response"),
        Setting(
            .smsc, "smsc.timeCompression", for: everywhere, \.smsc.configuration.timeCompression,
            Form<UInt>.whole(1...1_000_000).mapped({ Double($0) }, { UInt($0) }),
            "divides receipt delays, validity periods and times until scheduled delivery"),
        Setting(
            .smsc, "smsc.receiptRouting", for: everywhere, \.smsc.configuration.spreadsReceipts,
            Form<ReceiptRouting>.choice("WAY").mapped(
                { $0 == .roundRobin }, { $0 ? .roundRobin : .session }),
            "receipts go to the session that submitted, or round all of the account"),
        Setting(
            .smsc, "smsc.receiptCapacity", for: everywhere, \.smsc.configuration.receiptCapacity,
            .count(1...268_435_456),
            "receipts and delayed responses that may wait, per thread; beyond: ESME_RMSGQFUL"),
        Setting(
            .smsc, "smsc.seed", for: everywhere, \.smsc.configuration.seed,
            .whole(0...UInt64(Int64.max)),
            "what delays and outcomes are drawn from"),
        Setting(
            .smsc, "smsc.dialect.responseID", for: everywhere,
            \.smsc.configuration.dialect.responseID,
            .choice("FORM"), "how submit_sm_resp writes the message id"),
        Setting(
            .smsc, "smsc.dialect.receiptID", for: everywhere,
            \.smsc.configuration.dialect.receiptID,
            .choice("FORM"), "how receipts write it"),
        Setting(
            .smsc, "smsc.dialect.content", for: everywhere, \.smsc.configuration.dialect.content,
            .choice("CONTENT"), "what carries a receipt"),
        Setting(
            .smsc, "smsc.dialect.omit", for: everywhere, list: \.smsc.configuration.dialect.omitted,
            .choice("FIELD"), "fields left out of a receipt's text"),
        Setting(
            .smsc, "smsc.dialect.keys", for: everywhere, \.smsc.configuration.dialect.keys,
            .choice("KEYS"),
            "how a receipt's keys are written"),
        Setting(
            .smsc, "smsc.dialect.dates", for: everywhere, \.smsc.configuration.dialect.dates,
            .choice("DATES"),
            "how its dates are written"),
        Setting(
            .smsc, "smsc.dialect.zeroDoneDate", for: everywhere,
            \.smsc.configuration.dialect.hasZeroDoneDate,
            .truth, "its done date is all zeroes"),
        Setting(
            .smsc, "smsc.dialect.errDigits", for: everywhere,
            \.smsc.configuration.dialect.errorDigits,
            .count(3...4), "digits of its err"),
        Setting(
            .smsc, "smsc.dialect.longStates", for: everywhere,
            \.smsc.configuration.dialect.hasLongStates,
            .truth, "its states in full: REJECTED rather than REJECTD"),
    ]
}

/// Where receipts go.
private enum ReceiptRouting: String, CaseIterable {
    case session
    case roundRobin = "round-robin"
}
