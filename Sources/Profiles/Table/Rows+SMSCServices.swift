// Rows of the table of settings: what the built-in SMSC does beside taking messages.
// SettingTable.swift holds their order.

import MockSMSC
import SMPP

extension Setting {
    private static let everywhere = Command.allCases

    static let commandRows: [Setting] = [
        Setting(
            .smsc, "smsc.store", for: everywhere, \.smsc.store, .whole(0...100_000_000),
            "messages that query_sm, cancel_sm and replace_sm find, per thread; 0: none"),
        Setting(
            .smsc, "smsc.unsupported", for: everywhere, list: \.smsc.unsupported, .command,
            "commands that get generic_nack with ESME_RINVCMDID"),
    ]

    static let tapRows: [Setting] = [
        Setting(
            .smsc, "smsc.pduLog", flag: "--pdu-log", for: everywhere,
            \.smsc.configuration.pduLog, Form.reference("FILE").optional,
            "a line for every PDU: time, peer, in or out, name, sequence_number, status, fields",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.pcap", flag: "--pcap", for: everywhere,
            \.smsc.configuration.captureFile, Form.reference("FILE").optional,
            "a capture file of the connections for Wireshark; of TLS what is inside",
            flagFor: [.smsc], affectsLoad: false),
        Setting(
            .smsc, "smsc.tapLimit", for: everywhere, \.smsc.tapLimit, .whole(1...1_000_000),
            "MB that each of the two may have; what comes after is counted", affectsLoad: false),
    ]

    static let faultRows: [Setting] = [
        Setting(
            .smsc, "smsc.faults", for: everywhere, records: \.smsc.faults, .fault,
            "what goes wrong, and when; at most 32")
    ]

    static let outbindRows: [Setting] = [
        Setting(
            .smsc, "smsc.outbind", for: everywhere, records: \.smsc.configuration.outbinds,
            .outbind,
            "ESMEs that listen: they are called and get an outbind over plain TCP; at most 64")
    ]

    static let mobileRows: [Setting] = [
        Setting(
            .smsc, "smsc.mo.rate", for: everywhere, \.smsc.mobileRate, Form.rate.or("none"),
            "mobile-originated messages a second, all sessions together, each in turn"),
        Setting(
            .smsc, "smsc.mo.count", for: everywhere, \.smsc.mobileCount,
            Form.whole(1...1_000_000_000_000).optional, "an end after this many"),
        Setting(
            .smsc, "smsc.mo.window", for: everywhere, \.smsc.mobileWindow,
            .whole(1...UInt(MobileTraffic.windowLimit)), "their deliver_sm unanswered per session"),
        Setting(
            .smsc, "smsc.mo.accounts", for: everywhere, list: \.smsc.mobile.accounts,
            .octets(15, "ID"), "the system_ids that get them; without any, all", affectsLoad: true),
        Setting(
            .smsc, "smsc.mo.source", for: everywhere, \.smsc.mobile.source,
            .octets(20, "ADDRESS"), "source_addr: the telephone"),
        Setting(
            .smsc, "smsc.mo.destination", for: everywhere, \.smsc.mobile.destination,
            .octets(20, "ADDRESS"), "destination_addr: the service's number"),
        Setting(
            .smsc, "smsc.mo.text", for: everywhere, \.smsc.mobile.text, .text(20_000, "TEXT"),
            "their text"),
        Setting(
            .smsc, "smsc.mo.encoding", for: everywhere, \.smsc.mobile.encoding,
            .choice("ENCODING"), "how it is written"),
        Setting(
            .smsc, "smsc.mo.long", for: everywhere, \.smsc.mobile.longForm, .choice("FORM"),
            "a long text: in parts by a header or by sar TLVs, or whole in message_payload"),
        Setting(
            .smsc, "smsc.mo.alerts", for: everywhere, \.smsc.mobile.alertPercent, .percent,
            "of a hundred cases those that are an alert_notification in place of a message"),
    ]
}

extension Form where Value == CommandID {
    /// The name of a command that a server may do without.
    static let command = Form(
        "COMMAND", allowed: names.joined(separator: ", "),
        read: { name in
            commands.first { $0.name == name }.map { .value($0) } ?? .malformed
        },
        write: { .text($0.name) })

    private static var commands: [CommandID] {
        [
            .bindReceiver, .bindTransmitter, .bindTransceiver, .querySM, .cancelSM, .replaceSM,
            .dataSM, .submitMulti, .enquireLink,
        ]
    }

    private static var names: [String] { commands.map(\.name) }
}
