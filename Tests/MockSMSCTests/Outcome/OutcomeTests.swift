// What becomes of messages: rules by their look, shares, and how accepted ones end.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct OutcomeTests {
    private func rule(
        _ status: UInt32, _ change: (inout OutcomeRule) -> Void
    ) -> OutcomeRule {
        var rule = OutcomeRule(status: CommandStatus(rawValue: status))
        change(&rule)
        return rule
    }

    /// The rules of a provider with vendor codes.
    private var providerRules: [OutcomeRule] {
        [
            rule(0x400) { $0.otherDataCodings = [0, 3, 8] },
            rule(0x401) { $0.longerThan = 160 },
            rule(0x403) { $0.texts = ["casino", "win now"] },
            rule(0x404) { $0.sources = ["SPAM"] },
            rule(0x404) { $0.destinations = ["7900666", "7900667"] },
            rule(0x43C) { $0.destinations = ["53"] },
            rule(0x45A) { $0.otherDestinations = ["7", "44"] },
            rule(0x453) { $0.repeatedWithin = 3_600_000_000_000 },
        ]
    }

    private func status(
        _ client: ScriptedClient, _ text: String, to destination: String = "79001234567",
        from source: String = "shop", dataCoding: UInt8 = 0, octets: [UInt8]? = nil
    ) throws -> UInt32 {
        var message = SubmitSM(
            source: source, destination: destination, shortMessage: octets ?? Array(text.utf8))
        message.dataCoding = dataCoding
        return try client.ask(.submitSM(message)).header.commandStatus.rawValue
    }

    @Test func everyCauseHasItsCode() throws {
        let server = try startSMSC { $0.outcomes = providerRules }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        #expect(try status(client, "one") == 0)
        #expect(try status(client, "one") == 0x453)
        #expect(try status(client, "one", to: "79001234568") == 0)
        #expect(try status(client, "two") == 0)
        #expect(try status(client, "three", dataCoding: 4) == 0x400)
        #expect(try status(client, String(repeating: "x", count: 161)) == 0x401)
        #expect(try status(client, String(repeating: "x", count: 160)) == 0)
        #expect(try status(client, "Our CaSiNo waits") == 0x403)
        #expect(try status(client, "Our cas ino waits") == 0)
        #expect(try status(client, "four", from: "SPAMMER") == 0x404)
        #expect(try status(client, "four", to: "79006661234") == 0x404)
        #expect(try status(client, "four", to: "79006671234") == 0x404)
        #expect(try status(client, "four", to: "5312345") == 0x43C)
        #expect(try status(client, "four", to: "4912345") == 0x45A)
        #expect(try status(client, "four", to: "4412345") == 0)
        let wide = "Win now".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(try status(client, "", dataCoding: 8, octets: wide) == 0x403)
        let counters = server.stop()
        #expect(counters.refusedByRule == 10)
        #expect(counters.rejected == 10)
    }

    @Test func textInThePayloadIsLookedAtToo() throws {
        let server = try startSMSC { $0.outcomes = providerRules }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var long = message(receipt: false, text: "")
        long.tlvs = [TLV(tag: .messagePayload, value: [UInt8](repeating: 65, count: 300))]
        #expect(try client.ask(.submitSM(long)).header.commandStatus.rawValue == 0x401)
        long.tlvs = [TLV(tag: .messagePayload, value: Array("a casino".utf8))]
        #expect(try client.ask(.submitSM(long)).header.commandStatus.rawValue == 0x403)
    }

    @Test(arguments: [1, 2])
    func repeatsAreSeenOnWhateverSessionTheyCome(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.outcomes = providerRules
        }
        let clients = try (0..<3).map { _ in
            try ScriptedClient.bound(to: server, .transmitter)
        }
        #expect(try clients.map { try status($0, "same") } == [0, 0x453, 0x453])
    }

    @Test func sharesAreKept() throws {
        let server = try startSMSC {
            $0.outcomes = [
                rule(8) { $0.percent = 10 },
                rule(0x58) { $0.percent = 50 },
            ]
        }
        let client = try ScriptedClient.bound(to: server, .transmitter)
        var counts: [UInt32: Int] = [:]
        for number in 0..<2_000 { counts[try status(client, "\(number)"), default: 0] += 1 }
        // Drawn from a fixed seed; half of the nine tenths that are left.
        #expect((140...260).contains(counts[8, default: 0]))
        #expect((800...1000).contains(counts[0x58, default: 0]))
        #expect(Set(counts.keys) == [0, 8, 0x58])
    }

    @Test func everyStateIsToldWithItsErr() throws {
        let states: [MessageState] = [
            .delivered, .expired, .deleted, .undeliverable, .accepted, .unknown, .rejected,
        ]
        let server = try startSMSC {
            $0.outcomes = states.enumerated().map { index, state in
                rule(0) {
                    $0.destinations = ["\(index)"]
                    $0.receipt = ReceiptOutcome(state, error: UInt16(index * 11))
                }
            }
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for (index, state) in states.enumerated() {
            var submitted = message()
            submitted.destinationAddress = "\(index)00"
            let id = try client.submit(submitted)
            let receipt = try client.receiveReceipt()
            let text = DeliveryReceipt(reading: receipt.shortMessage)
            #expect(text.id == id)
            #expect(text.stat == state.receiptName)
            #expect(text.err == (index == 0 ? "000" : "0\(index * 11)"))
            #expect(text.dlvrd == (state == .delivered ? "001" : "000"))
            #expect(receipt.tlvs.contains(TLV(tag: .messageState, state.rawValue)))
        }
    }

    @Test func endsAreDrawnByTheirSharesAndSomeAreNeverTold() throws {
        let server = try startSMSC {
            $0.receiptStates = [
                ReceiptShare(60, ReceiptOutcome(.delivered)),
                ReceiptShare(30, ReceiptOutcome(.undeliverable, error: 11)),
                ReceiptShare(10, ReceiptOutcome(nil)),
            ]
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        for _ in 0..<1_000 { try client.send(.submitSM(message())) }
        var stats: [String: Int] = [:]
        var responses = 0
        var receipts: Int64 = 0
        // With the last response all receipts have been made.
        while responses < 1_000 || receipts < server.counters.receiptsQueued {
            let pdu = try #require(try client.receive())
            guard case .deliverSM(let body) = try pdu.decoded() else {
                responses += 1
                continue
            }
            receipts += 1
            stats[DeliveryReceipt(reading: body.shortMessage).stat ?? "", default: 0] += 1
        }
        #expect((520...680).contains(stats["DELIVRD", default: 0]))
        #expect((220...380).contains(stats["UNDELIV", default: 0]))
        #expect(stats.count == 2)
    }

    @Test func whoAsksForFailuresOnlyHearsOfThemOnly() throws {
        let server = try startSMSC {
            $0.outcomes = [
                rule(0) {
                    $0.destinations = ["9"]
                    $0.receipt = ReceiptOutcome(.undeliverable)
                }
            ]
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var submitted = message()
        submitted.registeredDelivery = 2
        _ = try client.submit(submitted)
        submitted.destinationAddress = "99"
        let id = try client.submit(submitted)
        #expect(try client.receiveReceipt().receiptedMessageID == id)
        #expect(server.stop().receiptsQueued == 1)
    }

    @Test(arguments: [UInt8(0x01), 0x11])
    func intermediateStateComesBeforeTheEnd(registeredDelivery: UInt8) throws {
        let server = try startSMSC {
            $0.intermediateStates = [ReceiptShare(1, ReceiptOutcome(.enroute))]
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var submitted = message()
        submitted.registeredDelivery = registeredDelivery
        for _ in 0..<5 {
            let id = try client.submit(submitted)
            let first = try client.receiveReceipt()
            let last = try client.receiveReceipt()
            #expect([first.receiptedMessageID, last.receiptedMessageID] == [id, id])
            #expect(DeliveryReceipt(reading: first.shortMessage).stat == "ENROUTE")
            #expect(DeliveryReceipt(reading: last.shortMessage).stat == "DELIVRD")
            #expect(first.esmClass == (registeredDelivery == 0x11 ? 0x20 : 0x04))
            #expect(last.esmClass == 0x04)
        }
    }

    @Test func receiptsMayOvertakeTheirResponses() throws {
        let server = try startSMSC {
            $0.earlyReceipts = 100
            $0.responseDelay = .fixed(2_000_000)
            $0.receiptDelay = .fixed(3_600_000_000_000)
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        try client.send(.submitSM(message()))
        let receipt = try client.receiveReceipt()
        let response = try client.receive(.submitSMResp)
        guard case .submitSMResp(let body?) = try response.decoded() else {
            Issue.record("no body")
            return
        }
        #expect(receipt.receiptedMessageID == body.messageID)
    }

    @Test func compressedTimeBringsReceiptsSooner() throws {
        let server = try startSMSC {
            $0.receiptDelay = .fixed(3_600_000_000_000)
            $0.timeCompression = 3_600_000
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message())
        #expect(try client.receiveReceipt().receiptedMessageID == id)
    }
}
