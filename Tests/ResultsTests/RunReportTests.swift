// The report's model: every key is there, nothing is lost on the way to JSON and back.
// The keys are those that scripts rely on; a test that fails here is a broken script elsewhere.

import FoundationEssentials
import LoadEngine
import Metrics
import Results
import Testing

@Suite struct RunReportTests {
    private func json(_ report: RunReport) throws -> [String: JSONValue] {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(try report.json().utf8))
        guard case .object(let members) = value else { return [:] }
        return members
    }

    private func keys(_ value: JSONValue?) -> Set<String> {
        guard case .object(let members)? = value else { return [] }
        return Set(members.keys)
    }

    /// Key and the keys below it.
    @Test(arguments: [
        ("tool", ["name", "version", "commit"]),
        ("verdict", ["valid", "attribution", "reasons", "exitStatus"]),
        (
            "counts",
            [
                "planned", "missed", "submitted", "accepted", "throttled", "rejected", "timedOut",
                "inDoubt", "receipts", "unanswered",
            ]
        ),
        ("rates", ["targetTPS", "achievedTPS", "acceptedTPS", "receiptTPS"]),
        ("latency", distribution), ("serviceTime", distribution), ("sendLag", distribution),
        ("receipt", ["fromSubmit", "fromResponse"]),
        (
            "cost",
            [
                "cpuNanosecondsPerMessage", "systemCallsPerMessage", "allocationsPerMessage",
                "peakResidentBytes",
            ]
        ),
        ("reconnects", ["losses", "attempts", "binds", "lostTime"]),
        ("histograms", ["latency", "serviceTime", "sendLag", "receiptFromSubmit"]),
        ("environment", ["kernel", "cpuModel", "cpuCount", "clockSource", "swiftVersion"]),
    ])
    func everyKeyIsThereEvenWhenNothingWasMeasured(key: String, below: [String]) throws {
        let empty = RunResult(plan: Fixtures.plan(.windowDriven))
        let members = try json(RunReport(empty, context: Fixtures.context("baseline")))
        #expect(keys(members[key]).isSuperset(of: below))
        for other in [
            "schemaVersion", "startedAt", "profile", "profileHash", "tags", "commandStatus",
            "ceilings", "thresholds", "phases", "intervals", "inDoubtMessages", "inDoubtUnlisted",
        ] { #expect(members[other] != nil, "\(other)") }
    }

    private static let distribution = [
        "count", "min", "mean", "p50", "p75", "p90", "p95", "p99", "p99_9", "p99_99", "max",
    ]

    @Test func whatWasNotMeasuredIsNull() throws {
        let empty = RunResult(plan: Fixtures.plan(.windowDriven))
        let members = try json(RunReport(empty, context: Fixtures.context("baseline")))
        guard case .object(let rates)? = members["rates"],
            case .object(let latency)? = members["latency"],
            case .object(let cost)? = members["cost"]
        else {
            Issue.record("rates, latency or cost is no object")
            return
        }
        #expect(rates["targetTPS"] == .null)
        #expect(rates["receiptTPS"] == .null)
        #expect(latency["count"] == .integer(0))
        #expect(latency["p99_9"] == .null)
        #expect(cost["allocationsPerMessage"] == .null)
    }

    @Test func reportSurvivesTheWayToJSONAndBack() throws {
        var result = Fixtures.receiptRun()
        var interval = IntervalResult(
            at: 0, duration: Fixtures.second, ledger: MessageLedger(), inFlight: 7,
            receiptsOutstanding: 3, latency: Histogram(.response), receipt: Histogram(.receipt))
        interval.ledger.submitted = 1_000
        interval.latency.record(1_234_567)
        result.intervals = [interval]
        let report = RunReport(
            result,
            context: Fixtures.context(
                "provider", thresholds: [try Threshold(parsing: "latency.p99 < 1ms")],
                tags: ["branch": "main"]))
        #expect(try RunReport(json: try report.json()) == report)
        #expect(report.intervals.first?.latency.max == 1_234_567)
    }

    @Test func percentilesThatTheSampleDoesNotCarryStayInTheJSON() {
        let report = RunReport(
            Fixtures.quietRun(messages: 150), context: Fixtures.context("contact"))
        #expect(report.latency.percentiles.last == .some(3_050_000))
    }

    @Test func histogramsDecodeToTheMeasuredBuckets() throws {
        let result = Fixtures.receiptRun()
        let report = RunReport(result, context: Fixtures.context("provider"))
        let latency = try Histogram(base64V2: report.histograms.latency)
        let receipt = try Histogram(base64V2: report.histograms.receiptFromSubmit)
        #expect(latency.buckets == result.measured?.timings.latency.buckets)
        #expect(receipt.buckets == result.measured?.timings.receiptFromSubmit.buckets)
    }

    /// Written by HdrHistogram's Python implementation 0.10.8: 100 values of 1 ms, 3 of 50 ms.
    @Test func histogramOfAnotherImplementationIsRead() throws {
        let text = "HISTFAAAACh4nJNpmSzMwMDAzgABzFDqBZDo3nSygMH+A0TkoNwJxqWRbACcrAiN"
        let histogram = try Histogram(base64V2: text)
        #expect(histogram.layout == .response)
        #expect(histogram.buckets.map(\.count) == [100, 3])
        #expect(histogram.value(atPercentile: 50) == 1_000_447)
        #expect(histogram.value(atPercentile: 99) == 50_003_967)
    }

    @Test(arguments: ["", "AAAA", "not base64", "HISTFAAAAAR42gMAAAAAAQ==", "HISTFAAAAP8="])
    func damagedHistogramIsRefused(text: String) {
        #expect(throws: HistogramDecodingError.self) { try Histogram(base64V2: text) }
    }

    @Test func fingerprintTellsProfilesApartAndNothingElse() {
        let profile = JSONValue.object(["rate": .string("1000/s"), "window": .integer(100)])
        let same = JSONValue.object(["window": .integer(100), "rate": .string("1000/s")])
        let other = JSONValue.object(["window": .integer(101), "rate": .string("1000/s")])
        #expect(profile.fingerprint == same.fingerprint)
        #expect(profile.fingerprint != other.fingerprint)
        // FNV-1a of the two bytes "{}", worked out apart.
        #expect(JSONValue.object([:]).fingerprint == "08f44b07b5901a25")
    }
}

