// What follows from a plan's own values and is asked for in more than one place.

public import SMPP

extension LoadPlan {
    /// The messages of the run with their shares: `messages`, or `message` alone.
    public var sentMessages: [Message] {
        messages.isEmpty ? [Message(name: "message", message: message)] : messages
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
            let whole = Int(ceiling.tps)
            let (share, rest) = whole.quotientAndRemainder(dividingBy: segment.of)
            own.tps = Double(share + (segment.part <= rest ? 1 : 0))
            return own
        }
    }
}
