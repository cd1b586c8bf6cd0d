// What a shard renders messages from: the encoded messages, and notes on the batch being rendered.
// Runs on: shard threads. Allocates: only when made.

import Platform
import SMPP

/// The encoded submit_sm of a run, back to back; sequence_number is patched in the copies.
struct MessageTemplates: Sendable {
    /// How many there are.
    let count: Int
    /// Length of the longest, in bytes.
    let longest: Int
    /// Segments of every message, if they have the same number; else 0.
    let evenSegments: Int64
    private let bytes: Bytes
    private let starts: Cells<Int>
    private let segments: Cells<Int64>

    init(_ encoded: [[UInt8]], plan: LoadPlan, arena: Arena) {
        count = encoded.count
        longest = encoded.reduce(1) { max($0, $1.count) }
        bytes = arena.bytes(encoded.reduce(0) { $0 + $1.count })
        starts = arena.cells(Int.self, count: encoded.count + 1)
        segments = arena.cells(Int64.self, count: encoded.count)
        for (index, message) in encoded.enumerated() {
            bytes.copy(message, to: starts[index])
            starts[index + 1] = starts[index] + message.count
        }
        let counts = plan.sentMessages.map { Int64($0.message.segmentCount) }
        for index in 0..<min(counts.count, encoded.count) { segments[index] = counts[index] }
        evenSegments = Set(counts).count == 1 ? counts[0] : 0
    }

    @inline(__always)
    func length(_ message: Int) -> Int {
        count == 1 ? longest : starts[message + 1] &- starts[message]
    }

    @inline(__always)
    func copy(_ message: Int, to out: Bytes, at offset: Int) {
        out.copy(from: bytes, starts[message], count: length(message), to: offset)
    }

    func segments(of message: Int) -> Int64 { segments[message] }

    /// The most segments that any message has.
    var mostSegments: Int64 { (0..<count).reduce(1) { max($0, segments[$1]) } }
}

/// Notes on the messages of one batch, by their place in it.
struct Batch: Sendable {
    /// At most this many messages are rendered between two clock samples.
    static let limit: Int64 = 4_096

    /// When each is due; open loop only.
    let times: Cells<Int64>
    private let messages: Cells<UInt16>
    /// Segments of the messages before each place; kept where messages differ.
    private let sums: Cells<Int64>

    init(arena: Arena) {
        times = arena.cells(Int64.self, count: Int(Self.limit))
        messages = arena.cells(UInt16.self, count: Int(Self.limit))
        sums = arena.cells(Int64.self, count: Int(Self.limit) + 1)
    }

    /// Which message stands at `place`.
    @inline(__always)
    func message(_ place: Int64) -> Int { Int(messages[Int(place)]) }

    /// Puts a message of `segments` at `place`; the places before it are filled.
    func put(_ message: Int, segments: Int64, at place: Int64) {
        messages[Int(place)] = UInt16(message)
        sums[Int(place) + 1] = sums[Int(place)] + segments
    }

    /// The weights of its messages under ceilings.
    func weights(_ templates: MessageTemplates) -> MessageWeights {
        MessageWeights(each: templates.evenSegments, sums: sums)
    }
}
