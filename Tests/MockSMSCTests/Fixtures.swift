// What the tests of the built-in SMSC share: servers on free ports, and messages.

import MockSMSC
import Platform
import SMPP
import Synchronization
import TestSupport
import Testing

/// A server on a free port that stops without much ado, changed further as `change` says.
func startSMSC(_ change: (inout MockSMSCConfiguration) -> Void = { _ in }) throws -> MockSMSC {
    var configuration = MockSMSCConfiguration()
    configuration.port = 0
    configuration.stopGrace = 1_000_000
    change(&configuration)
    return try MockSMSC(configuration)
}

/// A millisecond in nanoseconds.
let millisecond: Int64 = 1_000_000

/// A server with one fault, on from its start to its end if `change` does not say otherwise.
func startSMSC(
    _ kind: Fault.Kind, _ change: (inout Fault) -> Void = { _ in },
    server: (inout MockSMSCConfiguration) -> Void = { _ in }
) throws -> MockSMSC {
    var fault = Fault(kind)
    change(&fault)
    return try startSMSC {
        $0.faults = [fault]
        server(&$0)
    }
}

/// Waits for what another thread is about to do.
func untilTrue(_ condition: () -> Bool) throws {
    let end = Clock.monotonic() + ScriptedClient.patience
    while !condition() {
        try #require(Clock.monotonic() < end, "did not happen")
        Clock.rest(millisecond)
    }
}

/// A message that asks for a receipt, or not.
func message(receipt: Bool = true, text: String = "Hello") -> SubmitSM {
    var message = SubmitSM(
        source: "12345", destination: "79001234567", shortMessage: Array(text.utf8))
    message.registeredDelivery = receipt ? 1 : 0
    return message
}

/// Copies of `pdu`, one after another, `count` octets or more.
func copies(of pdu: [UInt8], atLeast count: Int) -> [UInt8] {
    var octets = pdu
    while octets.count < count { octets += octets }
    return octets
}

/// The octets of an empty deliver_sm_resp.
func deliverSMResp(_ number: UInt32) -> [UInt8] {
    let octets = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    return [0, 0, 0, 17, 0x80, 0, 0, 5, 0, 0, 0, 0] + octets + [0]
}

extension ScriptedClient {
    /// A client that is bound to `server`.
    static func bound(
        to server: MockSMSC, _ type: BindType, systemID: String = "esme"
    ) throws -> ScriptedClient {
        let client = try ScriptedClient(port: server.port)
        let status = try client.bind(type, systemID: systemID)
        guard status == .ok else { throw UnexpectedAnswer(text: status.name) }
        return client
    }

    /// Submits a message; returns its message_id.
    func submit(_ message: SubmitSM) throws -> String {
        let response = try ask(.submitSM(message))
        guard case .submitSMResp(let body?) = try response.decoded() else {
            throw UnexpectedAnswer(text: response.header.commandStatus.name)
        }
        return body.messageID
    }

    /// The next PDU, a receipt, once it has been answered.
    func receiveReceipt() throws -> DeliverSM {
        let pdu = try receive(.deliverSM)
        guard case .deliverSM(let body) = try pdu.decoded() else {
            throw UnexpectedAnswer(text: pdu.header.commandID.name)
        }
        try respond(to: pdu, .deliverSMResp(DeliverSMResp()))
        return body
    }
}

extension DeliverSM {
    /// The receipted_message_id.
    var receiptedMessageID: String? {
        tlvs.first { $0.tag == .receiptedMessageID }?.text
    }
}

/// An answer that a test did not ask for.
struct UnexpectedAnswer: Error {
    let text: String
}

/// A stop on a thread of its own, so that the test can play the peer meanwhile.
final class BackgroundStop: Sendable {
    private final class Outcome: Sendable {
        let counters = Mutex(MockSMSCCounters())
    }

    private let outcome: Outcome
    private let thread: ShardThread

    init(_ server: MockSMSC) throws {
        let outcome = Outcome()
        self.outcome = outcome
        thread = try ShardThread(name: "stop") {
            let counters = server.stop()
            outcome.counters.withLock { $0 = counters }
        }
    }

    func wait() -> MockSMSCCounters {
        thread.join()
        return outcome.counters.withLock { $0 }
    }
}
