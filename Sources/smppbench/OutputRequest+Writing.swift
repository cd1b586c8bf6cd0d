// What `--out` asked for, written: to a file, or to standard output. Used by every command that
// takes --out.

import Platform
import Profiles
import Results

extension OutputRequest {
    /// Writes one report, or where the format takes several, all of `reports`.
    func write(_ reports: [RunReport]) throws(ResultWriteError) {
        do {
            let texts = try reports.map { try ResultWriter.text(of: $0, as: format.writer) }
            try write(texts.joined(separator: "\n"))
        } catch let error as ResultWriteError {
            throw error
        } catch {
            throw ResultWriteError(path: path, error)
        }
    }

    /// Writes `text` as it is.
    func write(_ text: String) throws(ResultWriteError) {
        if isStandardOutput {
            StandardStream.output.write(text)
        } else {
            try ResultWriter.write(text, to: path)
        }
    }
}

extension OutputRequest.Format {
    /// The writer's name for the format.
    var writer: ResultWriter.Format {
        switch self {
        case .json: .json
        case .text: .text
        case .html: .html
        case .csv: .csv
        case .junit: .junit
        case .markdown: .markdown
        case .hgrm: .hgrm
        case .hlog: .hlog
        case .prometheus: .prometheus
        case .github: .github
        case .bencher: .bencher
        }
    }
}

extension [OutputRequest] {
    /// Writes `reports` everywhere; without a file, as text to standard output.
    ///
    /// `pageOfSeveral` makes the page that an output of several results is to be.
    func writeAll(
        _ reports: [RunReport], noColor: Bool, pageOfSeveral: ((OutputRequest) -> String)? = nil
    ) throws(CommandFailure) {
        if isEmpty {
            let color = StandardStream.output.showsColor(unless: noColor)
            StandardStream.output.write(
                reports.map { TextReport.text($0, color: color) }.joined(separator: "\n"))
        }
        for output in self {
            do throws(ResultWriteError) {
                if output.format == .html, reports.count > 1, let pageOfSeveral {
                    try output.write(pageOfSeveral(output))
                } else {
                    try output.write(reports)
                }
            } catch {
                throw CommandFailure(error.description)
            }
        }
    }
}
