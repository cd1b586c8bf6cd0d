// Profiles: what of JSON5 they may use, what is refused with which words and on which line, and how
// flags change what they say.

import Foundation
import LoadEngine
import MockSMSC
import Profiles
import SMPP
import Testing

@Suite struct ProfileTests {
    @Test func commentsTrailingCommasAndAllWaysToWriteAValueAreRead() throws {
        let profile = try TemporaryProfile(
            """
            \u{FEFF}// A line comment { with structure
            { /* and a block
                comment */ 'window' : 0x10, sessions:+2,"seed":7,
              message: { text: 'it\\'s "fine" \\u0041', source: "a//b", },
              stages: [ "10s:5/s", /* none here */ '1m:5/s..10/s', ],
              tags: { "b-c": "1", d: "x=y" }, quiet: true,
              "smsc.receiptDelay": "5ms",
            } // end
            """)
        let result = try load(["run", profile.path])
        #expect(result.name == "p")
        #expect(result.plan.window == 16)
        #expect(result.plan.sessions.count == 2)
        #expect(result.plan.seed == 7)
        #expect(result.plan.message.shortMessage == Array("it's \"fine\" A".utf8))
        #expect(result.plan.message.sourceAddress == "a//b")
        #expect(result.plan.duration == 70_000_000_000)
        #expect(result.tags == [Tag(name: "b-c", value: "1"), Tag(name: "d", value: "x=y")])
        #expect(result.quiet)
        #expect(result.builtInSMSC?.receiptDelay == 5_000_000)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var complaints: [String]

        init(_ text: String, _ complaints: String...) {
            self.text = text
            self.complaints = complaints
        }

        var testDescription: String { String(text.prefix(60)).replacing("\n", with: "⏎") }
    }

