// What flags make of the plan: every flag of the contract, and how flags and profile combine.

import LoadEngine
import MockSMSC
import Profiles
import SMPP
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct FlagTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var holds: @Sendable (LoadPlan) -> Bool

        init(_ line: String, _ holds: @escaping @Sendable (LoadPlan) -> Bool) {
            self.line = line
            self.holds = holds
        }

        var testDescription: String { line }
    }

    static let plans: [Case] = [
        Case("--host 127.0.0.2 --port 2776") { $0.target == .init(host: "127.0.0.2", port: 2776) },
        Case("--host [::1]") { $0.target.host == "::1" },
        Case("--system-id me") { $0.sessions[0].bind.systemID == "me" },
        Case("--password-env SECRET") { $0.sessions[0].bind.password == "s3cret" },
        Case("--password-env EMPTY") { $0.sessions[0].bind.password.isEmpty },
        Case("--bind transmitter") { $0.sessions.map(\.bindType) == [.transmitter] },
        Case("--bind pair --sessions 2") {
            $0.sessions.map(\.bindType) == [.transmitter, .receiver, .transmitter, .receiver]
        },
        Case("--sessions 3 --shards 2") { $0.sessions.count == 3 && $0.shardCount == 2 },
        Case("--sessions 3") { $0.shardCount == 2 },
        Case("--sessions 9 --host ::1") { $0.shardCount == 4 },
        Case("--sessions 2 --host ::1") { $0.shardCount == 2 },
        Case("--window=65536") { $0.window == 65_536 },
        Case("--window 10 --window 20") { $0.window == 20 },
        Case("--rate max") { $0.load == .windowDriven },
        Case("--rate 6000/m --duration 5s --warmup 1s") {
            $0.load == level(6 * second, 100) && $0.duration == 5 * second && $0.warmup == second
        },
        Case("--rate 0.5/s") { $0.load == level(30 * second, 0.5) },
        Case("--rate 1/h") { $0.load == level(30 * second, 1.0 / 3600) },
        Case("--rate 50/s --count 100") {
            $0.load == level(2 * second, 50) && $0.count == 100 && $0.duration == 2 * second
        },
        Case("--rate 50/s --count 100 --duration 1m") { $0.duration == 60 * second },
        Case("--count 7") { $0.load == .windowDriven && $0.duration == 168 * 3600 * second },
        Case("--rate 10/s --arrivals poisson") {
            $0.load
                == .scheduled([.init(duration: 30 * second, startTPS: 10, endTPS: 10)], .poisson)
        },
        Case("--stage 30s:100/s --stage 10s:100/s..500/s --warmup 5s") {
            $0.load
                == .scheduled(
                    [
                        .init(duration: 30 * second, startTPS: 100, endTPS: 100),
                        .init(duration: 10 * second, startTPS: 100, endTPS: 500),
                    ], .constant) && $0.duration == 35 * second
        },
        Case("--ceiling 100/s --ceiling-account 50/s --ceiling-session 600/m") {
            $0.ceilings == [
                .init(scope: .run, tps: 100), .init(scope: .account, tps: 50),
                .init(scope: .session, tps: 10),
            ]
        },
        Case("--ceiling 100/s --ceiling none") { $0.ceilings.isEmpty && $0.catchUp == .unbounded },
        Case("--ceiling 100/s") { $0.catchUp == .none },
        Case("--ceiling 100/s --catch-up unbounded") { $0.catchUp == .unbounded },
        Case("--catch-up none") { $0.catchUp == .none },
        Case("--catch-up bounded:1.25") { $0.catchUp == .bounded(1.25) },
        Case("--host example.net --ceiling-session 1/s") { $0.catchUp == .none },
        Case("--receipts all --receipt-ids hex-decimal") {
            $0.receipts == .all && $0.message.registeredDelivery == 0x11
                && $0.receiptIDs == .hexDecimal
        },
        Case("--drain 250ms --receipts final") {
            $0.drain == second / 4 && $0.receipts == .final && $0.message.registeredDelivery == 1
        },
        Case("--seed 9223372036854775807") { $0.seed == UInt64(Int64.max) },
        Case("--source 4912345 --destination 49999") {
            $0.message.sourceAddress == "4912345" && $0.message.sourceTON == 1
                && $0.message.sourceNPI == 1 && $0.message.destinationAddress == "49999"
        },
        Case("--source Shop") { $0.message.sourceTON == 5 && $0.message.sourceNPI == 0 },
        Case("--text hello") { $0.message.shortMessage == Array("hello".utf8) },
        Case("--set responseTimeout=1500us") { $0.responseTimeout == 1_500_000 },
        Case("--set interfaceVersion=0x50") { $0.sessions[0].bind.interfaceVersion == 0x50 },
        Case("--set firstCPU=3") { $0.firstCPU == 3 },
        Case("--set firstCPU=auto") { $0.firstCPU == 0 },
        Case("--set firstCPU=auto --shards 4 --sessions 4") { $0.firstCPU == nil },
        Case("--set message.validityPeriod=000001000000000R") {
            $0.message.validityPeriod == "000001000000000R"
        },
    ]

    @Test(arguments: plans) func theFlagsMakeThePlan(_ example: Case) throws {
        let plan = try load(["run"] + words(example.line)).plan
        #expect(example.holds(plan), "\(plan)")
    }

    @Test func theThreadsOfTheBuiltInSMSCTakeTheProcessorsLeft() throws {
        let line = "run --sessions 8 --set firstCPU=auto --set smsc.firstCPU=auto"
        let profile = try load(words(line))
        #expect(profile.plan.shardCount == 2)
        #expect(profile.plan.firstCPU == 0)
        #expect(profile.builtInSMSC?.shardCount == 2)
        #expect(profile.builtInSMSC?.firstCPU == 2)
    }

    @Test func oneProcessorStillGivesBothSidesAThread() throws {
        var host = fourProcessors
        host.processorCount = 1
        let profile = try load(words("run --sessions 8 --set firstCPU=auto"), host)
        #expect(profile.plan.shardCount == 1)
        #expect(profile.plan.firstCPU == nil)
        #expect(profile.builtInSMSC?.shardCount == 1)
    }

    @Test func outputsTagsAndThresholdsKeepTheirOrder() throws {
        let profile = try load([
            "run", "--out", "json=a=b.json", "--out", "text=t", "--tag", "k=v=w", "--tag", "l=",
            "--set", "tags.k=z", "--threshold", "throttled == 0", "--quiet", "--no-color",
        ])
        #expect(
            profile.outputs == [
                OutputRequest(format: .json, path: "a=b.json"),
                OutputRequest(format: .text, path: "t"),
            ])
        #expect(profile.tags == [Tag(name: "l", value: ""), Tag(name: "k", value: "z")])
        #expect(
            profile.thresholds == [
                ThresholdText(expression: "throttled == 0", origin: "--threshold")
            ])
        #expect(profile.quiet && profile.noColor)
    }

    @Test func theServersFlagsMakeItsConfiguration() throws {
        let line = "smsc --port 0 --address ::1 --system-id me --password-env SECRET --shards 3"
        let more = ["--receipt-delay", "5ms", "--set", "smsc.accounts=you:p:w"]
        guard case .serve(let smsc, _) = try invocation(words(line) + more) else {
            Issue.record("smsc does not serve")
            return
        }
        #expect(smsc.port == 0)
        #expect(smsc.address == "::1")
        #expect(smsc.shardCount == 3)
        #expect(smsc.receiptDelay == 5_000_000)
        #expect(
            smsc.accounts == [
                MockSMSCConfiguration.Account(systemID: "you", password: "p:w"),
                MockSMSCConfiguration.Account(systemID: "me", password: "s3cret"),
            ])
    }

    @Test(arguments: [
        ("127.0.0.1:9400", "127.0.0.1", UInt16(9_400)), ("localhost:0", "localhost", 0),
        ("[::1]:9400", "::1", 9_400),
    ]) func anAddressWithAPortIsOneOfIPv6InBrackets(
        _ text: String, _ host: String, _ port: UInt16
    ) throws {
        let metrics = try load(["run", "--metrics", text]).metrics
        #expect(metrics?.host == host && metrics?.port == port)
    }

    @Test(arguments: ["::1:9400", "[::1]", "[]:9400", ":9400", "127.0.0.1", "127.0.0.1:65536"])
    func anAddressWithoutItsPortIsRefused(_ text: String) {
        #expect(
            complaints(["run", "--metrics", text]) == [
                "--metrics \"\(text)\": allowed an address and a port, such as 127.0.0.1:9400, of "
                    + "IPv6 as [::1]:PORT or none"
            ])
    }

    @Test(arguments: [
        "localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.255.1.2", "::1", "[::1]",
    ]) func thisMachineNeedsNoCeiling(_ host: String) {
        #expect(complaints(["run", "--host", host]) == [])
    }

    @Test(arguments: [
        "127.example.net", "127.0.0.1.example.net", "127.1", "127.0.0.256", "128.0.0.1", "0.0.0.0",
        "localhost.example.net", "::2", "127.0.0.1.",
    ]) func anotherMachineNeedsACeiling(_ host: String) {
        #expect(
            complaints(["run", "--host", host]) == [
                "--host: \"\(host)\" is not this machine and needs a ceiling: the highest rate its "
                    + "owner allows, such as --ceiling 30/s"
            ])
        #expect(complaints(["run", "--host", host, "--ceiling", "30/s"]) == [])
    }
}

