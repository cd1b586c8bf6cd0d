// Rows of the table of settings: the message and its receipt. SettingTable.swift holds their order.

extension Setting {
    static let message: [Setting] = [
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
        Setting(
            .message, "messages", list: \.messages, .message,
            "several messages in turn, each the message above but for what it says itself",
            section: { (members) throws(Refusal) in try MessageValue(members) }),
    ]

    static let receipt: [Setting] = [
        Setting(
            .receipts, "receipts", flag: "--receipts", \.receipts, .choice("WHICH"),
            "final: ask for a delivery receipt per message, and match it; all: count those before"),
        Setting(
            .receipts, "receiptIDs", flag: "--receipt-ids", \.receiptIDs, .choice("FORM"),
            "ids in receipts as in the responses, or in another base; auto: found out"),
        Setting(
            .receipts, "receiptCapacity", \.receiptCapacity, .whole(1...268_435_456),
            "receipts that may be outstanding at once"),
    ]
}
