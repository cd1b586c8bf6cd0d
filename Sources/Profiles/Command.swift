// The commands of smppbench: their names, and the words their help opens and closes with.

/// A command of smppbench.
public enum Command: String, CaseIterable, Sendable {
    /// One load run.
    case run
    /// One load run of the shipped baseline profile.
    case baseline
    /// The built-in SMSC alone.
    case smsc
    /// Results shown again.
    case report
    /// Several machines' results as one.
    case merge
    /// Two sets of results against each other.
    case compare
    /// What of this machine would spoil a measurement.
    case doctor

    /// What the command does, in one line.
    public var summary: String {
        switch self {
        case .run: "one load run against an SMSC, or against the built-in one when no host is named"
        case .baseline: "what this machine itself can do: the shipped profile, built-in SMSC"
        case .smsc: "the built-in SMSC alone, until SIGTERM or SIGINT"
        case .report: "a stored result again, as text or in another format"
        case .merge: "the exact union of several machines' results"
        case .compare:
            "whether new results are worse or better than older ones, by several runs of each"
        case .doctor: "what on this machine would spoil a measurement, and how to mend it"
        }
    }

    /// The first line of the command's help.
    var usage: String {
        switch self {
        case .run: "smppbench run [PROFILE] [FLAGS]"
        case .baseline: "smppbench baseline [FLAGS]"
        case .smsc: "smppbench smsc [PROFILE] [FLAGS]"
        case .report: "smppbench report RESULT… [FLAGS]"
        case .merge: "smppbench merge RESULT RESULT… [FLAGS]"
        case .compare: "smppbench compare BASE… --with NEW… [FLAGS]"
        case .doctor: "smppbench doctor [FLAGS]"
        }
    }

    /// Whether a profile may be named after the command.
    var takesProfile: Bool { self != .baseline }

    /// The flags of a command that loads nothing, as help shows them; nil for the others, whose flags
    /// are rows of the table of settings.
    var toolFlags: [ToolFlagHelp]? {
        switch self {
        case .run, .baseline, .smsc: nil
        case .report: ReportRequest.flags.map(\.shown)
        case .merge: MergeRequest.flags.map(\.shown)
        case .compare: CompareRequest.flags.map(\.shown)
        case .doctor: DoctorRequest.flags.map(\.shown)
        }
    }

    /// Command lines that work as they stand, each with what it is for.
    var examples: [(line: String, purpose: String)] {
        switch self {
        case .run:
            [
                ("smppbench run", "closed loop against the built-in SMSC"),
                (
                    "smppbench run --rate 1000/s --receipts final --threshold 'latency.p99 < 50ms'",
                    "open loop with receipts; status 99 when the threshold fails"
                ),
                (
                    "smppbench run Profiles/steady.json5 --host smpp.example.net --rate 25/s"
                        + " --ceiling 30/s",
                    "a provider: never more than 30 messages in any second"
                ),
                (
                    "smppbench run Profiles/ramp.json5 --out json=ramp.json",
                    "a profile, its result where a script wants it"
                ),
            ]
        case .baseline:
            [
                ("smppbench baseline", "20 s on this machine, with a receipt per message"),
                (
                    "smppbench baseline --duration 5s --window 10000 --receipts none",
                    "shorter, a wider window, responses only"
                ),
            ]
        case .smsc:
            [
                ("smppbench smsc --port 2775", "accepts any credentials"),
                (
                    "smppbench smsc --port 0 --system-id ID --password-env SECRET",
                    "a free port (printed), one account"
                ),
            ]
        case .report:
            [
                ("smppbench report result.json", "the summary a run ended with"),
                ("smppbench report result.json --out text=summary.txt", "the same into a file"),
            ]
        case .merge:
            [
                ("smppbench merge a.json b.json", "the summary of both together"),
                (
                    "smppbench merge a.json b.json c.json --out json=all.json",
                    "one result; status 98 when a part is missing or another profile's"
                ),
            ]
        case .compare:
            [
                (
                    "smppbench compare base/*.json --with new/*.json",
                    "the first of each are a pair, the second of each, and so on"
                ),
                (
                    "smppbench compare base/*.json --with new/*.json --gate latency.p99"
                        + " --margin latency.p99=20%",
                    "one metric decides; it may rise by a fifth"
                ),
                (
                    "smppbench compare --run './old run ci.json5' --with './new run ci.json5'",
                    "ten pairs of runs in turn, ten more if those leave it open"
                ),
            ]
        case .doctor:
            [
                ("smppbench doctor", "a second's look, the worst first"),
                (
                    "smppbench doctor --fail-on bad --out json=doctor.json",
                    "before a measurement in CI: status 98 on a machine not worth measuring with"
                ),
            ]
        }
    }

    /// The exit statuses the command's users rely on.
    var exitStatuses: String {
        switch self {
        case .run, .baseline:
            """
              0 thresholds met · 1 runtime failure · 98 measurement invalid · 99 a threshold failed
              104 bad profile or flags · 105 interrupted (the result is still written)
            """
        case .smsc:
            "  0 stopped by a signal · 1 could not listen · 104 bad profile or flags"
        case .report:
            "  0 shown · 1 a file could not be read or written · 104 bad arguments"
        case .merge:
            """
              0 whole and thresholds met · 1 a file could not be read or written · 98 not a valid whole
              99 a threshold failed · 104 bad arguments
            """
        case .compare:
            """
              0 same · 2 regression · 4 improvement only · 5 baseline missing · 98 not comparable
              1 a file could not be read or written, or a command failed · 104 bad arguments
              105 interrupted (the pairs measured are judged)
            """
        case .doctor:
            """
              0 looked, whatever was found · 1 a file could not be written · 104 bad arguments
              98 with --fail-on: there is one of those findings
            """
        }
    }
}
