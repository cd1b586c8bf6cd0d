// A profile with nothing left open: every `auto` decided, every conflict settled, every value
// checked. The commands work from it.

public import LoadEngine
public import MockSMSC

/// A threshold as it was written; module Results reads it.
public struct ThresholdText: Sendable, Equatable {
    /// The expression, for example `latency.p99 < 50ms`.
    public var expression: String
    /// The place it was written, which starts a complaint about it: `--threshold` or
    /// `FILE:LINE: thresholds`.
    public var origin: String

    /// A threshold written at `origin`.
    public init(expression: String, origin: String) {
        self.expression = expression
        self.origin = origin
    }
}

/// A load run as asked for, complete and checked.
public struct ResolvedProfile: Sendable {
    /// The run's name: letters, digits, `-`, `_` and `.`.
    public var name: String
    /// What the engine does.
    ///
    /// With the built-in SMSC the target's port is 0: it is known once that listens.
    public var plan: LoadPlan
    /// The built-in SMSC to start and to load; nil when the profile names a host.
    public var builtInSMSC: MockSMSCConfiguration?
    /// What must hold of the result.
    public var thresholds: [ThresholdText]
    /// The files to write; empty: a folder under `results/`.
    public var outputs: [OutputRequest]
    /// The user's labels.
    public var tags: [Tag]
    /// Where live numbers are served; nil: nowhere.
    public var metrics: HostPort?
    /// No live line.
    public var quiet: Bool
    /// No colours.
    public var noColor: Bool
    /// The whole profile as resolved, without secrets.
    public var resolved: ProfileValue
    /// Names the load: 16 hexadecimal digits, equal for equal loads, whatever their target, name,
    /// tags, thresholds and outputs.
    public var hash: String
}
