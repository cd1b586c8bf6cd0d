// The verdict in a reader's words, the same in every form of output.

extension Verdict {
    /// The judgement in one or two words.
    var headline: String {
        switch ExitStatus(rawValue: exitStatus) {
        case .met: "VALID"
        case .thresholdFailed: "THRESHOLD FAILED"
        case .interrupted: "INTERRUPTED"
        case .invalid: "INVALID"
        case .failed, nil: "FAILED"
        }
    }

    /// What limited the run, as in "limited by the SMSC"; nil if nothing did.
    var limiter: String? {
        switch attribution {
        case .ok: nil
        case .generator: "the generator"
        case .window: "the window"
        case .network: "the network"
        case .throttled: "throttling"
        case .smsc: "the SMSC"
        }
    }
}
