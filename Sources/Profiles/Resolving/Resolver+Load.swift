// When messages go: closed loop, a rate or stages; the catch-up law; and the ceilings, without which
// nothing but this machine is loaded.

import LoadEngine

extension Resolver {
    /// Settles rate, stages, count and duration, and makes the load of them.
    mutating func load() -> LoadPlan.Load {
        settleStages()
        if !values.stages.isEmpty {
            return staged()
        }
        omitted.insert("stages")
        let openEnd = values.count != nil && origin("duration") == nil
        guard let rate = values.rate else {
            if openEnd { values.duration = longest }
            return .windowDriven
        }
        if openEnd, let count = values.count {
            values.duration = time(of: count, at: rate)
        }
        return .scheduled(
            [
                LoadPlan.Stage(
                    duration: values.warmup + values.duration, startTPS: rate, endTPS: rate)
            ], values.arrivals)
    }

    /// The time `count` messages take at `rate`, in whole milliseconds.
    ///
    /// Ten standard deviations more when the gaps are random; the count ends the run anyway.
    private func time(of count: UInt64, at rate: Double) -> Int64 {
        let slots = Double(count)
        let margin = values.arrivals == .poisson ? 10 * slots.squareRoot() + 10 : 0
        let milliseconds = ((slots + margin) / rate * 1e3).rounded(.up)
        return min(Int64(min(milliseconds, 1e12)) * 1_000_000, longest)
    }

    /// Stages take the place of rate and duration: given together they must not be, but a flag
    /// replaces what the profile says.
    private mutating func settleStages() {
        guard let stages = origin("stages"), !values.stages.isEmpty else { return }
        if let rate = origin("rate") {
            if rate.layer == stages.layer {
                complain("rate", "not together with \(stages.place)")
            } else if rate.layer == .commandLine {
                values.stages = []
                return
            }
        }
        if let duration = origin("duration"), duration.layer.rawValue >= stages.layer.rawValue {
            complain("duration", "not together with \(stages.place)")
        }
    }

    private mutating func staged() -> LoadPlan.Load {
        omitted.insert("rate")
        let length = values.stages.reduce(0) { min($0 + $1.duration, longest) }
        values.duration = length - values.warmup
        if values.stages.count > 1000 {
            complain("stages", "\(values.stages.count) stages; allowed 1…1000")
        }
        if values.stages.allSatisfy({ $0.startTPS == 0 && $0.endTPS == 0 }) {
            complain("stages", "no stage sends a message; allowed a stage above 0/s")
        }
        if values.duration <= 0 {
            let key = origin("warmup") == nil ? "stages" : "warmup"
            complain(
                key,
                "the warm-up of \(durationText(values.warmup)) leaves nothing to measure of "
                    + "stages of \(durationText(length))")
        }
        return .scheduled(values.stages, values.arrivals)
    }

    /// The ceilings that were given.
    var ceilings: [LoadPlan.Ceiling] {
        let given: [(LoadPlan.CeilingScope, Double?)] = [
            (.run, values.ceiling), (.account, values.ceilingAccount),
            (.session, values.ceilingSession),
        ]
        return given.compactMap { scope, tps in
            tps.map { LoadPlan.Ceiling(scope: scope, tps: $0) }
        }
    }

    /// Catching up is for a system under test of one's own; a provider would see a burst.
    mutating func settleCatchUp() {
        let cautious = !ceilings.isEmpty || !values.host.map(isLoopback, default: true)
        values.catchUp = values.catchUp ?? (cautious ? LoadPlan.CatchUp.none : .unbounded)
    }

    /// Refuses to load another machine without a ceiling.
    mutating func checkCeiling() {
        guard let host = values.host, !isLoopback(host), ceilings.isEmpty else { return }
        complain(
            "host",
            "\"\(shown(host))\" is not this machine and needs a ceiling: the highest rate "
                + "its owner allows, such as --ceiling 30/s")
    }
}

extension Optional {
    fileprivate func map<Result>(_ transform: (Wrapped) -> Result, default value: Result) -> Result
    {
        self.map(transform) ?? value
    }
}

/// Whether a host is this machine for certain: 127.0.0.0/8 in four numbers, ::1 or localhost.
func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name == "localhost." || name == "::1" || name == "0:0:0:0:0:0:0:1" {
        return true
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
        && parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
        }
}
