// The section of a fault of the built-in SMSC, one of the list smsc.faults. Rows+SMSCServices.swift
// uses it.

import MockSMSC

/// A fault as a profile writes it: its kind has to be said.
struct FaultValue: Sendable {
    var fault = Fault(.reset)
    var kind: Fault.Kind?

    /// The fault, as far as it has a kind.
    var named: Fault? {
        kind.map { kind in
            var fault = fault
            fault.kind = kind
            return fault
        }
    }
}

private let usual = Fault(.refusedBinds)

extension Record where Value == FaultValue {
    /// A fault.
    static let fault = Record(
        { FaultValue() },
        [
            .one("kind", \.kind, Form.choice("KIND").optional, "what goes wrong"),
            .one(
                "at", \.fault.at, .duration(0...longest), "when it begins, from the SMSC's start",
                unless: { $0 == 0 }),
            .one(
                "every", \.fault.every, Form.duration(10_000_000...longest).optional,
                "from one beginning to the next; without it, once", unless: { $0 == nil }),
            .one(
                "for", \.fault.duration, Form.duration(1_000_000...longest).optional,
                "how long it lasts each time; without it, to the end", unless: { $0 == nil }),
            .list("accounts", \.fault.accounts, .octets(15, "ID"), "whom it befalls; without, all"),
            .one(
                "share", \.fault.percent, .percent,
                "of the sessions, the binds, or of kinds of responses each response",
                unless: { $0 == 100 }),
            .one(
                "status", \.fault.status, .status, "what refused-binds answers",
                unless: { $0 == usual.status }),
            .one(
                "delay", \.fault.delay, Form.delay.optional,
                "how late late-responses are, 5s without it; how long glue holds, 100ms",
                unless: { $0 == nil }),
            .one(
                "forget", \.fault.forgets, .truth, "no message is known after the restart",
                unless: { !$0 }),
        ],
        problem: { value in
            guard let fault = value.named else { return "needs a kind, such as kind: \"reset\"" }
            return fault.problem
        })
}
