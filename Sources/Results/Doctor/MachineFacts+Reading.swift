// Finds out about this machine: reads the kernel's files and tries for about a second what they do not
// tell. Called once by `smppbench doctor`; judges nothing.

import FoundationEssentials
import Platform

extension MachineFacts {
    /// The facts of this machine; takes about a second.
    public static func find() -> MachineFacts {
        // First, before the trials are a load themselves.
        let environment = Environment.capture()
        return MachineFacts(environment: environment, layout: Layout(root: ""), trials: .measured())
    }
}

extension MachineFacts.Layout {
    /// What the files say; `root` is where /proc and /sys are looked for.
    package init(root: String) {
        self.init()
        let files = SystemFiles(root: root)
        allowed = files.value(of: "Cpus_allowed_list", in: "/proc/self/status")
            .flatMap { SystemFiles.list($0) }
        let first = "/sys/devices/system/cpu/cpu\(allowed?.first ?? 0)"
        sharingFirstCore = files.list(at: first + "/topology/thread_siblings_list")
        frequencyDriver = files.line(first + "/cpufreq/scaling_driver")
        clockSources =
            (files.line("/sys/devices/system/clocksource/clocksource0/available_clocksource") ?? "")
            .split(separator: " ").map(String.init)
        if let allowed, let nodes = files.list(at: "/sys/devices/system/node/online") {
            allowedNodes = nodes.count {
                let processors = files.list(at: "/sys/devices/system/node/node\($0)/cpulist") ?? []
                return !Set(processors).isDisjoint(with: allowed)
            }
        }
        let tcp = files.value(of: "TCP", in: "/proc/net/sockstat")?.split(separator: " ") ?? []
        waitingPorts = tcp.firstIndex(of: "tw").flatMap { place in
            place + 1 < tcp.endIndex ? Int64(tcp[place + 1]) : nil
        }
    }
}

extension MachineFacts.Trials {
    /// How long other load is looked at, nanoseconds.
    private static let span: Int64 = 700_000_000
    private static let stallSpan: Int64 = 200_000_000

    fileprivate static func measured() -> MachineFacts.Trials {
        var trials = MachineFacts.Trials()
        trials.watch()
        trials.clockCost = MachineTrials.clockCost()
        let overshoots = MachineTrials.sleepOvershoots(count: 200, length: 100_000).sorted()
        if !overshoots.isEmpty {
            trials.sleepOvershootP50 = overshoots[overshoots.count / 2]
            trials.sleepOvershootP99 = overshoots[overshoots.count * 99 / 100]
        }
        trials.longestStall = MachineTrials.longestStall(over: stallSpan)
        trials.stampsReceives = MachineTrials.stampsReceives()
        let refusal = MachineTrials.instructionCounterError()
        trials.counterRefusal = refusal == 0 ? nil : SystemError.reason(refusal)
        return trials
    }

    /// Looks at what the machine does while this program does nothing.
    private mutating func watch() {
        let me = ProcessInfo.processInfo.processIdentifier
        let before = ProcessorTimes.now()
        let processes = ProcessTimes()
        let began = Clock.monotonic()
        Clock.rest(Self.span)
        let after = ProcessorTimes.now()
        let later = ProcessTimes()
        let elapsed = Double(Clock.monotonic() - began) / 1e9
        guard let before, let after else { return }
        stealShareSinceBoot = after.stealShare
        let own = processes.ticks(of: me, until: later) * 10_000_000
        guard let shares = before.shares(until: after, ownNanoseconds: own) else { return }
        stealShare = shares.steal
        let online = SystemFiles(root: "").list(at: "/sys/devices/system/cpu/online")?.count
        otherProcessors =
            shares.others * Double(online ?? ProcessInfo.processInfo.activeProcessorCount)
        if let entry = processes.busiest(until: later, besides: me) {
            busiest = MachineFacts.Busiest(
                name: entry.name, processors: Double(entry.ticks) / 100 / elapsed)
        }
    }
}
