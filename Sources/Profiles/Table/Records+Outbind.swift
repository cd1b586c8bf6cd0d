// The section of an ESME that the built-in SMSC calls, one of the list smsc.outbind.
// Rows+SMSCServices.swift uses it.

import MockSMSC

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
