// `smppbench merge`: which results are parts of one, and where their union goes.

/// What `merge` was asked for.
public struct MergeRequest: ToolRequest, Equatable {
    /// Files of results; at least two.
    public var files: [String] = []
    /// Where the union goes; empty: as text to standard output.
    public var outputs: [OutputRequest] = []
    /// No colours.
    public var noColor = false

    static let flags: [ToolFlag<MergeRequest>] = [
        ToolFlag("--out", list: \.outputs, .output, "a file to write; - is standard output"),
        ToolFlag(toggle: "--no-color", \.noColor, "no colours on a terminal"),
    ]

    mutating func take(_ operand: String) throws(Refusal) {
        files.append(operand)
    }

    var problems: [String] {
        files.count > 1 ? [] : ["merge needs two results or more: the paths of their result.json"]
    }
}
