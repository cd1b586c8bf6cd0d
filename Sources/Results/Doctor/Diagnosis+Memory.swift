// Memory and the process's own limits. Part of the judgement; pure.

extension Diagnosis {
    static func memory(_ facts: MachineFacts) -> [Finding] {
        [available(facts), lock(facts), files(facts)]
    }

    private static func available(_ facts: MachineFacts) -> Finding {
        let machine = facts.environment
        guard let free = machine.memoryAvailableBytes else {
            return .unread("memory", "/proc/meminfo cannot be read")
        }
        let limit = machine.cgroupMemoryLimitBytes
        let usable = min(free, limit ?? free)
        var fact = "\(HumanUnits.bytes(free)) available"
        if let limit { fact += ", \(HumanUnits.bytes(limit)) allowed by the control group" }
        guard usable < 1 << 30 else { return .ok("memory", fact) }
        return Finding(
            subject: "memory", grade: usable < 1 << 28 ? .bad : .warning, fact: fact,
            spoils:
                "long runs with receipts: every receipt awaited takes memory, and the kernel ends "
                + "who takes too much",
            mend: limit == usable
                ? "docker run --memory 2g"
                : "end what uses it: ps -eo pid,comm,rss --sort=-rss | head")
    }

    private static func lock(_ facts: MachineFacts) -> Finding {
        let swapped = facts.environment.swapUsedBytes ?? 0
        let limit = facts.environment.lockedMemoryLimitBytes.map {
            $0 == .max ? "any amount may be locked" : "\(HumanUnits.bytes($0)) may be locked"
        }
        let fact = [limit ?? "limit not told here", "smppbench locks none"].joined(separator: ", ")
        guard swapped > 0 else { return .ok("memory lock", fact + "; nothing is swapped") }
        return Finding(
            subject: "memory lock", grade: .warning,
            fact: fact + "; \(HumanUnits.bytes(swapped)) of programs' memory is on disk",
            spoils: "p99.9 and the maximum: a page that must come back from disk holds a thread up",
            mend: "sudo swapoff -a")
    }

    private static func files(_ facts: MachineFacts) -> Finding {
        guard let limit = facts.environment.openFileLimit else {
            return .unread("open files", "/proc/self/limits cannot be read")
        }
        guard limit < 4_096 else {
            return .ok("open files", limit == .max ? "any number" : HumanUnits.count(limit))
        }
        return Finding(
            subject: "open files", grade: limit < 256 ? .bad : .warning,
            fact: HumanUnits.count(limit),
            spoils: "runs with many sessions: each needs one, two against the built-in SMSC",
            mend: "as root ulimit -n 65536 before the run; docker run --ulimit nofile=65536")
    }
}