private func level(_ duration: Int64, _ tps: Double) -> LoadPlan.Load {
    .scheduled([LoadPlan.Stage(duration: duration, startTPS: tps, endTPS: tps)], .constant)
}

@Suite struct TLSFlagTests {
    @Test func tlsIsForBothSidesOfARunWithoutAHost() throws {
        let own = try load(words("run --tls"))
        #expect(own.plan.tls == .init(trust: .system))
        #expect(own.builtInSMSC?.tls == .init(port: 0))
        let other = try load(words("run --host localhost --tls --tls-insecure"))
        #expect(other.plan.tls == .init(trust: .anyone))
        #expect(other.plan.target.port == 3443)
        #expect(try load(words("run")).plan.tls == nil)
    }

    @Test func theServerListensForTLSWhenItHasAPortOrACertificate() throws {
        let authority = "\(projectFolder)/LICENSE"
        guard case .serve(let plain, _) = try invocation(["smsc"]),
            case .serve(let port, _) = try invocation(words("smsc --tls-port 0")),
            case .serve(let file, _) = try invocation(["smsc", "--tls-certificate", authority])
        else {
            Issue.record("no server")
            return
        }
        #expect(plain.tls == nil)
        #expect(port.tls == .init(port: 0))
        #expect(file.tls?.port == 3443 && file.tls?.certificateFile == authority)
    }

    @Test(arguments: [
        (
            "run --tls-ca /nowhere", "--tls-ca: means nothing without tls"
        ),
        (
            "run --tls --tls-ca /nowhere", "--tls-ca: \"/nowhere\" cannot be read"
        ),
        (
            "run --tls --tls-insecure --tls-ca LICENSE",
            "--tls-insecure: not together with --tls-ca"
        ),
        (
            "run --tls --tls-key LICENSE",
            "--tls-key: a key without a certificate; name it with tlsCertificate"
        ),
        (
            "smsc --tls-client-ca LICENSE",
            "--tls-client-ca: means nothing without smsc.tlsPort or smsc.tlsCertificate"
        ),
    ]) func whatDoesNotFitIsSaid(_ line: String, _ complaint: String) {
        let arguments = words(line).map { $0 == "LICENSE" ? "\(projectFolder)/LICENSE" : $0 }
        #expect(complaints(arguments) == [complaint])
    }
}
