// What a person reads after a mistake on the command line, word for word.

import Profiles
import Testing

@Suite struct UsageErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var line: String
        var complaints: [String]

        init(_ line: String, _ complaints: String...) {
            self.line = line
            self.complaints = complaints
        }

        var testDescription: String { line }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "",
            "a command is missing; allowed run, baseline, smsc, report, merge, compare, doctor; see smppbench --help"
        ),
        Mistake("runn", "\"runn\" is no command; nearest: run"),
        Mistake("--verison", "\"--verison\" is no command; nearest: --version"),
        Mistake("help keyz", "help \"keyz\": no such topic; nearest: keys"),
        Mistake("run --windw 5", "--windw: run has no such flag; nearest: --window"),
        Mistake("run --windw=5", "--windw: run has no such flag; nearest: --window"),
        Mistake("run --ceiling_session 1/s", nearestCeiling),
        Mistake("run -q", "-q: run has no such flag; nearest: --tls"),
        Mistake("baseline --host ::1", "--host: baseline has no such flag; nearest: --out"),
        Mistake("smsc --window 5", "--window: smsc has no such flag; nearest: --pdu-log"),
        Mistake("run --window", "--window needs a value: a whole number 1…65536"),
        Mistake("run --text --window 5", "--text needs a value: text of at most 1000 bytes"),
        Mistake("run --window 0", "--window \"0\": allowed 1…65536"),
        Mistake("run --window 65537", "--window \"65537\": allowed 1…65536"),
        Mistake("run --window 99999999999999999999", windowTooLarge),
        Mistake("run --window -1", "--window \"-1\": allowed 1…65536"),
        Mistake("run --window 10k", "--window \"10k\": allowed a whole number 1…65536"),
        Mistake("run --window +1", "--window \"+1\": allowed a whole number 1…65536"),
        Mistake("run --window=", "--window \"\": allowed a whole number 1…65536"),
        Mistake("run --shards 0", "--shards \"0\": allowed 1…1024 or auto"),
        Mistake("run --shards 2", "--shards: 2 threads for 1 sessions; allowed 1…1"),
        Mistake("run --rate 100", "--rate \"100\": allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("run --rate 100/d", "--rate \"100/d\": allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("run --rate 1e3/s", "--rate \"1e3/s\": allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("run --rate -1/s", "--rate \"-1/s\": allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("run --rate 0/s", "--rate \"0/s\": allowed 1/h…100000000/s or max"),
        Mistake("run --ceiling 0/s", "--ceiling \"0/s\": allowed 1/h…100000000/s or none"),
        Mistake(
            "run --ceiling max",
            "--ceiling \"max\": allowed 100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both or "
                + "none"),
        Mistake("run --duration 20", "--duration \"20\": allowed \(times)"),
        Mistake("run --duration 5min", "--duration \"5min\": allowed \(times)"),
        Mistake("run --duration .5s", "--duration \".5s\": allowed \(times)"),
        Mistake("run --duration 0s", "--duration \"0s\": allowed 1ms…168h"),
        Mistake("run --duration 169h", "--duration \"169h\": allowed 1ms…168h"),
        Mistake("run --warmup 99999999999999h", "--warmup \"99999999999999h\": allowed 0s…168h"),
        Mistake("run --stage 30s", "--stage \"30s\": allowed \(stages)"),
        Mistake("run --stage 30s:1/s..", "--stage \"30s:1/s..\": allowed \(stages)"),
        Mistake("run --stage 0s:1/s", "--stage \"0s:1/s\": allowed \(stageRange)"),
        Mistake(
            "run --stage 5s:0/s", "--stage: no stage sends a message; allowed a stage above 0/s"),
        Mistake("run --stage 5s:1/s --warmup 5s", warmupTooLong),
        Mistake("run --stage 5s:1/s --rate max", "--rate: not together with --stage"),
        Mistake("run --stage 5s:1/s --duration 5s", "--duration: not together with --stage"),
        Mistake("run --catch-up bounded", "--catch-up \"bounded\": allowed \(catchUps)"),
        Mistake("run --catch-up bounded:0.5", catchUpRange),
        Mistake("run --arrivals random", "--arrivals \"random\": allowed constant or poisson"),
        Mistake(
            "run --bind rx", "--bind \"rx\": allowed transceiver, transmitter, receiver or pair"),
        Mistake("run --bind transmitter --receipts final", receiptsNeedReceiver),
        Mistake("run --bind receiver", receiverSendsNothing),
        Mistake(
            "run --out htm=x",
            "--out \"htm=x\": allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
        ),
        Mistake(
            "run --out json",
            "--out \"json\": allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
        ),
        Mistake(
            "run --out json=",
            "--out \"json=\": allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
        ),
        Mistake("run --tag k", "--tag \"k\": allowed NAME=VALUE"),
        Mistake("run --quiet=yes", "--quiet \"yes\": allowed true or false"),
        Mistake("run --port 2775", portNeedsHost),
        Mistake("run --host ::1 --port 0", "--port \"0\": allowed 1…65535"),
        Mistake("run --host a/b", "--host \"a/b\": allowed a host name or an IPv4 or IPv6 address"),
        Mistake("run --system-id sixteen_letters_", idTooLong),
        Mistake(
            "run --password-env NONE", "--password-env: the environment has no variable \"NONE\""),
        Mistake("run --password-env LONG", passwordTooLong),
        Mistake("run --password-file /nowhere/x", "--password-file: \"/nowhere/x\" cannot be read"),
        Mistake("run --password-env SECRET --password-file x", twoPasswords),
        Mistake(
            "run --set password=ninechars", "--set password: allowed at most 8 ASCII characters"),
        Mistake("run --set window", "--set needs a value: KEY=VALUE; see smppbench help keys"),
        Mistake("run --set windw=5", "--set: key \"windw\" is unknown; nearest: \"window\""),
        Mistake("run --set text=5", "--set: key \"text\" is unknown; nearest: \"message.text\""),
        Mistake("run --set window=0", "--set window \"0\": allowed 1…65536"),
        Mistake("run --set name=../x", nameRefused),
        Mistake("run --set message.validityPeriod=1d", validityRefused),
        Mistake("baseline --set host=::1", "--set host: baseline has no such setting"),
        Mistake("smsc --set window=5", "--set window: smsc has no such setting"),
        Mistake("smsc --password-env SECRET", passwordWithoutAccount),
        Mistake("baseline x.json5", "\"x.json5\": baseline has its own profile; see run"),
        Mistake("run a.json5 b.json5", "a.json5: there is no such profile", oneProfile),
        Mistake(
            "run --windw 5 --rate 5 --window 0", "--windw: run has no such flag; nearest: --window",
            "--rate \"5\": allowed 100/s, 6000/m, 3600000/h or max",
            "--window \"0\": allowed 1…65536"),
    ]

    @Test(arguments: mistakes) func theComplaintNamesFlagValueAndWhatIsAllowed(_ mistake: Mistake) {
        var host = fourProcessors
        if mistake.line.hasPrefix("baseline") { host.currentFolder = projectFolder }
        #expect(complaints(words(mistake.line), host) == mistake.complaints)
    }

    @Test func aValueWithLineEndsStaysOnOneLine() {
        #expect(
            complaints(["run", "--rate", "1\n2\u{1B}[31m"]) == [
                "--rate \"1\\n2\\u{27}[31m\": allowed 100/s, 6000/m, 3600000/h or max"
            ])
    }

    @Test func anEndlessValueIsCutShort() throws {
        let line = try #require(
            complaints(["run", "--rate", String(repeating: "9", count: 999)]).first)
        #expect(line.count < 140)
    }

    @Test func aMissingBaselineProfileSaysWhereItWasLookedFor() {
        #expect(
            complaints(["baseline"]) == [
                "Profiles/baseline.json5 is found neither in /nowhere/share/smppbench, nor above the "
                    + "program, nor in the current folder; make install puts it beside the program"
            ])
    }
}

