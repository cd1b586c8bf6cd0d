// IP addresses and networks of them, for the lists of who may connect. IPv4 stands inside IPv6 as
// ::ffff:a.b.c.d, so that one comparison does for both.

/// An IPv4 or IPv6 network, such as 192.0.2.0/24; a single address is a network of one.
public struct AddressNetwork: Sendable, Equatable, CustomStringConvertible {
    /// The address, 16 octets.
    public let octets: [UInt8]
    /// How many bits of it count, 0 to 128.
    public let prefixLength: Int
    /// As it was written.
    public let description: String

    /// Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first else { return nil }
        let isIPv4 = !first.utf8.contains(UInt8(ascii: ":"))
        guard let octets = isIPv4 ? Self.mapped(first) : Self.groups(first) else { return nil }
        var length = isIPv4 ? 32 : 128
        if parts.count == 2 {
            guard let given = Self.number(parts[1], upTo: length) else { return nil }
            length = given
        }
        self.octets = octets
        prefixLength = isIPv4 ? length + 96 : length
        description = text
    }

    /// Whether an address, 16 octets, is one of the network.
    public func contains(_ address: [UInt8]) -> Bool {
        guard address.count == 16 else { return false }
        let whole = prefixLength / 8
        guard octets[..<whole].elementsEqual(address[..<whole]) else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (octets[whole] ^ address[whole]) >> UInt8(8 - rest) == 0
    }

    private static func number(_ text: Substring, upTo limit: Int) -> Int? {
        guard (1...3).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text)
        else { return nil }
        return value <= limit ? value : nil
    }

    private static func dotted(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let values = parts.compactMap { number($0, upTo: 255) }
        return parts.count == 4 && values.count == 4 ? values.map { UInt8($0) } : nil
    }

    private static func mapped(_ text: Substring) -> [UInt8]? {
        dotted(text).map { [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + $0 }
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            let octets = octets(text)
            return octets?.count == 16 ? octets : nil
        }
        guard let head = octets(text[..<gap.lowerBound]),
            let tail = octets(text[gap.upperBound...]), head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Groups of hexadecimal digits, the last of them perhaps an IPv4 address.
    private static func octets(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var octets: [UInt8] = []
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, group) in groups.enumerated() {
            if index == groups.count - 1, let address = dotted(group) {
                octets += address
                continue
            }
            guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit),
                let value = UInt16(group, radix: 16)
            else { return nil }
            octets += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return octets
    }
}
