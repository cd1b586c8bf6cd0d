// Values that a profile writes as a section of their own inside a list: rate limits, outcome rules,
// accounts. A record names the section's keys the way the table names settings, and complains in the
// same words.

/// A place in a profile for complaints.
struct RecordPlace: Sendable {
    /// The profile's path, as its user wrote it.
    var file: String
    /// The key of the section, its parts joined by dots.
    var key: String
    var layer: Origin.Layer

    func origin(_ name: String, line: Int) -> Origin {
        Origin(layer: layer, prefix: "\(file):\(line): ", name: "\(key).\(name)")
    }
}

/// A line of help about a key inside a list's sections.
struct FieldHelp: Sendable {
    var key: String
    var text: String
}

/// The keys of a section that makes one value.
struct Record<Value: Sendable>: Sendable {
    /// A key of the section.
    struct Field: Sendable {
        var key: String
        var metavar: String
        var hint: String
        var help: String
        /// Reads the key's value; returns complaints.
        var read: @Sendable (inout Value, ProfileNode, RecordPlace) -> [String]
        /// The value for the resolved profile; nil leaves it out.
        var write: @Sendable (Value) -> ProfileValue?
    }

    var fields: [Field]
    /// The value before any key is read.
    var start: @Sendable () -> Value
    /// What is wrong with the section as a whole; nil if nothing is.
    var problem: @Sendable (Value) -> String?

    init(
        _ start: @escaping @Sendable () -> Value, _ fields: [Field],
        problem: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        self.start = start
        self.fields = fields
        self.problem = problem
    }

    /// Reads a section; without complaints the value is complete.
    func read(
        _ members: [ProfileNode.Member], line: Int, at place: RecordPlace
    ) -> (value: Value, problems: [String]) {
        var value = start()
        var problems: [String] = []
        for member in members {
            guard let field = fields.first(where: { $0.key == member.key }) else {
                let names = fields.map { "\(place.key).\($0.key)" }
                let name = "\(place.key).\(member.key)"
                let nearest = nearestName(to: name, among: names) ?? ""
                problems.append(
                    "\(place.file):\(member.line): key \"\(shown(name))\" is unknown; nearest: "
                        + "\"\(nearest)\"")
                continue
            }
            var node = member.node
            node.line = member.line
            problems += field.read(&value, node, place)
        }
        if problems.isEmpty, let reason = problem(value) {
            problems.append("\(place.file):\(line): \(place.key): \(reason)")
        }
        return (value, problems)
    }

    /// The section for the resolved profile.
    func write(_ value: Value) -> ProfileValue {
        .section(
            fields.compactMap { field in
                field.write(value).map { ProfileValue.Member(key: field.key, value: $0) }
            })
    }

    /// The keys with their help, for `help keys`.
    var help: [FieldHelp] {
        fields.map { field in
            let facts = [field.metavar, field.hint].filter { !$0.isEmpty }
            let text =
                facts.isEmpty ? field.help : "\(field.help) [\(facts.joined(separator: "; "))]"
            return FieldHelp(key: field.key, text: text)
        }
    }
}

/// A key path into a record's value that may be used on any thread.
typealias RecordPath<Root, Value> = any WritableKeyPath<Root, Value> & Sendable

extension Record.Field {
    /// A key with one value; `isAbsent` values are left out of the resolved profile.
    static func one<T: Sendable>(
        _ key: String, _ path: RecordPath<Value, T>, _ form: Form<T>, _ help: String,
        secret: Bool = false, unless isAbsent: @escaping @Sendable (T) -> Bool = { _ in false }
    ) -> Self {
        Self(
            key: key, metavar: form.metavar, hint: form.hint, help: help,
            read: { value, node, place in
                let origin = place.origin(key, line: node.line)
                return scalar(node, form, origin, secret: secret) { value[keyPath: path] = $0 }
            },
            write: { value in
                let own = value[keyPath: path]
                return secret || isAbsent(own) ? nil : form.write(own)
            })
    }

    /// A key with a list of values.
    static func list<T: Sendable>(
        _ key: String, _ path: RecordPath<Value, [T]>, _ form: Form<T>, _ help: String
    ) -> Self {
        Self(
            key: key, metavar: form.metavar, hint: "list", help: help,
            read: { value, node, place in
                guard case .list(let elements) = node.content else {
                    return [
                        place.origin(key, line: node.line).complaint(
                            nil, "allowed a list [ … ] of \(form.allowed)")
                    ]
                }
                value[keyPath: path] = []
                return elements.flatMap { element in
                    let origin = place.origin(key, line: element.line)
                    return scalar(element, form, origin) { value[keyPath: path].append($0) }
                }
            },
            write: { value in
                let own = value[keyPath: path]
                return own.isEmpty ? nil : .list(own.map(form.write))
            })
    }

    /// A key with a list of sections.
    static func records<T: Sendable>(
        _ key: String, _ path: RecordPath<Value, [T]>, _ record: Record<T>, _ help: String
    ) -> Self {
        Self(
            key: key, metavar: "{ … }", hint: "list", help: help,
            read: { value, node, place in
                let inner = RecordPlace(
                    file: place.file, key: "\(place.key).\(key)", layer: place.layer)
                let refusal = "allowed a list [ … ] of sections { … }"
                guard case .list(let elements) = node.content else {
                    return [place.origin(key, line: node.line).complaint(nil, refusal)]
                }
                value[keyPath: path] = []
                return elements.flatMap { element -> [String] in
                    guard case .section(let members) = element.content else {
                        return [place.origin(key, line: element.line).complaint(nil, refusal)]
                    }
                    let result = record.read(members, line: element.line, at: inner)
                    value[keyPath: path].append(result.value)
                    return result.problems
                }
            },
            write: { value in
                let own = value[keyPath: path]
                return own.isEmpty ? nil : .list(own.map(record.write))
            })
    }
}

/// Reads one value into `take`; returns what is wrong with it.
private func scalar<T>(
    _ node: ProfileNode, _ form: Form<T>, _ origin: Origin, secret: Bool = false,
    _ take: (T) -> Void
) -> [String] {
    guard case .scalar(let source) = node.content else {
        return [origin.complaint(nil, "allowed \(form.allowed)")]
    }
    guard let scalar = ScalarText(json5: source) else {
        return [origin.complaint(secret ? nil : source, "not a JSON5 value; a text wants quotes")]
    }
    do throws(Refusal) {
        take(try form.value(of: scalar))
        return []
    } catch {
        return [origin.complaint(secret ? nil : source, error.reason)]
    }
}
