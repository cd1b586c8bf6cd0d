// What faults do to responses, over a real socket: lost, late, twice, under another number, in pieces, in
// one piece, or no PDU at all.

import MockSMSC
import Platform
import SMPP
import TestSupport
import Testing

/// Rules that change nothing, so that the other path of messages is taken.
private func withRules(_ configuration: inout MockSMSCConfiguration) {
    configuration.storeCapacity = 100
}

@Suite struct ResponseFaultTests {
    @Test(arguments: [false, true])
    func lostResponsesNeverComeWhileAllElseDoes(hasRules: Bool) throws {
        let server = try startSMSC(.lostResponses, server: { if hasRules { withRules(&$0) } })
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<3 { try client.send(.submitSM(message())) }
        for _ in 0..<3 { _ = try client.receiveReceipt() }
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
        let counters = server.stop()
        #expect(counters.faults == ["lost-responses": 3])
        #expect(counters.accepted == 3)
    }

    @Test func aShareIsDrawnForEachResponseAndTheSameForTheSameSeed() throws {
        let lost = try (0..<2).map { _ in
            let server = try startSMSC(.lostResponses) { $0.percent = 25 }
            let client = try ScriptedClient.bound(to: server, .transmitter)
            for _ in 0..<1_000 { try client.send(.submitSM(message(receipt: false))) }
            let last = try client.send(.enquireLink())
            var answered: [UInt32] = []
            while let header = try client.receiveHeader(), header.sequenceNumber != last {
                answered.append(header.sequenceNumber)
            }
            #expect(server.stop().faults == ["lost-responses": Int64(1_000 - answered.count)])
            return answered
        }
        #expect(lost[0] == lost[1])
        #expect((650...850).contains(lost[0].count))
    }

    @Test func onlyTheAccountsNamedAreStruck() throws {
        let server = try startSMSC(.lostResponses) { $0.accounts = ["struck"] }
        let client = try ScriptedClient.bound(to: server, .transmitter, systemID: "struck")
        let other = try ScriptedClient.bound(to: server, .transmitter, systemID: "other")
        try client.send(.submitSM(message(receipt: false)))
        _ = try other.submit(message(receipt: false))
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
        #expect(server.stop().faults == ["lost-responses": 1])
    }

    @Test(arguments: [false, true])
    func duplicateResponsesComeTwiceTheSame(hasRules: Bool) throws {
        let server = try startSMSC(.duplicateResponses, server: { if hasRules { withRules(&$0) } })
        let client = try ScriptedClient.bound(to: server, .transmitter)
        for _ in 0..<3 {
            let number = try client.send(.submitSM(message(receipt: false)))
            let first = try client.receive(.submitSMResp)
            #expect(first.header.sequenceNumber == number)
            #expect(try client.receive(.submitSMResp).octets == first.octets)
        }
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
        #expect(server.stop().faults == ["duplicate-responses": 3])
    }

