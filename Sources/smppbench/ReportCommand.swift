// `smppbench report`: stored results shown again, as text or in any format of --out.

import FoundationEssentials
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
        let shown = reports
        try request.outputs.writeAll(shown, noColor: request.noColor) { output in
            page(of: stored(shown, from: output))
        }
    }

    /// Two results are laid over each other, more of them stand in a row.
    private func page(of results: [StoredReport]) -> String {
        results.count == 2
            ? HTMLReport.html(comparing: results[0], with: results[1]) : TrendPage.html(results)
    }

    /// The results with links from the page that `output` writes: to each run's own page where it
    /// lies beside the result, else to the result.
    private func stored(_ reports: [RunReport], from output: OutputRequest) -> [StoredReport] {
        let files = FileManager.default
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : files.currentDirectoryPath + "/" + path
        }
        func folder(_ path: String) -> String {
            path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        }
        let page =
            output.isStandardOutput ? files.currentDirectoryPath : folder(absolute(output.path))
        return zip(reports, request.files).map { report, file in
            let path = absolute(file)
            let own = folder(path) + "/report.html"
            let target = files.fileExists(atPath: own) ? own : path
            return StoredReport(
                report: report, path: file, link: RelativeLink.from(folder: page, to: target))
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
