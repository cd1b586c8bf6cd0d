// The thresholds of a run as JUnit XML: a test case each, and one for the measurement itself, which
// every CI system shows and counts.

/// Writes a result as JUnit XML.
enum JUnitReport {
    static func text(_ report: RunReport) -> String {
        let cases = [measurement(report)] + report.thresholds.map { threshold($0, report) }
        let failed = report.thresholds.count { !$0.passed }
        let numbers =
            "tests=\"\(cases.count)\" failures=\"\(failed)\" "
            + "errors=\"\(isMeasured(report) ? 0 : 1)\" time=\"\(time(report))\""
        let suite = Markup.element(
            "testsuite",
            "name=\"\(Markup.escaped(report.profileName))\" \(numbers) "
                + "timestamp=\"\(Markup.escaped(String(report.startedAt.prefix(19))))\"",
            "\n" + cases.joined() + "  ")
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + Markup.element("testsuites", "name=\"smppbench\" \(numbers)", "\n  \(suite)\n") + "\n"
    }

    private static func isMeasured(_ report: RunReport) -> Bool {
        report.verdict.valid
            && report.verdict.exitStatus != Verdict.ExitStatus.interrupted.rawValue
    }

    private static func time(_ report: RunReport) -> String {
        Decimal.text(Double(report.phases.reduce(0) { $0 + $1.duration }) / 1e9, 3)
    }

    /// An error, not a failure, where the numbers mean nothing.
    private static func measurement(_ report: RunReport) -> String {
        let outcome =
            isMeasured(report)
            ? ""
            : complaint(
                "error", report.verdict.headline, report.verdict.reasons.joined(separator: "\n"))
        return testCase("the measurement is valid", report, time(report), outcome)
    }

    private static func threshold(_ outcome: ThresholdOutcome, _ report: RunReport) -> String {
        testCase(
            outcome.expression, report, "0",
            outcome.passed ? "" : complaint("failure", outcome.measured, outcome.failure))
    }

    private static func complaint(_ kind: String, _ message: String, _ text: String) -> String {
        Markup.text(kind, "message=\"\(Markup.escaped(message))\"", text)
    }

    private static func testCase(
        _ name: String, _ report: RunReport, _ time: String, _ content: String
    ) -> String {
        "    "
            + Markup.element(
                "testcase",
                "classname=\"smppbench.\(Markup.escaped(report.profileName))\" "
                    + "name=\"\(Markup.escaped(name))\" time=\"\(time)\"", content) + "\n"
    }
}
