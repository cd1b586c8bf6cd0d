// The page of a run: whole by itself, well formed whatever the names in it, small for a long run, and
// with something to say where there is little to show. How it looks is looked at, not tested.

import LoadEngine
import Metrics
import Results
import Testing

@Suite struct HTMLReportTests {
    /// A run of `seconds` with an interval a second.
    static func longRun(seconds: Int64) -> RunResult {
        var result = Fixtures.receiptRun()
        result.plan.duration = seconds * Fixtures.second
        result.phases[0].startedAt = result.startedAt
        result.phases[0].duration = seconds * Fixtures.second
        for second in 0..<seconds {
            var interval = IntervalResult(
                at: second * Fixtures.second, duration: Fixtures.second, ledger: MessageLedger(),
                inFlight: 40 + second % 7, receiptsOutstanding: second % 900,
                latency: Histogram(.response), receipt: Histogram(.receipt))
            interval.ledger.submitted = 1_000 + second % 13
            interval.ledger.accepted = 990
            interval.ledger.receiptsMatched = 900
            interval.statuses = [0: 990, 0x58: 3 + second % 5, 0x14: 2]
            interval.targetTPS = 1_000
            Fixtures.spread(&interval.latency, 20, 1_000_000, 9_000_000 + second * 1_000)
            Fixtures.spread(&interval.sendLag, 20, 10_000, 90_000)
            interval.lagTotals = LagTotals(pacer: 400_000, window: 600_000 + second * 20)
            result.intervals.append(interval)
        }
        return result
    }

