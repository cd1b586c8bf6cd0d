// What a shard notes of lost sessions: how many, and the first messages they left in doubt.
// Runs on: shard threads; the coordinator reads it once they have ended. Allocates: only when made.

import Platform
import SMPP

/// A message that was unanswered when its connection was lost.
package struct InDoubtEntry: BitwiseCopyable {
    var intendedTime: Int64
    var sendTime: Int64
    var sequenceNumber: UInt32
    /// Index of the session in the plan.
    var session: Int32
    var isResubmitted: Bool
}

/// What a shard counted of its lost sessions.
struct FaultCounts: BitwiseCopyable {
    var losses: Int64
    var attempts: Int64
    var binds: Int64
    var lostTime: Int64
    /// Messages that were in doubt, listed or not.
    var inDoubt: Int64
}

/// The list and the counts of one shard.
package struct FaultLog: Sendable {
    /// Messages that are listed.
    static let limit = 1_000

    private let entries: Cells<InDoubtEntry>
    private let total: Cells<FaultCounts>

    init(arena: Arena) {
        entries = arena.cells(InDoubtEntry.self, count: Self.limit)
        total = arena.cells(FaultCounts.self, count: 1)
    }

    var counts: FaultCounts {
        get { total[0] }
        nonmutating _modify { yield &total[0] }
    }

    func add(_ entry: InDoubtEntry) {
        let index = Int(counts.inDoubt)
        if index < Self.limit { entries[index] = entry }
        counts.inDoubt += 1
    }

    /// On the coordinator, after the shard's thread has ended: adds everything to the result.
    func collect(into result: inout RunResult) {
        result.reconnects.losses += counts.losses
        result.reconnects.attempts += counts.attempts
        result.reconnects.binds += counts.binds
        result.reconnects.lostTime += counts.lostTime
        let listed = min(Int(counts.inDoubt), Self.limit)
        result.inDoubtUnlisted += counts.inDoubt - Int64(listed)
        for index in 0..<listed {
            let entry = entries[index]
            result.inDoubtMessages.append(
                InDoubtMessage(
                    session: Int(entry.session) + 1, sequenceNumber: entry.sequenceNumber,
                    destination: result.plan.message.destinationAddress,
                    intendedAt: entry.intendedTime - result.startedAt,
                    sentAt: entry.sendTime - result.startedAt, resubmitted: entry.isResubmitted))
        }
    }
}
