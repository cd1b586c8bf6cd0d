// The checks of gsm.jsonl: texts and their octets in GSM 03.38 and UCS-2.

import SMPP

/// What differs between a vector and what the alphabets make of its text or octets.
func checkGSM(_ vector: Vector) throws -> Verdict {
    let kind = vector["kind"].string ?? "no kind"
    guard vector["national_table"].string == nil else {
        return .notCovered("\(kind) in a national table")
    }
    switch kind {
    case "unpacked":
        return .compared(try checkUnpacked(vector))
    case "packed":
        return .compared(try checkPacked(vector))
    case "bitpack":
        return .compared(try checkBits(vector))
    case "septet_count":
        let count = GSM7.encode(text(vector))?.count
        return .compared(compare("septets", count.map { .number($0) } ?? .null, vector["septets"]))
    case "detect", "ucs2be":
        return try checkChoice(vector)
    case "representable":
        let isRepresentable = GSM7.encode(text(vector)) != nil
        return .compared(
            compare("representable", .bool(isRepresentable), vector["representable"]))
    default:
        return .notCovered(kind)
    }
}

private func text(_ vector: Vector) -> String {
    vector["text"].string ?? ""
}

private func value(_ octets: [UInt8]?) -> JSONValue {
    octets.map { .string(Vector.hexadecimal($0)) } ?? .null
}

private func value(_ text: String?) -> JSONValue {
    text.map { .string($0) } ?? .null
}

/// The alphabet chosen for a text, and its octets if that is UCS-2.
private func checkChoice(_ vector: Vector) throws -> Verdict {
    let (dataCoding, octets) = MessageText.encode(text(vector))
    let isUCS2 = dataCoding == DataCoding.ucs2.rawValue
    switch vector["encoding"].string {
    case "GSM":
        return .compared(compare("UCS-2", .bool(isUCS2), .bool(false)))
    case "UCS2":
        return .compared(compare("UCS-2", .bool(isUCS2), .bool(true)))
    case let encoding?:
        return .notCovered("the choice of \(encoding)")
    case nil where isUCS2:
        return .compared(compare("octets", value(octets), vector["hex"]))
    case nil:
        return .notCovered("UCS-2 of a text that GSM 03.38 can carry")
    }
}

/// One septet an octet, both ways unless the vector names one.
private func checkUnpacked(_ vector: Vector) throws -> [String] {
    let octets = try vector.octets("hex")
    let isValid = vector["valid"].bool == true
    var differences: [String] = []
    if vector["direction"].string != "decode" {
        let expected = isValid ? value(octets) : .null
        differences += compare("octets", value(GSM7.encode(text(vector))), expected)
    }
    if vector["direction"].string != "encode" {
        let expected = isValid ? vector["text"] : .null
        differences += compare("text", value(GSM7.decode(octets)), expected)
    }
    return differences
}

/// Eight septets in seven octets.
private func checkPacked(_ vector: Vector) throws -> [String] {
    let octets = try vector.octets("hex")
    let spare: GSM7.SpareBits =
        vector["spare_bits"].string == "CR" ? .carriageReturn : .zeroes
    var differences: [String] = []
    if vector["direction"].string != "decode" {
        let packed = GSM7.encode(text(vector)).map { GSM7.pack($0, spareBits: spare) }
        differences += compare("octets", value(packed), value(octets))
    }
    if vector["direction"].string != "encode", let count = vector["septets"].number {
        let unpacked = GSM7.unpack(octets, count: count).flatMap { GSM7.decode($0) }
        differences += compare("text", value(unpacked), vector["text"])
    }
    return differences
}

/// The same without an alphabet.
private func checkBits(_ vector: Vector) throws -> [String] {
    let octets = try vector.octets("hex")
    let septets = try vector.octets("septets_hex")
    var differences: [String] = []
    if vector["direction"].string != "decode" {
        differences += compare("octets", value(GSM7.pack(septets)), value(octets))
    }
    let unpacked = GSM7.unpack(octets, count: septets.count)
    return differences + compare("septets", value(unpacked), value(septets))
}
