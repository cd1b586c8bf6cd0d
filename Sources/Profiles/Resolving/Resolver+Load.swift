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
        let stages = values.stages.map { value in
            var stage = value.stage
            stage.mix = value.mix.map { mix($0) }
            return stage
        }
        let length = stages.reduce(0) { min($0 + $1.duration, longest) }
        values.duration = length - values.warmup
        if stages.count > 1000 {
            complain("stages", "\(stages.count) stages; allowed 1…1000")
        }
        if stages.allSatisfy({ $0.startTPS == 0 && $0.endTPS == 0 }) {
            complain("stages", "no stage sends a message; allowed a stage above 0/s")
        }
        if values.duration <= 0 {
            let key = origin("warmup") == nil ? "stages" : "warmup"
            complain(
                key,
                "the warm-up of \(durationText(values.warmup)) leaves nothing to measure of "
                    + "stages of \(durationText(length))")
        }
        return .scheduled(stages, values.arrivals)
    }

    /// The shares of a stage's mix in the order of the messages; those it does not name have none.
    private mutating func mix(_ named: [NamedShare]) -> [Int] {
        var shares = [Int](repeating: 0, count: max(values.messages.count, 1))
        for entry in named {
            if let index = values.messages.firstIndex(where: { $0.name == entry.name }) {
                shares[index] = entry.share
            } else {
                let nearest = nearestName(to: entry.name, among: values.messages.map(\.name))
                let hint = nearest.map { "nearest: \"\($0)\"" } ?? "the profile has no messages"
                complain("stages", "there is no message \"\(shown(entry.name))\"; \(hint)")
                return shares
            }
        }
        if shares.allSatisfy({ $0 == 0 }) {
            complain("stages", "a mix of no message; allowed a share above 0")
        }
        return shares
    }

    /// Settles which part is sent from here, and when.
    mutating func settleSegment() {
        if values.segment != nil, values.rate == nil, values.stages.isEmpty {
            complain(
                "segment", "a closed loop has no schedule to send a part of; give a rate or stages")
        }
        guard let start = values.startAt else { return }
        let time =
            switch start {
            case .at(let time): time
            case .after(let wait): host.now + wait
            }
        values.startAt = .at(time)
        if time < host.now {
            complain("startAt", "that time has passed")
        } else if time - host.now > longest {
            complain("startAt", "allowed at most \(durationText(longest)) from now")
        }
    }

    /// Refuses what the engine would refuse, in the words of the profile.
    mutating func checkCeilings(_ plan: LoadPlan) {
        let keys = [
            LoadPlan.CeilingScope.run: "ceiling", .account: "ceilingAccount",
            .session: "ceilingSession",
        ]
        for own in plan.ownCeilings {
            let key = keys[own.scope] ?? "ceiling"
            let heaviest = plan.sentMessages.map { LoadPlan.weight(of: $0.message, in: own.unit) }
            if own.tps <= 0, let segment = plan.segment {
                complain(key, "leaves nothing for part \(segment.part) of \(segment.of)")
            } else if let most = heaviest.max(), Double(most) > max(own.tps, 1) {
                complain(
                    key, "a message of \(most) segments never fits it; allowed \(most)seg/s or more"
                )
            }
        }
    }

    /// The ceilings that were given.
    var ceilings: [LoadPlan.Ceiling] {
        let given: [(LoadPlan.CeilingScope, CeilingValue?)] = [
            (.run, values.ceiling), (.account, values.ceilingAccount),
            (.session, values.ceilingSession),
        ]
        return given.flatMap { scope, value in
            let units: [(LoadPlan.CeilingUnit, Double?)] = [
                (.message, value?.messages), (.segment, value?.segments),
            ]
            return units.compactMap { unit, tps in
                tps.map { LoadPlan.Ceiling(scope: scope, tps: $0, unit: unit) }
            }
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
