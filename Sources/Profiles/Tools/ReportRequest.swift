// `smppbench report`: which results to show again, and how.

/// What `report` was asked for.
public struct ReportRequest: ToolRequest, Equatable {
    /// Files of results or journals, in the order given; at least one.
    public var files: [String] = []
    /// Where the report goes; empty: as text to standard output.
    public var outputs: [OutputRequest] = []
    /// No colours.
    public var noColor = false

    static let flags: [ToolFlag<ReportRequest>] = [
        ToolFlag("--out", list: \.outputs, .output, "a file to write; - is standard output"),
        ToolFlag(toggle: "--no-color", \.noColor, "no colours on a terminal"),
    ]

    mutating func take(_ operand: String) throws(Refusal) {
        files.append(operand)
    }

    var problems: [String] {
        guard !files.isEmpty else { return ["report needs a result: the path of a result.json"] }
        guard files.count > 1 else { return [] }
        return outputs.filter { !$0.format.takesSeveralResults }.map {
            "--out \($0.format.rawValue)=\($0.path): takes one result, not \(files.count); "
                + "allowed with several: "
                + OutputRequest.Format.allCases.filter(\.takesSeveralResults)
                .map(\.rawValue).joined(separator: ", ")
        }
    }
}
