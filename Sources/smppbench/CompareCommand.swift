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
        if let baseline = request.run, let other = request.new.first {
            return try runInTurn(baseline, other)
        }
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

    private func runInTurn(_ baseline: String, _ other: String) throws(CommandFailure) -> Int32 {
        var runs = try PairedRuns(baseline: baseline, other: other)
        var rules = request.rules
        // Two looks at the same question share the error that one was promised.
        rules.alpha /= 2
        let pairs = request.pairs ?? PairedRuns.defaultPairs
        var failure: CommandFailure?
        do throws(CommandFailure) {
            try runs.measure(pairs)
            if Comparison(base: runs.base, new: runs.new, rules: rules).isUndecided {
                StandardStream.error.write("not sure after \(pairs) pairs: as many again\n")
                try runs.measure(pairs)
            }
        } catch {
            failure = error
        }
        if runs.base.isEmpty {
            if let failure { throw failure }
            StandardStream.error.write("interrupted before the end of the first pair\n")
            return Verdict.ExitStatus.interrupted.rawValue
        }
        var comparison = Comparison(base: runs.base, new: runs.new, rules: rules)
        comparison.notes.append(
            "measured in turn, results in \(runs.folder); up to two looks, each at "
                + "\(rules.alpha * 100)%")
        func stored(_ reports: [RunReport]) -> [StoredReport] {
            reports.map { StoredReport(report: $0, path: runs.folder, link: nil) }
        }
        try write(comparison, stored(runs.base), stored(runs.new))
        if let failure { throw failure }
        return runs.isStopped
            ? Verdict.ExitStatus.interrupted.rawValue : comparison.exitStatus
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
