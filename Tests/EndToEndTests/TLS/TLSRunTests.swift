// Runs over TLS against the built-in SMSC: whom the ESME trusts, what it says when it does not, and
// that the same messages arrive as over plain TCP, whatever way the octets come.

import Foundation
import LoadEngine
import Metrics
import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct TLSRunTests {
    private func startTLS(
        _ certificate: String? = nil, clientCA: String? = nil,
        _ change: (inout MockSMSCConfiguration) -> Void = { _ in }
    ) throws -> MockSMSC {
        try startSMSC {
            $0.tls = .init(port: 0)
            $0.tls?.certificateFile = certificate
            $0.tls?.clientAuthoritiesFile = clientCA
            change(&$0)
        }
    }

    private func plan(
        to server: MockSMSC, _ trust: LoadPlan.TLS.Trust, host: String = "127.0.0.1",
        port: UInt16? = nil
    ) throws -> LoadPlan {
        let port = try #require(port ?? server.tlsPort)
        return EndToEndTests.plan(port: port) {
            $0.target.host = host
            $0.tls = .init(trust: trust)
            $0.receipts = .final
            $0.count = 2_000
            $0.duration = 60_000 * millisecond
        }
    }

    @Test func aCertificateMadeForTheServerIsVerifiedAgainstItself() throws {
        let server = try startTLS()
        let certificate = try #require(server.madeCertificate)
        let result = try run(plan(to: server, .certificates(certificate)))
        #expect(result.end == .completed)
        #expect(result.total.accepted == 2_000)
        #expect(result.total.receiptsMatched == 2_000)
        let tls = try #require(result.tls)
        #expect(tls.isVerified && tls.version == "TLSv1.3" && !tls.cipher.isEmpty)
        #expect(tls.handshake.count == 1)
        let counters = server.stop()
        #expect(counters.tlsHandshakes == 1 && counters.tlsHandshakesFailed == 0)
        #expect(counters.receiptsAcknowledged == 2_000)
    }

    @Test func anAuthoritysSignatureIsEnoughForTheNameItWasGivenFor() throws {
        let authority = try Certificates()
        let server = try startTLS(authority.sign("good", for: "DNS:localhost"))
        let good = try run(plan(to: server, .file(authority.authority), host: "localhost"))
        #expect(good.end == .completed)
        let other = try run(plan(to: server, .file(authority.authority)))
        #expect(
            other.failure?.hasSuffix(
                "TLS failed: IP address mismatch: the certificate is for localhost, not for "
                    + "127.0.0.1") == true, "\(other.end)")
    }

    @Test func aWrongNameAnOldAndAnUnknownCertificateAreSaidInOneLine() throws {
        let authority = try Certificates()
        let trust = LoadPlan.TLS.Trust.file(authority.authority)
        let wrong = try startTLS(authority.sign("wrong", for: "DNS:smsc.example,DNS:b.example"))
        let named = try run(plan(to: wrong, trust, host: "localhost"))
        #expect(
            named.failure?.contains(
                "hostname mismatch: the certificate is for smsc.example, b.example, not for "
                    + "localhost") == true, "\(named.end)")
        let old = try startTLS(authority.sign("old", for: "IP:127.0.0.1", days: -1))
        let late = try run(plan(to: old, trust))
        #expect(late.failure?.contains("certificate has expired") == true, "\(late.end)")
        let unknown = try startTLS()
        let stranger = try run(plan(to: unknown, .system))
        #expect(stranger.failure?.contains("self-signed certificate") == true, "\(stranger.end)")
        #expect(unknown.stop().tlsHandshakesFailed == 1)
    }

    @Test func nobodyIsVerifiedOnlyWhenAskedTo() throws {
        let authority = try Certificates()
        let server = try startTLS(authority.sign("old", for: "DNS:smsc.example", days: -1))
        let result = try run(plan(to: server, .anyone))
        #expect(result.end == .completed)
        #expect(result.tls?.isVerified == false)
    }

    @Test func aClientCertificateIsAskedForAndItsLackIsSaid() throws {
        let authority = try Certificates()
        let server = try startTLS(
            authority.sign("server", for: "IP:127.0.0.1"), clientCA: authority.authority)
        let trust = LoadPlan.TLS.Trust.file(authority.authority)
        var plan = try plan(to: server, trust)
        let without = try run(plan)
        #expect(without.failure?.contains("certificate required") == true, "\(without.end)")
        plan.tls?.certificateFile = try authority.sign("esme", for: "DNS:esme")
        #expect(try run(plan).end == .completed)
        let other = try Certificates()
        plan.tls?.certificateFile = try other.sign("stranger", for: "DNS:esme")
        let stranger = try run(plan)
        #expect(stranger.failure?.contains("TLS failed: ") == true, "\(stranger.end)")
        #expect(server.stop().closedForTLS == 2)
    }

    @Test func aPortThatSpeaksNoTLSIsNamedAsThat() throws {
        let server = try startTLS()
        let result = try run(plan(to: server, .anyone, port: server.port))
        #expect(result.failure != nil)
        // And a plain bind to the port for TLS harms nobody.
        let port = try #require(server.tlsPort)
        let plain = try run(EndToEndTests.plan(port: port))
        #expect(plain.failure != nil)
        #expect(server.stop().tlsHandshakesFailed == 1)
    }

    @Test func octetsThatComeOneByOneMakeTheSameMessages() throws {
        let server = try startTLS()
        let proxy = try DribblingProxy(to: #require(server.tlsPort))
        var plan = try plan(
            to: server, .certificates(#require(server.madeCertificate)), port: proxy.port)
        plan.count = 50
        let result = try run(plan)
        #expect(result.end == .completed)
        #expect(result.total.receiptsMatched == 50)
    }

    @Test func aFilesLackIsSaidBeforeAnythingIsConnected() throws {
        let server = try startTLS()
        #expect(throws: LoadError.self) {
            _ = try LoadRun(self.plan(to: server, .file("/nowhere/ca.pem")))
        }
        #expect(throws: MockSMSCError.self) { _ = try self.startTLS("/nowhere/server.pem") }
    }

    @Test func aLostSessionResumesItsHandshake() throws {
        var fault = Fault(.fin)
        fault.at = 200 * millisecond
        fault.every = 200 * millisecond
        let server = try startTLS { $0.faults = [fault] }
        var plan = try plan(to: server, .certificates(#require(server.madeCertificate)))
        plan.count = nil
        plan.duration = 1_600 * millisecond
        plan.load = .scheduled(
            [.init(duration: plan.duration, startTPS: 500, endTPS: 500)], .constant)
        plan.reconnect = .init(firstDelay: millisecond, longestDelay: 10 * millisecond)
        // The last loss may come at the run's end, which is then said to have failed.
        let result = try run(plan)
        let tls = try #require(result.tls)
        #expect(result.reconnects.binds > 0)
        #expect(tls.handshake.count > 1)
        #expect(tls.resumed > 0 && tls.resumed < tls.handshake.count, "the first is a whole one")
    }

    @Test func aStuckTLSSessionLeavesTheCeilingToTheOthers() throws {
        // Of two sessions one is not read from 100 ms on, for good.
        var fault = Fault(.zeroWindow)
        fault.at = 100 * millisecond
        fault.accounts = ["stuck"]
        let server = try startTLS { $0.faults = [fault] }
        var plan = try plan(to: server, .certificates(#require(server.madeCertificate)))
        plan.receipts = .none
        plan.sessions = Array(repeating: plan.sessions[0], count: 2)
        plan.sessions[1].bind.systemID = "stuck"
        plan.shardCount = 2
        plan.window = 2_000
        plan.count = nil
        plan.duration = 2_000 * millisecond
        plan.responseTimeout = 1_000 * millisecond
        plan.message.shortMessage = []
        plan.message.tlvs = [
            TLV(tag: .messagePayload, value: [UInt8](repeating: 0x61, count: 60_000))
        ]
        plan.ceilings = [.init(scope: .run, tps: 600)]
        let result = try run(plan)
        #expect(result.end == .completed)
        let ceiling = try #require(result.ceilings.first)
        #expect(ceiling.violations == 0)
        // Both together send 66 in the first 100 ms.
        #expect(result.total.accepted > 200, "the other goes on")
        #expect(result.total.timedOut > 0, "one is stuck")
    }

    @Test func aLargeWindowAndManySessionsLoseNothing() throws {
        let server = try startTLS()
        var plan = try plan(to: server, .certificates(#require(server.madeCertificate)))
        plan.sessions = Array(repeating: plan.sessions[0], count: 8)
        plan.shardCount = 2
        plan.window = 4_000
        plan.count = 60_000
        let result = try run(plan)
        #expect(result.end == .completed)
        #expect(result.total.accepted == 60_000)
        #expect(result.total.receiptsMatched == 60_000)
        #expect(result.tls?.handshake.count == 8)
    }
}
