// `smppbench report`: stored results shown again, as text or in any format of --out.

import Platform
import Profiles
import Results

struct ReportCommand {
    private let request: ReportRequest

    init(_ request: ReportRequest) {
        self.request = request
    }

    func run() throws(CommandFailure) {
        var reports: [RunReport] = []
        for file in request.files { reports.append(try Self.read(file)) }
        if request.outputs.isEmpty {
            let color = !request.noColor && StandardStream.output.terminalColumns != nil
            StandardStream.output.write(
                reports.map { TextReport.text($0, color: color) }.joined(separator: "\n"))
        }
        for output in request.outputs {
            do throws(ResultWriteError) {
                try output.write(reports)
            } catch {
                throw CommandFailure(error.description)
            }
        }
    }

    /// The result in a file.
    static func read(_ path: String) throws(CommandFailure) -> RunReport {
        do throws(ResultReadError) {
            return try ResultReader.report(at: path)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
