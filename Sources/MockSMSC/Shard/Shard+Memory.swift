// The output buffers of the connections. A connection has one only while there is something to write:
// with a thousand connections that is mostly the same few, warm in the cache, and memory for a few.
// Runs on: shard threads. Allocates: when there are more connections than ever before.

import Platform

extension Shard {
    /// Memory for one more slot: a buffer more in the pool, and the place of an unfinished PDU.
    mutating func addMemory() {
        memory.append(noMemory)
        carries.append(arena.bytes(settings.pduLengthLimit))
        freeMemory[freeMemoryCount] = arena.bytes(ShardSettings.outputLength)
        freeMemoryCount += 1
    }

    /// Sees to it that the session has a buffer to append to.
    @inline(__always)
    mutating func takeMemory(_ session: Int) {
        guard !sessions[session].hasMemory else { return }
        freeMemoryCount &-= 1
        memory[session] = freeMemory[freeMemoryCount]
        sessions[session].hasMemory = true
    }

    /// The session has nothing to write: its buffer is the next one's.
    @inline(__always)
    mutating func giveBackMemory(_ session: Int) {
        guard sessions[session].hasMemory else { return }
        freeMemory[freeMemoryCount] = memory[session]
        freeMemoryCount &+= 1
        sessions[session].hasMemory = false
    }
}
