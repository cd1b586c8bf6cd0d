// An address and a port in one, as settings have it that are not the target's own: where the metrics
// are served, whom the built-in SMSC calls.

/// Where to listen, or whom to call.
public struct HostPort: Sendable, Equatable {
    /// The address, such as 127.0.0.1 or ::1, or a name.
    public var host: String
    /// The TCP port; to listen on, 0 is any free one.
    public var port: UInt16
}

extension Form where Value == HostPort {
    /// An address and a port, such as `example`; an address of IPv6 in brackets.
    static func hostPort(_ example: String) -> Form {
        Form(
            "ADDRESS:PORT",
            allowed: "an address and a port, such as \(example), of IPv6 as [::1]:PORT",
            hint: example,
            read: { text in
                guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
                    let port = UInt16(text[text.index(after: colon)...])
                else { return .malformed }
                let host = text[..<colon]
                if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
                    return .value(HostPort(host: String(host.dropFirst().dropLast()), port: port))
                }
                guard !host.contains(where: { ":[]".contains($0) }) else { return .malformed }
                return .value(HostPort(host: String(host), port: port))
            },
            write: {
                .text($0.host.contains(":") ? "[\($0.host)]:\($0.port)" : "\($0.host):\($0.port)")
            })
    }
}
