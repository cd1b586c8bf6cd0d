// `smppbench merge`: the results of several machines as one, with the exit status of a run.

import Platform
import Profiles
import Results

struct MergeCommand {
    private let request: MergeRequest

    init(_ request: MergeRequest) {
        self.request = request
    }

    func run() throws(CommandFailure) -> Int32 {
        var parts: [MergePart] = []
        for file in request.files {
            parts.append(MergePart(name: file, report: try ReportCommand.read(file)))
        }
        let union: RunReport
        do throws(DamagedResult) {
            union = try ResultMerge.union(of: parts, tool: Version.tool)
        } catch {
            throw CommandFailure(error.description)
        }
        try request.outputs.writeAll([union], noColor: request.noColor)
        if !union.verdict.valid, !request.outputs.isEmpty {
            for reason in union.verdict.reasons {
                StandardStream.error.write("invalid: \(reason)\n")
            }
        }
        return union.verdict.exitStatus
    }
}
