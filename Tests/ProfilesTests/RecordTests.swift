// Sections inside lists: limits, outcome rules and accounts are read as they are written, and
// mistakes in them are told with their line, their key and the nearest name.

import Foundation
import LoadEngine
import MockSMSC
import Profiles
import SMPP
import Testing

@Suite struct RecordTests {
    private func smsc(_ text: String) throws -> MockSMSCConfiguration {
        let file = try TemporaryProfile("{ smsc: {\n\(text)\n} }")
        guard case .serve(let configuration, _) = try invocation(["smsc", file.path]) else {
            throw UsageError("no server")
        }
        return configuration
    }

    @Test func limitsAreReadInTheirOrder() throws {
        let limits = try smsc(
            """
            limits: [
              { policy: "sliding-window", rate: "30/s", scope: "session", excess: "slow-answers" },
              { policy: "token-bucket", rate: "6000/m", burst: 20, unit: "segment", scope: "smsc",
                excess: "0x0058", penalty: "5s" },
            ]
            """
        ).rules.limits
        var first = RateLimit(.slidingWindow, rate: 30)
        first.scope = .session
        first.excess = .slowAnswers
        var second = RateLimit(.tokenBucket, rate: 100)
        second.burst = 20
        second.unit = .segment
        second.scope = .smsc
        second.penalty = 5_000_000_000
        #expect(limits == [first, second])
    }

    @Test func outcomesAreRead() throws {
        let rules = try smsc(
            """
            outcomes: [
              { status: "0x0403", text: ["casino"], share: "50%" },
              { destination: ["7"], notDestination: ["79"], source: ["A"], longerThan: 160,
                dataCoding: [0, 8], notDataCoding: [4], repeatWithin: "1m",
                receipt: "UNDELIV:011" },
            ]
            """
        ).outcomes
        var first = OutcomeRule(status: CommandStatus(rawValue: 0x403))
        first.texts = ["casino"]
        first.percent = 50
        var second = OutcomeRule(status: .ok)
        second.destinations = ["7"]
        second.otherDestinations = ["79"]
        second.sources = ["A"]
        second.longerThan = 160
        second.dataCodings = [0, 8]
        second.otherDataCodings = [4]
        second.repeatedWithin = 60_000_000_000
        second.receipt = ReceiptOutcome(.undeliverable, error: 11)
        #expect(rules == [first, second])
    }

    @Test func accountsMayHaveRulesOfTheirOwn() throws {
        let accounts = try smsc(
            """
            accounts: [
              "plain:pw",
              { systemID: "own", password: "secret", maximumBinds: 1, binds: ["transmitter"],
                allow: ["10.0.0.0/8"], balance: 7, limits: [{ rate: "10/s" }] },
            ]
            """
        ).accounts
        #expect(accounts[0] == MockSMSCConfiguration.Account(systemID: "plain", password: "pw"))
        let own = try #require(accounts[1].rules)
        #expect(accounts[1].systemID == "own" && accounts[1].password == "secret")
        #expect(own.maximumBinds == 1 && own.bindTypes == [.transmitter] && own.balance == 7)
        #expect(own.allowedAddresses.map(\.description) == ["10.0.0.0/8"])
        #expect(own.limits == [RateLimit(.tokenBucket, rate: 10)])
    }

