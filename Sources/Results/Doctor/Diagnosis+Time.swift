// Clocks and punctuality: what a look at the clock costs, how late a thread wakes, how long it is held up.
// Part of the judgement; pure.

extension Diagnosis {
    private static let microsecond: Int64 = 1_000
    private static let millisecond: Int64 = 1_000_000

    static func time(_ facts: MachineFacts) -> [Finding] {
        [clock(facts), wakeUps(facts), stalls(facts)]
    }

    /// Judged by its cost: that tells whether it is read without a call to the kernel, whatever its name.
    private static func clock(_ facts: MachineFacts) -> Finding {
        let source = facts.environment.clockSource ?? "source unknown"
        guard let cost = facts.trials.clockCost else { return .unread("clock", source) }
        let fact = "\(source), \(HumanUnits.small(cost)) ns a look"
        guard cost >= 150 else { return .ok("clock", fact) }
        let canChange = facts.layout.clockSources.contains("tsc") && source != "tsc"
        return Finding(
            subject: "clock", grade: cost >= 1_000 ? .bad : .warning, fact: fact,
            spoils: "the highest rate and CPU a message: every turn of a thread looks at the clock",
            mend: canChange
                ? "echo tsc | sudo tee "
                    + "/sys/devices/system/clocksource/clocksource0/current_clocksource"
                : "start the kernel with tsc=reliable, or use a machine whose clock needs no system "
                    + "call")
    }

    private static func wakeUps(_ facts: MachineFacts) -> Finding {
        guard let median = facts.trials.sleepOvershootP50, let late = facts.trials.sleepOvershootP99
        else { return .unread("timers", "no thread could be started to try them") }
        let fact =
            "sleeps of 100 us end \(HumanUnits.duration(median)) late, "
            + "\(HumanUnits.duration(late)) at p99"
        let isSlow = median >= 200 * microsecond
        guard isSlow || late >= 2 * millisecond else { return .ok("timers", fact) }
        return Finding(
            subject: "timers", grade: median >= millisecond ? .bad : .warning, fact: fact,
            spoils:
                "send lag, and with it latency: messages leave late when the thread sleeps before",
            mend: isSlow
                ? "no deep sleep of the processors: sudo cpupower idle-set -D 10"
                : "less load beside the run; sudo cpupower idle-set -D 10")
    }

    private static func stalls(_ facts: MachineFacts) -> Finding {
        guard let stall = facts.trials.longestStall else {
            return .unread("stalls", "no thread could be started to try")
        }
        let fact = "a busy thread was held up for \(HumanUnits.duration(stall)) at most in 200 ms"
        guard stall >= 2 * millisecond else { return .ok("stalls", fact) }
        return Finding(
            subject: "stalls", grade: stall >= 20 * millisecond ? .bad : .warning, fact: fact,
            spoils: "p99.9 and the maximum: so long nothing is sent or received",
            mend: "less load beside the run, or a machine with processors of its own")
    }
}
