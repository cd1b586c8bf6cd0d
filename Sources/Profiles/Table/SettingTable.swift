// The table of settings: every profile key and flag there is. Flag parsing, profile reading,
// validation, help and the resolved profile all come from these rows and from nowhere else.

import LoadEngine

private let second: Int64 = 1_000_000_000
private let millisecond: Int64 = 1_000_000

extension Setting {
    /// Every setting, in the order of the help and of the resolved profile.
    static let all: [Setting] =
        target + session + loadShape + ceilings + message + receipt + result + smscRows

    private static let target: [Setting] = [
        Setting(
            .target, "host", flag: "--host", for: [.run], \.host, Form.host.optional,
            "SMSC to load; without one the built-in SMSC is started", affectsLoad: false),
        Setting(
            .target, "port", flag: "--port", for: [.run], \.port, .whole(1...65_535, "PORT"),
            "its TCP port", affectsLoad: false),
        Setting(
            .target, "connectTimeout", \.connectTimeout, .duration(millisecond...600 * second),
            "limit for connecting and binding all sessions"),
    ]

    private static let session: [Setting] = [
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
    ]

    private static let loadShape: [Setting] = [
        Setting(
            .load, "rate", flag: "--rate", \.rate, Form.rate.or("max"),
            "messages by schedule (open loop), or max: as the window allows (closed loop)"),
        Setting(
            .load, "duration", flag: "--duration", \.duration, .duration(millisecond...longest),
            "length of the measured part"),
        Setting(
            .load, "count", flag: "--count", \.count, Form.whole(1...1_000_000_000_000).optional,
            "stop after this many messages; without a duration it takes as long as it takes"),
        Setting(
            .load, "warmup", flag: "--warmup", \.warmup, .duration(0...longest),
            "load before the measured part, reported apart"),
        Setting(
            .load, "drain", flag: "--drain", \.drain, .duration(0...longest),
            "longest wait for receipts after the last response"),
        Setting(
            .load, "stages", flag: "--stage", list: \.stages, .stage,
            "one stretch of the schedule after another, in place of rate and duration"),
        Setting(
            .load, "arrivals", flag: "--arrivals", \.arrivals, .choice("LAW"),
            "law of the gaps between messages of a schedule"),
        Setting(
            .load, "catchUp", flag: "--catch-up", \.catchUp, Form.catchUp.or("auto"),
            "late messages: dropped, at most so much faster, at once; auto: none with a ceiling"),
        Setting(
            .load, "lateness", \.lateness, .duration(0...3600 * second),
            "with catchUp none, a message later than this is missed"),
        Setting(
            .load, "seed", flag: "--seed", \.seed, .whole(0...UInt64(Int64.max)),
            "seed of everything random"),
    ]

    private static let ceilings: [Setting] = [
        Setting(
            .ceiling, "ceiling", flag: "--ceiling", \.ceiling, Form.rate.or("none"),
            "never more than this in any second, all sessions together"),
        Setting(
            .ceiling, "ceilingAccount", flag: "--ceiling-account", \.ceilingAccount,
            Form.rate.or("none"), "the same for the sessions of one system_id"),
        Setting(
            .ceiling, "ceilingSession", flag: "--ceiling-session", \.ceilingSession,
            Form.rate.or("none"), "the same for each session"),
        Setting(
            .ceiling, "ceilingGuard", \.ceilingGuard, .duration(0...second),
            "added to the ceiling's second against jitter on the way"),
    ]

