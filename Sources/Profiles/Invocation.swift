// Reads a command line: which command, with which profile and flags, resolved and checked. The
// executable does what it says and nothing before it.

public import MockSMSC

/// How the built-in SMSC is watched while it serves.
public struct LiveLineRequest: Sendable {
    /// Not at all.
    public var quiet: Bool
    /// Without colours.
    public var noColor: Bool
}

/// What a command line asks for.
public enum Invocation: Sendable {
    /// Print a help text.
    case help(HelpTopic)
    /// Print the version.
    case version
    /// Run a load: `run` or `baseline`.
    case load(ResolvedProfile)
    /// Run the built-in SMSC alone.
    case serve(MockSMSCConfiguration, LiveLineRequest)
    /// Show results again.
    case report(ReportRequest)
    /// Make one result of several machines'.
    case merge(MergeRequest)
    /// Judge two sets of results.
    case compare(CompareRequest)
    /// Look for what would spoil a measurement.
    case doctor(DoctorRequest)

    /// Reads the arguments after the program's name.
    ///
    /// - Throws: every mistake in the flags and in the profile, one line each.
    public init(_ arguments: [String], host: HostFacts) throws(UsageError) {
        guard let first = arguments.first else {
            throw UsageError("a command is missing; allowed \(commandList); see smppbench --help")
        }
        let rest = Array(arguments.dropFirst())
        switch first {
        case "--version": self = .version
        case "help", "--help", "-h": self = .help(try HelpTopic(rest))
        default:
            guard let command = Command(rawValue: first) else {
                let names = Command.allCases.map(\.rawValue) + ["help", "--help", "--version"]
                let nearest = nearestName(to: first, among: names) ?? ""
                throw UsageError("\"\(shown(first))\" is no command; nearest: \(nearest)")
            }
            self = try Self.read(command, rest, host)
        }
    }

    private static func read(
        _ command: Command, _ arguments: [String], _ host: HostFacts
    ) throws(UsageError) -> Invocation {
        if arguments.contains("--help") || arguments.contains("-h") {
            return .help(.command(command))
        }
        switch command {
        case .run, .baseline, .smsc: return try readProfiled(command, arguments, host)
        case .report: return .report(try ToolArguments.request(of: command, arguments))
        case .merge: return .merge(try ToolArguments.request(of: command, arguments))
        case .compare: return .compare(try ToolArguments.request(of: command, arguments))
        case .doctor: return .doctor(try ToolArguments.request(of: command, arguments))
        }
    }

    /// The commands whose flags are rows of the table of settings.
    private static func readProfiled(
        _ command: Command, _ arguments: [String], _ host: HostFacts
    ) throws(UsageError) -> Invocation {
        var reader = ArgumentReader(command, arguments)
        reader.readAll()
        var assignments = Assignments()
        var profile = reader.profile
        if command == .baseline {
            profile = try ShippedProfiles.path(of: "baseline", host)
        }
        readProfiles(profile, smsc: reader.text(of: "smsc.profile"), into: &assignments)
        reader.apply(to: &assignments)
        guard assignments.problems.isEmpty else { throw UsageError(assignments.problems) }

        var resolver = Resolver(command, assignments, profile: profile, host: host)
        if command == .smsc {
            let configuration = try resolver.configurationOfServer()
            let values = resolver.values
            return .serve(
                configuration, LiveLineRequest(quiet: values.quiet, noColor: values.noColor))
        }
        return .load(try resolver.profileOfLoad())
    }
}

extension Invocation {
    /// Reads the profile of a command line, and the one whose smsc section is taken: named by a flag
    /// it goes over the profile's own section, named in the profile beneath it.
    private static func readProfiles(
        _ profile: String?, smsc: String?, into assignments: inout Assignments
    ) {
        if let profile { ProfileFile(path: profile).read(into: &assignments) }
        if let smsc {
            ProfileFile(path: smsc, layer: .smscProfile).read(into: &assignments)
        } else if let profile, let named = assignments.values.smsc.profile {
            let folder = profile.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let path = named.hasPrefix("/") ? named : (folder + [named[...]]).joined(separator: "/")
            assignments = Assignments()
            ProfileFile(path: path, layer: .smscBase).read(into: &assignments)
            ProfileFile(path: profile).read(into: &assignments)
        }
    }
}

/// The commands as a sentence lists them.
let commandList = Command.allCases.map(\.rawValue).joined(separator: ", ")
