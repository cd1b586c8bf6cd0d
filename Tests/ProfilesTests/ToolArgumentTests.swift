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
}
