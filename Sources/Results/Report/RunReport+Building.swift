// From what the engine measured to what is reported: a pure function of the result and its context.
// Called once by a command at the end of a run; reads no clock and no file.

import FoundationEssentials
public import LoadEngine
import Metrics
import SMPP

/// What the report needs to know besides the measurement.
public struct ReportContext: Sendable {
    /// What makes the report.
    public var tool: RunReport.Tool
    /// Name of the profile, as in the run's folder.
    public var profileName: String
    /// The profile as resolved, secrets removed.
    public var profile: JSONValue
    /// The machine, as it was before the run.
    public var environment: Environment
    /// The user's own labels.
    public var tags: [String: String]
    /// What the run must meet.
    public var thresholds: [Threshold]

    /// A context.
    public init(
        tool: RunReport.Tool, profileName: String, profile: JSONValue, environment: Environment,
        tags: [String: String] = [:], thresholds: [Threshold] = []
    ) {
        self.tool = tool
        self.profileName = profileName
        self.profile = profile
        self.environment = environment
        self.tags = tags
        self.thresholds = thresholds
    }
}

extension RunReport {
    /// The report of `result`.
    public init(_ result: RunResult, context: ReportContext) {
        let measured = result.measured ?? PhaseResult(name: "measure", startedAt: 0, duration: 0)
        let phase = Phase(measured, of: result)
        tool = context.tool
        startedAt = Self.timestamp(result.startedAtWallClock)
        profileName = context.profileName
        profile = context.profile
        profileHash = context.profile.fingerprint
        environment = context.environment
        tags = context.tags
        plan = PlanSummary(result.plan)
        counts = phase.counts
        commandStatus = phase.commandStatus
        receiptStates = phase.receiptStates
        rates = Rates(result.measured, plan: result.plan)
        latency = phase.latency
        serviceTime = phase.serviceTime
        sendLag = phase.sendLag
        sendLagParts = phase.sendLagParts
        throttledServiceTime = phase.throttledServiceTime
        receipt = phase.receipt
        tls = result.tls.map(TLS.init)
        ceilings = result.ceilings.map { Ceiling($0, plan: result.plan) }
        thresholds = context.thresholds.map { $0.evaluate(result) }
        verdict = Verdict(result, thresholds: thresholds)
        clock = Clock(
            receive: result.clock.receive.rawValue, wait: result.clock.wait.rawValue,
            kernelReads: result.clock.kernelReads, userReads: result.clock.userReads)
        cost = Cost(
            result.cost, messages: result.phases.reduce(0) { $0 + $1.ledger.submitted })
        phases = result.phases.map { Phase($0, of: result) }
        intervals = result.intervals.map(Interval.init)
        slowDown = result.slowDown.map(SlowDown.init)
        reconnects = Reconnects(result.reconnects)
        inDoubtMessages = result.inDoubtMessages.map(InDoubtMessage.init)
        inDoubtUnlisted = result.inDoubtUnlisted
        histograms = phase.histograms
        notes = result.notes
        rateChanges = result.rateChanges.map(SteeringChange.init)
        placement = result.placement.map(Placement.init)
        parts = nil
        notes += steeringNotes
    }

    /// That the run was steered, and that its rates then say less than they seem to.
    var steeringNotes: [String] {
        let changes = rateChanges?.count ?? 0
        guard changes > 0 else { return [] }
        let times = changes == 1 ? "once" : "\(changes) times"
        let rates = thresholds.contains { $0.unit == .perSecond }
        return [
            "the rate was changed by hand \(times) (rateChanges)"
                + (rates ? "; the thresholds on rates judge what came of it" : "")
        ]
    }

    /// The name of a receipt's message_state; `none` for those without one.
    static func receiptState(_ state: UInt8) -> String {
        MessageState(rawValue: state).receiptName ?? "none"
    }

