// Rows of the table of settings: the built-in SMSC. SettingTable.swift holds their order.

import MockSMSC

extension Setting {
    private static let everywhere = Command.allCases

    static let smscRows: [Setting] = [
        Setting(
            .smsc, "smsc.profile", flag: "--smsc", \.smsc.profile,
            Form.reference("FILE").optional,
            "profile whose smsc section is taken but for its ports: by the flag over the section of "
                + "PROFILE, by the key beneath it",
            affectsLoad: false),
        Setting(
            .smsc, "smsc.address", flag: "--address", for: everywhere, \.smsc.address, .host,
            "local address to listen on", flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.port", flag: "--port", for: everywhere, \.smsc.port,
            Form.whole(0...65_535, "PORT").optional,
            "port to listen on, 0 for a free one; default 2775, a free one inside a run",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.tlsPort", flag: "--tls-port", for: everywhere, \.smsc.tlsPort,
            Form.whole(0...65_535, "PORT").optional,
            "port for TLS beside it, 0 for a free one; none without this or a certificate",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.tlsCertificate", flag: "--tls-certificate", for: everywhere,
            \.smsc.tlsCertificate, Form.reference("FILE").optional,
            "PEM file of its certificate; without one a throw-away one is made",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.tlsKey", flag: "--tls-key", for: everywhere, \.smsc.tlsKey,
            Form.reference("FILE").optional, "PEM file of its key; the same file",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.tlsClientCA", flag: "--tls-client-ca", for: everywhere,
            \.smsc.tlsClientCA, Form.reference("FILE").optional,
            "PEM file of whose certificates an ESME must show; without, none",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.account", flag: "--system-id", for: everywhere, \.smsc.account,
            Form.octets(15, "ID").optional, "the one system_id that may bind; without any, all may",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.passwordEnv", flag: "--password-env", for: everywhere,
            \.smsc.passwordEnvironment, Form.reference("NAME").optional,
            "environment variable that holds its password", flagFor: [.smsc],
            affectsLoad: false),
        Setting(
            .smsc, "smsc.passwordFile", flag: "--password-file", for: everywhere,
            \.smsc.passwordFile,
            Form.reference("FILE").optional, "file that holds its password", flagFor: [.smsc],
            affectsLoad: false),
        Setting(
            .smsc, "smsc.accounts", for: everywhere, list: \.smsc.accounts, .account,
            or: .account, "more accounts that may bind; one with rules of its own has only those",
            secret: true),
        Setting(
            .smsc, "smsc.systemID", for: everywhere, \.smsc.systemID, .octets(15, "ID"),
            "its own system_id, in bind responses"),
        Setting(
            .smsc, "smsc.shards", flag: "--shards", for: everywhere, \.smsc.shards,
            Form.whole(1...1024).or("auto"), "threads that serve connections",
            flagFor: [.smsc]),
        Setting(
            .smsc, "smsc.firstCPU", for: everywhere, \.smsc.firstCPU, .pinning,
            "pin server thread i to processor CPU + i"),
        Setting(
            .smsc, "smsc.sessionInitTimeout", for: everywhere, \.smsc.sessionInitTimeout,
            .duration(0...longest), "a connection must bind within this time; 0s is no limit"),
        Setting(
            .smsc, "smsc.enquireLinkInterval", for: everywhere, \.smsc.enquireLinkInterval,
            .duration(0...longest), "silence after which it sends enquire_link; 0s is never"),
        Setting(
            .smsc, "smsc.inactivityTimeout", for: everywhere, \.smsc.inactivityTimeout,
            .duration(0...longest), "silence after which it closes; 0s is never"),
        Setting(
            .smsc, "smsc.responseTimeout", for: everywhere, \.smsc.responseTimeout,
            .duration(0...longest), "an ESME must answer within this time; 0s is no limit"),
        Setting(
            .smsc, "smsc.slowReaderTimeout", for: everywhere,
            \.smsc.configuration.slowReaderTimeout, .duration(0...longest),
            "an ESME that reads nothing of what waits for it is closed; 0s is never"),
        Setting(
            .smsc, "smsc.pduLengthLimit", for: everywhere, \.smsc.pduLengthLimit,
            .whole(16...1_048_576), "longest command_length accepted, bytes"),
        Setting(
            .smsc, "smsc.connectionLimit", for: everywhere, \.smsc.connectionLimit,
            .whole(1...1_000_000), "connections served at once"),
    ]
}
