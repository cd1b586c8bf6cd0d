// The checks of vectors.jsonl: single PDUs, streams of them, and blocks of optional parameters.

import SMPP

/// What differs between a vector and what the codec makes of its octets.
func checkVector(_ vector: Vector) throws -> Verdict {
    let octets = try vector.octets("hex")
    switch vector["kind"].string {
    case "pdu": return .compared(try checkPDU(vector, octets))
    case "stream": return .compared(checkStream(vector, octets))
    case "tlvs": return .compared(checkTLVs(vector, octets))
    default: throw MalformedVector(description: "no kind of vector: \(vector["kind"])")
    }
}

// MARK: One PDU

private func checkPDU(_ vector: Vector, _ octets: [UInt8]) throws -> [String] {
    if vector["valid"].bool == true {
        return try checkValid(vector, octets)
    }
    let outcome = Stream.outcome(octets, segments: [octets.count])
    guard let pdu = outcome.pdus.first else {
        return compare("error", .string(outcome.end ?? "none"), vector["error"])
    }
    var differences = compare(pdu.header, with: vector["fields"].members)
    let reason = pdu.error?.reason.vectorName ?? "none"
    differences += compare("error", .string(reason), vector["error"])
    if let place = vector["error_at"].string {
        differences += compare(
            "error_at", .string(pdu.error?.field.vectorName ?? "none"), .string(place))
    }
    return differences
}

private func checkValid(_ vector: Vector, _ octets: [UInt8]) throws -> [String] {
    let segments = vector["segments"].elements.compactMap(\.number)
    let outcome = Stream.outcome(octets, segments: segments.isEmpty ? [octets.count] : segments)
    guard outcome.pdus.count == 1, outcome.leftOver == 0, let pdu = outcome.pdus.first else {
        return ["not one PDU: \(outcome.pdus.count), then \(outcome.end ?? "nothing")"]
    }
    var differences: [String] = []
    let broken = vector.quirks.compactMap { quirk in
        quirk.hasPrefix("bad_length:") ? String(quirk.dropFirst("bad_length:".count)) : nil
    }
    if broken.isEmpty, let error = pdu.error {
        differences.append("refused: \(error)")
    } else if let field = broken.first {
        let found = pdu.error.map { "\($0.reason.vectorName):\($0.field.vectorName)" }
        differences += compare(
            "strict decoding", .string(found ?? "accepted"), .string("bad_length:\(field)"))
    }
    let rules = broken.isEmpty ? DecodingRules.strict : .tolerant
    let header = octets.withRawSpan { PDUHeader(reading: $0, at: 0) }
    let decoded = try PDU(decoding: octets, rules: rules)
    differences += compare(FieldLister.list(decoded, header), with: vector["fields"].members)
    differences += checkMessageID(octets, vector["fields"]["message_id"].string, decoded)
    return differences + checkEncoding(decoded, header, octets, broken)
}

/// The `message_id` found in place is the one the vector states.
private func checkMessageID(_ octets: [UInt8], _ expected: String?, _ pdu: PDU) -> [String] {
    switch pdu {
    case .submitSMResp, .deliverSMResp, .dataSMResp:
        let found = octets.withRawSpan { frame in
            MessageIDField.decode(frame).map { JSONValue.string(frame.text($0)) } ?? .null
        }
        return compare(
            "message_id in place", found, expected.map { .string($0) } ?? .null)
    default:
        return []
    }
}

/// The PDU encodes to the octets it came from; by strict rules too, unless a field is too long.
private func checkEncoding(
    _ pdu: PDU, _ header: PDUHeader, _ octets: [UInt8], _ broken: [String]
) -> [String] {
    do throws(PDUError) {
        let encoded = try pdu.encoded(
            commandStatus: header.commandStatus, sequenceNumber: header.sequenceNumber,
            rules: broken.isEmpty ? .strict : .tolerant)
        return compare(
            "encoded", .string(Vector.hexadecimal(encoded)), .string(Vector.hexadecimal(octets)))
    } catch {
        return ["not encoded: \(error)"]
    }
}

// MARK: A stream

private func checkStream(_ vector: Vector, _ octets: [UInt8]) -> [String] {
    let glued = checkStream(vector, Stream.outcome(octets, segments: [octets.count]))
    let ones = [Int](repeating: 1, count: octets.count)
    let dripped = checkStream(vector, Stream.outcome(octets, segments: ones))
    return glued + dripped.map { "one octet at a time: \($0)" }
}

private func checkStream(_ vector: Vector, _ outcome: Stream) -> [String] {
    let expected = vector["fields"]
    var differences = compare("left_over", .number(outcome.leftOver), expected["left_over"])
    let pdus = expected["pdus"].elements
    guard pdus.count == outcome.pdus.count else {
        return differences + ["\(outcome.pdus.count) PDUs, not \(pdus.count)"]
    }
    for (found, expected) in zip(outcome.pdus, pdus) {
        let error = found.error.map { JSONValue.string($0.reason.vectorName) } ?? .null
        differences += compare("error of a PDU", error, expected["error"])
        // A PDU that is refused yields no fields but those of its header.
        let names = found.error == nil ? nil : Set(found.header.keys)
        let members = expected.members.filter { names?.contains($0.key) ?? true }
        differences += compare(found.fields, with: members)
    }
    let errors = outcome.pdus.compactMap { $0.error?.reason.vectorName }
    let reason = outcome.end ?? errors.first ?? "none"
    return differences + compare("error", .string(reason), vector["error"])
}

// MARK: Optional parameters

private func checkTLVs(_ vector: Vector, _ octets: [UInt8]) -> [String] {
    let walked = octets.withRawSpan { block in
        var parameters: [JSONValue] = []
        var cursor = TLVCursor(FieldRange(offset: 0, count: octets.count))
        while let parameter = cursor.next(in: block) {
            let value = block.octets(parameter.value)
            parameters.append(FieldLister.member(TLV(tag: parameter.tag, value: value)))
        }
        return parameters
    }
    var differences = compare("tlvs", .array(walked), vector["fields"]["tlvs"])

    // A PDU that is a header alone may be followed by any block of parameters.
    let header = PDUHeader(
        commandLength: UInt32(PDUHeader.byteCount + octets.count), commandID: .unbind,
        commandStatus: .ok, sequenceNumber: 1)
    var frame = [UInt8](repeating: 0, count: PDUHeader.byteCount)
    frame.withMutableRawSpan { header.write(into: &$0, at: 0) }
    frame += octets
    do throws(PDUError) {
        let pdu = try PDU(decoding: frame)
        differences += compare("valid", .bool(true), vector["valid"])
        differences += checkEncoding(pdu, header, frame, ["the length of a value"])
    } catch {
        differences += compare("error", .string(error.reason.vectorName), vector["error"])
    }
    return differences
}