private let times = "a number with us, ms, s, m or h, such as 500ms or 30s"
private let stages =
    "30s:100/s, 30s:100/s..500/s for a ramp, with ,window=20 and ,mix=otp:1+promo:3"
private let stageRange =
    "a stage of 1ms…168h at 0/s…100000000/s with a window of 1…100000"
private let catchUps = "none, bounded:1.1, unbounded or auto"
private let catchUpRange =
    "--catch-up \"bounded:0.5\": allowed none, bounded:1…100, unbounded or auto"
private let nearestCeiling = "--ceiling_session: run has no such flag; nearest: --ceiling-session"
private let windowTooLarge = "--window \"99999999999999999999\": allowed 1…65536"
private let warmupTooLong =
    "--warmup: the warm-up of 5s leaves nothing to measure of stages of 5s"
private let receiptsNeedReceiver =
    "--receipts: receipts need a bind that may receive: transceiver, receiver or pair"
private let receiverSendsNothing =
    "--bind: a receiver sends nothing; allowed transceiver, transmitter or pair"
private let portNeedsHost = "--port: needs a host; the port of the built-in SMSC is smsc.port"
private let idTooLong = "--system-id \"sixteen_letters_\": allowed at most 15 ASCII characters"
private let passwordTooLong =
    "--password-env: the password has 9 bytes; allowed at most 8 ASCII characters "
    + "(SMPP 3.4 § 4.1.1)"
private let twoPasswords = "--password-env: not together with --password-file"
private let nameRefused =
    "--set name \"../x\": allowed letters, digits, \"-\", \"_\" and \".\", at most 64, not starting "
    + "with \".\""
private let validityRefused =
    "--set message.validityPeriod \"1d\": allowed empty, or 16 characters YYMMDDhhmmsstnnp "
    + "(SMPP 3.4 § 7.1.1)"
private let passwordWithoutAccount =
    "--password-env: a password without an account; name the account too"
private let oneProfile = "\"b.json5\": only one profile can be given, and it is a.json5"
