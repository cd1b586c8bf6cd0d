// How one kind of value is written down: what is allowed, how it is read from a flag or a profile,
// and how it goes into the resolved profile. The table names a form for every row.

/// A value before it is understood: its text and the kind of token it came from.
struct ScalarText: Sendable {
    enum Kind: Sendable {
        /// From the command line, where everything is text.
        case argument
        /// A JSON5 string, number, or `true`/`false` of a profile.
        case string, number, boolean
        /// A JSON5 `null` of a profile, which no setting takes.
        case null
    }

    var kind: Kind
    var text: String

    static func argument(_ text: String) -> ScalarText {
        ScalarText(kind: .argument, text: text)
    }
}

/// Why a value is refused, as the end of the error line.
struct Refusal: Error {
    var reason: String
}

/// What a form makes of a text.
enum Reading<Value: Sendable>: Sendable {
    case value(Value)
    case malformed
    case outOfRange
}

/// How values of one kind are read and written.
struct Form<Value: Sendable>: Sendable {
    /// The value's name in help.
    var metavar: String
    /// Completes "allowed …" for a text that is no such value.
    var allowed: String
    /// Completes "allowed …" for a value too small or too large.
    var range: String
    /// What the help adds to the metavar; empty when that says it all.
    var hint: String
    /// The profile tokens it may be; the command line's texts are always taken.
    var kinds: [ScalarText.Kind]
    /// Reads a text.
    var read: @Sendable (String) -> Reading<Value>
    /// Writes a value back for the resolved profile.
    var write: @Sendable (Value) -> ProfileValue

    init(
        _ metavar: String, allowed: String, range: String? = nil, hint: String = "",
        kinds: [ScalarText.Kind] = [.string],
        read: @escaping @Sendable (String) -> Reading<Value>,
        write: @escaping @Sendable (Value) -> ProfileValue
    ) {
        self.metavar = metavar
        self.allowed = allowed
        self.range = range ?? allowed
        self.hint = hint
        self.kinds = kinds
        self.read = read
        self.write = write
    }

    /// The value of a token, or why there is none.
    func value(of scalar: ScalarText) throws(Refusal) -> Value {
        let fits = scalar.kind == .argument || kinds.contains(scalar.kind)
        // "2" in quotes is no number, though the same setting takes a word in quotes.
        let quotedNumber =
            scalar.kind == .string && kinds.contains(.number) && scalar.text.first?.isNumber == true
        guard fits, !quotedNumber else {
            throw Refusal(reason: "allowed \(allowed)")
        }
        switch read(scalar.text) {
        case .value(let value): return value
        case .malformed: throw Refusal(reason: "allowed \(allowed)")
        case .outOfRange: throw Refusal(reason: "allowed \(range)")
        }
    }

    /// The same form with a word for "no value", which becomes nil.
    func or(_ word: String) -> Form<Value?> {
        Form<Value?>(
            metavar, allowed: "\(allowed) or \(word)", range: "\(range) or \(word)",
            hint: "\(hint) or \(word)",
            kinds: kinds.contains(.string) ? kinds : kinds + [.string],
            read: { text in
                if text == word { return .value(nil) }
                switch read(text) {
                case .value(let value): return .value(value)
                case .malformed: return .malformed
                case .outOfRange: return .outOfRange
                }
            },
            write: { value in value.map(write) ?? .text(word) })
    }

    /// The same form for a setting that may be absent, which is written as null.
    var optional: Form<Value?> {
        Form<Value?>(
            metavar, allowed: allowed, range: range, hint: hint, kinds: kinds,
            read: { text in
                switch read(text) {
                case .value(let value): .value(value)
                case .malformed: .malformed
                case .outOfRange: .outOfRange
                }
            },
            write: { value in value.map(write) ?? .null })
    }
}
