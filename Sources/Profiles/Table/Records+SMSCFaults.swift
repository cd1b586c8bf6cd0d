// The sections of the built-in SMSC's faults, and of the ESMEs that it calls.

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

extension Record where Value == OutbindTarget {
    /// An ESME that gets an outbind.
    static let outbind = Record(
        { OutbindTarget(host: "", port: 0) },
        [
            .one("address", \.address, Form.hostPort("127.0.0.1:2776"), "where the ESME listens"),
            .one(
                "systemID", \.systemID, Form.octets(15, "ID").optional,
                "the SMSC's system_id in the outbind; without it smsc.systemID",
                unless: { $0 == nil }),
            .one(
                "password", \.password, .octets(8, "PASSWORD"), "the SMSC's password for it",
                secret: true),
            .one(
                "retry", \.retry, .duration(10_000_000...longest),
                "until the next call, doubled after each in vain up to a minute; 5s without it",
                unless: { $0 == 5_000_000_000 }),
        ],
        problem: { target in
            target.port == 0 ? "needs an address, such as address: \"127.0.0.1:2776\"" : nil
        })
}

extension OutbindTarget {
    fileprivate var address: HostPort {
        get { HostPort(host: host, port: port) }
        set { (host, port) = (newValue.host, newValue.port) }
    }
}
