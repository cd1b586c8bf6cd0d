// A capture file as packet analysers open it (libpcap's format with nanoseconds, LINKTYPE_RAW): each read and
// write as TCP segments with the connection's addresses, ports and sequence numbers. What lies below TCP was
// never seen; under TLS the segments hold what is inside. Written by the tap's thread alone.

import Platform

/// A capture file of at most `limit` octets.
struct CaptureFile: Sendable {
    /// Octets of payload in a packet at most: with its heads it is shorter than 2^16.
    private static let segmentLength = 60_000
    /// From the first sequence number of a connection to that of the next: an odd share of 2^32.
    private static let numberStep: Int64 = 0x9E37_79B1

    private enum Flag {
        static let syn: UInt8 = 0x02
        static let push: UInt8 = 0x18
        static let ack: UInt8 = 0x10
    }

    /// How far a connection's two streams have come, in and out.
    private struct Progress {
        var received: Int64 = 0
        var sent: Int64 = 0
    }

    private var file: TapFile
    /// The latest connections by number; those long gone are forgotten.
    private var connections: [Int64: Progress] = [:]
    private var identification: UInt16 = 0

    init(_ path: String, limit: Int64) throws(SystemError) {
        file = try TapFile(path, limit: limit)
        // Magic of nanoseconds, version 2.4, no zone, no accuracy, snapshot length, LINKTYPE_RAW.
        file.append(Self.words([0xA1B2_3C4D, 0x0004_0002, 0, 0, 0x0004_0000, 101]))
    }

    /// Adds the packets of one read or write.
    mutating func add(
        _ record: TapRecord, _ octets: [UInt8], counting counts: inout TapCounts
    ) throws(SystemError) {
        let isNew = connections[record.connection] == nil
        if isNew, connections.count >= 1 << 17 { connections.removeAll() }
        var progress = connections[record.connection] ?? Progress()
        if isNew { open(record, &counts) }
        let start = Int(record.payloadStart)
        let end = start + Int(record.payloadCount)
        var offset = start
        var stream = record.streamOffset
        while offset < end {
            let length = min(end - offset, Self.segmentLength)
            let number = Self.number(record.connection, stream + 1)
            let other = record.isOut ? progress.received : progress.sent
            packet(
                record, isOut: record.isOut, Flag.push, number: number,
                acknowledged: Self.number(record.connection, other + 1),
                octets[offset..<offset + length], &counts)
            offset += length
            stream += Int64(length)
        }
        if record.isOut { progress.sent = stream } else { progress.received = stream }
        connections[record.connection] = progress
        if file.isDue { try flush(counting: &counts) }
    }

    /// Hands the system what has been added.
    mutating func flush(counting counts: inout TapCounts) throws(SystemError) {
        try file.flush(&counts.captured, &counts.notCaptured)
    }

    /// Connections differ in their numbers, also when a port comes again.
    private static func number(_ connection: Int64, _ offset: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: connection &* numberStep &+ offset)
    }

    /// The three packets that a connection begins with.
    private mutating func open(_ record: TapRecord, _ counts: inout TapCounts) {
        let first = Self.number(record.connection, 0)
        packet(record, isOut: false, Flag.syn, number: first, acknowledged: 0, [], &counts)
        packet(
            record, isOut: true, Flag.syn | Flag.ack, number: first, acknowledged: first &+ 1, [],
            &counts)
        packet(
            record, isOut: false, Flag.ack, number: first &+ 1, acknowledged: first &+ 1, [],
            &counts)
    }

    private mutating func packet(
        _ record: TapRecord, isOut: Bool, _ flags: UInt8, number: UInt32, acknowledged: UInt32,
        _ payload: ArraySlice<UInt8>, _ counts: inout TapCounts
    ) {
        let ends = record.ends
        identification &+= 1
        let packet = RawPacket(
            source: isOut ? ends.local : ends.peer, destination: isOut ? ends.peer : ends.local,
            identification: identification, flags: flags, number: number,
            acknowledged: acknowledged
        ).octets(payload)
        let seconds = record.time / 1_000_000_000
        let head = Self.words([
            UInt32(truncatingIfNeeded: seconds), UInt32(record.time % 1_000_000_000),
            UInt32(packet.count), UInt32(packet.count),
        ])
        if !file.add(head + packet) { counts.notCaptured += 1 }
    }

    /// Words of the file are in the machine's order; the magic tells which.
    private static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
    }
}

/// A TCP segment in its IP packet (RFC 791, RFC 8200, RFC 9293).
struct RawPacket {
    let source: SocketEnds.End
    let destination: SocketEnds.End
    let identification: UInt16
    let flags: UInt8
    let number: UInt32
    let acknowledged: UInt32

    /// The packet with `payload`: IPv4 where both ends are, else IPv6.
    func octets(_ payload: ArraySlice<UInt8>) -> [UInt8] {
        let length = 20 + payload.count
        let (from, to) = (source.octets, destination.octets)
        let isV4 = source.isIPv4 && destination.isIPv4
        var head: [UInt8]
        if isV4 {
            head = [0x45, 0] + Self.two(20 + length) + Self.two(Int(identification))
            head += [0x40, 0, 64, 6, 0, 0] + from[12...] + to[12...]
            let sum = Self.checksum(head)
            head[10] = UInt8(sum >> 8)
            head[11] = UInt8(sum & 0xFF)
        } else {
            head = [0x60, 0, 0, 0] + Self.two(length) + [6, 64] + from + to
        }
        var segment = Self.two(Int(source.port)) + Self.two(Int(destination.port))
        segment += Self.four(number) + Self.four(acknowledged)
        segment += [0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0] + payload
        let addresses = isV4 ? Array(from[12...] + to[12...]) : from + to
        let sum = Self.checksum(addresses + [0, 6] + Self.two(length) + segment)
        segment[16] = UInt8(sum >> 8)
        segment[17] = UInt8(sum & 0xFF)
        return head + segment
    }

    /// The Internet checksum (RFC 1071).
    static func checksum(_ octets: [UInt8]) -> UInt16 {
        var sum: UInt64 = 0
        for place in stride(from: 0, to: octets.count, by: 2) {
            let low = place + 1 < octets.count ? UInt64(octets[place + 1]) : 0
            sum += UInt64(octets[place]) << 8 | low
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(sum)
    }

    private static func two(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    private static func four(_ value: UInt32) -> [UInt8] {
        two(Int(value >> 16)) + two(Int(value & 0xFFFF))
    }
}