    /// Elements that are not closed, or closed without having been opened.
    static func unbalanced(_ html: String) -> [String] {
        let void: Set<Substring> = ["meta", "br", "!doctype"]
        var open: [Substring] = []
        var faults: [String] = []
        for part in html.split(separator: "<").dropFirst(html.hasPrefix("<") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else {
                faults.append("no end: \(part.prefix(40))")
                continue
            }
            let tag = part[..<end]
            let name = tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" }
            if void.contains(name) || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                if open.popLast() != name { faults.append("</\(name)> closes nothing") }
            } else {
                open.append(name)
            }
        }
        return faults + open.map { "<\($0)> is not closed" }
    }

    @Test(arguments: [
        "open-loop", "closed-loop", "generator-bound", "few-messages", "refused-bind",
    ])
    func everyRunMakesAWellFormedPageThatAsksForNothing(name: String) throws {
        let report = try GoldenTests.report(name)
        let html = HTMLReport.html(report)
        #expect(Self.unbalanced(html) == [])
        for outside in ["<script", "<link", "<img", "@import", "url(", "http:", "https:", "src="] {
            #expect(!html.contains(outside), "\(outside)")
        }
        #expect(html.contains(report.profileName))
    }

    @Test func identifiersOfThePageAreUnique() {
        let report = RunReport(Self.longRun(seconds: 30), context: Fixtures.context("long"))
        let parts = HTMLReport.html(report).split(separator: " id=\"").dropFirst()
        let names = parts.map { $0.prefix { $0 != "\"" } }
        #expect(names.count > 10)
        #expect(Set(names).count == names.count)
    }

    @Test func whatComesFromOutsideIsEscaped() {
        var result = Self.longRun(seconds: 5)
        let hostile = "</title><script>alert('x')</script>\"&\u{1}"
        result.notes = [hostile]
        result.end = .failed(hostile)
        var context = Fixtures.context(hostile, tags: [hostile: hostile])
        context.profile = .object([hostile: .string(hostile)])
        context.environment.cpuModel = hostile
        let html = HTMLReport.html(RunReport(result, context: context))
        #expect(!html.contains("<script"))
        #expect(!html.contains("alert('x')"))
        #expect(!html.contains("\u{1}"))
        #expect(html.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)"))
        #expect(Self.unbalanced(html) == [])
    }

    @Test func hourLongRunStaysUnderHalfAMegabyteAndKeepsItsWorstSecond() {
        var result = Self.longRun(seconds: 3_600)
        result.intervals[1_234].latency.record(8_000_000_000)
        let html = HTMLReport.html(RunReport(result, context: Fixtures.context("hour")))
        #expect(html.utf8.count < 500_000, "\(html.utf8.count) bytes")
        #expect(html.contains("longest 8.00\u{A0}s"))
        #expect(html.contains("Each point is 15.0 s"))
    }

    @Test func sendLagIsToldApartByWhatHeldTheMessages() {
        var result = Self.longRun(seconds: 300)
        let html = HTMLReport.html(RunReport(result, context: Fixtures.context("causes")))
        // 20 messages a second; each point is two seconds here.
        #expect(html.contains("generator 20.0\u{A0}µs\nfull windows 30.0\u{A0}µs"))
        #expect(html.contains("by what held the messages: generator, full windows."))
        for index in result.intervals.indices { result.intervals[index].lagTotals = nil }
        let old = HTMLReport.html(RunReport(result, context: Fixtures.context("causes")))
        #expect(old.contains("Send lag<") && !old.contains("Send lag by cause"))
    }

    @Test func steeredRunMarksWhereItWas() {
        var result = Self.longRun(seconds: 30)
        result.rateChanges = [
            RateChange(at: 5 * Fixtures.second, scheduleTime: 5 * Fixtures.second, factor: 1.21),
            RateChange(at: 9 * Fixtures.second, scheduleTime: 10 * Fixtures.second, factor: 0),
        ]
        let report = RunReport(result, context: Fixtures.context("steered"))
        let html = HTMLReport.html(report)
        #expect(html.contains(">x1.21</text>") && html.contains(">pause</text>"))
        #expect(html.contains("the rate was changed by hand 2 times"))
        #expect(report.rateChanges?.map(\.factor) == [1.21, 0])
    }

    @Test func twoRunsLieOverEachOtherWithTheirDifferences() {
        var faster = Self.longRun(seconds: 30)
        faster.measure { Fixtures.spread(&$0.timings.latency, 90_000, 500_000, 600_000) }
        let runs = [Self.longRun(seconds: 30), faster].map {
            StoredReport(
                report: RunReport($0, context: Fixtures.context("same<")), path: "a",
                link: "a/report.html")
        }
        let html = HTMLReport.html(comparing: runs[0], with: runs[1])
        #expect(Self.unbalanced(html) == [])
        #expect(html.contains("<h1>same&lt;: A and B</h1>"))
        #expect(html.contains("href=\"a/report.html\""))
        #expect(html.contains(">latency p50</td><td>2.05\u{A0}ms</td>"))
        #expect(!html.contains("NOT THE SAME RUN"))
    }

    @Test func runsOfDifferentProfilesOrMachinesAreNamedAsSuch() {
        let base = RunReport(Self.longRun(seconds: 5), context: Fixtures.context("one"))
        var other = base
        other.profileHash = "0"
        other.environment.cpuCount = 64
        let html = HTMLReport.html(
            comparing: StoredReport(report: base, path: "a", link: nil),
            with: StoredReport(report: other, path: "b", link: nil))
        #expect(html.contains("the profiles differ"))
        #expect(html.contains("the machines differ"))
    }

    @Test func pageSaysWhatLimitedTheRunBeforeAnyChart() throws {
        let html = HTMLReport.html(try GoldenTests.report("generator-bound"))
        let parts = html.split(separator: "<b>INVALID</b>")
        #expect(parts.count == 2)
        #expect(!parts[0].contains("<figure") && parts[1].contains("<figure"))
        #expect(html.contains("limited by the generator"))
    }

    @Test func runWithoutAnIntervalSaysSoInsteadOfAnEmptyChart() {
        let html = HTMLReport.html(
            RunReport(Fixtures.quietRun(), context: Fixtures.context("short")))
        #expect(html.contains("no chart"))
        #expect(!html.contains(">Throughput<"))
    }

    @Test func missingReceiptsAreShownAsThoseThatHadNotCome() {
        let html = HTMLReport.html(
            RunReport(Fixtures.receiptRun(), context: Fixtures.context("receipts")))
        #expect(html.contains("had not come when the run ended"))
        #expect(html.contains("19,998 of 20,000 receipts came, 2 are missing."))
    }

    @Test func statusesOtherThanOKHaveTheirOwnChartWhereTheyWouldBeTooThin() {
        let html = HTMLReport.html(
            RunReport(Self.longRun(seconds: 30), context: Fixtures.context("thin")))
        #expect(html.contains("Responses other than ESME_ROK"))
        #expect(html.contains("ESME_RTHROTTLED"))
    }
}
