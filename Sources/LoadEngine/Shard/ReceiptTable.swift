// Where a message and its receipt meet, whichever comes first and on whichever shard.
// Runs on: all shard threads at once. Allocates: only when made. Lock-free.

package import Platform

/// One half of a pair: what the side that came first left for the other.
package struct ReceiptEntry: BitwiseCopyable {
    /// When the submit_sm was sent; 0 in a receipt's half.
    package var sendTime: Int64
    /// When this half came: the submit_sm_resp, or the receipt.
    package var time: Int64
    /// The phase of the message; in a receipt's half the state that it reports.
    package var detail: Int64

    package init(sendTime: Int64, time: Int64, detail: Int64) {
        self.sendTime = sendTime
        self.time = time
        self.detail = detail
    }
}

/// A fixed-size rendezvous of message ids, keyed by a 64-bit hash.
///
/// A bucket is one cache line of words: seven key words, and how many halves had to go elsewhere
/// because it was full. A key lives in its first bucket or else in its second; the first ones may
/// be kept few, so that they stay in the cache. A key word is 0 (free), 1 (being written) or the
/// hash with the kind in its low two bits. A matched pair stays as `done` until its slot is wanted,
/// so that a second receipt is known for what it is.
package struct ReceiptTable: Sendable {
    enum Kind: Int64 {
        case submit = 1
        case receipt = 2
        case done = 3
    }

    package enum Outcome {
        /// The other half was there; the pair is closed.
        case matched(ReceiptEntry)
        /// The first of its pair: it waits.
        case stored
        /// The pair was closed before.
        case duplicate
        /// No slot was free.
        case full
    }

    private static let free: Int64 = 0
    private static let busy: Int64 = 1
    private static let line = 8
    private static let slotsInBucket = 7
    /// A second choice is this many buckets in a row: with four, one in 7,000 of ten million found no
    /// place.
    private static let secondBuckets = 16

    private let words: AtomicCells
    private let entries: Cells<ReceiptEntry>
    private let firstBuckets: UInt64
    /// Where second choices begin, and how many places there are for one.
    private let secondStart: UInt64
    private let secondPlaces: UInt64
    private let shared: Bool

    /// A table for `capacity` waiting halves, of which about `current` find each other soon;
    /// `shared` when several shards use it.
    package init(capacity: Int, current: Int = .max, shared: Bool, arena: Arena) {
        // 4.9 halves to a bucket of seven: 47.3 bytes each.
        let buckets = UInt64(max(capacity * 10 / 49, Self.secondBuckets))
        firstBuckets = min(buckets, UInt64(max(current / Self.slotsInBucket, 2)))
        secondStart = firstBuckets < buckets ? firstBuckets : 0
        secondPlaces = buckets - UInt64(Self.secondBuckets) + 1
        let all = Int(secondStart + buckets)
        words = arena.atomicCells(all * Self.line)
        entries = arena.cells(ReceiptEntry.self, count: all * Self.slotsInBucket)
        self.shared = shared
    }

    /// A message was accepted under the id with this hash.
    package func submitted(_ hash: UInt64, _ entry: ReceiptEntry) -> Outcome {
        meet(hash, .submit, entry)
    }

    /// A receipt with this state came for the id with this hash.
    package func receipted(_ hash: UInt64, at time: Int64, state: Int64 = 0) -> Outcome {
        meet(hash, .receipt, ReceiptEntry(sendTime: 0, time: time, detail: state))
    }

    /// Asks the processor for what `submitted` or `receipted` of this hash will look at.
    func prefetch(_ hash: UInt64) {
        words.prefetch(firstBucket(hash))
    }

    /// Whether a message was accepted under this hash and has no receipt yet.
    package func awaits(_ hash: UInt64) -> Bool {
        find(hash, Int64(bitPattern: hash & ~3 | 4) | Kind.submit.rawValue) != nil
    }

    /// Calls `body` for each message that still has no receipt; only once all threads have ended.
    package func forEachAwaited(_ body: (ReceiptEntry) -> Void) {
        for line in 0..<words.count / Self.line {
            for slot in line * Self.line..<line * Self.line + Self.slotsInBucket
            where words.load(slot) & 3 == Kind.submit.rawValue && words.load(slot) != Self.busy {
                body(entries[place(slot)])
            }
        }
    }

    /// Bytes of address space; resident once touched.
    package var byteCount: Int {
        words.count * MemoryLayout<Int64>.stride + entries.count * MemoryLayout<ReceiptEntry>.stride
    }

    private func meet(_ hash: UInt64, _ kind: Kind, _ entry: ReceiptEntry) -> Outcome {
        let other: Kind = kind == .submit ? .receipt : .submit
        let key = Int64(bitPattern: hash & ~3 | 4)
        if let slot = claim(hash, key | other.rawValue) {
            return .matched(finish(slot, key))
        }
        if kind == .receipt && isKnownReceipt(hash, key) { return .duplicate }
        guard let own = claimFree(hash) else { return .full }
        entries[place(own)] = entry
        words.store(key | kind.rawValue, at: own)
        guard shared else { return .stored }
        // A half stored at the same time by another shard either sees this one or is seen below.
        AtomicCells.fence()
        guard let theirs = find(hash, key | other.rawValue) else { return .stored }
        return close(own, theirs, kind, key)
    }

    /// Whether a receipt of this id has come before: its pair is closed, or it still waits.
    private func isKnownReceipt(_ hash: UInt64, _ key: Int64) -> Bool {
        find(hash, key | Kind.done.rawValue) != nil
            || find(hash, key | Kind.receipt.rawValue) != nil
    }

    /// Both halves are stored: whoever takes the submit's first may close the pair.
    private func close(_ own: Int, _ theirs: Int, _ kind: Kind, _ key: Int64) -> Outcome {
        let submit = kind == .submit ? own : theirs
        let receipt = kind == .submit ? theirs : own
        let submitWord = key | Kind.submit.rawValue
        guard words.exchange(submitWord, with: Self.busy, at: submit) else { return .stored }
        guard words.exchange(key | Kind.receipt.rawValue, with: Self.busy, at: receipt) else {
            words.store(submitWord, at: submit)
            return .stored
        }
        let entry = finish(theirs, key)
        words.store(Self.free, at: own)
        leave(own, key)
        return .matched(entry)
    }

    private func finish(_ slot: Int, _ key: Int64) -> ReceiptEntry {
        let entry = entries[place(slot)]
        words.store(key | Kind.done.rawValue, at: slot)
        leave(slot, key)
        return entry
    }

    /// A half that did not live in its first bucket is gone.
    private func leave(_ slot: Int, _ key: Int64) {
        let first = firstBucket(UInt64(bitPattern: key))
        if slot < first || slot >= first + Self.slotsInBucket {
            words.add(-1, at: first + Self.slotsInBucket)
        }
    }

    private func claim(_ hash: UInt64, _ word: Int64) -> Int? {
        while let slot = find(hash, word) {
            if take(slot, word) { return slot }
        }
        return nil
    }

    private func find(_ hash: UInt64, _ word: Int64) -> Int? {
        let first = firstBucket(hash)
        if let slot = find(in: first, word) { return slot }
        guard words.load(first + Self.slotsInBucket) > 0 else { return nil }
        let second = secondBucket(hash)
        for step in 0..<Self.secondBuckets {
            if let slot = find(in: second + step * Self.line, word) { return slot }
        }
        return nil
    }

    /// Where the entry of a slot is: the slots without the eighth word of each line.
    private func place(_ slot: Int) -> Int {
        slot - slot / Self.line
    }

    private func find(in bucket: Int, _ word: Int64) -> Int? {
        let found = words.places(of: word, from: bucket, length: Self.slotsInBucket)
        return found == 0 ? nil : bucket &+ found.trailingZeroBitCount
    }

    /// Makes a slot the caller's if its word is still `word`.
    @inline(__always)
    private func take(_ slot: Int, _ word: Int64) -> Bool {
        if shared { return words.exchange(word, with: Self.busy, at: slot) }
        words.store(Self.busy, at: slot)
        return true
    }

    /// A slot for a new half, being written from here on.
    private func claimFree(_ hash: UInt64) -> Int? {
        let first = firstBucket(hash)
        if let slot = claimFree(in: first, hash) { return slot }
        // Before the half can be found there, so that nobody passes it by.
        words.add(1, at: first + Self.slotsInBucket)
        let second = secondBucket(hash)
        for step in 0..<Self.secondBuckets {
            if let slot = claimFree(in: second + step * Self.line, hash) { return slot }
        }
        words.add(-1, at: first + Self.slotsInBucket)
        return nil
    }

    /// A free slot of the bucket, or else one of a closed pair, beginning anywhere.
    private func claimFree(in bucket: Int, _ hash: UInt64) -> Int? {
        let count = Self.slotsInBucket
        let start = UInt64(Int(truncatingIfNeeded: hash >> 60) % count)
        var free = words.places(of: Self.free, from: bucket, length: count)
        while free != 0 {
            let slot = bucket &+ Self.first(of: free, from: start)
            if take(slot, Self.free) { return slot }
            free = words.places(of: Self.free, from: bucket, length: count)
        }
        let closed = words.places(of: Kind.done.rawValue, mask: 3, from: bucket, length: count)
        guard closed != 0 else { return nil }
        let slot = bucket &+ Self.first(of: closed, from: start)
        let word = words.load(slot)
        guard word & 3 == Kind.done.rawValue else { return nil }
        return take(slot, word) ? slot : nil
    }

    /// The first of a bucket's places in `bits`, beginning at `start` and going round.
    @inline(__always)
    private static func first(of bits: UInt64, from start: UInt64) -> Int {
        let twice = bits | bits &<< UInt64(slotsInBucket)
        let place = (twice &>> start).trailingZeroBitCount &+ Int(start)
        return place < slotsInBucket ? place : place &- slotsInBucket
    }

    // Both take the high half, which a key word keeps: a slot's first bucket can be told from it.
    private func firstBucket(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash >> 32 &* firstBuckets) >> 32) &* Self.line
    }

    private func secondBucket(_ hash: UInt64) -> Int {
        let mixed = (hash >> 32 | 1) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: secondStart &+ (mixed >> 32 &* secondPlaces) >> 32)
            &* Self.line
    }
}
