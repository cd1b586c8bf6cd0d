// `smppbench compare`: two sets of stored results judged, with the exit statuses of a gate.

import FoundationEssentials
import Platform
import Profiles
import Results

struct CompareCommand {
    private let request: CompareRequest

    init(_ request: CompareRequest) {
        self.request = request
    }

    func run() throws(CommandFailure) -> Int32 {
        for file in request.base where !FileManager.default.fileExists(atPath: file) {
            throw CommandFailure(
                "no baseline: there is no file \(file)",
                status: Comparison.ExitStatus.baselineMissing.rawValue)
        }
        let base = try Self.read(request.base)
        let new = try Self.read(request.new)
        let comparison = Comparison(
            base: base.map(\.report), new: new.map(\.report), rules: request.rules)
        try write(comparison, base, new)
        return comparison.exitStatus
    }

    private static func read(_ files: [String]) throws(CommandFailure) -> [StoredReport] {
        var results: [StoredReport] = []
        for file in files {
            results.append(
                StoredReport(report: try ReportCommand.read(file), path: file, link: nil))
        }
        return results
    }

    private func write(
        _ comparison: Comparison, _ base: [StoredReport], _ new: [StoredReport]
    ) throws(CommandFailure) {
        if request.outputs.isEmpty {
            let color = StandardStream.output.showsColor(unless: request.noColor)
            StandardStream.output.write(comparison.text(color: color))
        }
        for output in request.outputs {
            do {
                try output.write(try text(of: comparison, as: output.format, base, new))
            } catch let error as ResultWriteError {
                throw CommandFailure(error.description)
            } catch {
                throw CommandFailure(ResultWriteError(path: output.path, error).description)
            }
        }
    }

    private func text(
        of comparison: Comparison, as format: OutputRequest.Format, _ base: [StoredReport],
        _ new: [StoredReport]
    ) throws -> String {
        switch format {
        case .json: return try comparison.json()
        case .markdown: return comparison.markdown()
        case .html:
            guard let before = Self.middle(of: base), let after = Self.middle(of: new) else {
                return comparison.text()
            }
            return HTMLReport.html(comparing: before, with: after, judged: comparison)
        default: return comparison.text()
        }
    }

    /// The result whose rate is the middle one: what a page of two runs shows of a set.
    private static func middle(of results: [StoredReport]) -> StoredReport? {
        let sorted = results.sorted {
            $0.report.rates.acceptedTPS < $1.report.rates.acceptedTPS
        }
        return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    }
}

extension CompareRequest {
    /// The rules that the flags make.
    var rules: Comparison.Rules {
        var rules = Comparison.Rules()
        rules.gates = gates.map(\.metric)
        for margin in margins { rules.margins[margin.metric.metric] = margin.share }
        rules.unpaired = unpaired
        rules.failsOnInconclusive = failOn == .inconclusive
        return rules
    }
}

extension ComparedMetric {
    /// The judgement's name for it.
    var metric: ComparisonMetric {
        switch self {
        case .achievedTPS: .achievedTPS
        case .acceptedTPS: .acceptedTPS
        case .latencyP50: .latencyP50
        case .latencyP99: .latencyP99
        case .serviceTimeP50: .serviceTimeP50
        case .serviceTimeP99: .serviceTimeP99
        case .receiptP95: .receiptP95
        case .cpuNanosecondsPerMessage: .cpuNanosecondsPerMessage
        case .systemCallsPerMessage: .systemCallsPerMessage
        case .allocationsPerMessage: .allocationsPerMessage
        }
    }
}