    /// Counts by command_status under the specification's names.
    static func named(_ statuses: [UInt32: Int64]) -> [String: Int64] {
        Dictionary(
            statuses.map { (CommandStatus(rawValue: $0.key).name, $0.value) },
            uniquingKeysWith: +)
    }

    /// Nanoseconds since 1970 of what `timestamp` wrote; nil if `text` is something else.
    static func wallClock(of text: String) -> Int64? {
        guard text.utf8.count == 24, text.hasSuffix("Z"), text.dropFirst(19).hasPrefix("."),
            let seconds = try? Date(text.prefix(19) + "Z", strategy: .iso8601),
            let milliseconds = Int64(text.dropFirst(20).dropLast())
        else { return nil }
        return Int64(seconds.timeIntervalSince1970) * 1_000_000_000 + milliseconds * 1_000_000
    }

    /// ISO 8601 in UTC with milliseconds, of nanoseconds since 1970.
    static func timestamp(_ wallClock: Int64) -> String {
        let milliseconds = wallClock / 1_000_000
        let seconds = Date(timeIntervalSince1970: Double(milliseconds / 1_000))
            .formatted(.iso8601)
        // Added by hand: a Double holds the seconds exactly, the fraction not.
        let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
        return seconds.dropLast() + "." + fraction + "Z"
    }
}

extension RunReport.Phase {
    init(_ phase: PhaseResult, of result: RunResult) {
        let forms = Set(result.receiptIDForms.values)
        self.init(
            phase, startedAt: phase.startedAt - result.startedAt,
            rates: Rates(phase, plan: result.plan), steady: SteadyState(phase, of: result),
            idForm: forms.count > 1 ? "mixed" : forms.first?.rawValue)
    }

    /// `phase`, which began `startedAt` nanoseconds after the run's first slot.
    package init(
        _ phase: PhaseResult, startedAt start: Int64, rates: Rates, steady: SteadyState,
        idForm: String?
    ) {
        name = phase.name
        startedAt = start
        duration = phase.duration
        counts = RunReport.Counts(phase.ledger)
        self.rates = rates
        commandStatus = RunReport.named(phase.statuses)
        latency = Distribution(phase.timings.latency)
        serviceTime = Distribution(phase.timings.serviceTime)
        sendLag = Distribution(phase.timings.sendLag)
        self.steady = steady
        sendLagParts = RunReport.SendLagParts(
            pacer: Distribution(phase.timings.pacerLag),
            window: Distribution(phase.timings.windowWait),
            socket: Distribution(phase.timings.socketWait),
            ceiling: Distribution(phase.timings.ceilingWait))
        throttledServiceTime = Distribution(phase.timings.throttledServiceTime)
        receiptStates = Dictionary(
            phase.receiptStates.map { (RunReport.receiptState($0.key), $0.value) },
            uniquingKeysWith: +)
        let missing = phase.ledger.receiptsMissing
        receipt = RunReport.Receipt(
            fromSubmit: Distribution(phase.timings.receiptFromSubmit, missing: missing),
            fromResponse: Distribution(phase.timings.receiptFromResponse, missing: missing),
            censored: Distribution(phase.timings.receiptCensored),
            idForm: idForm)
        histograms = RunReport.Histograms(phase.timings)
    }
}

extension RunReport.Histograms {
    init(_ timings: Timings) {
        latency = timings.latency.base64V2
        serviceTime = timings.serviceTime.base64V2
        sendLag = timings.sendLag.base64V2
        pacerLag = timings.pacerLag.base64V2
        windowWait = timings.windowWait.base64V2
        socketWait = timings.socketWait.base64V2
        ceilingWait = timings.ceilingWait.base64V2
        throttledServiceTime = timings.throttledServiceTime.base64V2
        receiptFromSubmit = timings.receiptFromSubmit.base64V2
        receiptFromResponse = timings.receiptFromResponse.base64V2
        receiptCensored = timings.receiptCensored.base64V2
    }
}
