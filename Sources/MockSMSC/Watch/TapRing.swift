// What a shard has read and written, on its way to the thread that writes it to files: one ring of octets for
// each shard, with one writer and one reader. A full ring loses records and counts them; nobody waits.
// Runs on: its shard thread, and the tap's. Allocates: never after its creation.

package import Platform
import SMPP

/// One read or write of a connection, as it stands in the ring before its octets.
package struct TapRecord: Sendable, BitwiseCopyable {
    /// Octets it takes in the ring, a multiple of 8; negative: nothing is here but the ring's end.
    var length: Int64 = 0
    /// Nanoseconds since 1970.
    var time: Int64 = 0
    /// Counts on with every connection of the server's shard.
    package var connection: Int64 = 0
    /// Octets of this direction that went before the payload.
    package var streamOffset: Int64 = 0
    /// From the server to the ESME.
    package var isOut = false
    /// Octets that follow, whole PDUs but for the last: what was transferred lies within.
    var count: Int32 = 0
    /// Where among them the first PDU that has not been told yet begins.
    package var firstPDU: Int32 = 0
    /// What was transferred.
    package var payloadStart: Int32 = 0
    package var payloadCount: Int32 = 0
    /// The two ends of the connection.
    var ends = SocketEnds()
}

/// The ring of one shard, and what the shard keeps for each of its connections.
package struct TapRing: Sendable, BitwiseCopyable {
    package static let capacity = 8 << 20
    static let headLength = (MemoryLayout<TapRecord>.size + 7) & ~7

    private enum Place {
        static let written = 0
        static let read = 8
        static let lostPDUs = 16
        static let lostRecords = 17
    }

    /// A connection.
    private struct Stream: BitwiseCopyable {
        var connection: Int64
        var inOffset: Int64
        var outOffset: Int64
        /// Octets of a PDU that has been told and only partly written.
        var outRest: Int64
        var ends: SocketEnds
    }

    private let ring: Bytes
    private let counts: AtomicCells
    private let streams: Cells<Stream>
    private let next: Cells<Int64>
    /// The shard's number and how many there are: connections are numbered alike on all.
    private let shard: Int64
    private let shardCount: Int64

    package init(arena: Arena, shard: Int, shardCount: Int, sessionLimit: Int) {
        ring = arena.bytes(Self.capacity)
        counts = arena.atomicCells(24)
        streams = arena.cells(Stream.self, count: sessionLimit)
        next = arena.cells(Int64.self, count: 1)
        self.shard = Int64(shard)
        self.shardCount = Int64(shardCount)
    }

    /// PDUs and records that found no room.
    package var lost: (pdus: Int64, records: Int64) {
        (counts.load(Place.lostPDUs), counts.load(Place.lostRecords))
    }

    /// A connection has begun in `session`.
    package func begin(_ session: Int, _ socket: Socket) {
        next[0] &+= 1
        streams[session] = Stream(
            connection: (next[0] &- 1) &* shardCount &+ shard &+ 1, inOffset: 0, outOffset: 0,
            outRest: 0, ends: socket.ends)
    }

    /// The session has read the octets from `carried` to `total` of `input`, a PDU beginning at 0.
    package func received(_ session: Int, _ input: Bytes, carried: Int, total: Int) {
        let stream = streams[session]
        var record = TapRecord()
        record.connection = stream.connection
        record.streamOffset = stream.inOffset
        record.count = Int32(truncatingIfNeeded: total)
        record.payloadStart = Int32(truncatingIfNeeded: carried)
        record.payloadCount = Int32(truncatingIfNeeded: total &- carried)
        record.ends = stream.ends
        streams[session].inOffset &+= Int64(total &- carried)
        push(&record, input)
    }

    /// The session has written the first `written` of `count` octets of `out`.
    package func sent(_ session: Int, _ out: Bytes, written: Int, of count: Int) {
        guard written > 0 else { return }
        let stream = streams[session]
        // The rest of a PDU that has been told, then PDUs up to the one that was cut.
        let first = min(Int(stream.outRest), written)
        var end = Int(stream.outRest)
        while end < written {
            let length = end &+ 4 <= count ? Int(out.load32(at: end)) : 0
            // Octets that are no PDU: told as they are.
            guard length >= PDUHeader.byteCount, length <= count &- end else {
                end = written
                break
            }
            end &+= length
        }
        var record = TapRecord()
        record.connection = stream.connection
        record.streamOffset = stream.outOffset
        record.isOut = true
        record.count = Int32(truncatingIfNeeded: first < written ? end : written)
        record.firstPDU = Int32(truncatingIfNeeded: first)
        record.payloadCount = Int32(truncatingIfNeeded: written)
        record.ends = stream.ends
        streams[session].outOffset &+= Int64(written)
        streams[session].outRest = Int64(end &- written)
        push(&record, out)
    }

    private func push(_ record: inout TapRecord, _ source: Bytes) {
        let count = Int(record.count)
        let need = (Self.headLength &+ count &+ 7) & ~7
        var written = counts.load(Place.written)
        let free = Int64(Self.capacity) &- (written &- counts.load(Place.read))
        var start = Int(written) & (Self.capacity - 1)
        let left = Self.capacity &- start
        let skipped = need > left ? left : 0
        guard Int64(need &+ skipped) <= free else {
            return lose(record, source)
        }
        if skipped > 0 {
            ring.store(-Int64(skipped), at: start)
            written &+= Int64(skipped)
            start = 0
        }
        record.length = Int64(need)
        record.time = Clock.wall()
        ring.store(record, at: start)
        ring.copy(from: source, 0, count: count, to: start &+ Self.headLength)
        counts.store(written &+ Int64(need), at: Place.written)
    }

    private func lose(_ record: TapRecord, _ source: Bytes) {
        var offset = Int(record.firstPDU)
        var pdus: Int64 = 0
        while offset &+ 4 <= Int(record.count) {
            let length = Int(source.load32(at: offset))
            guard length >= PDUHeader.byteCount, offset &+ length <= Int(record.count) else {
                break
            }
            pdus &+= 1
            offset &+= length
        }
        counts.add(pdus, at: Place.lostPDUs)
        counts.add(1, at: Place.lostRecords)
    }

    /// When the oldest record was made; nil if there is none.
    ///
    /// The tap's thread alone asks.
    package var oldest: Int64? {
        while true {
            let read = counts.load(Place.read)
            guard read < counts.load(Place.written) else { return nil }
            let start = Int(read) & (Self.capacity - 1)
            let length = ring.load(Int64.self, at: start)
            if length >= 0 { return ring.load(TapRecord.self, at: start).time }
            counts.store(read &- length, at: Place.read)
        }
    }

    /// Hands the oldest record, which must be there, with its octets to `body` and drops it.
    package func take(_ body: (TapRecord, [UInt8]) -> Void) {
        let read = counts.load(Place.read)
        let start = Int(read) & (Self.capacity - 1)
        let record = ring.load(TapRecord.self, at: start)
        let count = Int(record.count)
        let octets = ring.withSpan(start + Self.headLength, count) {
            $0.octets(FieldRange(offset: 0, count: count))
        }
        counts.store(read &+ record.length, at: Place.read)
        body(record, octets)
    }
}
