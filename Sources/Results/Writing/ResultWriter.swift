// Results on disk: one file in one format, and the folder that a run keeps its files in.
// The only file of this module that writes.

import FoundationEssentials
import Platform

/// A file or folder that could not be written.
public struct ResultWriteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was to be written.
    public let path: String
    /// Why not, in the system's words.
    public let reason: String

    /// One line with both.
    public var description: String { "cannot write \(path): \(reason)" }

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// What `error` says about `path`.
    public init(path: String, _ error: any Error) {
        // The errno type is Glibc's, which only Platform imports.
        func errno(_ code: some RawRepresentable<Int32>) -> Int32 { code.rawValue }
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        self.init(
            path: path,
            reason: cause.map { SystemError.reason(errno($0.code)) } ?? String(describing: error))
    }
}

/// Writes reports.
public enum ResultWriter {
    /// The formats of `--out`.
    public enum Format: String, Sendable, CaseIterable {
        /// The whole result.
        case json
        /// The report for people.
        case text
        /// The report as one self-contained page.
        case html
        /// The seconds as comma-separated values.
        case csv
        /// The thresholds as JUnit XML.
        case junit
        /// The summary for a CI job.
        case markdown
        /// HdrHistogram's percentile distribution of the latency.
        case hgrm
        /// HdrHistogram's interval log.
        case hlog
        /// Prometheus' text format.
        case prometheus
        /// github-action-benchmark, smaller is better.
        case github
        /// Bencher Metric Format.
        case bencher
    }

    /// Folders tried for runs that start within the same second.
    private static let folderAttempts = 100

    /// Writes `report` to `path`; a file that is there keeps its content until the new one is whole.
    public static func write(
        _ report: RunReport, as format: Format, to path: String
    ) throws(ResultWriteError) {
        let text: String
        do {
            text = try Self.text(of: report, as: format)
        } catch {
            throw ResultWriteError(path: path, error)
        }
        try write(text, to: path)
    }

    /// `report` in `format`.
    public static func text(of report: RunReport, as format: Format) throws -> String {
        switch format {
        case .json: try report.json()
        case .text: TextReport.text(report)
        case .html: HTMLReport.html(report)
        case .csv: IntervalTable.text(report)
        case .junit: JUnitReport.text(report)
        case .markdown: MarkdownReport.text(report)
        case .hgrm: try PercentileDistribution.text(report)
        case .hlog: HistogramLog.text(report)
        case .prometheus: PrometheusText.text(report)
        case .github: try BenchmarkFiles.github(report)
        case .bencher: try BenchmarkFiles.bencher(report)
        }
    }

    /// Writes `text` to `path`; a file that is there keeps its content until the new one is whole.
    public static func write(_ text: String, to path: String) throws(ResultWriteError) {
        do {
            // A pipe or a terminal cannot be replaced by a finished file.
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            let isFile = (attributes?[.type] as? FileAttributeType ?? .typeRegular) == .typeRegular
            try Data(text.utf8).write(to: URL(filePath: path), options: isFile ? .atomic : [])
        } catch {
            throw ResultWriteError(path: path, error)
        }
    }

    /// Creates `PARENT/STARTED-PROFILE/`, as in `results/2026-11-23T14-05-09Z-baseline`, and returns
    /// its path.
    ///
    /// A second run of the same second gets `-2` at the end, and so on.
    public static func createRunFolder(
        in parent: String = "results", startedAtWallClock: Int64, profileName: String
    ) throws(ResultWriteError) -> String {
        let started = RunReport.timestamp(startedAtWallClock).prefix(19)
            .replacing(":", with: "-")
        let name = "\(parent)/\(started)Z-\(fileName(profileName))"
        let manager = FileManager.default
        do {
            try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw ResultWriteError(path: parent, error)
        }
        var path = name
        for attempt in 2...folderAttempts {
            do {
                try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
                return path
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                path = "\(name)-\(attempt)"
            } catch {
                throw ResultWriteError(path: path, error)
            }
        }
        throw ResultWriteError(path: path, reason: "there are \(folderAttempts - 1) such folders")
    }

    /// Writes `result.json`, `result.txt` and `report.html` into a run's folder.
    public static func write(
        _ report: RunReport, toFolder folder: String
    ) throws(ResultWriteError) {
        try write(report, as: .json, to: folder + "/result.json")
        try write(report, as: .text, to: folder + "/result.txt")
        try write(report, as: .html, to: folder + "/report.html")
    }

    /// `name` without characters that mean something in a path.
    private static func fileName(_ name: String) -> String {
        String(
            name.map { character in
                let isPlain = character.isASCII && (character.isLetter || character.isNumber)
                return isPlain || "._-".contains(character) ? character : "-"
            })
    }
}
