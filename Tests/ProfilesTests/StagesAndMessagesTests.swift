// Stages with windows and mixes, several messages, ceilings in segments, parts and start times: as
// flags, as sections of a profile, and as mistakes.

import LoadEngine
import Profiles
import SMPP
import Testing

@Suite struct StagesAndMessagesTests {
    private static let second: Int64 = 1_000_000_000

    private static let profile = """
        {
          message: { source: "Shop", text: "common" },
          messages: [
            { name: "otp", share: 1, text: "Your code is 123456" },
            { name: "promo", share: 3, source: "4912345" },
          ],
          stages: [
            "10s:100/s,mix=otp:1",
            { duration: "20s", rate: "100/s..500/s", window: 20, mix: "otp:2+promo:5" },
            { duration: "5s", rate: "10/s" },
          ],
        }
        """

    @Test func aProfileNamesItsMessagesAndItsStagesMixThem() throws {
        let file = try TemporaryProfile(Self.profile)
        let plan = try load(["run", file.path]).plan
        #expect(plan.messages.map(\.name) == ["otp", "promo"])
        #expect(plan.messages.map(\.share) == [1, 3])
        #expect(plan.messages[0].message.shortMessage == Array("Your code is 123456".utf8))
        #expect(plan.messages[0].message.sourceAddress == "Shop")
        #expect(plan.messages[0].message.sourceTON == 5)
        #expect(plan.messages[1].message.shortMessage == Array("common".utf8))
        #expect(plan.messages[1].message.sourceTON == 1)
        guard case .scheduled(let stages, _) = plan.load else {
            Issue.record("a closed loop")
            return
        }
        #expect(
            stages == [
                .init(duration: 10 * Self.second, startTPS: 100, endTPS: 100, mix: [1, 0]),
                .init(
                    duration: 20 * Self.second, startTPS: 100, endTPS: 500, window: 20,
                    mix: [2, 5]),
                .init(duration: 5 * Self.second, startTPS: 10, endTPS: 10),
            ])
        #expect(plan.largestWindow == 100)
    }

    @Test func theResolvedProfileSaysWhatTheProfileSaid() throws {
        let file = try TemporaryProfile(Self.profile)
        let json = try load(["run", file.path]).resolved.json
        #expect(
            json.contains(
                #""stages":["10s:100/s,mix=otp:1","#
                    + #""20s:100/s..500/s,window=20,mix=otp:2+promo:5","5s:10/s"]"#))
        #expect(
            json.contains(
                #""messages":[{"name":"otp","share":1,"text":"Your code is 123456"},"#
                    + #"{"name":"promo","share":3,"source":"4912345"}]"#))
    }

    @Test func aFlagGivesAStageItsWindow() throws {
        let plan = try load(words("run --stage 30s:100/s..500/s,window=200 --stage 1s:5/s")).plan
        guard case .scheduled(let stages, _) = plan.load else {
            Issue.record("a closed loop")
            return
        }
        #expect(stages.map(\.window) == [200, nil])
        #expect(plan.largestWindow == 200)
    }

    @Test func ceilingsCountMessagesOrSegments() throws {
        let plan = try load(
            words("run --ceiling 30seg/s --ceiling-account 1800seg/m --ceiling-session 7/s")
        ).plan
        #expect(
            plan.ceilings == [
                .init(scope: .run, tps: 30, unit: .segment),
                .init(scope: .account, tps: 30, unit: .segment),
                .init(scope: .session, tps: 7),
            ])
        #expect(plan.ceilingBurst == nil)
        let other = try load(
            words("run --ceiling 30/s --ceiling-burst 4 --ceiling-guard 2ms")
        ).plan
        #expect(other.ceilingBurst == 4)
        #expect(other.ceilingGuard == 2_000_000)
    }

    @Test(arguments: [
        "run --ceiling 30/s,50seg/s", "run --ceiling 50seg/s,30/s",
        "run --ceiling 30/s --ceiling=50seg/s",
    ])
    func aScopeMayHaveACeilingInEachUnit(line: String) throws {
        let settings = try load(words(line))
        #expect(
            settings.plan.ceilings == [
                .init(scope: .run, tps: 30), .init(scope: .run, tps: 50, unit: .segment),
            ])
    }

    @Test func aPartAndATimeToStartAt() throws {
        var host = fourProcessors
        host.now = 1_769_860_800 * Self.second
        let plan = try load(words("run --rate 10/s --segment 2/5 --start-at +30s"), host).plan
        #expect(plan.segment == .init(part: 2, of: 5))
        #expect(plan.startAt == host.now + 30 * Self.second)
        for text in ["2026-01-31T12:01:00Z", "2026-01-31T13:01:00+01:00", "1769860860"] {
            let plan = try load(["run", "--start-at", text], host).plan
            #expect(plan.startAt == host.now + 60 * Self.second, "\(text)")
        }
        let fine = try load(["run", "--start-at", "2026-01-31T12:00:00.250Z"], host).plan
        #expect(fine.startAt == host.now + Self.second / 4)
        // All parts are one load.
        let whole = try load(words("run --rate 10/s"), host)
        #expect(
            try load(words("run --rate 10/s --segment 2/5 --start-at +30s"), host).hash
                == whole.hash)
    }

    private static let mistakes = [
        (
            "--stage 30s:100/s,window=0",
            "--stage \"30s:100/s,window=0\": allowed a stage of 1ms…168h"
        ),
        (
            "--stage 30s:100/s,windw=3",
            "--stage \"30s:100/s,windw=3\": allowed 30s:100/s, 30s:100/s..500/s"
        ),
        (
            "--stage 30s:100/s,mix=otp:1",
            "--stage: there is no message \"otp\"; the profile has no messages"
        ),
        ("--ceiling 30sms/s", "--ceiling \"30sms/s\": allowed 100/s, 6000/m, 100seg/s"),
        ("--ceiling 30/s --ceiling 50/s", "--ceiling \"30/s,50/s\": allowed 100/s, 6000/m, 100"),
        ("--ceiling 30/s,", "--ceiling \"30/s,\": allowed 100/s, 6000/m, 100seg/s"),
        ("--segment 6/5 --rate 1/s", "--segment \"6/5\": allowed 1/1…1000/1000"),
        ("--segment two --rate 1/s", "--segment \"two\": allowed a part such as 2/5"),
        ("--segment 1/2", "--segment: a closed loop has no schedule to send a part of"),
        (
            "--segment 4/5 --rate 1/s --ceiling 3/s",
            "--ceiling: leaves nothing for part 4 of 5"
        ),
        (
            "--ceiling 1seg/s --text \(String(repeating: "a", count: 200))",
            "--ceiling: a message of 2 segments never fits it; allowed 2seg/s or more"
        ),
        ("--start-at yesterday", "--start-at \"yesterday\": allowed 2026-01-31T12:00:00Z, seconds"),
        ("--start-at 1700000000", "--start-at: that time has passed"),
        ("--start-at 1800000000", "--start-at: allowed at most 168h from now"),
        ("--set messages=otp", "--set messages \"otp\": allowed a section { name:"),
        ("--ceiling-burst many", "--ceiling-burst \"many\": allowed"),
    ]

    @Test(arguments: mistakes) func aMistakeIsNamed(line: String, complaint: String) {
        var host = fourProcessors
        host.now = 1_769_860_800 * Self.second
        let found = complaints(["run"] + words(line), host)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(complaint) == true, "\(found)")
    }

    private static let profileMistakes = [
        (
            "{ stages: [ { duration: \"1s\", rat: \"1/s\" } ] }",
            "p.json5:1: stages: key \"rat\" is unknown; nearest: \"rate\""
        ),
        (
            "{ stages: [ { duration: \"1s\" } ] }",
            "p.json5:1: stages: a stage needs a duration and a rate"
        ),
        (
            "{ stages: [ { duration: \"1s\", rate: 5 } ] }",
            "p.json5:1: stages: rate wants a text in quotes"
        ),
        (
            "{ stages: [\n{ duration: \"1s\", rate: [] } ] }",
            "p.json5:2: stages.rate: allowed a text in quotes or a number"
        ),
        ("{ messages: [ { text: \"a\" } ] }", "p.json5:1: messages: a message needs a name"),
        (
            "{ messages: [ { name: \"a\", txt: \"a\" } ] }",
            "p.json5:1: messages: key \"txt\" is unknown; nearest: \"text\""
        ),
        (
            "{ messages: [ { name: \"a\", priorityFlag: 9 } ] }",
            "p.json5:1: messages: priorityFlag 9: allowed 0…3"
        ),
        (
            "{ messages: [ { name: \"a\" }, { name: \"a\" } ] }",
            "p.json5:1: messages: \"a\" is here twice"
        ),
        (
            "{ messages: [ { name: \"a\", share: 0 } ] }",
            "p.json5:1: messages: no message has a share; allowed one above 0"
        ),
        (
            "{ messages: [ { name: \"otp\" } ], stages: [ \"1s:1/s,mix=opt:1\" ] }",
            "p.json5:1: stages: there is no message \"opt\"; nearest: \"otp\""
        ),
        (
            "{ messages: [ { name: \"otp\" } ], stages: [ \"1s:1/s,mix=otp:0\" ] }",
            "p.json5:1: stages: a mix of no message; allowed a share above 0"
        ),
        ("{ thresholds: [ { a: 1 } ] }", "p.json5:1: thresholds: allowed "),
    ]

    @Test(arguments: profileMistakes)
    func aMistakeInAProfileIsNamedWithItsLine(text: String, complaint: String) throws {
        let found = try TemporaryProfile(text).complaints()
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(complaint) == true, "\(found)")
    }
}
