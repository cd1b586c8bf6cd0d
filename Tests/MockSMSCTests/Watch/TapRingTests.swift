// The ring between a shard and the tap: whatever pieces a stream is read and written in, every PDU is told once
// and every octet is where it was; and what finds no room is counted.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

@Suite struct TapRingTests {
    /// Some PDUs, one after another, and where each begins.
    private func stream(_ generator: inout SeededGenerator) throws -> (octets: [UInt8], count: Int)
    {
        var octets: [UInt8] = []
        let count = Int.random(in: 1...40, using: &generator)
        for number in 1...UInt32(count) {
            let text = String(repeating: "x", count: Int.random(in: 0...200, using: &generator))
            octets += try PDU.submitSM(message(text: text)).encoded(sequenceNumber: number)
        }
        return (octets, count)
    }

    /// The PDUs that a record tells of.
    private func told(_ record: TapRecord, _ octets: [UInt8]) -> [[UInt8]] {
        var offset = Int(record.firstPDU)
        var pdus: [[UInt8]] = []
        while offset + 4 <= octets.count {
            let length = Int(octets[offset + 2]) << 8 | Int(octets[offset + 3])
            guard length >= 16, offset + length <= octets.count else { break }
            pdus.append(Array(octets[offset..<offset + length]))
            offset += length
        }
        return pdus
    }

    /// Expects that the ring holds `octets`, `count` PDUs, in one direction: each told once and whole.
    private func expect(
        _ octets: [UInt8], _ count: Int, in ring: TapRing, isOut: Bool, _ comment: Comment
    ) {
        var pdus: [UInt8] = []
        var payload: [UInt8] = []
        var numbers = 0
        while ring.oldest != nil {
            ring.take { record, octets in
                #expect(record.isOut == isOut && record.streamOffset == Int64(payload.count))
                payload += octets[Int(record.payloadStart)...].prefix(Int(record.payloadCount))
                let told = told(record, octets)
                numbers += told.count
                pdus += told.joined()
            }
        }
        #expect(payload == octets, comment)
        #expect(pdus == octets, comment)
        #expect(numbers == count, comment)
    }

    @Test(arguments: Array<UInt64>(1...20))
    func whatIsWrittenInPiecesIsToldOnceAndWhole(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let arena = Arena()
        let ring = TapRing(arena: arena, shard: 0, shardCount: 1, sessionLimit: 2)
        ring.begin(1, .none)
        let (octets, count) = try stream(&generator)
        let out = arena.bytes(octets.count)
        out.copy(octets, to: 0)
        var rest = octets.count
        while rest > 0 {
            let written = Int.random(in: 1...rest, using: &generator)
            ring.sent(1, out, written: written, of: rest)
            rest -= written
            out.copy(from: out, written, count: rest, to: 0)
        }
        expect(octets, count, in: ring, isOut: true, "seed \(seed)")
    }

    @Test(arguments: Array<UInt64>(1...20))
    func whatIsReadInPiecesIsToldOnceAndWhole(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let arena = Arena()
        let ring = TapRing(arena: arena, shard: 1, shardCount: 2, sessionLimit: 1)
        ring.begin(0, .none)
        let (octets, count) = try stream(&generator)
        let input = arena.bytes(octets.count)
        // As a shard does: what is no whole PDU yet is carried over.
        var carried: [UInt8] = []
        var offset = 0
        while offset < octets.count {
            let piece = min(Int.random(in: 1...300, using: &generator), octets.count - offset)
            let bytes = carried + octets[offset..<offset + piece]
            input.copy(bytes, to: 0)
            ring.received(0, input, carried: carried.count, total: bytes.count)
            offset += piece
            var done = 0
            while done + 4 <= bytes.count {
                let length = Int(bytes[done + 2]) << 8 | Int(bytes[done + 3])
                guard done + length <= bytes.count else { break }
                done += length
            }
            carried = Array(bytes[done...])
        }
        expect(octets, count, in: ring, isOut: false, "seed \(seed)")
    }

    @Test func aFullRingCountsWhatItLosesAndGoesOn() throws {
        let arena = Arena()
        let ring = TapRing(arena: arena, shard: 0, shardCount: 1, sessionLimit: 1)
        ring.begin(0, .none)
        let submit = try PDU.submitSM(message()).encoded(sequenceNumber: 1)
        let octets = copies(of: submit, atLeast: 100_000)
        let input = arena.bytes(octets.count)
        input.copy(octets, to: 0)
        let each = Int64(octets.count / submit.count)
        let offered = 3 * Int64(TapRing.capacity / octets.count)
        var taken: Int64 = 0
        for round in 0..<offered {
            ring.received(0, input, carried: 0, total: octets.count)
            // At last the reader is awake, and the ring goes round.
            guard round > offered / 2, ring.oldest != nil else { continue }
            ring.take { record, kept in
                taken += 1
                #expect(kept == octets)
            }
        }
        while ring.oldest != nil { ring.take { _, _ in taken += 1 } }
        #expect(ring.lost.records > 0)
        #expect(taken + ring.lost.records == offered)
        #expect(ring.lost.pdus == ring.lost.records * each)
    }

    @Test func aReaderAndAWriterAtOnceAgree() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let ring = TapRing(arena: arena, shard: 0, shardCount: 1, sessionLimit: 1)
        ring.begin(0, .none)
        let submit = try PDU.submitSM(message()).encoded(sequenceNumber: 1)
        let input = arena.bytes(submit.count)
        input.copy(submit, to: 0)
        let offered: Int64 = 50_000
        let isDone = arena.atomicCells(1)
        let writer = try ShardThread(name: "writer") {
            for _ in 0..<offered { ring.received(0, input, carried: 0, total: submit.count) }
            isDone.store(1, at: 0)
        }
        var taken: Int64 = 0
        var isWhole = true
        while true {
            let isLast = isDone.load(0) == 1
            while ring.oldest != nil {
                ring.take { _, octets in
                    taken += 1
                    if octets != submit { isWhole = false }
                }
            }
            if isLast { break }
        }
        writer.join()
        #expect(isWhole)
        #expect(taken + ring.lost.records == offered)
    }
}
