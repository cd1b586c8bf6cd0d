// Where a message and its receipt meet, whichever comes first and on whichever shard.
// Runs on: all shard threads at once. Allocates: only when made. Lock-free.

package import Platform

/// One half of a pair: what the side that came first left for the other.
package struct ReceiptEntry: BitwiseCopyable {
    /// When the submit_sm was sent; 0 in a receipt's half.
    package var sendTime: Int64
    /// When this half came: the submit_sm_resp, or the receipt.
    package var time: Int64
    /// The phase of the message; 0 in a receipt's half.
    package var phase: Int64

    package init(sendTime: Int64, time: Int64, phase: Int64) {
        self.sendTime = sendTime
        self.time = time
        self.phase = phase
    }
}

/// A fixed-size rendezvous of message ids, keyed by a 64-bit hash.
///
/// Eight slots share a bucket (one cache line of key words); a key lives in one of two buckets. A
/// key word is 0 (free), 1 (being written) or the hash with the kind in its low two bits. A matched
/// pair stays as `done` until its slot is wanted, so that a second receipt is known for what it is.
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
    private static let bucketSize = 8

    private let words: AtomicCells
    private let entries: Cells<ReceiptEntry>
    private let bucketMask: UInt64
    private let shared: Bool

    /// A table for `capacity` waiting halves; `shared` when several shards use it.
    package init(capacity: Int, shared: Bool, arena: Arena) {
        let buckets = max(UInt64(capacity * 5 / 4 / Self.bucketSize).nextPowerOfTwo, 2)
        words = arena.atomicCells(Int(buckets) * Self.bucketSize)
        entries = arena.cells(ReceiptEntry.self, count: Int(buckets) * Self.bucketSize)
        bucketMask = buckets - 1
        self.shared = shared
    }

    /// A message was accepted under the id with this hash.
    package func submitted(_ hash: UInt64, _ entry: ReceiptEntry) -> Outcome {
        meet(hash, .submit, entry)
    }

    /// A receipt came for the id with this hash.
    package func receipted(_ hash: UInt64, at time: Int64) -> Outcome {
        meet(hash, .receipt, ReceiptEntry(sendTime: 0, time: time, phase: 0))
    }

    private func meet(_ hash: UInt64, _ kind: Kind, _ entry: ReceiptEntry) -> Outcome {
        let other: Kind = kind == .submit ? .receipt : .submit
        let key = Int64(bitPattern: hash & ~3 | 4)
        if let slot = claim(hash, key | other.rawValue) {
            return .matched(finish(slot, key))
        }
        if kind == .receipt && find(hash, key | Kind.done.rawValue) != nil { return .duplicate }
        guard let own = claimFree(hash) else { return .full }
        entries[own] = entry
        // The exchange is a full fence: a half stored at the same time by another shard either sees
        // this one or is seen below.
        _ = words.exchange(Self.busy, with: key | kind.rawValue, at: own)
        guard shared, let theirs = find(hash, key | other.rawValue) else { return .stored }
        return close(own, theirs, kind, key)
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
        return .matched(entry)
    }

    private func finish(_ slot: Int, _ key: Int64) -> ReceiptEntry {
        let entry = entries[slot]
        words.store(key | Kind.done.rawValue, at: slot)
        return entry
    }

    private func claim(_ hash: UInt64, _ word: Int64) -> Int? {
        while let slot = find(hash, word) {
            if words.exchange(word, with: Self.busy, at: slot) { return slot }
        }
        return nil
    }

    private func find(_ hash: UInt64, _ word: Int64) -> Int? {
        let first = firstBucket(hash)
        for slot in first..<first + Self.bucketSize where words.load(slot) == word { return slot }
        let second = secondBucket(hash)
        for slot in second..<second + Self.bucketSize where words.load(slot) == word { return slot }
        return nil
    }

    /// A free slot, or else the oldest closed pair's, of the first bucket that has one.
    private func claimFree(_ hash: UInt64) -> Int? {
        if let slot = claimFree(bucket: firstBucket(hash)) { return slot }
        return claimFree(bucket: secondBucket(hash))
    }

    private func claimFree(bucket: Int) -> Int? {
        for _ in 0..<Self.bucketSize {
            var candidate: Int?
            var candidateWord = Self.free
            var oldest = Int64.max
            for slot in bucket..<bucket + Self.bucketSize {
                let word = words.load(slot)
                if word == Self.free {
                    candidate = slot
                    candidateWord = word
                    break
                }
                if word & 3 == Kind.done.rawValue && entries[slot].time < oldest {
                    candidate = slot
                    candidateWord = word
                    oldest = entries[slot].time
                }
            }
            guard let candidate else { return nil }
            if words.exchange(candidateWord, with: Self.busy, at: candidate) { return candidate }
        }
        return nil
    }

    private func firstBucket(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 8 & bucketMask) &* Self.bucketSize
    }

    private func secondBucket(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 20 & bucketMask)
            &* Self.bucketSize
    }
}
