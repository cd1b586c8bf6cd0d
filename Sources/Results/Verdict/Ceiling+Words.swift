// A ceiling's certificate in a reader's words, the same in every form of output.

import LoadEngine

extension LoadPlan.Ceiling {
    /// The same as of its certificate.
    var limitWords: String { inWords(tps, unit: unit.rawValue, scope: scope.rawValue) }
}

extension CeilingCertificate {
    /// The same as of its place in the report.
    var limitWords: String { inWords(tps, unit: unit.rawValue, scope: scope.rawValue) }
}

private func inWords(_ tps: Double, unit: String, scope: String) -> String {
    "\(HumanUnits.rate(tps))\(unit == "segment" ? " segments" : "") per \(scope)"
}

extension RunReport.Ceiling {
    /// `1,100/s per run`, `100/s segments per account`.
    var limitWords: String { inWords(tps, unit: unit, scope: scope) }

    /// `kept`, or by how much it was exceeded.
    var outcomeWords: String {
        if isKept { return "kept" }
        let sends = [
            (violations, "in 1 s"), (violations100ms, "in 100 ms"), (violations10ms, "in 10 ms"),
        ].filter { $0.0 > 0 }.map { "\(HumanUnits.count($0.0)) sends \($0.1)" }
        if sends.isEmpty { return "kept, but \(HumanUnits.count(unread)) sends unchecked" }
        return "EXCEEDED by " + sends.joined(separator: ", ")
    }

    /// `101 of 111`.
    static func most(_ count: Int64, of limit: Int64) -> String {
        "\(HumanUnits.count(count)) of \(HumanUnits.count(limit))"
    }
}