    static let wrongValues: [Mistake] = [
        Mistake("{\n windw: 5 }", "p.json5:2: key \"windw\" is unknown; nearest: \"window\""),
        Mistake("{ Window: 5 }", "p.json5:1: key \"Window\" is unknown; nearest: \"window\""),
        Mistake(
            "{ \"ceiling-session\": \"1/s\" }",
            "p.json5:1: key \"ceiling-session\" is unknown; nearest: \"ceilingSession\""),
        Mistake(
            "{ smsc: {\n\n recieptDelay: \"5ms\" } }",
            "p.json5:3: key \"smsc.recieptDelay\" is unknown; nearest: \"smsc.receiptDelay\""),
        Mistake(
            "{ receiptDelay: \"5ms\" }",
            "p.json5:1: key \"receiptDelay\" is unknown; nearest: \"smsc.receiptDelay\""),
        Mistake(
            "{ rate: \"100/x\" }",
            "p.json5:1: rate \"100/x\": allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("{ rate: 100 }", "p.json5:1: rate 100: allowed 100/s, 6000/m, 3600000/h or max"),
        Mistake("{ rate: 100/s }", "p.json5:1: rate 100/s: not a JSON5 value; a text wants quotes"),
        Mistake("{ rate: max }", "p.json5:1: rate max: not a JSON5 value; a text wants quotes"),
        Mistake(
            "{ duration: 20 }",
            "p.json5:1: duration 20: allowed a number with us, ms, s, m or h, such as 500ms or 30s"),
        Mistake("{ duration: '200h' }", "p.json5:1: duration '200h': allowed 1ms…168h"),
        Mistake("{ window: 0 }", "p.json5:1: window 0: allowed 1…65536"),
        Mistake("{ window: 1.5 }", "p.json5:1: window 1.5: allowed a whole number 1…65536"),
        Mistake("{ window: '5' }", "p.json5:1: window '5': allowed a whole number 1…65536"),
        Mistake("{ window: null }", "p.json5:1: window null: allowed a whole number 1…65536"),
        Mistake("{ window: true }", "p.json5:1: window true: allowed a whole number 1…65536"),
        Mistake("{ window: NaN }", "p.json5:1: window NaN: allowed a whole number 1…65536"),
        Mistake("{ window: [5] }", "p.json5:1: window: allowed a whole number 1…65536"),
        Mistake("{ window: {} }", "p.json5:1: window: allowed a whole number 1…65536"),
        Mistake("{ shards: '2' }", "p.json5:1: shards '2': allowed a whole number 1…1024 or auto"),
        Mistake("{ quiet: 'true' }", "p.json5:1: quiet 'true': allowed true or false"),
        Mistake("{ smsc: 5 }", "p.json5:1: smsc: allowed a section { … } of keys"),
        Mistake(
            "{ stages: '5s:1/s' }",
            "p.json5:1: stages: allowed a list [ … ] of 30s:100/s, 30s:100/s..500/s for a ramp, "
                + "with ,window=20 and ,mix=otp:1+promo:3"),
        Mistake(
            "{ stages: [\n '5s:1/s',\n '5s' ] }",
            "p.json5:3: stages '5s': allowed 30s:100/s, 30s:100/s..500/s for a ramp, "
                + "with ,window=20 and ,mix=otp:1+promo:3"),
        Mistake(
            "{ out: [ 'htm=x' ] }",
            "p.json5:1: out 'htm=x': allowed FORMAT=FILE with FORMAT json, text, html, csv, junit, markdown, hgrm, hlog, prometheus, github, bencher"
        ),
        Mistake("{ tags: { a: 1 } }", "p.json5:1: tags.a 1: allowed a text in quotes"),
        Mistake("{ tags: { a-b: '1' } }", "p.json5:1: key \"a-b\" must be in quotes"),
        Mistake("{ tags: [] }", "p.json5:1: tags: allowed a section { NAME: \"…\" }"),
        Mistake(
            "{ password: 'ninechars' }", "p.json5:1: password: allowed at most 8 ASCII characters"),
        Mistake(
            "{ password: s3cret }", "p.json5:1: password: not a JSON5 value; a text wants quotes"),
        Mistake(
            "{ smsc: { accounts: [ 'x' ] } }",
            "p.json5:1: smsc.accounts: allowed ID:PASSWORD with an ID of 1…15 characters and a "
                + "password of at most 8"),
        Mistake(
            "{ host: 'smpp.example.net' }",
            "p.json5:1: host: \"smpp.example.net\" is not this machine and needs a ceiling: the "
                + "highest rate its owner allows, such as --ceiling 30/s"),
        Mistake(
            "{ stages: ['5s:1/s'],\n rate: 'max',\n duration: '5s' }",
            "p.json5:2: rate: not together with stages (p.json5:1)",
            "p.json5:3: duration: not together with stages (p.json5:1)"),
        Mistake(
            "{ windw: 5,\n window: 0,\n rate: 5 }",
            "p.json5:1: key \"windw\" is unknown; nearest: \"window\"",
            "p.json5:2: window 0: allowed 1…65536",
            "p.json5:3: rate 5: allowed 100/s, 6000/m, 3600000/h or max"),
    ]

    @Test(arguments: wrongValues) func aWrongValueIsRefusedWithFileLineAndKey(
        _ mistake: Mistake
    ) throws {
        #expect(try TemporaryProfile(mistake.text).complaints() == mistake.complaints)
    }

    static let wrongSyntax: [Mistake] = [
        Mistake("", "p.json5:1: a profile is one section in { }, found the end of the file"),
        Mistake("[1]", "p.json5:1: a profile is one section in { }, found \"[\""),
        Mistake("{\n window: 1", "p.json5:2: the file ends inside the section opened on line 1"),
        Mistake("{ out: [", "p.json5:1: the file ends inside the list opened on line 1"),
        Mistake("{\n/* x\n", "p.json5:3: the file ends inside the comment opened on line 2"),
        Mistake("{ window }", "p.json5:1: \":\" is missing after \"window\", found \"}\""),
        Mistake("{ window:\n }", "p.json5:2: a value is missing, found \"}\""),
        Mistake(
            "{ window: 1 // one\n\n rate: \"max\" }",
            "p.json5:1: \",\" or \"}\" is missing after \"window\", found \"rate\""),
        Mistake(
            "{ out: ['a' 'b'] }",
            "p.json5:1: \",\" or \"]\" is missing after an element, found \"'\""
        ),
        Mistake("{ window: 1,, }", "p.json5:1: a key is missing, found \",\""),
        Mistake("{ window: 1 }\n}", "p.json5:2: the profile is complete, then comes \"}\""),
        Mistake("{\n host: 'a\n }", "p.json5:2: a text is not closed on its line"),
        Mistake("{ host: 'a\\\nb' }", "p.json5:1: a text is not closed on its line"),
        Mistake("{ 'win\\u0064ow': 5 }", escapedKey),
        Mistake("{ window: 1,\n window: 2 }", twice),
        Mistake("{ smsc: { port: 1,\n 'port': 2 } }", twiceInside),
        Mistake("{ window: é }", "p.json5:1: a value is missing, found \"é\""),
        Mistake(
            String(repeating: "{a:", count: 100000),
            "p.json5:1: sections are nested more than 16 deep"),
    ]

    @Test(arguments: wrongSyntax) func brokenJSON5IsRefusedWithFileAndLine(
        _ mistake: Mistake
    ) throws {
        #expect(try TemporaryProfile(mistake.text).complaints() == mistake.complaints)
    }

    @Test func aFileThatIsNoProfileIsRefused() throws {
        let profile = try TemporaryProfile("{}")
        #expect(
            complaints(["run", profile.folder]) == ["\(profile.folder): the profile cannot be read"]
        )
        let binary = "\(profile.folder)/binary"
        try Data([0x7B, 0xFF, 0x7D]).write(to: URL(filePath: binary))
        #expect(complaints(["run", binary]) == ["\(binary): the profile is not UTF-8 text"])
        try Data(count: 1 << 21).write(to: URL(filePath: binary))
        #expect(
            complaints(["run", binary]) == ["\(binary): no profile is longer than 1048576 bytes"])
    }

    @Test func aFlagWinsOverTheProfileWhereverItStands() throws {
        let profile = try TemporaryProfile("{ window: 5, out: ['json=a', 'json=b'], seed: 3 }")
        let result = try load(["run", "--window", "6", profile.path, "--out", "json=c"])
        #expect(result.plan.window == 6)
        #expect(result.outputs == [OutputRequest(format: .json, path: "c")])
        #expect(result.plan.seed == 3)
    }

    @Test func aStageOnTheCommandLineReplacesRateAndDurationOfTheProfile() throws {
        let profile = try TemporaryProfile("{ rate: '5/s', duration: '9s' }")
        let result = try load(["run", profile.path, "--stage", "2s:1/s"])
        #expect(result.plan.duration == 2_000_000_000)
    }

    @Test func aRateOnTheCommandLineReplacesTheStagesOfTheProfile() throws {
        let profile = try TemporaryProfile("{ stages: ['9s:5/s'] }")
        let result = try load(["run", profile.path, "--rate", "max", "--duration", "3s"])
        #expect(result.plan.load == .windowDriven)
        #expect(result.plan.duration == 3_000_000_000)
        #expect(
            profile.complaints(["--duration", "3s"]) == [
                "--duration: not together with stages (p.json5:1)"
            ])
    }

    @Test func aPasswordOnTheCommandLineReplacesThatOfTheProfile() throws {
        let profile = try TemporaryProfile("{ password: 'inside' }")
        let inside = try load(["run", profile.path])
        #expect(inside.plan.sessions[0].bind.password == "inside")
        let result = try load(["run", profile.path, "--password-env", "SECRET"])
        #expect(result.plan.sessions[0].bind.password == "s3cret")
        let file = try TemporaryProfile("in file\r\n")
        let fromFile = try load(["run", profile.path, "--password-file", file.path])
        #expect(fromFile.plan.sessions[0].bind.password == "in file")
    }

    @Test func theServerReadsItsSectionAndLeavesTheRestAlone() throws {
        let profile = try TemporaryProfile(
            "{ host: 'smpp.example.net', window: 7, smsc: { port: 1, receiptDelay: '1s' } }")
        guard case .serve(let smsc, _) = try invocation(["smsc", profile.path, "--port", "2"])
        else {
            Issue.record("smsc does not serve")
            return
        }
        #expect(smsc.port == 2)
        #expect(smsc.receiptDelay == 1_000_000_000)
    }

    @Test func aThresholdKnowsItsLine() throws {
        let profile = try TemporaryProfile("{ thresholds: [\n 'a', \n 'b' ] }")
        let result = try load(["run", profile.path])
        #expect(
            result.thresholds == [
                ThresholdText(expression: "a", origin: "\(profile.path):2: thresholds"),
                ThresholdText(expression: "b", origin: "\(profile.path):3: thresholds"),
            ])
    }

    @Test(arguments: [
        ("a b.json5", "a-b"), (".hidden.json5", "hidden"), ("é.json5", "-"), ("x.y", "x.y"),
        ("...", "run"),
    ]) func theRunIsNamedAfterTheFileInLettersEveryFolderTakes(
        _ file: String, _ name: String
    ) throws {
        let profile = try TemporaryProfile("{}", name: file)
        #expect(try load(["run", profile.path]).name == name)
    }
}

private let escapedKey = "p.json5:1: key \"win\\u0064ow\" has an escape; no key needs one"
private let twice = "p.json5:2: key \"window\" is here twice, first on line 1"
private let twiceInside = "p.json5:2: key \"port\" is here twice, first on line 1"
