// What becomes of lost sessions and of the messages they leave.

import LoadEngine

extension Resolver {
    /// What is sent again, and how a throttled run goes on.
    mutating func settleRepeats(_ plan: inout LoadPlan) {
        plan.inDoubt = values.inDoubt
        plan.onThrottle = values.onThrottle
        plan.retryLimit = Int(values.retryLimit)
        if case .slow = values.onThrottle, plan.load == .windowDriven, ceilings.isEmpty {
            complain(
                "onThrottle",
                "slow needs a rate to slow down from: a --rate other than max, or a --ceiling")
        }
    }

    /// How lost sessions come back; nil: they do not.
    mutating func reconnect() -> LoadPlan.Reconnect? {
        let keys = ["reconnectDelay", "reconnectLimit", "reconnectTimeout"]
        guard values.reconnect == .auto else {
            omitted.formUnion(keys)
            return nil
        }
        if values.reconnectDelay > values.reconnectLimit {
            let key = origin("reconnectDelay") == nil ? "reconnectLimit" : "reconnectDelay"
            complain(
                key,
                "the first wait of \(durationText(values.reconnectDelay)) is longer than the limit "
                    + "of \(durationText(values.reconnectLimit))")
        }
        return LoadPlan.Reconnect(
            firstDelay: values.reconnectDelay, longestDelay: values.reconnectLimit,
            patience: values.reconnectTimeout)
    }
}