    private static let message: [Setting] = [
        Setting(
            .message, "message.text", flag: "--text", \.text, .text(1000, "TEXT"),
            "short_message; GSM alphabet, else UCS-2; at most 254 bytes on the wire"),
        Setting(
            .message, "message.source", flag: "--source", \.source, .octets(20, "ADDRESS"),
            "source_addr"),
        Setting(
            .message, "message.sourceTON", \.sourceTON, Form.whole(0...255).or("auto"),
            "source_addr_ton; auto: 1 for digits, 5 for text"),
        Setting(
            .message, "message.sourceNPI", \.sourceNPI, Form.whole(0...255).or("auto"),
            "source_addr_npi; auto: 1 for digits, 0 for text"),
        Setting(
            .message, "message.destination", flag: "--destination", \.destination,
            .octets(20, "ADDRESS"), "destination_addr"),
        Setting(
            .message, "message.destinationTON", \.destinationTON, .whole(0...255),
            "dest_addr_ton"),
        Setting(
            .message, "message.destinationNPI", \.destinationNPI, .whole(0...255),
            "dest_addr_npi"),
        Setting(
            .message, "message.serviceType", \.serviceType, .octets(5, "TEXT"), "service_type"),
        Setting(.message, "message.esmClass", \.esmClass, .whole(0...255), "esm_class"),
        Setting(
            .message, "message.protocolID", \.protocolID, .whole(0...255), "protocol_id"),
        Setting(
            .message, "message.priorityFlag", \.priorityFlag, .whole(0...3), "priority_flag"),
        Setting(
            .message, "message.scheduleDeliveryTime", \.scheduleDeliveryTime, .smppTime,
            "schedule_delivery_time"),
        Setting(
            .message, "message.validityPeriod", \.validityPeriod, .smppTime, "validity_period"),
        Setting(
            .message, "message.replaceIfPresent", \.replaceIfPresent, .whole(0...1),
            "replace_if_present_flag"),
        Setting(
            .message, "message.defaultMessageID", \.defaultMessageID, .whole(0...255),
            "sm_default_msg_id"),
    ]

    private static let receipt: [Setting] = [
        Setting(
            .receipts, "receipts", flag: "--receipts", \.receipts, .choice("WHICH"),
            "final: ask for a delivery receipt per message, and match it"),
        Setting(
            .receipts, "receiptCapacity", \.receiptCapacity, .whole(1...268_435_456),
            "receipts that may be outstanding at once"),
    ]

    private static let result: [Setting] = [
        Setting(
            .result, "thresholds", flag: "--threshold", list: \.thresholds, .text(200, "EXPR"),
            "a limit such as \"latency.p99 < 50ms\" or \"throttled == 0\"", affectsLoad: false),
        Setting(
            .result, "out", flag: "--out", list: \.outputs, .output,
            "a file to write; without one results/STARTED-PROFILE/ is made", affectsLoad: false),
        Setting(.result, "tags", flag: "--tag", map: \.tags, "a label kept in the result"),
        Setting(
            .result, "name", \.name, Form.runName.optional,
            "the run's name in the results folder; the profile's file name", affectsLoad: false),
        Setting(
            .result, "quiet", flag: "--quiet", \.quiet, .truth, "no live line, the summary only",
            affectsLoad: false),
        Setting(
            .result, "noColor", flag: "--no-color", \.noColor, .truth, "no colours on a terminal",
            affectsLoad: false),
    ]

    private static let everywhere = Command.allCases

    private static let smscRows: [Setting] = [
        Setting(
            .smsc, "smsc.address", flag: "--address", for: everywhere, \.smsc.address, .host,
            "local address to listen on", flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.port", flag: "--port", for: everywhere, \.smsc.port,
            Form.whole(0...65_535, "PORT").optional,
            "port to listen on, 0 for a free one; default 2775, a free one inside a run",
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
            "more accounts that may bind", secret: true, affectsLoad: false),
        Setting(
            .smsc, "smsc.systemID", for: everywhere, \.smsc.systemID, .octets(15, "ID"),
            "its own system_id, in bind responses"),
        Setting(
            .smsc, "smsc.receiptDelay", flag: "--receipt-delay", for: everywhere,
            \.smsc.receiptDelay,
            .duration(0...longest), "from the submit_sm_resp to the delivery receipt",
            flagFor: [.smsc]),
        Setting(
            .smsc, "smsc.receiptCapacity", for: everywhere, \.smsc.receiptCapacity,
            .whole(1...268_435_456), "receipts that may wait, per thread; beyond: ESME_RMSGQFUL"),
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
            .smsc, "smsc.pduLengthLimit", for: everywhere, \.smsc.pduLengthLimit,
            .whole(16...1_048_576), "longest command_length accepted, bytes"),
        Setting(
            .smsc, "smsc.connectionLimit", for: everywhere, \.smsc.connectionLimit,
            .whole(1...1_000_000), "connections served at once"),
    ]
}