    @Test func everythingElseIsReadToo() throws {
        let read = try smsc(
            """
            binds: ["receiver"], window: 10, windowExcess: "stop-reading", extraBind: "close",
            balance: 5, balanceUnit: "message", emptyBalance: "ESME_RSYSERR",
            receiptStates: "95%=DELIVRD,5%=NONE", intermediateStates: "100%=ENROUTE",
            earlyReceipts: "1%", timeCompression: 60, receiptRouting: "round-robin",
            rejectDelay: "5ms", throttleDelay: "uniform:1ms..2ms",
            dialect: { responseID: "hex", receiptID: "decimal10", content: "text",
              omit: ["sub", "submit date"], keys: "joined", dates: "YYYYMMDDhhmmss",
              zeroDoneDate: true, errDigits: 4, longStates: true },
            """)
        #expect(read.rules.bindTypes == [.receiver])
        #expect(read.rules.window == 10 && read.rules.windowExcess == .stopReading)
        #expect(read.rules.extraBind == .close)
        #expect(read.rules.balance == 5 && read.rules.balanceUnit == .message)
        #expect(read.rules.emptyBalance == .systemError)
        #expect(
            read.receiptStates == [
                ReceiptShare(95, ReceiptOutcome(.delivered)), ReceiptShare(5, ReceiptOutcome(nil)),
            ])
        #expect(read.intermediateStates == [ReceiptShare(100, ReceiptOutcome(.enroute))])
        #expect(read.earlyReceipts == 1 && read.timeCompression == 60 && read.spreadsReceipts)
        #expect(read.rejectDelay == .fixed(5_000_000))
        var dialect = ReceiptDialect()
        dialect.responseID = .hex
        dialect.receiptID = .decimal10
        dialect.content = .text
        dialect.omitted = [.sub, .submitDate]
        dialect.keys = .joined
        dialect.dates = .century
        dialect.hasZeroDoneDate = true
        dialect.errorDigits = 4
        dialect.hasLongStates = true
        #expect(read.dialect == dialect)
    }

    @Test(arguments: [
        (
            "limits: [\n{ rate: \"30/s\",\nscop: \"session\" } ]",
            "p.json5:4: key \"smsc.limits.scop\" is unknown; nearest: \"smsc.limits.scope\""
        ),
        (
            "limits: [\n{ policy: \"bucket\", rate: \"1/s\" } ]",
            "p.json5:3: smsc.limits.policy \"bucket\": allowed token-bucket, fixed-window, "
                + "sliding-window or minimum-gap"
        ),
        ("limits: [ { } ]", "p.json5:2: smsc.limits: needs a rate, such as rate: \"30/s\""),
        (
            "limits: [ { policy: \"sliding-window\", rate: \"2.5/s\" } ]",
            "p.json5:2: smsc.limits: a window of 1s at 2.5/s holds no whole number of messages; "
                + "give it another window"
        ),
        ("limits: [ 5 ]", "p.json5:2: smsc.limits 5: allowed sections { … }, in a profile"),
        (
            "limits: { }",
            "p.json5:2: smsc.limits: allowed a list [ … ] of sections { … }, in a profile"
        ),
        (
            "limits: [ { rate: \"1/s\", excess: \"ESME_ROK\" } ]",
            "p.json5:2: smsc.limits.excess \"ESME_ROK\": allowed a command_status such as "
                + "ESME_RTHROTTLED or 0x0401, slow-answers, stop-reading, unbind or close"
        ),
        (
            "outcomes: [ { text: \"casino\" } ]",
            "p.json5:2: smsc.outcomes.text: allowed a list [ … ] of text of at most 254 bytes"
        ),
        (
            "outcomes: [ { status: \"0x0403\", receipt: \"DELIVRD\" } ]",
            "p.json5:2: smsc.outcomes: a message refused with 0x00000403 has no receipt"
        ),
        (
            "accounts: [ { systemID: \"a\", password: \"much too long\" } ]",
            "p.json5:2: smsc.accounts.password: allowed at most 8 ASCII characters"
        ),
        ("accounts: [ { password: \"x\" } ]", "p.json5:2: smsc.accounts: needs a systemID"),
        (
            "accounts: [ { systemID: \"a\", limits: [\n{ rate: 5 } ] } ]",
            "p.json5:3: smsc.accounts.limits.rate 5: allowed 100/s, 6000/m, 3600000/h"
        ),
        (
            "accounts: [ { systemID: \"a\", limits: [ { rate: \"1/s\", scope: \"smsc\" } ] } ]",
            "p.json5:2: smsc.accounts: a limit of scope smsc belongs to smsc.limits"
        ),
        (
            "allow: [ \"10.0.0.0/33\" ]",
            "p.json5:2: smsc.allow \"10.0.0.0/33\": allowed an IPv4 or IPv6 address or network, such "
                + "as 192.0.2.0/24"
        ),
        (
            "receiptStates: \"90%=DELIVRD\"",
            "p.json5:2: smsc.receiptStates \"90%=DELIVRD\": allowed shares above 0% that make 100%, "
                + "and an err of 0…9999"
        ),
        (
            "dialect: { responseId: \"hex\" }",
            "p.json5:2: key \"smsc.dialect.responseId\" is unknown; nearest: "
                + "\"smsc.dialect.responseID\""
        ),
    ]) func mistakesAreTold(_ text: String, _ complaint: String) throws {
        let file = try TemporaryProfile("{ smsc: {\n\(text)\n} }")
        #expect(file.complaints(command: "smsc") == [complaint])
    }

    @Test func tooManyLimitsForOneSessionAreTold() throws {
        let four = (0..<4).map { _ in "{ rate: \"1/s\" }" }.joined(separator: ", ")
        let file = try TemporaryProfile(
            "{ smsc: { limits: [ { rate: \"9/s\", scope: \"smsc\" } ],\n"
                + "accounts: [ { systemID: \"a\", limits: [ \(four) ] } ] } }")
        #expect(
            file.complaints(command: "smsc") == [
                "p.json5:2: smsc.accounts: 5 limits for one session; allowed at most 4"
            ])
    }

    @Test func theResolvedProfileHasTheSectionsWithoutTheirSecrets() throws {
        let file = try TemporaryProfile(
            """
            { smsc: { limits: [ { policy: "minimum-gap", rate: "10/s" } ],
              outcomes: [ { status: "0x0403", text: ["x"] } ],
              accounts: [ { systemID: "a", password: "hunter2", maximumBinds: 2 }, "b:hunter3" ] } }
            """)
        let json = try load(["run", file.path]).resolved.json
        #expect(!json.contains("hunter"))
        #expect(
            json.contains(
                "\"limits\":[{\"policy\":\"minimum-gap\",\"rate\":\"10/s\",\"scope\":\"account\","
                    + "\"unit\":\"message\",\"excess\":\"ESME_RTHROTTLED\"}]"))
        #expect(json.contains("\"outcomes\":[{\"status\":\"0x00000403\",\"text\":[\"x\"]}]"))
        #expect(json.contains("{\"systemID\":\"a\","))
        #expect(json.contains("\"maximumBinds\":2},\"b\"]"))
    }
}

