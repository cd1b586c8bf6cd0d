// Bytes as the standard's examples print them.

/// The octets of hexadecimal digits; spaces and line breaks are ignored.
///
/// Traps on anything else: a test's own bytes are wrong then.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    precondition(digits.count == text.filter { !$0.isWhitespace }.count, "not hexadecimal")
    precondition(digits.count.isMultiple(of: 2), "half an octet")
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// The hexadecimal digits of octets, two for each, with a space between octets.
public func hex(_ octets: some Sequence<UInt8>) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
