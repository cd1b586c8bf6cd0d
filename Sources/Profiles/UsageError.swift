// What is wrong with a profile or a command line, in the words its author will read. The executable
// prints the lines on standard error and ends with status 104.

/// A mistake in the flags or in a profile.
public struct UsageError: Error, Sendable, Equatable {
    /// The exit status that goes with it.
    public static let exitStatus: Int32 = 104

    /// One line per mistake: where, what, what is allowed.
    public var lines: [String]

    /// A mistake told in `lines`.
    public init(_ lines: [String]) {
        self.lines = lines
    }

    /// A single mistake.
    public init(_ line: String) {
        lines = [line]
    }
}

/// How a value given by a person is shown in an error: on one line, and not endless.
func shown(_ text: String, limit: Int = 60) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": line += "\\n"
        case "\r": line += "\\r"
        case "\t": line += "\\t"
        case _ where scalar.properties.generalCategory == .control: line += "\\u{\(scalar.value)}"
        default: line.unicodeScalars.append(scalar)
        }
    }
    return line.count > limit ? line.prefix(limit) + "…" : line
}
