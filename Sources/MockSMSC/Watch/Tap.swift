// The taps of a server: a thread that empties the shards' rings into a log of PDUs and a capture file, as far
// as these are asked for. Slow files make the rings full, never a shard slow.

import Platform
import Synchronization

/// What the taps have written and left out.
public struct TapCounts: Sendable, Equatable, Codable {
    /// Lines of the PDU log.
    public var logged: Int64 = 0
    /// PDUs that are not in the log: it had reached its size, or the writer could not keep up.
    public var notLogged: Int64 = 0
    /// Packets of the capture file.
    public var captured: Int64 = 0
    /// Reads and writes that are not in the capture file, for the same reasons.
    public var notCaptured: Int64 = 0
    /// Why nothing more is written, nor counted; nil while all is well.
    public var failure: String?

    /// All zero.
    public init() {}
}

/// The taps at work.
final class Tap: Sendable {
    private static let pause: Int64 = 2_000_000

    /// One for each shard.
    let rings: [TapRing]

    private struct State {
        var log: PDULog?
        var capture: CaptureFile?
        var counts = TapCounts()
    }

    private let state: Mutex<State>
    private let isEnding = Atomic<Bool>(false)
    private let thread = Mutex<ShardThread?>(nil)

    /// Opens the files; nil if none is asked for.
    init?(_ configuration: MockSMSCConfiguration, arena: Arena) throws(SystemError) {
        guard configuration.pduLog != nil || configuration.captureFile != nil else { return nil }
        var state = State()
        let limit = configuration.tapLimit
        if let path = configuration.pduLog { state.log = try PDULog(path, limit: limit) }
        if let path = configuration.captureFile {
            state.capture = try CaptureFile(path, limit: limit)
        }
        self.state = Mutex(state)
        let sessionLimit = ShardSettings(configuration).sessionLimit
        rings = (0..<configuration.shardCount).map {
            TapRing(
                arena: arena, shard: $0, shardCount: configuration.shardCount,
                sessionLimit: sessionLimit)
        }
    }

    /// Starts the thread.
    func start() throws(SystemError) {
        let started = try ShardThread(name: "smsc-tap") { self.run() }
        thread.withLock { $0 = started }
    }

    /// Writes what there still is and closes the files; once all shards have ended.
    func stop() {
        isEnding.store(true, ordering: .releasing)
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// What has been written so far.
    var counts: TapCounts {
        let lost = rings.reduce((pdus: Int64(0), records: Int64(0))) {
            ($0.pdus + $1.lost.pdus, $0.records + $1.lost.records)
        }
        return state.withLock { state in
            var counts = state.counts
            if state.log != nil { counts.notLogged += lost.pdus }
            if state.capture != nil { counts.notCaptured += lost.records }
            return counts
        }
    }

    private func run() {
        while true {
            // Asked before the last look at the rings, so that nothing is left in them.
            let isLast = isEnding.load(ordering: .acquiring)
            while let ring = next { ring.take(write) }
            flush()
            if isLast { break }
            Clock.rest(Self.pause)
        }
        let lost = rings.reduce(0) { $0 + $1.lost.pdus }
        state.withLock { $0.log?.end(lost: lost) }
        flush()
    }

    /// The ring with the oldest record.
    private var next: TapRing? {
        var oldest: (time: Int64, ring: TapRing)?
        for ring in rings {
            guard let time = ring.oldest, time < oldest?.time ?? .max else { continue }
            oldest = (time, ring)
        }
        return oldest?.ring
    }

    private func write(_ record: TapRecord, _ octets: [UInt8]) {
        state.withLock { state in
            attempt(&state) { (state) throws(SystemError) in
                try state.log?.add(record, octets, counting: &state.counts)
                try state.capture?.add(record, octets, counting: &state.counts)
            }
        }
    }

    private func flush() {
        state.withLock { state in
            attempt(&state) { (state) throws(SystemError) in
                try state.log?.flush(counting: &state.counts)
                try state.capture?.flush(counting: &state.counts)
            }
        }
    }

    /// After a failure the rings are emptied all the same.
    private func attempt(_ state: inout State, _ body: (inout State) throws(SystemError) -> Void) {
        guard state.counts.failure == nil else { return }
        do throws(SystemError) {
            try body(&state)
        } catch {
            state.counts.failure = error.description
        }
    }
}