    @Test(arguments: [false, true])
    func lateResponsesComeAfterTheirTimeAndBehindWhatWasAskedLater(hasRules: Bool) throws {
        let server = try startSMSC(.lateResponses, { $0.delay = .fixed(100 * millisecond) }) {
            if hasRules { withRules(&$0) }
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let before = Clock.monotonic()
        try client.send(
            PDU.submitSM(message(receipt: false)).encoded(sequenceNumber: 7)
                + PDU.enquireLink().encoded(sequenceNumber: 8))
        #expect(try client.receive(.enquireLinkResp).header.sequenceNumber == 8)
        #expect(try client.receive(.submitSMResp).header.sequenceNumber == 7)
        #expect(Clock.monotonic() - before >= 100 * millisecond)
        #expect(server.stop().faults == ["late-responses": 1])
    }

    @Test func lateResponsesStillFillTheWindow() throws {
        let server = try startSMSC(.lateResponses, { $0.delay = .fixed(3_600_000 * millisecond) }) {
            $0.rules.window = 2
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        // Each is a turn of its own, or the window would be judged before the fault is.
        for _ in 0..<2 {
            try client.send(.submitSM(message(receipt: false)))
            _ = try client.ask(.enquireLink())
        }
        try client.send(.submitSM(message(receipt: false)))
        _ = try client.ask(.enquireLink())
        #expect(server.stop().windowExceeded == 1)
    }

    @Test func wrongSequenceNumbersWereNotAskedFor() throws {
        let server = try startSMSC(.wrongSequence)
        let client = try ScriptedClient.bound(to: server, .transmitter)
        for _ in 0..<10 {
            try client.send(.submitSM(message(receipt: false)))
            let number = try client.receive(.submitSMResp).header.sequenceNumber
            #expect((0x4000_0000...0x7FFF_FFFF).contains(number))
        }
        #expect(server.stop().faults == ["wrong-sequence": 10])
    }

    @Test func garbageIsNoPDUOfAnyLength() throws {
        let server = try startSMSC(.garbage)
        let client = try ScriptedClient.bound(to: server, .transmitter)
        try client.send(.submitSM(message(receipt: false)))
        let octets = try client.receiveOctets(33)
        #expect(octets[0] == 0xFF)
        // What comes next is whole again, for who finds it.
        #expect(try client.ask(.enquireLink()).header.commandStatus == .ok)
        #expect(server.stop().faults == ["garbage": 1])
    }

    @Test func dribbledResponsesComeInPieces() throws {
        let server = try startSMSC(.dribble)
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var received = 0
        // Pieces that came while this thread did not run are one read.
        while client.readCount <= received || received < 20 {
            let number = try client.send(.submitSM(message()))
            let kinds = try (0..<2).map { _ in try #require(try client.receive()) }
            #expect(kinds.map(\.header.commandID) == [.submitSMResp, .deliverSM])
            #expect(kinds[0].header.sequenceNumber == number)
            received += 2
        }
        #expect(server.stop().faults == ["dribble": 1])
    }

    @Test func gluedResponsesAreHeldAndThenComeAtOnce() throws {
        let server = try startSMSC(.glue) { $0.delay = .fixed(200 * millisecond) }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        let before = Clock.monotonic()
        let reads = client.readCount
        let numbers = try (0..<20).map { _ in try client.send(.submitSM(message(receipt: false))) }
        let answered = try numbers.map { _ in
            try client.receive(.submitSMResp).header.sequenceNumber
        }
        #expect(answered == numbers)
        #expect(Clock.monotonic() - before >= 200 * millisecond)
        #expect(client.readCount - reads < 20)
        #expect(server.stop().faults == ["glue": 1])
    }

    @Test func severalFaultsMayBefallOneResponse() throws {
        let server = try startSMSC {
            $0.faults = [Fault(.wrongSequence), Fault(.duplicateResponses)]
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        try client.send(.submitSM(message(receipt: false)))
        let first = try client.receive(.submitSMResp)
        #expect(first.header.sequenceNumber >= 0x4000_0000)
        #expect(try client.receive(.submitSMResp).octets == first.octets)
    }

    @Test func aFloodOfSpoiledResponsesIsWholeAndCounted() throws {
        let server = try startSMSC {
            let kinds: [Fault.Kind] = [
                .lostResponses, .duplicateResponses, .lateResponses, .wrongSequence,
            ]
            $0.faults = kinds.map { kind in
                var fault = Fault(kind)
                fault.percent = 20
                fault.delay = kind == .lateResponses ? .fixed(millisecond) : nil
                return fault
            }
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let count = 20_000
        let octets = try PDU.submitSM(message()).encoded(sequenceNumber: 9)
        var received: [CommandID: Int] = [:]
        for _ in 0..<count / 500 {
            try client.send([UInt8]((0..<500).flatMap { _ in octets }))
            while received[.deliverSM, default: 0] % 500 != 499 {
                let header = try #require(try client.receiveHeader())
                received[header.commandID, default: 0] += 1
            }
            let header = try #require(try client.receiveHeader())
            received[header.commandID, default: 0] += 1
        }
        let end = try client.send(.unbind())
        while let header = try client.receiveHeader(), header.sequenceNumber != end {
            received[header.commandID, default: 0] += 1
        }
        let counters = server.stop()
        let faults = try #require(counters.faults)
        #expect(counters.accepted == Int64(count))
        #expect(faults.values.allSatisfy { $0 > Int64(count) / 10 })
        let expected =
            Int64(count) - faults["lost-responses", default: 0]
            + faults["duplicate-responses", default: 0] - counters.responsesDropped
        #expect(Int64(received[.submitSMResp, default: 0]) == expected)
    }
}
