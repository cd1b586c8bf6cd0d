// The built-in SMSC as it is watched: one line a second, rewritten in place on a terminal. A pure function of
// two readings of its counters and the time between them; the command decides where it goes.

import MockSMSC
import Results

/// The live line of `smppbench smsc`.
struct ServeLine {
    private var last = MockSMSCCounters()

    /// The line for `now`, read `seconds` after the reading before.
    mutating func next(_ now: MockSMSCCounters, after seconds: Double) -> String {
        let before = last
        last = now
        func rate(_ count: KeyPath<MockSMSCCounters, Int64>) -> String {
            let more = Double(now[keyPath: count] - before[keyPath: count])
            return HumanUnits.rate(seconds > 0 ? (more / seconds).rounded() : 0)
        }
        func count(_ value: Int64) -> String { HumanUnits.count(value) }
        let outstanding =
            now.receiptsQueued - now.receiptsDropped - now.receiptsAcknowledged
            - now.receiptsRefused
        var parts = [
            "sessions \(count(now.sessionsBound))/\(count(now.connectionsOpen))",
            "submitted \(rate(\.submits))", "accepted \(rate(\.accepted))",
        ]
        let refusals = [("throttled", \MockSMSCCounters.throttled), ("rejected", \.rejected)]
        for (name, path) in refusals where now[keyPath: path] > 0 {
            parts.append("\(name) \(rate(path))")
        }
        let accounts = now.accounts ?? []
        if let worst = accounts.max(by: { $0.worstSecond < $1.worstSecond }), worst.worstSecond > 0
        {
            let whose = accounts.count > 1 ? " (\(worst.systemID))" : ""
            parts.append("worst second \(count(worst.worstSecond))\(whose)")
        }
        if now.receiptsQueued > 0 {
            parts += [
                "receipts \(rate(\.receiptsSent))", "acknowledged \(rate(\.receiptsAcknowledged))",
                "outstanding \(count(outstanding))",
            ]
        }
        if now.acceptPauses > before.acceptPauses { parts.append("no files left (ulimit -n)") }
        if now.stored > 0 { parts.append("stored \(count(now.stored))") }
        return parts.joined(separator: "  ")
    }
}
