// The two ends of a connection as plain data, for who writes down what went over it.

import CLinux

/// Addresses and ports of a connection.
public struct SocketEnds: Sendable, BitwiseCopyable, Equatable {
    /// An address, IPv4 as ::ffff:a.b.c.d, and a port.
    public struct End: Sendable, BitwiseCopyable, Equatable {
        var high: UInt64 = 0
        var low: UInt64 = 0
        /// The TCP port.
        public internal(set) var port: UInt16 = 0

        init() {}

        /// 16 octets of the address.
        public var octets: [UInt8] {
            [high, low].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
            }
        }

        /// An IPv4 address in its mapped form.
        public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }
    }

    /// This side.
    public internal(set) var local = End()
    /// The other side.
    public internal(set) var peer = End()

    /// Nowhere.
    public init() {}

    /// `127.0.0.1:40112`, `[0:0:0:0:0:0:0:1]:40112`.
    public var peerText: String {
        let octets = peer.octets
        if peer.isIPv4 {
            return octets[12...].map { String($0) }.joined(separator: ".") + ":\(peer.port)"
        }
        let words = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]), radix: 16)
        }
        return "[\(words.joined(separator: ":"))]:\(peer.port)"
    }
}

extension Socket {
    /// Both ends of the connection; zeros where it has none any more.
    public var ends: SocketEnds {
        var ends = SocketEnds()
        ends.local = end(isPeer: 0)
        ends.peer = end(isPeer: 1)
        return ends
    }

    private func end(isPeer: Int32) -> SocketEnds.End {
        var end = SocketEnds.End()
        let port = unsafe clinux_socket_end(descriptor, isPeer, &end.high, &end.low)
        end.port = UInt16(clamping: port)
        return end
    }
}
