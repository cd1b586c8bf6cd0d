// Message ids and receipts as providers write them.

import MockSMSC
import SMPP
import TestSupport
import Testing

@Suite struct DialectTests {
    /// A message's id in the response, and its receipt.
    private func exchange(
        _ change: (inout ReceiptDialect) -> Void
    ) throws -> (id: String, receipt: DeliverSM) {
        let server = try startSMSC { change(&$0.dialect) }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        let id = try client.submit(message(text: "Quoted"))
        return (id, try client.receiveReceipt())
    }

    private func text(_ receipt: DeliverSM) -> String {
        String(decoding: receipt.shortMessage, as: UTF8.self)
    }

    @Test(arguments: ReceiptDialect.IDForm.allCases, ReceiptDialect.IDForm.allCases)
    func idsHaveTheirFormsInResponseAndReceipt(
        response: ReceiptDialect.IDForm, receipt: ReceiptDialect.IDForm
    ) throws {
        let (id, told) = try exchange {
            $0.responseID = response
            $0.receiptID = receipt
        }
        let isShort = response == .decimal10 || receipt == .decimal10
        let number: UInt64 = isShort ? 1 : 1_000_000_000_000_001
        let receipted = try #require(told.receiptedMessageID)
        #expect(text(told).hasPrefix("id:\(receipted) sub:001 "))
        for (form, written) in [(response, id), (receipt, receipted)] {
            switch form {
            case .decimal:
                #expect(UInt64(written) == number && written.count == 16)
            case .decimal10:
                #expect(UInt64(written) == number && written.count == 10)
            case .decimal20:
                #expect(UInt64(written) == number && written.count == 20)
            case .hex: #expect(written == String(number, radix: 16))
            case .hexUpper: #expect(written == String(number, radix: 16, uppercase: true))
            case .hex32:
                #expect(written.count == 32 && UInt64(written.suffix(16), radix: 16) == number)
            case .uuid:
                let parts = written.split(separator: "-")
                #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
                #expect(parts[2].first == "4" && parts[3].first == "8")
                #expect(UInt64(parts[3].dropFirst() + parts[4], radix: 16) == number)
            }
        }
    }

    @Test func contentMayBeTheTextOrTheTLVsAlone() throws {
        let onlyText = try exchange { $0.content = .text }
        #expect(onlyText.receipt.tlvs.isEmpty)
        #expect(DeliveryReceipt(reading: onlyText.receipt.shortMessage).id == onlyText.id)
        let onlyTLVs = try exchange { $0.content = .tlvs }
        #expect(onlyTLVs.receipt.shortMessage.isEmpty)
        #expect(onlyTLVs.receipt.receiptedMessageID == onlyTLVs.id)
    }

    @Test(arguments: ReceiptDialect.Field.allCases)
    func fieldsMayBeMissing(field: ReceiptDialect.Field) throws {
        let (id, receipt) = try exchange {
            $0.omitted = [field]
            // Not the writer of the plain form.
            $0.errorDigits = 4
        }
        let told = DeliveryReceipt(reading: receipt.shortMessage)
        #expect(told.id == (field == .id ? nil : id))
        #expect(told.sub == (field == .sub ? nil : "001"))
        #expect(told.dlvrd == (field == .dlvrd ? nil : "001"))
        #expect((told.submitDate == nil) == (field == .submitDate))
        #expect((told.doneDate == nil) == (field == .doneDate))
        #expect(told.stat == (field == .stat ? nil : "DELIVRD"))
        #expect(told.err == (field == .err ? nil : "0000"))
        #expect(told.text == (field == .text ? nil : Array("Quoted".utf8)))
    }

    @Test(arguments: [
        (ReceiptDialect.Keys.joined, " submitdate:"), (.lower, " text:Quoted"),
        (.spaced, " stat: DELIVRD err: 000 Text: Quoted"), (.bareState, " DELIVRD err:000"),
        (.standard, " submit date:"),
    ])
    func keysMayBeOdd(keys: ReceiptDialect.Keys, part: String) throws {
        let (_, receipt) = try exchange {
            $0.keys = keys
            $0.receiptID = .decimal20
        }
        #expect(text(receipt).contains(part))
        #expect(text(receipt).contains("stat:") == (keys != .bareState))
    }

    @Test(arguments: ReceiptDialect.Dates.allCases)
    func datesHaveTenTwelveOrFourteenDigits(dates: ReceiptDialect.Dates) throws {
        let (_, receipt) = try exchange { $0.dates = dates }
        let told = DeliveryReceipt(reading: receipt.shortMessage)
        #expect(told.submitDate?.count == dates.rawValue.count)
        #expect(told.submitTime != nil && told.doneTime != nil)
        let zero = try exchange {
            $0.dates = dates
            $0.hasZeroDoneDate = true
        }
        let date = DeliveryReceipt(reading: zero.receipt.shortMessage).doneDate
        #expect(date == String(repeating: "0", count: dates.rawValue.count))
    }

    @Test func statesMayBeWrittenOut() throws {
        let (_, receipt) = try exchange { $0.hasLongStates = true }
        #expect(text(receipt).contains(" stat:DELIVERED err:000"))
    }

    @Test func theLongestReceiptFits() throws {
        let server = try startSMSC {
            $0.dialect.responseID = .uuid
            $0.dialect.receiptID = .uuid
            $0.dialect.dates = .century
            $0.dialect.keys = .spaced
            $0.dialect.errorDigits = 4
            $0.dialect.hasLongStates = true
            $0.receiptStates = [ReceiptShare(1, ReceiptOutcome(.undeliverable, error: 9999))]
        }
        let client = try ScriptedClient.bound(to: server, .transceiver)
        var long = message(text: String(repeating: "q", count: 254))
        long.sourceAddress = String(repeating: "1", count: 20)
        long.destinationAddress = String(repeating: "2", count: 20)
        let id = try client.submit(long)
        let told = DeliveryReceipt(reading: try client.receiveReceipt().shortMessage)
        #expect(told.id == id && told.err == "9999")
        // The blank behind the key is taken for the text's.
        #expect(told.text?.count == 21)
        #expect(told.messageState == .undeliverable)
    }

    @Test(arguments: [1, 2])
    func receiptsGoRoundTheSessionsOfTheAccount(shardCount: Int) throws {
        let server = try startSMSC {
            $0.shardCount = shardCount
            $0.spreadsReceipts = true
        }
        let sender = try ScriptedClient.bound(to: server, .transceiver)
        let others = try (0..<3).map { _ in try ScriptedClient.bound(to: server, .receiver) }
        for _ in 0..<40 { try sender.send(.submitSM(message())) }
        var ids: Set<String> = []
        for other in others {
            for _ in 0..<10 {
                ids.insert(try #require(try other.receiveReceipt().receiptedMessageID))
            }
        }
        // The sender's own ten, between its forty responses.
        for _ in 0..<50 {
            let pdu = try #require(try sender.receive())
            if case .deliverSM(let body) = try pdu.decoded() {
                ids.insert(try #require(body.receiptedMessageID))
            }
        }
        #expect(ids.count == 40)
    }
}
