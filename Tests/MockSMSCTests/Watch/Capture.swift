// Reads a capture file as a packet analyser does, with none of the code that wrote it: heads, lengths,
// checksums, and the streams put together by their sequence numbers.

import SMPP
import TestSupport
import Testing

/// A capture file of IPv4 packets.
struct Capture {
    struct Packet {
        var source: UInt16
        var destination: UInt16
        var number: UInt32
        var isSyn: Bool
        var payload: [UInt8]
    }

    struct StreamName: Hashable {
        var client: UInt16
        var isFromServer: Bool
    }

    struct Stream {
        var next: UInt32 = 0
        var octets: [UInt8] = []

        /// The commands of its PDUs, all of which must decode and leave nothing over.
        func pdus() throws -> [CommandID] {
            var commands: [CommandID] = []
            var offset = 0
            while offset < octets.count {
                let length = Int(Capture.big(octets, offset, 4))
                try #require(length >= 16 && offset + length <= octets.count)
                commands.append(
                    try PDU(decoding: Array(octets[offset..<offset + length])).commandID)
                offset += length
            }
            return commands
        }
    }

    var packets: [Packet] = []

    init(_ file: [UInt8]) throws {
        try #require(file.count >= 24)
        #expect(Self.little(file, 0, 4) == 0xA1B2_3C4D)
        #expect(Self.little(file, 4, 2) == 2 && Self.little(file, 6, 2) == 4)
        #expect(Self.little(file, 20, 4) == 101)
        var offset = 24
        var last: UInt64 = 0
        while offset < file.count {
            try #require(offset + 16 <= file.count)
            let time =
                Self.little(file, offset, 4) * 1_000_000_000 + Self.little(file, offset + 4, 4)
            #expect(time >= last || last - time < 1_000_000_000)
            last = time
            let length = Int(Self.little(file, offset + 8, 4))
            #expect(Self.little(file, offset + 12, 4) == UInt64(length))
            offset += 16
            try #require(offset + length <= file.count)
            packets.append(try Self.packet(Array(file[offset..<offset + length])))
            offset += length
        }
    }

    private static func packet(_ octets: [UInt8]) throws -> Packet {
        try #require(octets.count >= 40 && octets[0] == 0x45 && octets[9] == 6)
        #expect(big(octets, 2, 2) == UInt64(octets.count))
        #expect(sum(Array(octets[..<20])) == 0xFFFF)
        let segment = Array(octets[20...])
        let length = [UInt8(segment.count >> 8), UInt8(segment.count & 0xFF)]
        #expect(sum(Array(octets[12..<20]) + [0, 6] + length + segment) == 0xFFFF)
        return Packet(
            source: UInt16(big(segment, 0, 2)), destination: UInt16(big(segment, 2, 2)),
            number: UInt32(big(segment, 4, 4)), isSyn: segment[13] & 2 != 0,
            payload: Array(segment[20...]))
    }

    /// Each direction's octets; a gap or an overlap is a failure.
    func streams(serverPort: UInt16) -> [StreamName: Stream] {
        var streams: [StreamName: Stream] = [:]
        for packet in packets {
            let isFromServer = packet.source == serverPort
            let name = StreamName(
                client: isFromServer ? packet.destination : packet.source,
                isFromServer: isFromServer)
            if packet.isSyn {
                #expect(streams[name] == nil)
                streams[name] = Stream(next: packet.number &+ 1)
            }
            guard !packet.payload.isEmpty else { continue }
            #expect(streams[name]?.next == packet.number)
            streams[name]?.next &+= UInt32(packet.payload.count)
            streams[name]?.octets += packet.payload
        }
        return streams
    }

    private static func sum(_ octets: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0
        for (place, octet) in octets.enumerated() {
            sum += place % 2 == 0 ? UInt32(octet) << 8 : UInt32(octet)
            sum = (sum & 0xFFFF) + (sum >> 16)
        }
        return sum
    }

    private static func big(_ octets: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        octets[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func little(_ octets: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        octets[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
