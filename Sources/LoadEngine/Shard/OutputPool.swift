// The output buffers of a shard's sessions. A session has one only while there is something to write:
// with a thousand sessions that is mostly the same one, warm in the cache, and memory for one.
// Runs on: the shard's thread. Allocates: only when made; pages cost memory only once touched.

import Platform

/// A buffer with what is still in it from its last use.
struct OutputBuffer: BitwiseCopyable {
    let bytes: Bytes
    /// `bytes[0 ..< rendered]` holds nothing but messages, back to back.
    var rendered: Int
}

/// The buffers that no session has, the one given back last on top.
struct OutputPool {
    private let buffers: Cells<OutputBuffer>
    private var count: Int

    /// Buffers of `byteCount` bytes for `sessions` sessions.
    init(sessions: Int, byteCount: Int, arena: Arena) {
        buffers = arena.cells(OutputBuffer.self, count: sessions)
        count = sessions
        // Given out from the end: the first session gets the first.
        for index in 0..<sessions {
            buffers[sessions - 1 - index] = OutputBuffer(
                bytes: arena.bytes(byteCount), rendered: 0)
        }
    }

    @inline(__always)
    mutating func take() -> OutputBuffer {
        count &-= 1
        return buffers[count]
    }

    @inline(__always)
    mutating func giveBack(_ buffer: OutputBuffer) {
        buffers[count] = buffer
        count &+= 1
    }
}

extension ShardCore {
    /// Sees to it that session `index` has a buffer to append to.
    @inline(__always)
    mutating func takeOutput(_ index: Int) {
        guard !sessions[index].hasBuffer else { return }
        let buffer = outputs.take()
        sessions[index].out = buffer.bytes
        sessions[index].rendered = buffer.rendered
        sessions[index].hasBuffer = true
    }

    /// Nobody takes what session `index` has left to write.
    mutating func dropOutput(_ index: Int) {
        sessions[index].discardOutput()
        _ = setWaits(index, false)
        giveBackOutput(index)
    }

    /// Gives the buffer of session `index` back once nothing is left in it.
    @inline(__always)
    mutating func giveBackOutput(_ index: Int) {
        guard sessions[index].hasBuffer, !sessions[index].hasOutput else { return }
        outputs.giveBack(
            OutputBuffer(bytes: sessions[index].out, rendered: sessions[index].rendered))
        sessions[index].hasBuffer = false
    }

    /// Notes whether session `index` waits for its socket to take more; false if that is as before.
    package mutating func setWaits(_ index: Int, _ waits: Bool) -> Bool {
        guard waits != sessions[index].waitsForWrite else { return false }
        sessions[index].waitsForWrite = waits
        fullSockets &+= waits ? 1 : -1
        return true
    }
}
