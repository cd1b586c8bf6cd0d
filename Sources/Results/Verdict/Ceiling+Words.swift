// A ceiling's certificate in a reader's words, the same in every form of output.

extension RunReport.Ceiling {
    /// `1,100/s per run`, `100/s segments per account`.
    var limitWords: String {
        "\(HumanUnits.rate(tps))\(unit == "segment" ? " segments" : "") per \(scope)"
    }

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
