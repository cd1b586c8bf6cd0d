// The forms of what the built-in SMSC does: statuses, networks, shares and ends of messages.

import MockSMSC
import SMPP

extension Form {
    /// The same form for another type.
    func mapped<Other: Sendable>(
        _ make: @escaping @Sendable (Value) -> Other, _ value: @escaping @Sendable (Other) -> Value
    ) -> Form<Other> {
        Form<Other>(
            metavar, allowed: allowed, range: range, hint: hint, kinds: kinds,
            read: { text in
                switch read(text) {
                case .value(let own): .value(make(own))
                case .malformed: .malformed
                case .outOfRange: .outOfRange
                }
            },
            write: { write(value($0)) })
    }
}

extension Form where Value == Int {
    /// A whole number.
    static func count(_ range: ClosedRange<UInt>) -> Form {
        Form<UInt>.whole(range).mapped({ Int($0) }, { UInt($0) })
    }
}

private let statusExamples = "ESME_RTHROTTLED or 0x0401"

extension Form where Value == CommandStatus {
    /// A command_status by its name or as a hexadecimal number.
    static let status = Form(
        "STATUS",
        allowed: "a command_status of SMPP 3.4 § 5.1.3 or a number, such as "
            + statusExamples,
        hint: statusExamples,
        read: { CommandStatus(name: $0).map { .value($0) } ?? .malformed },
        write: { .text($0.name) })
}

extension Form where Value == Excess {
    /// What happens to a message too many.
    static let excess = Form(
        "EXCESS",
        allowed: "a command_status such as ESME_RTHROTTLED or 0x0401, slow-answers, stop-reading, "
            + "unbind or close",
        hint: "STATUS, slow-answers, stop-reading, unbind or close",
        read: { text in
            switch text {
            case "slow-answers": .value(.slowAnswers)
            case "stop-reading": .value(.stopReading)
            case "unbind": .value(.unbind)
            case "close": .value(.close)
            default: refusalStatus(text).map { .value(.status($0)) } ?? .malformed
            }
        },
        write: { excess in
            switch excess {
            case .status(let status): .text(status.name)
            case .slowAnswers: .text("slow-answers")
            case .stopReading: .text("stop-reading")
            case .unbind: .text("unbind")
            case .close: .text("close")
            }
        })
}

extension Form where Value == AccountRules.ExtraBind {
    /// What becomes of a bind too many.
    static let extraBind = Form(
        "STATUS", allowed: "a command_status such as ESME_RALYBND or 0x000D, or close",
        hint: "ESME_RALYBND, 0x000D or close",
        read: { text in
            if text == "close" { return .value(.close) }
            return refusalStatus(text).map { .value(.status($0)) } ?? .malformed
        },
        write: { extra in
            switch extra {
            case .close: .text("close")
            case .status(let status): .text(status.name)
            }
        })
}

/// A status that refuses something.
private func refusalStatus(_ text: String) -> CommandStatus? {
    CommandStatus(name: text).flatMap { $0 == .ok ? nil : $0 }
}

extension Form where Value == AddressNetwork {
    /// An address or a network.
    static let network = Form(
        "NETWORK", allowed: "an IPv4 or IPv6 address or network, such as 192.0.2.0/24",
        hint: "192.0.2.7, 192.0.2.0/24, 2001:db8::/32",
        read: { AddressNetwork($0).map { .value($0) } ?? .malformed },
        write: { .text($0.description) })
}

extension Form where Value == Double {
    /// A share of a hundred.
    static let percent = Form(
        "PERCENT", allowed: "0%…100%, such as 0.5%", hint: "0%…100%",
        read: { text in
            guard text.hasSuffix("%"), let value = decimal(text.dropLast()) else {
                return .malformed
            }
            return (0...100).contains(value) ? .value(value) : .outOfRange
        },
        write: { .text(number($0) + "%") })
}

private let states = "ENROUTE, DELIVRD, EXPIRED, DELETED, UNDELIV, ACCEPTD, UNKNOWN, REJECTD"

extension Form where Value == ReceiptOutcome {
    /// How a message ends: a receipt's state, with its err, or `NONE`.
    static let receiptOutcome = Form(
        "STATE", allowed: "\(states), each perhaps with an err such as UNDELIV:011, or NONE",
        hint: "UNDELIV:011, EXPIRED, NONE",
        read: { outcomeReading($0[...]) }, write: { .text(outcomeText($0)) })
}

extension Form where Value == [ReceiptShare] {
    /// Shares of ends: `95%=DELIVRD,3%=UNDELIV:011,2%=NONE`.
    static let receiptShares = Form(
        "STATES",
        allowed: "shares that make 100%: 95%=DELIVRD,3%=UNDELIV:011,2%=NONE, of \(states)",
        range: "shares above 0% that make 100%, and an err of 0…9999",
        hint: "95%=DELIVRD,3%=UNDELIV:011,2%=NONE",
        read: { text in
            if text.isEmpty { return .value([]) }
            switch sharesReading(text[...], of: outcomeReading) {
            case .value(let members):
                return .value(members.map { ReceiptShare($0.percent, $0.value) })
            case .malformed: return .malformed
            case .outOfRange: return .outOfRange
            }
        },
        write: { shares in
            .text(
                shares.map { "\(number($0.weight))%=\(outcomeText($0.outcome))" }
                    .joined(separator: ","))
        })
}

private func outcomeReading(_ text: Substring) -> Reading<ReceiptOutcome> {
    if text == "NONE" { return .value(ReceiptOutcome(nil)) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let state = MessageState(receiptName: String(parts[0])) else {
        return .malformed
    }
    guard parts.count == 2 else { return .value(ReceiptOutcome(state)) }
    guard (1...4).contains(parts[1].utf8.count), let error = UInt16(parts[1]) else {
        return .malformed
    }
    return .value(ReceiptOutcome(state, error: error))
}

private func outcomeText(_ outcome: ReceiptOutcome) -> String {
    guard let state = outcome.state else { return "NONE" }
    let name = state.receiptName ?? "UNKNOWN"
    if outcome.error == 0 { return name }
    let digits = String(outcome.error)
    return name + ":" + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
}
