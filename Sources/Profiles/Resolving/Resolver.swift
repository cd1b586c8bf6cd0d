// Turns assignments into a plan: settles what excludes each other, decides every `auto`, and checks
// what only the whole profile can tell. This file holds the order; the decisions are beside it.

import LoadEngine
import MockSMSC
import SMPP

/// Resolves the assignments of one command line.
struct Resolver {
    let command: Command
    let profile: String?
    let host: HostFacts
    var assignments: Assignments
    /// Keys that mean nothing in this profile and are left out of its JSON.
    var omitted: Set<String> = []

    init(_ command: Command, _ assignments: Assignments, profile: String?, host: HostFacts) {
        self.command = command
        self.assignments = assignments
        self.profile = profile
        self.host = host
    }

    var values: SettingValues {
        get { assignments.values }
        set { assignments.values = newValue }
    }

    /// Where a key was given; nil when it has its default.
    func origin(_ key: String) -> Origin? {
        assignments.origins[key]
    }

    /// A complaint about a key, in the words of the place it was given.
    mutating func complain(_ key: String, _ reason: String) {
        let line = origin(key)?.complaint(nil, reason) ?? "\(key): \(reason)"
        assignments.problems.append(line)
    }

    /// The built-in SMSC of the command `smsc`.
    mutating func configurationOfServer() throws(UsageError) -> MockSMSCConfiguration {
        values.smsc.port = values.smsc.port ?? MockSMSCConfiguration().port
        let shards = values.smsc.shards ?? UInt(host.processorCount)
        values.smsc.shards = shards
        settle(\.smsc.firstCPU, first: 0, threads: shards, of: shards)
        let configuration = smscConfiguration()
        guard assignments.problems.isEmpty else { throw UsageError(assignments.problems) }
        return configuration
    }

    /// The profile of the commands `run` and `baseline`.
    mutating func profileOfLoad() throws(UsageError) -> ResolvedProfile {
        if command == .baseline, origin("host") != nil {
            complain("host", "baseline loads the built-in SMSC; use run for another one")
        }
        let target = self.target()
        let sessions = self.sessions()
        settleShards(sessions: UInt(sessions.count))
        let load = self.load()
        settleCatchUp()
        settleSegment()
        checkCeiling()
        let messages = self.messages()
        let message = self.message()
        values.name = values.name ?? defaultName

        var plan = LoadPlan(target: target, sessions: sessions, message: message, load: load)
        plan.tls = tls()
        plan.messages = messages
        fill(&plan)
        checkCeilings(plan)
        let smsc = values.host == nil ? smscConfiguration() : nil
        guard assignments.problems.isEmpty else { throw UsageError(assignments.problems) }
        return ResolvedProfile(
            name: values.name ?? "run",
            plan: plan,
            builtInSMSC: smsc,
            thresholds: zip(values.thresholds, assignments.thresholdOrigins).map {
                ThresholdText(expression: $0, origin: $1.prefix + $1.name)
            },
            outputs: values.outputs,
            tags: values.tags,
            metrics: values.metrics,
            quiet: values.quiet,
            noColor: values.noColor,
            resolved: json { !$0.isSecret || $0.shape == .list },
            hash: stableHash(json(\.affectsLoad).json))
    }

    /// The settings that carry over as they are.
    private mutating func fill(_ plan: inout LoadPlan) {
        plan.shardCount = Int(values.shards ?? 1)
        plan.window = Int(values.window)
        plan.ceilings = ceilings
        plan.ceilingGuard = values.ceilingGuard
        plan.ceilingBurst = values.ceilingBurst.map(Int64.init)
        plan.segment = values.segment
        if case .at(let time)? = values.startAt { plan.startAt = time }
        plan.catchUp = values.catchUp ?? plan.catchUp
        plan.lateness = values.lateness
        plan.warmup = values.warmup
        plan.duration = values.duration
        plan.count = values.count.map(Int64.init)
        plan.drain = values.drain
        plan.responseTimeout = values.responseTimeout
        plan.connectTimeout = values.connectTimeout
        plan.enquireLinkInterval = values.enquireLinkInterval
        plan.reconnect = reconnect()
        settleRepeats(&plan)
        plan.receipts = values.receipts
        plan.receiptIDs = values.receiptIDs
        plan.receiptCapacity = Int(values.receiptCapacity)
        plan.receiveClock = values.receiveClock
        plan.seed = values.seed
        if case .from(let first) = values.firstCPU { plan.firstCPU = Int(first) }
    }

    /// The rows that pass `included`, as one section.
    private func json(_ included: (Setting) -> Bool) -> ProfileValue {
        var root = ProfileValue.section([])
        for setting in Setting.all
        where included(setting) && !omitted.contains(setting.key)
            && (setting.group != .smsc || values.host == nil)
        {
            root.insert(setting.value(values), at: setting.key.split(separator: ".")[...])
        }
        return root
    }

    /// The profile's file name without folder and ending, made fit for a folder's name.
    private var defaultName: String {
        guard let file = profile?.split(separator: "/").last else { return "run" }
        let stem = file.hasSuffix(".json5") ? file.dropLast(6) : file
        let name = String(stem.prefix(64)).map { isRunName("x\($0)") ? $0 : "-" }
        let text = String(String(name).drop { $0 == "." })
        return isRunName(text) ? text : "run"
    }
}
