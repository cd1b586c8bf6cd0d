// Rows of the table of settings: the SMSC to load and the sessions bound to it. SettingTable.swift holds their order.

private let second: Int64 = 1_000_000_000
private let millisecond: Int64 = 1_000_000

extension Setting {
    static let target: [Setting] = [
        Setting(
            .target, "host", flag: "--host", for: [.run], \.host, Form.host.optional,
            "SMSC to load; without one the built-in SMSC is started", affectsLoad: false),
        Setting(
            .target, "port", flag: "--port", for: [.run], \.port, .whole(1...65_535, "PORT"),
            "its TCP port; 3443 with tls", affectsLoad: false),
        Setting(
            .target, "tls", flag: "--tls", \.tls, .truth,
            "TLS 1.2 or newer; the SMSC's certificate is verified, with its name"),
        Setting(
            .target, "tlsCA", flag: "--tls-ca", \.tlsCA, Form.reference("FILE").optional,
            "PEM file of whom to trust in place of the system's authorities", affectsLoad: false),
        Setting(
            .target, "tlsInsecure", flag: "--tls-insecure", \.tlsInsecure, .truth,
            "any certificate will do; the result says so", affectsLoad: false),
        Setting(
            .target, "tlsCertificate", flag: "--tls-certificate", for: Setting.load,
            \.tlsCertificate, Form.reference("FILE").optional,
            "PEM file of the certificate to show when asked for one", affectsLoad: false),
        Setting(
            .target, "tlsKey", flag: "--tls-key", \.tlsKey, Form.reference("FILE").optional,
            "PEM file of its key; the same file", affectsLoad: false),
        Setting(
            .target, "connectTimeout", \.connectTimeout, .duration(millisecond...600 * second),
            "limit for connecting and binding all sessions"),
    ]

    static let session: [Setting] = [
        Setting(
            .session, "systemID", flag: "--system-id", \.systemID, .octets(15, "ID"),
            "system_id of the bind"),
        Setting(
            .session, "password", \.password, Form.octets(8, "TEXT").optional,
            "password of the bind; better named than written down", secret: true,
            affectsLoad: false),
        Setting(
            .session, "passwordEnv", flag: "--password-env", \.passwordEnvironment,
            Form.reference("NAME").optional, "environment variable that holds the password",
            affectsLoad: false),
        Setting(
            .session, "passwordFile", flag: "--password-file", \.passwordFile,
            Form.reference("FILE").optional, "file that holds the password", affectsLoad: false),
        Setting(
            .session, "systemType", \.systemType, .octets(12, "TEXT"), "system_type of the bind"),
        Setting(
            .session, "interfaceVersion", \.interfaceVersion, .whole(0...255),
            "interface_version of the bind; 52 is 0x34, SMPP 3.4"),
        Setting(
            .session, "addressTON", \.addressTON, .whole(0...255), "addr_ton of the bind"),
        Setting(
            .session, "addressNPI", \.addressNPI, .whole(0...255), "addr_npi of the bind"),
        Setting(
            .session, "addressRange", \.addressRange, .octets(40, "TEXT"),
            "address_range of the bind"),
        Setting(
            .session, "bind", flag: "--bind", \.bind, .choice("MODE"),
            "how sessions bind; pair is a transmitter and a receiver"),
        Setting(
            .session, "sessions", flag: "--sessions", \.sessions, .whole(1...10_000),
            "connections; with bind pair, pairs of connections"),
        Setting(
            .session, "window", flag: "--window", \.window, .whole(1...65_536),
            "submit_sm without a response allowed per session"),
        Setting(
            .session, "shards", flag: "--shards", \.shards, Form.whole(1...1024).or("auto"),
            "sender threads, at most one per session"),
        Setting(
            .session, "firstCPU", \.firstCPU, .pinning,
            "pin sender thread i to processor CPU + i"),
        Setting(
            .session, "responseTimeout", \.responseTimeout, .duration(millisecond...3600 * second),
            "a submit_sm without a response for this long has timed out"),
        Setting(
            .session, "enquireLinkInterval", \.enquireLinkInterval, .duration(0...longest),
            "silence after which enquire_link is sent; 0s is never"),
        Setting(
            .session, "receiveClock", \.receiveClock, .choice("CLOCK"),
            "who times what comes in: the kernel, or the thread once it has read it"),
        Setting(
            .session, "reconnect", flag: "--reconnect", \.reconnect, .choice("MODE"),
            "whether a lost session connects and binds again"),
        Setting(
            .session, "reconnectDelay", \.reconnectDelay, .duration(millisecond...600 * second),
            "longest wait before the first attempt; doubled for each one that fails"),
        Setting(
            .session, "reconnectLimit", \.reconnectLimit, .duration(millisecond...600 * second),
            "no wait before an attempt is longer"),
        Setting(
            .session, "reconnectTimeout", \.reconnectTimeout, .duration(second...longest),
            "a run that had no session for this long has failed"),
        Setting(
            .session, "inDoubt", flag: "--in-doubt", \.inDoubt, .choice("WHAT"),
            "messages a lost session left unanswered: counted, or submitted again"),
        Setting(
            .session, "onThrottle", flag: "--on-throttle", \.onThrottle, .onThrottle,
            "after ESME_RTHROTTLED or ESME_RMSGQFUL: count, send again, pause the session, go slower"
        ),
        Setting(
            .session, "retryLimit", \.retryLimit, .whole(0...255),
            "times a throttled message is sent again with onThrottle retry"),
    ]
}
