// A flag of a command that loads nothing: it has no profile key and no layer below the command line.
// Each such command has a table of these; the reader and the help work from the table alone.

/// A row of a tool command's table of flags.
struct ToolFlag<Request: ToolRequest>: Sendable {
    /// The flag with its dashes.
    var name: String
    /// The value's name in help; empty for a toggle.
    var metavar: String
    /// Completes "allowed …".
    var allowed: String
    /// What the help adds to the metavar.
    var hint: String
    /// One line for the help.
    var help: String
    /// Whether the flag stands alone.
    var isToggle: Bool
    /// Reads the value into the request; a toggle's text is empty unless one was attached by `=`.
    var assign: @Sendable (inout Request, String) throws(Refusal) -> Void

    /// A flag with one value, a later one replacing it.
    init<Value: Sendable>(
        _ name: String, _ path: any WritableKeyPath<Request, Value> & Sendable, _ form: Form<Value>,
        _ help: String
    ) {
        self.init(name, form, help) { request, value in request[keyPath: path] = value }
    }

    /// A flag that may be given any number of times.
    init<Value: Sendable>(
        _ name: String, list path: any WritableKeyPath<Request, [Value]> & Sendable,
        _ form: Form<Value>, _ help: String
    ) {
        self.init(name, form, help, repeatable: true) { request, value in
            request[keyPath: path].append(value)
        }
    }

    private init<Value: Sendable>(
        _ name: String, _ form: Form<Value>, _ help: String, repeatable: Bool = false,
        set: @escaping @Sendable (inout Request, Value) -> Void
    ) {
        self.name = name
        metavar = form.metavar
        allowed = form.allowed
        hint = [form.hint, repeatable ? "repeatable" : ""].filter { !$0.isEmpty }
            .joined(separator: "; ")
        self.help = help
        isToggle = false
        assign = { (request, text) throws(Refusal) in
            set(&request, try form.value(of: .argument(text)))
        }
    }

    /// A flag without a value.
    init(
        toggle name: String, _ path: any WritableKeyPath<Request, Bool> & Sendable, _ help: String
    ) {
        self.name = name
        metavar = ""
        allowed = Form.truth.allowed
        hint = ""
        self.help = help
        isToggle = true
        assign = { (request, text) throws(Refusal) in
            request[keyPath: path] =
                text.isEmpty ? true : try Form.truth.value(of: .argument(text))
        }
    }
}

/// What a command that loads nothing was asked for.
protocol ToolRequest: Sendable {
    /// Its flags, in the order of the help.
    static var flags: [ToolFlag<Self>] { get }

    /// Nothing asked for yet.
    init()

    /// Takes an argument that is no flag, or says what is allowed in its place.
    mutating func take(_ operand: String) throws(Refusal)

    /// What only all arguments together show to be wrong, one line each.
    var problems: [String] { get }
}

/// A flag as the help shows it.
struct ToolFlagHelp {
    /// The flag and its value's name.
    var name: String
    /// What it does, and in brackets what it takes.
    var text: String
}

extension ToolFlag {
    /// The row of the help.
    var shown: ToolFlagHelp {
        ToolFlagHelp(
            name: metavar.isEmpty ? name : "\(name) \(metavar)",
            text: hint.isEmpty ? help : "\(help) [\(hint)]")
    }
}
