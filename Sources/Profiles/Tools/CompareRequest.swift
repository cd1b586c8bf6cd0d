// `smppbench compare`: which results are judged against which, and by what rules.

/// What `compare` was asked for.
public struct CompareRequest: ToolRequest, Equatable {
    /// The most metrics that may decide: with more of them chance decides.
    static let gateLimit = 5
    /// The most results of one set.
    static let fileLimit = 100
    /// What an unsure comparison counts as.
    public enum Strictness: String, Sendable, CaseIterable {
        /// An inconclusive gated metric fails.
        case inconclusive
    }

    /// Files of the baseline.
    public var base: [String] = []
    /// Files of the new results.
    public var new: [String] = []
    /// The command that makes a result of the baseline, in place of stored ones; `new` then holds the
    /// other command.
    public var run: String?
    /// How many pairs of runs the two commands make.
    public var pairs: Int?
    /// The sets are no pairs, however many they are.
    public var unpaired = false
    /// The metrics that decide; empty: the default ones.
    public var gates: [ComparedMetric] = []
    /// Margins other than the default ones; the last of a metric counts.
    public var margins: [MarginSetting] = []
    /// What fails besides a regression.
    public var failOn: Strictness?
    /// Where the judgement goes; empty: as text to standard output.
    public var outputs: [OutputRequest] = []
    /// No colours.
    public var noColor = false

    /// Nothing asked for yet.
    init() {}

    static let flags: [ToolFlag<CompareRequest>] = [
        ToolFlag(
            "--with", list: \.new, .reference("FILE"),
            "the new results, also all files after it; with --run a command"),
        ToolFlag(
            "--run", \.run, Form.reference("COMMAND").optional,
            "measure in turn, this and --with's command; {out} is the result's file, else "
                + "--out json=FILE is added"),
        ToolFlag("--pairs", \.pairs, Form.count(1...50).optional, "runs of each with --run; 10"),
        ToolFlag(
            toggle: "--unpaired", \.unpaired, "the results are no pairs; so if unequally many"),
        ToolFlag(
            "--gate", list: \.gates, .metric,
            "a metric that decides, at most five; else throughput and cost, with a rate also latency"
        )
        .namingNearest(ComparedMetric.allCases.map(\.rawValue)),
        ToolFlag("--margin", list: \.margins, .margin, "the change of a metric that is let pass")
            .namingNearest(ComparedMetric.allCases.map(\.rawValue)),
        ToolFlag(
            "--fail-on", \.failOn, .strictness, "status 98 also if a gated metric is not sure"),
        ToolFlag(
            "--out", list: \.outputs, .output(in: [.text, .markdown, .json, .html]),
            "a file to write; - is standard output"),
        ToolFlag(toggle: "--no-color", \.noColor, "no colours on a terminal"),
    ]

    mutating func take(_ operand: String) throws(Refusal) {
        if new.isEmpty {
            base.append(operand)
        } else {
            new.append(operand)
        }
    }

    var problems: [String] {
        var problems: [String] = []
        if run != nil {
            if !base.isEmpty { problems.append("--run: no stored baseline beside it") }
            if new.count != 1 { problems.append("--run: needs one --with, the other command") }
            if unpaired { problems.append("--unpaired: runs of --run are pairs") }
            return problems + gateProblems
        }
        if pairs != nil { problems.append("--pairs: only with --run") }
        if base.isEmpty { problems.append("compare needs a baseline: the paths of its results") }
        if new.isEmpty { problems.append("compare needs --with and the paths of the new results") }
        for (name, files) in [("the baseline", base), ("--with", new)]
        where files.count > Self.fileLimit {
            problems.append("\(name): \(files.count) results; allowed at most \(Self.fileLimit)")
        }
        return problems + gateProblems
    }

    private var gateProblems: [String] {
        let count = Set(gates).count
        guard count > Self.gateLimit else { return [] }
        return [
            "--gate: \(count) metrics; allowed at most \(Self.gateLimit), "
                + "for of many metrics one differs by chance"
        ]
    }
}

extension Form where Value == CompareRequest.Strictness? {
    /// `inconclusive`.
    fileprivate static let strictness = Form(
        "inconclusive", allowed: "inconclusive",
        read: { CompareRequest.Strictness(rawValue: $0).map { .value($0) } ?? .malformed },
        write: { .text($0?.rawValue ?? "") })
}

extension ToolFlag {
    /// The same flag, which tells the nearest of `names` to a mistaken one.
    fileprivate func namingNearest(_ names: [String]) -> ToolFlag {
        var flag = self
        flag.assign = { [assign] (request, text) throws(Refusal) in
            do throws(Refusal) {
                try assign(&request, text)
            } catch {
                let name = String(text.prefix { $0 != "=" })
                guard !names.contains(name), let nearest = nearestName(to: name, among: names)
                else { throw error }
                throw Refusal(reason: "\(error.reason); nearest: \(nearest)")
            }
        }
        return flag
    }
}
