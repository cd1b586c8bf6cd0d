// One row of the table of settings: a profile key, its flag, its help, and how a value gets into
// SettingValues and back out. Everything about a setting is said here once.

/// A row of the table of settings.
struct Setting: Sendable {
    /// What a row's value is made of.
    enum Shape: Sendable {
        /// One value; a later one replaces it.
        case scalar
        /// `true` or `false`; the bare flag means true.
        case toggle
        /// Any number of values; a flag adds one, and the first one replaces the profile's.
        case list
        /// Names with a value each, an object in a profile.
        case map
    }

    /// Where the row stands in the help.
    enum Group: String, CaseIterable, Sendable {
        case target = "Target"
        case session = "Sessions"
        case load = "Load"
        case ceiling = "Ceilings"
        case message = "Message"
        case receipts = "Receipts"
        case result = "Result"
        case smsc = "Built-in SMSC"
    }

    /// The path of the key in a profile, its parts joined by dots.
    var key: String
    /// The flag with its dashes, if there is one.
    var flag: String?
    /// The commands that take the flag.
    var flagCommands: [Command]
    /// The commands the setting has an effect on.
    var commands: [Command]
    /// The value's name in help; empty for a toggle.
    var metavar: String
    /// Completes "allowed …".
    var allowed: String
    /// What the help adds to the metavar.
    var hint: String
    /// One line for the help.
    var help: String
    /// Where it stands in the help.
    var group: Group
    /// What its value is made of.
    var shape: Shape
    /// Never shown and never written: a password.
    var isSecret = false
    /// Part of the hash that names a load.
    var affectsLoad = true
    /// A flag given again adds to the one before, after a comma, rather than replace it.
    var joinsRepeats = false

    /// Reads a value into the settings.
    var assign: @Sendable (inout SettingValues, ScalarText) throws(Refusal) -> Void
    /// Reads an element of a list that a profile writes as a section, if it may.
    var assignSection:
        (
            @Sendable (inout SettingValues, [(key: String, value: ScalarText)]) throws(Refusal) ->
                Void
        )?
    /// Reads a section of a list into the settings and returns complaints; nil: it has no sections.
    var assignRecord: (@Sendable (inout SettingValues, ProfileNode, RecordPlace) -> [String])? =
        nil
    /// The keys of the sections.
    var sectionKeys: [FieldHelp] = []
    /// Empties a list or a map.
    var clear: @Sendable (inout SettingValues) -> Void = { _ in }
    /// The value as JSON.
    var value: @Sendable (SettingValues) -> ProfileValue

    /// The default as the help shows it; empty when the setting is simply absent.
    var defaultText: String {
        switch value(SettingValues()) {
        case .text(let text): text.isEmpty ? "" : text
        case .integer(let number): String(number)
        case .boolean, .null, .list, .section: ""
        }
    }
}

/// A key path into the settings that may be used on any thread.
typealias SettingPath<Value> = any WritableKeyPath<SettingValues, Value> & Sendable

extension Setting {
    /// A row with one value.
    init<Value: Sendable>(
        _ group: Group, _ key: String, flag: String? = nil, for commands: [Command] = Self.load,
        _ path: SettingPath<Value>, _ form: Form<Value>, _ help: String,
        flagFor flagCommands: [Command]? = nil, secret: Bool = false, affectsLoad: Bool = true,
        joinsRepeats: Bool = false
    ) {
        self.init(
            key: key, flag: flag, flagCommands: flagCommands ?? commands, commands: commands,
            metavar: form.metavar, allowed: form.allowed, hint: form.hint, help: help, group: group,
            shape: Value.self == Bool.self ? .toggle : .scalar,
            isSecret: secret, affectsLoad: affectsLoad, joinsRepeats: joinsRepeats,
            assign: { (values, scalar) throws(Refusal) in
                values[keyPath: path] = try form.value(of: scalar)
            },
            value: { form.write($0[keyPath: path]) })
    }

    /// A row with a list of values.
    init<Value: Sendable>(
        _ group: Group, _ key: String, flag: String? = nil, for commands: [Command] = Self.load,
        list path: SettingPath<[Value]>, _ form: Form<Value>, _ help: String,
        secret: Bool = false, affectsLoad: Bool = true,
        section: (@Sendable ([(key: String, value: ScalarText)]) throws(Refusal) -> Value)? = nil
    ) {
        self.init(
            key: key, flag: flag, flagCommands: commands, commands: commands,
            metavar: form.metavar, allowed: form.allowed, hint: form.hint, help: help, group: group,
            shape: .list,
            isSecret: secret, affectsLoad: affectsLoad,
            assign: { (values, scalar) throws(Refusal) in
                values[keyPath: path].append(try form.value(of: scalar))
            },
            clear: { $0[keyPath: path] = [] },
            value: { .list($0[keyPath: path].map(form.write)) })
        guard let section else { return }
        assignSection = { (values, members) throws(Refusal) in
            values[keyPath: path].append(try section(members))
        }
    }

    /// A row with a list of sections.
    init<Value: Sendable>(
        _ group: Group, _ key: String, for commands: [Command] = Self.load,
        records path: SettingPath<[Value]>, _ record: Record<Value>, _ help: String
    ) {
        let form = Form<Value>(
            "{ … }", allowed: "sections { … }, in a profile", read: { _ in .malformed },
            write: record.write)
        self.init(group, key, for: commands, list: path, form, or: record, help)
    }

    /// A row with a list of values, each of which may be a section as well.
    init<Value: Sendable>(
        _ group: Group, _ key: String, for commands: [Command] = Self.load,
        list path: SettingPath<[Value]>, _ form: Form<Value>, or record: Record<Value>,
        _ help: String, secret: Bool = false
    ) {
        self.init(group, key, for: commands, list: path, form, help, secret: secret)
        sectionKeys = record.help
        assignRecord = { values, node, place in
            guard case .section(let members) = node.content else { return [] }
            let result = record.read(members, line: node.line, at: place)
            values[keyPath: path].append(result.value)
            return result.problems
        }
    }

    /// The row of the tags, the one map: a later value of a name replaces the earlier one.
    init(
        _ group: Group, _ key: String, flag: String?, map path: SettingPath<[Tag]>, _ help: String
    ) {
        let form = Form<Tag>.tag
        self.init(
            key: key, flag: flag, flagCommands: Self.load, commands: Self.load,
            metavar: form.metavar, allowed: form.allowed, hint: form.hint, help: help, group: group,
            shape: .map,
            affectsLoad: false,
            assign: { (values, scalar) throws(Refusal) in
                let tag = try form.value(of: scalar)
                values[keyPath: path].removeAll { $0.name == tag.name }
                values[keyPath: path].append(tag)
            },
            clear: { $0[keyPath: path] = [] },
            value: { values in
                .section(
                    values[keyPath: path].map {
                        ProfileValue.Member(key: $0.name, value: .text($0.value))
                    })
            })
    }

    /// The commands that run a load.
    static let load: [Command] = [.run, .baseline]
}
