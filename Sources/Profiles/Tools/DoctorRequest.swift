// `smppbench doctor`: where its report goes, and what of it fails.

/// What `doctor` was asked for.
public struct DoctorRequest: ToolRequest, Equatable {
    /// What a finding must be to fail.
    public enum Strictness: String, Sendable, CaseIterable {
        /// Bad, or a warning.
        case warning
        /// Bad.
        case bad
    }

    /// What fails; nil: nothing.
    public var failOn: Strictness?
    /// Where the report goes; empty: as text to standard output.
    public var outputs: [OutputRequest] = []
    /// No colours.
    public var noColor = false

    /// Nothing asked for yet.
    init() {}

    static let flags: [ToolFlag<DoctorRequest>] = [
        ToolFlag("--fail-on", \.failOn, .grade, "status 98 if there is a finding so bad"),
        ToolFlag(
            "--out", list: \.outputs, .output(in: [.text, .markdown, .json]),
            "a file to write; - is standard output"),
        ToolFlag(toggle: "--no-color", \.noColor, "no colours on a terminal"),
    ]

    mutating func take(_ operand: String) throws(Refusal) {
        throw Refusal(reason: "doctor looks at this machine alone; allowed flags")
    }

    var problems: [String] { [] }
}

extension Form where Value == DoctorRequest.Strictness? {
    /// `warning` or `bad`.
    fileprivate static let grade = Form(
        "warning|bad", allowed: "warning or bad",
        read: { DoctorRequest.Strictness(rawValue: $0).map { .value($0) } ?? .malformed },
        write: { .text($0?.rawValue ?? "") })
}
