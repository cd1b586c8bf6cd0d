// What follows from a plan's own values and is asked for in more than one place.

public import SMPP

extension LoadPlan {
    /// The messages of the run with their shares: `messages`, or `message` alone.
    public var sentMessages: [Message] {
        messages.isEmpty ? [Message(name: "message", message: message)] : messages
    }

    /// The window at `time` of the schedule, nanoseconds after its start.
    func window(at time: Int64) -> Int {
        guard case .scheduled(let stages, _) = load else { return window }
        var end: Int64 = 0
        for stage in stages {
            end += stage.duration
            if time < end { return stage.window ?? window }
        }
        return stages.last?.window ?? window
    }

    /// The largest window of any stage, or of the plan.
    public var largestWindow: Int {
        guard case .scheduled(let stages, _) = load else { return window }
        return stages.reduce(0) { max($0, $1.window ?? window) }
    }

    /// What a message counts as under a ceiling of `unit`.
    public static func weight(of message: SubmitSM, in unit: CeilingUnit) -> Int {
        unit == .message ? 1 : message.segmentCount
    }

    /// The ceilings that this part of the run keeps.
    ///
    /// Those of the run and of an account are divided among the parts in whole messages, so that all
    /// parts together never exceed them; what does not divide goes to the first parts.
    public var ownCeilings: [Ceiling] {
        guard let segment else { return ceilings }
        return ceilings.map { ceiling in
            guard ceiling.scope != .session else { return ceiling }
            var own = ceiling
            let (share, rest) = Int(ceiling.tps).quotientAndRemainder(dividingBy: segment.of)
            own.tps = Double(share + (segment.part <= rest ? 1 : 0))
            return own
        }
    }

    /// One line for each ceiling of which this part keeps a share.
    var partNotes: [String] {
        guard let segment else { return [] }
        return zip(ceilings, ownCeilings).filter { $1.scope != .session }.map { whole, own in
            "part \(segment.part) of \(segment.of) keeps \(Int(own.tps)) of the "
                + "\(Int(whole.tps)) \(own.unit.rawValue)s a second per \(own.scope.rawValue)"
        }
    }

    /// The lowest of this part's ceilings, in messages a second of all its sessions together.
    public var lowestCeiling: Double? { tightestCeiling?.tps }

    /// The lowest of this part's ceilings, and what it comes to in messages a second of all its
    /// sessions together; one in segments by the mean of the messages' shares.
    public var tightestCeiling: (ceiling: Ceiling, tps: Double)? {
        let accounts = Set(sessions.map(\.bind.systemID)).count
        return ownCeilings.map { ceiling in
            let messages = ceiling.tps / meanWeight(in: ceiling.unit)
            let all =
                switch ceiling.scope {
                case .run: messages
                case .account: messages * Double(accounts)
                case .session: messages * Double(sessions.count)
                }
            return (ceiling, all)
        }.min { $0.1 < $1.1 }
    }

    private func meanWeight(in unit: CeilingUnit) -> Double {
        let shares = sentMessages.reduce(0) { $0 + $1.share }
        guard unit == .segment, shares > 0 else { return 1 }
        let segments = sentMessages.reduce(0) { $0 + $1.share * $1.message.segmentCount }
        return Double(segments) / Double(shares)
    }

    /// The highest rate of this part of the schedule, messages a second; nil in a closed loop.
    public var peakTPS: Double? {
        guard case .scheduled(let stages, _) = load else { return nil }
        return stages.reduce(0) { max($0, $1.startTPS, $1.endTPS) } / Double(segment?.of ?? 1)
    }

    /// The part of a ceiling's rate that its guard costs, 0…1.
    public var guardCost: Double {
        let seconds = Double(ceilingGuard) / 1e9
        return seconds / (1 + seconds)
    }

    /// Whether the lowest ceiling carries the schedule but for its guard.
    public var guardHoldsBackSchedule: Bool {
        guard let peakTPS, let lowestCeiling else { return false }
        return lowestCeiling >= peakTPS * (1 - 1e-9) && lowestCeiling * (1 - guardCost) < peakTPS
    }
}

extension LoadPlan.Message {
    /// How errors call it.
    var title: String { name == "message" ? name : "message \"\(name)\"" }
}
