// Writes the help from the table of settings, at most 100 columns wide.

private let width = 100
private let flagColumn = 28
private let keyColumn = 32
private let timeLegend = "TIME is a number with us, ms, s, m or h, such as 500ms or 30s."
private let delayLegend = [
    "DELAY is a TIME, or drawn anew each time: uniform:5ms..15ms, normal:10ms+-2ms,",
    "lognormal:10ms..80ms (median..p99), exponential:10ms, or mix:80%=10ms,15%=100ms,5%=1s.",
]

extension HelpTopic {
    /// The whole text, its last line ended.
    public var text: String {
        switch self {
        case .overview: overviewText
        case .command(let command): help(of: command)
        case .keys: keysText
        }
    }
}

private var overviewText: String {
    var lines = [
        "smppbench loads an SMPP 3.4 server at an exact rate and measures it.", "",
        "Commands",
    ]
    for command in Command.allCases {
        lines += row(command.rawValue, command.summary, column: 12)
    }
    lines += row("help", "this text; help COMMAND, help keys", column: 12)
    lines += ["", "smppbench COMMAND --help tells its flags, smppbench --version the version."]
    return lines.joined(separator: "\n") + "\n"
}

private func help(of command: Command) -> String {
    var lines = [command.usage, "", capitalised(command.summary) + "."]
    if let flags = command.toolFlags {
        lines += ["", "Flags"]
        for flag in flags { lines += row(flag.name, flag.text, column: flagColumn) }
        lines += row("--help", "this text", column: flagColumn)
        return (lines + closing(of: command)).joined(separator: "\n") + "\n"
    }
    for group in Setting.Group.allCases {
        let settings = Setting.all.filter {
            $0.group == group && $0.flag != nil && $0.flagCommands.contains(command)
        }
        if settings.isEmpty { continue }
        lines += ["", group.rawValue]
        for setting in settings {
            let flag = [setting.flag ?? "", setting.metavar].filter { !$0.isEmpty }
            lines += row(
                flag.joined(separator: " "), description(setting), column: flagColumn)
        }
    }
    lines += ["", "Everything else"]
    lines += row(
        "--set KEY=VALUE", "any profile key; smppbench help keys lists them", column: flagColumn)
    lines += row("--help", "this text", column: flagColumn)
    lines += ["", timeLegend]
    if command == .smsc { lines += delayLegend }
    return (lines + closing(of: command)).joined(separator: "\n") + "\n"
}

/// What every command's help ends with.
private func closing(of command: Command) -> [String] {
    var lines = ["", "Examples"]
    for example in command.examples {
        lines += ["  \(example.line)", "      \(example.purpose)"]
    }
    return lines + ["", "Exit status", command.exitStatuses]
}

private var keysText: String {
    var lines = [
        "A profile is a JSON5 file: comments, trailing commas and unquoted keys are allowed.",
        "A key with a dot stands in a section: smsc.port is { smsc: { port: 2775 } }.",
        "A flag wins over the profile, a later flag over an earlier one. The command smsc reads the",
        "smsc section and leaves the rest alone, so run and smsc can share a profile.",
        "A text stays on its line, and keys have no escapes; all else of JSON5 may be used.",
        timeLegend,
    ]
    lines += delayLegend
    for group in Setting.Group.allCases {
        lines += ["", group.rawValue]
        for setting in Setting.all where setting.group == group {
            lines += row(
                setting.key, description(setting, naming: true), column: keyColumn)
            for field in setting.sectionKeys {
                lines += row("\(setting.key).\(field.key)", field.text, column: keyColumn)
            }
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

/// The help of a row with what it takes and its default; the list of keys adds the flag.
private func description(_ setting: Setting, naming: Bool = false) -> String {
    var facts: [String] = []
    if naming {
        let only = setting.flag != nil && setting.flagCommands == [.smsc] ? "smsc" : ""
        let words = [only, setting.flag ?? "", setting.metavar].filter { !$0.isEmpty }
        if !words.isEmpty { facts.append(words.joined(separator: " ")) }
    }
    if !setting.hint.isEmpty { facts.append(setting.hint) }
    if setting.shape == .list || setting.shape == .map { facts.append("repeatable") }
    if !setting.defaultText.isEmpty { facts.append("default \(setting.defaultText)") }
    return facts.isEmpty ? setting.help : "\(setting.help) [\(facts.joined(separator: "; "))]"
}

/// A name and its text, wrapped and indented to a column.
private func row(_ name: String, _ text: String, column: Int) -> [String] {
    var lines: [String] = []
    var line = "  " + name
    if line.count > column - 2 {
        lines.append(line)
        line = ""
    }
    line += String(repeating: " ", count: column - line.count)
    var isEmpty = true
    for word in text.split(separator: " ") {
        if !isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = String(repeating: " ", count: column)
            isEmpty = true
        }
        line += (isEmpty ? "" : " ") + word
        isEmpty = false
    }
    return lines + [line]
}

private func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
}
