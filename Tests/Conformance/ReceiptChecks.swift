// The checks of receipts.jsonl: texts of delivery receipts as they were seen in the wild.

import SMPP

/// What differs between a vector and what the receipt parsers make of its text.
///
/// A field that is found although the vector does not state it is noted. Where it would matter, the
/// members on the identifier and the state say that there is none.
func checkReceipt(_ vector: Vector) throws -> Verdict {
    let octets = try vector.octets("text_hex")
    let receipt = DeliveryReceipt(reading: octets)
    let found = fields(of: receipt)
    let stated = vector["fields"].members
    var differences = compare(found.filter { stated[$0.key] != nil }, with: stated)
    differences += compare("receipt", .bool(receipt.isReceipt), vector["receipt"])
    differences += compare("usable", .bool(receipt.isUsable), vector["usable"])
    differences += compare(
        "needs_tlv_id", .bool(receipt.needsReceiptedMessageID), vector["needs_tlv_id"])
    differences += compare("stat_normalized", value(receipt.stateName), vector["stat_normalized"])
    let state = receipt.messageState.map { JSONValue.number(Int($0.rawValue)) } ?? .null
    differences += compare("message_state", state, vector["message_state"])
    for (name, time) in [
        ("submit_date_iso", receipt.submitTime), ("done_date_iso", receipt.doneTime),
    ] {
        // A date that can be read in two ways has no such member.
        guard let expected = vector.members[name] else { continue }
        differences += compare(name, value(time?.description), expected)
    }
    let extra = found.filter { stated[$0.key] == nil }
    return .compared(
        differences + checkInPlace(octets, receipt),
        notes: extra.map { "also found \($0.key): \($0.value)" }.sorted())
}

/// The identifier and the state found in place are those of the owned receipt.
private func checkInPlace(_ octets: [UInt8], _ receipt: DeliveryReceipt) -> [String] {
    octets.withRawSpan { span in
        let range = FieldRange(offset: 0, count: octets.count)
        let fields = ReceiptFields(reading: span, text: range)
        let differences = compare(
            "id in place", value(span.text(fields.messageID)), value(receipt.id ?? ""))
        let state = value(fields.state?.receiptName)
        return differences
            + compare("state in place", state, value(receipt.messageState?.receiptName))
    }
}

/// The fields that a receipt has, by their keys in the text.
private func fields(of receipt: DeliveryReceipt) -> [String: JSONValue] {
    let fields: [(String, String?)] = [
        ("id", receipt.id), ("sub", receipt.sub), ("dlvrd", receipt.dlvrd),
        ("submit date", receipt.submitDate), ("done date", receipt.doneDate),
        ("stat", receipt.stat), ("err", receipt.err),
        ("text", receipt.text.map { String(octets: $0) }),
    ]
    return fields.reduce(into: [:]) { members, field in
        if let text = field.1 { members[field.0] = .string(text) }
    }
}

private func value(_ text: String?) -> JSONValue {
    text.map { .string($0) } ?? .null
}
