// What no plan may ask for, whoever made it: checked before a run takes any memory.

import SMPP

extension LoadPlan {
    /// Why this plan cannot be run, as one line for a person; nil if it can.
    var fault: String? {
        sessionFault ?? segmentFault ?? mixFault ?? ceilingFault
    }

    private var sessionFault: String? {
        guard !sessions.isEmpty, (1...sessions.count).contains(shardCount) else {
            return "\(shardCount) shards for \(sessions.count) sessions: "
                + "a run needs a session, and at least one for each shard"
        }
        guard sessions.contains(where: { $0.bindType.maySubmit }) else {
            return "no session may send: all are bound as receiver"
        }
        return nil
    }

    private var segmentFault: String? {
        guard let segment else { return nil }
        guard segment.of >= 1, (1...segment.of).contains(segment.part) else {
            return "there is no part \(segment.part) of \(segment.of)"
        }
        guard load != .windowDriven else {
            return "a closed loop has no schedule of which to send a part"
        }
        return nil
    }

    private var mixFault: String? {
        var mixes = [sentMessages.map(\.share)]
        if case .scheduled(let stages, _) = load { mixes += stages.compactMap(\.mix) }
        let fits = mixes.allSatisfy { mix in
            mix.count == sentMessages.count && mix.allSatisfy { $0 >= 0 && $0 <= 1_000_000 }
                && mix.contains { $0 > 0 }
        }
        guard fits, sentMessages.count <= 1_000 else {
            return "a mix needs a share of 0…1000000 for each of 1…1000 messages, one above 0"
        }
        return nil
    }

    private var ceilingFault: String? {
        guard Set(ceilings.map { [$0.scope.rawValue, $0.unit.rawValue] }).count == ceilings.count
        else { return "a scope has at most one ceiling in messages and one in segments" }
        for (whole, own) in zip(ceilings, ownCeilings) {
            if own.tps <= 0 {
                return "a ceiling of \(whole.tps) a second per \(whole.scope.rawValue) leaves "
                    + "nothing for part \(segment?.part ?? 1) of \(segment?.of ?? 1)"
            }
            for sent in sentMessages {
                let weight = Self.weight(of: sent.message, in: own.unit)
                if Double(weight) > max(own.tps, 1) {
                    return "a \(sent.title) of \(weight) segments never fits a ceiling of "
                        + "\(own.tps) segments a second per \(own.scope.rawValue)"
                }
            }
        }
        return nil
    }
}
