// Many results over time: that a change of level is found and luck is not, that only results that may
// be compared stand together, and that the page leads to each of them.

import Foundation
import LoadEngine
import Metrics
import Results
import TestSupport
import Testing

@Suite struct RelativeLinkTests {
    @Test(arguments: [
        ("/a/results", "/a/results/run 1/report.html", "run%201/report.html"),
        ("/a/b", "/a/results/x.html", "../results/x.html"),
        ("/a/./b/../c", "/a/c/x.html", "x.html"),
        ("/", "/x.html", "x.html"),
        ("/a", "/a/javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("/a", "/a/\"<é", "%22%3C%C3%A9"),
    ])
    func linkLeadsFromThePageToTheFile(folder: String, file: String, link: String) {
        #expect(RelativeLink.from(folder: folder, to: file) == link)
    }
}

@Suite struct TrendPageTests {
    /// A valid run of `tps` that took place on day `day`.
    private func stored(
        _ tps: Double, day: Int64, profile: String = "baseline", processors: Int = 2,
        _ change: (inout RunResult) -> Void = { _ in }
    ) -> StoredReport {
        var result = Fixtures.quietRun(messages: 1_500)
        result.plan.load = .windowDriven
        result.startedAtWallClock += day * 86_400 * Fixtures.second
        result.measure {
            $0.ledger.accepted = Int64(tps * 20)
            $0.ledger.submitted = $0.ledger.accepted
            $0.ledger.planned = $0.ledger.accepted
            $0.ledger.attempts = $0.ledger.accepted
        }
        change(&result)
        var context = Fixtures.context(profile)
        context.environment.cpuCount = processors
        return StoredReport(
            report: RunReport(result, context: context), path: "run-\(day)/result.json",
            link: "run-\(day)/report.html")
    }

    private func noisy(_ level: Double, _ random: inout SeededGenerator) -> Double {
        level * (1 + Double.random(in: -0.01...0.01, using: &random))
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func changeOfLevelIsNamedWithItsDayAndSize(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let results = (0..<24).map { day in
            stored(noisy(day < 14 ? 2_000 : 1_700, &random), day: Int64(day))
        }
        let html = TrendPage.html(results.shuffled(using: &random))
        // Day 14 after 2026-11-23.
        #expect(
            html.contains("Accepted fell by 1") && html.contains("on 2026-12-07 14:05"),
            "seed \(seed)")
        #expect(html.contains("for the worse"), "seed \(seed)")
    }

    @Test func steadySeriesHasSeldomAChange() {
        var changed = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let results = (0..<20).map { stored(noisy(2_000, &random), day: Int64($0)) }
            if TrendPage.html(results).contains("Accepted fell by")
                || TrendPage.html(results).contains("Accepted rose by")
            {
                changed += 1
            }
        }
        // One in twenty is expected; more than six of forty would come by chance once in 100 times.
        #expect(changed <= 6)
    }

    @Test func tooFewResultsHaveNoChange() {
        let results = [1_000, 1_000, 1_000, 2_000, 2_000, 2_000, 2_000].enumerated().map {
            stored($1, day: Int64($0))
        }
        #expect(!TrendPage.html(results).contains("rose by"))
    }

    @Test func resultsOfAnotherProfileOrMachineStandApart() {
        let html = TrendPage.html([
            stored(1_000, day: 1), stored(1_000, day: 2, profile: "other"),
            stored(1_000, day: 3, processors: 64), stored(1_000, day: 4),
        ])
        #expect(html.contains("4 results in 3 series"))
        #expect(html.contains("id=\"series2\""))
        #expect(!html.contains("id=\"series3\""))
    }

    @Test func everyRunIsListedNewestFirstWithALinkToItsPage() throws {
        let html = TrendPage.html((1...3).map { stored(1_000, day: $0) })
        let places = try (1...3).map { day in
            try #require(html.range(of: "href=\"run-\(day)/report.html\"")).lowerBound
        }
        #expect(places[2] < places[1] && places[1] < places[0])
        #expect(HTMLReportTests.unbalanced(html) == [])
    }

    @Test func resultThatIsNoMeasurementIsListedAndTakesNoPart() {
        let results =
            (0..<16).map { day in
                stored(day % 2 == 0 ? 1_000 : 10, day: Int64(day)) {
                    if day % 2 == 1 { $0.end = .interrupted }
                }
            }
        let html = TrendPage.html(results)
        #expect(html.contains("INTERRUPTED"))
        #expect(html.contains("Accepted of 8 results"))
    }

    @Test func namesFromOutsideAreEscaped() {
        var hostile = stored(1_000, day: 1, profile: "<script>x</script>")
        hostile.link = "\"><script>"
        hostile.report.tags = ["<b>": "&"]
        let html = TrendPage.html([hostile, stored(1_000, day: 2)])
        #expect(!html.contains("<script"))
        #expect(!html.contains("<b>"))
        #expect(HTMLReportTests.unbalanced(html) == [])
    }

    @Test func pageOfNothingSaysSo() {
        #expect(TrendPage.html([]).contains("There is no result to show."))
    }
}
