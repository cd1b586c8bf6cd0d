// Splits a command's arguments into its profile and its flags. The profile's file is read before
// the flags are applied, whatever their order on the command line: a flag wins over the profile.

/// The arguments after a command's name.
struct ArgumentReader {
    private enum Item {
        case value(Setting, text: String, name: String)
        case problem(String)
    }

    private let command: Command
    private let arguments: [String]
    private var offset = 0
    private var items: [Item] = []
    /// The profile that was named, if any.
    private(set) var profile: String?

    init(_ command: Command, _ arguments: [String]) {
        self.command = command
        self.arguments = arguments
    }

    /// Splits all arguments; complaints wait for `apply`.
    mutating func readAll() {
        while offset < arguments.count {
            let argument = arguments[offset]
            offset += 1
            if argument.hasPrefix("-"), argument != "-" {
                readFlag(argument)
            } else {
                readProfile(argument)
            }
        }
    }

    /// Puts the flags' values over those of the profile.
    func apply(to assignments: inout Assignments) {
        for item in items {
            switch item {
            case .value(let setting, let text, let name):
                assignments.assign(
                    setting, .argument(text), source: "\"\(text)\"",
                    from: Origin(layer: .commandLine, prefix: "", name: name))
            case .problem(let line):
                assignments.problems.append(line)
            }
        }
    }

    /// The last value given to a key.
    func text(of key: String) -> String? {
        for case .value(let setting, let text, _) in items.reversed() where setting.key == key {
            return text
        }
        return nil
    }

    private mutating func readProfile(_ argument: String) {
        if !command.takesProfile {
            let line = "\"\(shown(argument))\": \(command.rawValue) has its own profile; see run"
            items.append(.problem(line))
        } else if let profile {
            let line = "\"\(shown(argument))\": only one profile can be given, and it is "
            items.append(.problem(line + shown(profile)))
        } else {
            profile = argument
        }
    }

    private mutating func readFlag(_ argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let flag = String(parts[0])
        let attached = parts.count > 1 ? String(parts[1]) : nil
        if flag == "--set" {
            readSet(attached)
        } else if let setting = Setting.flagged(flag, for: command) {
            if setting.shape == .toggle {
                items.append(.value(setting, text: attached ?? "true", name: flag))
            } else if let text = attached ?? nextValue() {
                items.append(.value(setting, text: joined(text, setting), name: flag))
            } else {
                items.append(.problem("\(flag) needs a value: \(setting.allowed)"))
            }
        } else {
            items.append(.problem(unknown(flag)))
            skipValue(attached)
        }
    }

    /// What a flag that may be given again comes to with those before it; `none` begins anew.
    private func joined(_ text: String, _ setting: Setting) -> String {
        guard setting.joinsRepeats, let earlier = self.text(of: setting.key),
            text != "none", earlier != "none"
        else { return text }
        return "\(earlier),\(text)"
    }

    /// The next argument, unless it is a flag of this command.
    private mutating func nextValue() -> String? {
        guard offset < arguments.count else { return nil }
        let text = arguments[offset]
        let name = String(text.prefix { $0 != "=" })
        guard name != "--set", Setting.flagged(name, for: command) == nil else { return nil }
        offset += 1
        return text
    }

    /// Takes what is likely an unknown flag's value for that, rather than for a profile.
    private mutating func skipValue(_ attached: String?) {
        if attached == nil, offset < arguments.count, !arguments[offset].hasPrefix("-") {
            offset += 1
        }
    }

    private mutating func readSet(_ attached: String?) {
        guard let text = attached ?? nextValue(), let equals = text.firstIndex(of: "=") else {
            items.append(.problem("--set needs a value: KEY=VALUE; see smppbench help keys"))
            return
        }
        let key = String(text[..<equals])
        let value = String(text[text.index(after: equals)...])
        let name = "--set \(shown(key))"
        if let setting = Setting.named(key) {
            if setting.commands.contains(command) {
                items.append(.value(setting, text: value, name: name))
            } else {
                items.append(.problem("\(name): \(command.rawValue) has no such setting"))
            }
        } else if let dot = key.firstIndex(of: "."), let map = Setting.named(String(key[..<dot])),
            map.shape == .map, map.commands.contains(command)
        {
            let pair = key[key.index(after: dot)...] + "=" + value
            items.append(.value(map, text: String(pair), name: name))
        } else {
            items.append(.problem("--set: " + Setting.unknownKey(key)))
        }
    }

    private func unknown(_ flag: String) -> String {
        let own = Setting.all.filter { $0.flagCommands.contains(command) }.compactMap(\.flag)
        let nearest = nearestName(to: flag, among: own + ["--set", "--help"]) ?? ""
        return "\(shown(flag)): \(command.rawValue) has no such flag; nearest: \(nearest)"
    }
}
