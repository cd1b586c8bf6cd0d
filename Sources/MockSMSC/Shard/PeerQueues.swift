// Hands receipts from shard to shard without a lock: one queue for each ordered pair of shards,
// with one writer and one reader. Runs on: shard threads. Allocates: never after its creation.

import Platform

/// All queues between the shards of one server.
///
/// Each queue is a ring of slots as `ReceiptPool` has them. Its two counts only ever grow; each is
/// written by one side and stands on a cache line of its own.
struct PeerQueues: Sendable {
    /// Receipts a queue holds.
    static let capacity = 1024

    private let shardCount: Int
    private let bytes: Bytes
    private let counts: AtomicCells

    init(arena: Arena, shardCount: Int) {
        self.shardCount = shardCount
        bytes = arena.bytes(shardCount * shardCount * Self.capacity * ReceiptPool.slotLength)
        counts = arena.atomicCells(shardCount * shardCount * 16)
    }

    @inline(__always)
    private func pair(_ from: Int, _ to: Int) -> Int { from &* shardCount &+ to }

    @inline(__always)
    private func offset(_ pair: Int, _ position: Int64) -> Int {
        let index = Int(truncatingIfNeeded: position) & (Self.capacity - 1)
        return (pair &* Self.capacity &+ index) &* ReceiptPool.slotLength
    }

    /// Copies a slot of `pool` to the queue; false if that is full.
    ///
    /// Called by shard `from` only.
    @inline(__always)
    func push(_ slot: Int32, of pool: ReceiptPool, from: Int, to: Int) -> Bool {
        let pair = pair(from, to)
        let written = counts.load(pair &* 16 &+ 8)
        guard written &- counts.load(pair &* 16) < Int64(Self.capacity) else { return false }
        bytes.copy(
            from: pool.bytes, pool.offset(slot), count: ReceiptPool.slotLength,
            to: offset(pair, written))
        counts.store(written &+ 1, at: pair &* 16 &+ 8)
        return true
    }

    /// Whether something waits for shard `to`.
    func hasReceipts(to: Int) -> Bool {
        for from in 0..<shardCount where waiting(from: from, to: to) > 0 { return true }
        return false
    }

    /// Receipts that wait in the queue.
    @inline(__always)
    func waiting(from: Int, to: Int) -> Int64 {
        let pair = pair(from, to)
        return counts.load(pair &* 16 &+ 8) &- counts.load(pair &* 16)
    }

    /// Copies the oldest receipt to a slot of `pool`; one must wait.
    ///
    /// Called by shard `to` only.
    @inline(__always)
    func pop(into slot: Int32, of pool: ReceiptPool, from: Int, to: Int) {
        let pair = pair(from, to)
        let read = counts.load(pair &* 16)
        pool.bytes.copy(
            from: bytes, offset(pair, read), count: ReceiptPool.slotLength, to: pool.offset(slot))
        counts.store(read &+ 1, at: pair &* 16)
    }
}
