// Command lines of the commands that load nothing: what they ask for, and what is said about mistakes.

import Profiles
import Testing

@Suite struct ToolArgumentTests {
    private func report(_ line: String) throws -> ReportRequest {
        guard case .report(let request) = try invocation(words("report " + line)) else {
            throw UsageError("no report: \(line)")
        }
        return request
    }

    @Test func filesAndFlagsMayStandInAnyOrder() throws {
        let request = try report("a.json --out text=a.txt b.json --no-color --out=text=-")
        #expect(request.files == ["a.json", "b.json"])
        #expect(
            request.outputs == [
                OutputRequest(format: .text, path: "a.txt"),
                OutputRequest(format: .text, path: "-"),
            ])
        #expect(request.outputs.map(\.isStandardOutput) == [false, true])
        #expect(request.noColor)
    }

    @Test func aToggleTakesAValueOnlyBehindAnEqualsSign() throws {
        #expect(try !report("a.json --no-color=false").noColor)
        #expect(try report("--no-color false").files == ["false"])
    }

    @Test(arguments: [
        ("report", ["report needs a result: the path of a result.json"]),
        ("report a --ouut json=b", ["--ouut: report has no such flag; nearest: --out"]),
        (
            "report a --out",
            [
                "--out needs a value: FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
            ]
        ),
        (
            "report a --out --no-color",
            [
                "--out needs a value: FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
            ]
        ),
        (
            "report a --out jsn=b",
            [
                "--out \"jsn=b\": allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
            ]
        ),
        ("report a --no-color=7", ["--no-color \"7\": allowed true or false"]),
        (
            "report a b --out json=c",
            ["--out json=c: takes one result, not 2; allowed with several: text, html, markdown"]
        ),
        (
            "report a -x --out json",
            [
                "-x: report has no such flag; nearest: --out",
                "--out \"json\": allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher",
            ]
        ),
    ]) func aMistakeIsNamedWithWhatIsAllowed(_ line: String, _ lines: [String]) {
        #expect(complaints(words(line)) == lines)
    }

    @Test func filesAfterWithAreNewOnes() throws {
        guard
            case .compare(let request) = try invocation(
                words(
                    "compare a.json b.json --with c.json d.json --unpaired --fail-on inconclusive "
                        + "--gate latency.p99 --margin latency.p99=20% --out markdown=-"))
        else {
            Issue.record("no comparison")
            return
        }
        #expect(request.base == ["a.json", "b.json"])
        #expect(request.new == ["c.json", "d.json"])
        #expect(request.unpaired && request.failOn == .inconclusive)
        #expect(request.gates == [.latencyP99])
        #expect(request.margins == [MarginSetting(metric: .latencyP99, share: 0.2)])
        #expect(request.outputs == [OutputRequest(format: .markdown, path: "-")])
    }

    @Test(arguments: [
        (
            "compare",
            [
                "compare needs a baseline: the paths of its results",
                "compare needs --with and the paths of the new results",
            ]
        ),
        (
            "compare a --with b --gate latency.p9",
            ["--gate \"latency.p9\": allowed \(Self.metrics); nearest: latency.p99"]
        ),
        (
            "compare a --with b --margin latency.p99=2000%",
            ["--margin \"latency.p99=2000%\": allowed 0%…1000%"]
        ),
        (
            "compare a --with b --out csv=c",
            ["--out \"csv=c\": allowed FORMAT=FILE with FORMAT text, markdown, json, html"]
        ),
        (
            "compare a --with b --gate latency.p50 --gate latency.p99 --gate achievedTPS "
                + "--gate acceptedTPS --gate serviceTime.p50 --gate serviceTime.p99",
            [
                "--gate: 6 metrics; allowed at most 5, for of many metrics one differs by chance"
            ]
        ),
        (
            "compare a --run b --with c d --unpaired",
            [
                "--run: no stored baseline beside it",
                "--run: needs one --with, the other command",
                "--unpaired: runs of --run are pairs",
            ]
        ),
        ("doctor host", ["\"host\": doctor looks at this machine alone; allowed flags"]),
        ("doctor --fail-on worse", ["--fail-on \"worse\": allowed warning or bad"]),
        ("doctor --json", ["--json: doctor has no such flag; nearest: --fail-on"]),
        (
            "doctor --out html=a",
            ["--out \"html=a\": allowed FORMAT=FILE with FORMAT text, markdown, json"]
        ),
        ("compare a --with b --pairs 5", ["--pairs: only with --run"]),
        (
            "compare a --with b --fail-on maybe", ["--fail-on \"maybe\": allowed inconclusive"]
        ),
    ]) func aMistakeOfAToolIsNamedWithWhatIsAllowed(_ line: String, _ lines: [String]) {
        #expect(complaints(words(line)) == lines)
    }

    @Test func aDoctorNeedsNoArguments() throws {
        guard case .doctor(let plain) = try invocation(words("doctor")),
            case .doctor(let strict) = try invocation(
                words("doctor --fail-on bad --out json=- --no-color"))
        else {
            Issue.record("no doctor")
            return
        }
        #expect(plain.failOn == nil && plain.outputs.isEmpty && !plain.noColor)
        #expect(strict.failOn == .bad && strict.noColor)
        #expect(strict.outputs == [OutputRequest(format: .json, path: "-")])
    }

    static let metrics = ComparedMetric.allCases.map(\.rawValue).joined(separator: ", ")
}