@Suite struct SMSCProfileTests {
    private let provider = """
        { window: 77, smsc: { port: 4711, seed: 9, receiptDelay: "9s", responseDelay: "9ms",
          limits: [ { rate: "9/s" } ] } }
        """

    @Test func theFlagsProfileGoesOverTheRunsOwnSectionAndFlagsOverBoth() throws {
        let smsc = try TemporaryProfile(provider, name: "provider.json5")
        let run = try TemporaryProfile(
            """
            { window: 5, smsc: { receiptDelay: "1s", shards: 1,
              limits: [ { rate: "1/s" }, { rate: "2/s" } ] } }
            """)
        let profile = try load([
            "run", run.path, "--smsc", smsc.path, "--set", "smsc.responseDelay=3ms",
        ])
        let server = try #require(profile.builtInSMSC)
        #expect(profile.plan.window == 5)
        #expect(server.receiptDelay == .fixed(9_000_000_000))
        #expect(server.responseDelay == .fixed(3_000_000))
        #expect(server.rules.limits.map(\.rate) == [9])
        #expect(server.shardCount == 1 && server.seed == 9)
        #expect(server.port == 0, "a run takes a free port")
    }

    @Test func theProfilesProfileGoesBeneathItsSection() throws {
        let run = try TemporaryProfile(
            "{ smsc: { profile: \"sub.json5\", receiptDelay: \"1s\" } }")
        let path = "\(run.folder)/sub.json5"
        try provider.write(toFile: path, atomically: true, encoding: .utf8)
        let server = try #require(try load(["run", run.path]).builtInSMSC)
        #expect(server.receiptDelay == .fixed(1_000_000_000))
        #expect(server.responseDelay == .fixed(9_000_000))
        #expect(server.rules.limits.map(\.rate) == [9])
    }

    @Test func itMeansNothingWithAHost() throws {
        let smsc = try TemporaryProfile(provider)
        #expect(
            complaints(["run", "--host", "localhost", "--smsc", smsc.path]) == [
                "--smsc: the built-in SMSC is not started when a host is named"
            ])
    }

    @Test func mistakesInItAreToldWithItsName() throws {
        let smsc = try TemporaryProfile("{ smsc: {\nseeed: 1 } }")
        let lines = complaints(["run", "--smsc", smsc.path])
        #expect(lines == ["\(smsc.path):2: key \"smsc.seeed\" is unknown; nearest: \"smsc.seed\""])
    }
}