@Suite struct RatesTests {
    @Test func ratesAreOverThePlannedLengthOfThePhase() {
        let result = Fixtures.receiptRun()
        let rates = Rates(result.measured, plan: result.plan)
        #expect(rates.targetTPS == 1_000)
        #expect(rates.achievedTPS == 1_000)
        #expect(rates.acceptedTPS == 1_000)
        #expect(rates.receiptTPS == 999.9)
    }

    @Test func closedLoopHasNoTarget() {
        let result = Fixtures.quietRun(.windowDriven)
        #expect(Rates(result.measured, plan: result.plan).targetTPS == nil)
    }

    @Test func targetIsTheSchedulesMeanOverThePhaseAlone() {
        let stages = [
            LoadPlan.Stage(duration: 10 * Fixtures.second, startTPS: 0, endTPS: 100),
            LoadPlan.Stage(duration: 10 * Fixtures.second, startTPS: 200, endTPS: 200),
        ]
        var plan = Fixtures.plan(.scheduled(stages, .constant))
        plan.warmup = 5 * Fixtures.second
        // 5 s of 50 to 100/s, then 10 s of 200/s: (375 + 2,000) / 15.
        let measure = PhaseResult(name: "measure", startedAt: 0, duration: 15 * Fixtures.second)
        #expect(Rates(measure, plan: plan).targetTPS == 158.333)
        let warmup = PhaseResult(name: "warmup", startedAt: 0, duration: 5 * Fixtures.second)
        #expect(Rates(warmup, plan: plan).targetTPS == 25)
    }

    @Test func phaseThatNeverBeganHasNoRate() {
        let rates = Rates(nil, plan: Fixtures.plan(Fixtures.steady(100)))
        #expect(rates.achievedTPS == 0)
        #expect(rates.targetTPS == nil)
    }
}
