// Reads the arguments of a command that loads nothing, by its table of flags. Mistakes are
// gathered, so that one look shows them all.

/// The reader of one such command line.
struct ToolArguments<Request: ToolRequest> {
    private let command: Command
    private let arguments: [String]
    private var offset = 0
    private var request = Request()
    private var problems: [String] = []

    private init(_ command: Command, _ arguments: [String]) {
        self.command = command
        self.arguments = arguments
    }

    /// The request that `arguments`, those after the command's name, make.
    static func request(
        of command: Command, _ arguments: [String]
    ) throws(UsageError) -> Request {
        var reader = ToolArguments(command, arguments)
        reader.readAll()
        let problems =
            reader.problems.isEmpty ? reader.request.problems : reader.problems
        guard problems.isEmpty else { throw UsageError(problems) }
        return reader.request
    }

    private mutating func readAll() {
        while offset < arguments.count {
            let argument = arguments[offset]
            offset += 1
            if argument.hasPrefix("-"), argument != "-" {
                readFlag(argument)
            } else {
                readOperand(argument)
            }
        }
    }

    private mutating func readOperand(_ argument: String) {
        do throws(Refusal) {
            try request.take(argument)
        } catch {
            problems.append("\"\(shown(argument))\": \(error.reason)")
        }
    }

    private mutating func readFlag(_ argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let attached = parts.count > 1 ? String(parts[1]) : nil
        guard let flag = Request.flags.first(where: { $0.name == name }) else {
            let names = Request.flags.map(\.name) + ["--help"]
            let nearest = nearestName(to: name, among: names) ?? ""
            problems.append(
                "\(shown(name)): \(command.rawValue) has no such flag; nearest: \(nearest)")
            return
        }
        guard let text = flag.isToggle ? attached ?? "" : attached ?? nextValue() else {
            problems.append("\(name) needs a value: \(flag.allowed)")
            return
        }
        do throws(Refusal) {
            try flag.assign(&request, text)
        } catch {
            problems.append("\(name) \"\(shown(text))\": \(error.reason)")
        }
    }

    /// The next argument, unless it is a flag of this command.
    private mutating func nextValue() -> String? {
        guard offset < arguments.count else { return nil }
        let name = String(arguments[offset].prefix { $0 != "=" })
        guard !Request.flags.contains(where: { $0.name == name }) else { return nil }
        offset += 1
        return arguments[offset - 1]
    }
}
