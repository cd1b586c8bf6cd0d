// The processors as a measurement sees them: how many, whose they are, how fast they run and who else is
// on them. Part of the judgement; pure.

extension Diagnosis {
    static func processors(_ facts: MachineFacts) -> [Finding] {
        [
            number(facts), quota(facts), cores(facts), nodes(facts), governor(facts), boost(facts),
            steal(facts), load(facts), counters(facts),
        ]
    }

    private static func number(_ facts: MachineFacts) -> Finding {
        let machine = facts.environment
        let usable = machine.cpuCount
        let online = machine.cpuOnline ?? usable
        var finding = Finding.ok(
            "processors", online > usable ? "\(usable) of \(online) may be used" : "\(usable)")
        guard usable < 3 else { return finding }
        finding.grade = usable == 1 ? .bad : .warning
        finding.spoils =
            usable == 1
            ? "all: the generator, an SMSC on this machine and the kernel's network take turns"
            : "p99.9 and beyond against the built-in SMSC: generator and SMSC leave no processor to "
                + "anything else"
        finding.mend =
            online > usable
            ? "taskset -c 0-\(min(online, 4) - 1) smppbench …; in a container docker run "
                + "--cpuset-cpus 0-\(min(online, 4) - 1)"
            : "a machine with four processors, or the SMSC on another one"
        return finding
    }

    private static func quota(_ facts: MachineFacts) -> Finding {
        let usable = Double(facts.environment.cpuCount)
        guard let limit = facts.environment.cgroupCPULimit, limit < usable else {
            return .ok("processor quota", "none")
        }
        return Finding(
            subject: "processor quota", grade: limit < 2 ? .bad : .warning,
            fact: "\(HumanUnits.small(limit)) processors by the control group",
            spoils:
                "p99 and beyond: once its share of a period (100 ms) is used up, the kernel stops "
                + "all threads for the rest of it",
            mend:
                "whole processors in place of a share: docker run --cpuset-cpus 0-3 without --cpus; "
                + "in Kubernetes the static CPU manager")
    }

    /// The sender is pinned to the first allowed processor, the built-in SMSC to the next.
    private static func cores(_ facts: MachineFacts) -> Finding {
        guard let allowed = facts.layout.allowed, let sharing = facts.layout.sharingFirstCore,
            allowed.count > 1
        else { return .unread("cores", "which processors share one is not told here") }
        guard sharing.contains(allowed[1]) else {
            let threads = facts.environment.cpuThreads == true ? ", each with two threads" : ""
            return .ok("cores", "the first processors are cores of their own" + threads)
        }
        let apart = allowed.filter { !sharing.contains($0) }
        let mend: String?
        if facts.environment.virtualMachine == false {
            mend = "echo off | sudo tee /sys/devices/system/cpu/smt/control"
        } else {
            mend = apart.first.map { "taskset -c \(allowed[0]),\($0) smppbench …" }
        }
        return Finding(
            subject: "cores", grade: .warning,
            fact: "processors \(allowed[0]) and \(allowed[1]) are threads of one core",
            spoils:
                "the highest rate against the built-in SMSC: sender and SMSC slow each other down",
            mend: mend)
    }

    private static func nodes(_ facts: MachineFacts) -> Finding {
        guard let nodes = facts.layout.allowedNodes else {
            return .unread("NUMA", "no memory nodes are told of here")
        }
        guard nodes > 1 else { return .ok("NUMA", "one memory node") }
        return Finding(
            subject: "NUMA", grade: .warning,
            fact: "the processors belong to \(nodes) memory nodes",
            spoils:
                "rates, from run to run: threads and what they share may lie on different nodes",
            mend: "numactl --cpunodebind=0 --membind=0 smppbench …")
    }

    private static func governor(_ facts: MachineFacts) -> Finding {
        guard let governor = facts.environment.cpuGovernor else {
            return .unread("governor", unreadFrequency(facts))
        }
        guard governor != "performance" else { return .ok("governor", governor) }
        // Of these drivers powersave is a governor that follows the load; of others it is the lowest
        // frequency there is.
        let follows = ["intel_pstate", "amd-pstate-epp"]
        let isLowest =
            governor == "powersave" && !follows.contains(facts.layout.frequencyDriver ?? "")
        return Finding(
            subject: "governor", grade: isLowest ? .bad : .warning, fact: governor,
            spoils: isLowest
                ? "all: the processors stay at their lowest frequency"
                : "percentiles at low rates, CPU a message and comparisons: the frequency rises only "
                    + "after the load has come",
            mend:
                "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
    }

    private static func boost(_ facts: MachineFacts) -> Finding {
        guard let isOn = facts.environment.cpuBoost else {
            return .unread("turbo", unreadFrequency(facts))
        }
        guard isOn else { return .ok("turbo", "off") }
        let isIntel = facts.layout.frequencyDriver?.hasPrefix("intel_") == true
        return Finding(
            subject: "turbo", grade: .warning, fact: "on",
            spoils:
                "comparisons of highest rates and CPU a message: the frequency depends on heat and "
                + "on what the other cores do",
            mend: isIntel
                ? "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"
                : "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost")
    }

    private static func unreadFrequency(_ facts: MachineFacts) -> String {
        facts.environment.virtualMachine == true
            ? "not told here: the hypervisor decides" : "not told here: no cpufreq in /sys"
    }

    private static func steal(_ facts: MachineFacts) -> Finding {
        guard let share = facts.trials.stealShare else {
            return .unread("steal", "/proc/stat cannot be read")
        }
        let since = facts.trials.stealShareSinceBoot ?? 0
        let fact =
            "\(HumanUnits.percent(share)) of the processors' time now, "
            + "\(HumanUnits.percent(since)) since boot"
        guard share >= 0.01 || since >= 0.02 else {
            let isVirtual = facts.environment.virtualMachine == true
            return .ok("steal", fact + (isVirtual ? ", if the hypervisor tells" : ""))
        }
        return Finding(
            subject: "steal", grade: share >= 0.05 ? .bad : .warning, fact: fact,
            spoils: "rates and p99 and beyond: other guests run while our threads wait",
            mend: "a machine with processors of its own (dedicated, not burstable)")
    }

    private static func load(_ facts: MachineFacts) -> Finding {
        let average = facts.environment.loadAverage.first.map {
            "; load average \(HumanUnits.small($0))"
        }
        guard let busy = facts.trials.otherProcessors else {
            return .unread("other load", "/proc/stat cannot be read" + (average ?? ""))
        }
        let all = max(1, facts.environment.cpuOnline ?? facts.environment.cpuCount)
        var fact = "\(HumanUnits.small(busy)) of \(all) processors busy with other programs"
        if let busiest = facts.trials.busiest, busiest.processors >= 0.01 {
            fact += ", most with \(busiest.name) (\(HumanUnits.small(busiest.processors)))"
        }
        fact += average ?? ""
        let share = busy / Double(all)
        guard share > 0.05 else { return .ok("other load", fact) }
        return Finding(
            subject: "other load", grade: share >= 0.5 ? .bad : .warning, fact: fact,
            spoils: "rates and percentiles: threads of a run wait for their turn",
            mend: "end it, or wait: ps -eo pid,comm,%cpu --sort=-%cpu | head")
    }

    private static func counters(_ facts: MachineFacts) -> Finding {
        guard let refusal = facts.trials.counterRefusal else {
            return .ok("counters", "the processor's own can be read")
        }
        return .unread(
            "counters",
            "the processor's own are refused (\(refusal)): no perf stat beside a run; smppbench "
                + "uses none")
    }
}
