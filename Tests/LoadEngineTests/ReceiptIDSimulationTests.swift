// Receipts whose ids are written in another way than the responses': every pair is found and no other,
// whatever comes first, twice or for nobody, on any shard. Seeds are printed with failures.

import LoadEngine
import Metrics
import SMPP
import TestSupport
import Testing

/// How an SMSC writes its ids.
struct IDStyle: Sendable, CustomTestStringConvertible {
    enum Writing: Sendable {
        case decimal(Int), hexadecimal(Int), upperHexadecimal(Int)
        /// 32 digits, with dashes or in upper case without.
        case uuid(dashed: Bool)

        func text(_ value: UInt64) -> String {
            switch self {
            case .decimal(let width): padded(String(value), width)
            case .hexadecimal(let width): padded(String(value, radix: 16), width)
            case .upperHexadecimal(let width):
                padded(String(value, radix: 16, uppercase: true), width)
            case .uuid(let dashed): uuid(value, dashed: dashed)
            }
        }

        func value(_ text: String) -> String {
            switch self {
            case .decimal: UInt64(text).map(String.init) ?? text
            case .hexadecimal, .upperHexadecimal: UInt64(text, radix: 16).map(String.init) ?? text
            case .uuid: text.lowercased().filter { $0 != "-" }
            }
        }

        private func padded(_ text: String, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - text.count)) + text
        }

        private func uuid(_ value: UInt64, dashed: Bool) -> String {
            let high = padded(String(~value &* 0x9E37_79B9_7F4A_7C15, radix: 16), 16)
            let digits = high + padded(String(value, radix: 16), 16)
            guard dashed else { return digits.uppercased() }
            var parts: [Substring] = []
            var rest = digits[...]
            for count in [8, 4, 4, 4, 12] {
                parts.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            return parts.joined(separator: "-")
        }
    }

    var testDescription: String
    var response: Writing
    var receipt: Writing
    /// The value of the n-th message; n is negative for one of somebody else.
    var value: @Sendable (Int64) -> UInt64
    /// What must be decided; nil where nothing need be.
    var form: ReceiptIDForm?

    private static func counter(from first: UInt64) -> @Sendable (Int64) -> UInt64 {
        { UInt64(bitPattern: Int64(first) + $0) }
    }

    private static func random(bits: UInt64) -> @Sendable (Int64) -> UInt64 {
        { number in
            var random = SeededGenerator(seed: UInt64(bitPattern: number))
            return random.next() >> (64 - bits)
        }
    }

    static let all = [
        IDStyle(
            testDescription: "decimal counter", response: .decimal(0), receipt: .decimal(10),
            value: counter(from: 300), form: .same),
        IDStyle(
            testDescription: "hexadecimal counter", response: .hexadecimal(0),
            receipt: .upperHexadecimal(8), value: counter(from: 300), form: .same),
        IDStyle(
            testDescription: "random 32 bits", response: .upperHexadecimal(8),
            receipt: .hexadecimal(0), value: random(bits: 32), form: .same),
        IDStyle(
            testDescription: "random decimal of 20 digits", response: .decimal(20),
            receipt: .decimal(0), value: random(bits: 64), form: .same),
        IDStyle(
            testDescription: "hex, receipt decimal: small counter", response: .hexadecimal(0),
            receipt: .decimal(0), value: counter(from: 300), form: .hexDecimal),
        IDStyle(
            testDescription: "hex, receipt decimal: padded counter",
            response: .upperHexadecimal(8), receipt: .decimal(10),
            value: counter(from: 0x4F3A_0000), form: .hexDecimal),
        IDStyle(
            testDescription: "hex, receipt decimal: random 64 bits", response: .hexadecimal(0),
            receipt: .decimal(20), value: random(bits: 64), form: .hexDecimal),
        IDStyle(
            testDescription: "decimal, receipt hex: small counter", response: .decimal(0),
            receipt: .hexadecimal(0), value: counter(from: 300), form: .decimalHex),
        IDStyle(
            testDescription: "decimal, receipt hex: random 40 bits", response: .decimal(0),
            receipt: .upperHexadecimal(12), value: random(bits: 40), form: .decimalHex),
        IDStyle(
            testDescription: "UUID with and without dashes", response: .uuid(dashed: true),
            receipt: .uuid(dashed: false), value: random(bits: 60), form: nil),
    ]
}

@Suite struct ReceiptIDSimulationTests {
    private static let millisecond = ShardCoreSimulation.millisecond

    private func simulation(
        _ style: IDStyle, count: Int64, shards: Int = 1, seed: UInt64 = 1,
        _ script: @escaping (SubmitRequest, inout SeededGenerator) -> [Reply]
    ) throws -> ShardCoreSimulation {
        var plan = SimulatedPlan.closed(count: count, sessions: 2 * shards, shards: shards)
        plan.receipts = .final
        plan.window = 20
        let simulation = try ShardCoreSimulation(plan, seed: seed)
        simulation.model.meaning = (style.response.value, style.receipt.value)
        simulation.smsc.script = script
        simulation.start()
        simulation.runToTheEnd()
        return simulation
    }

    @Test(arguments: IDStyle.all, [UInt64(1), 2, 3])
    func everyPairIsFoundAndNoOther(style: IDStyle, seed: UInt64) throws {
        let shards = Int(seed)
        let simulation = try simulation(style, count: 600, shards: shards, seed: seed) {
            request, random in
            let id = style.value(request.number)
            func receipt(_ value: UInt64) -> Reply {
                request.receipt(
                    id: style.receipt.text(value),
                    after: Int64.random(in: 1...60, using: &random) * Self.millisecond,
                    on: LinkPlace(
                        core: Int.random(in: 0..<shards, using: &random),
                        session: Int.random(in: 0..<2, using: &random)),
                    inData: Bool.random(using: &random))
            }
            var replies = [
                request.accepted(
                    id: style.response.text(id),
                    after: Int64.random(in: 1...20, using: &random) * Self.millisecond)
            ]
            if random.next() % 20 != 0 { replies.append(receipt(id)) }
            if random.next() % 10 == 0 { replies.append(receipt(id)) }
            if random.next() % 10 == 0 {
                replies.append(receipt(style.value(-Int64.random(in: 1...290, using: &random))))
            }
            return replies
        }
        // That the counts are the model's is checked there.
        let result = simulation.finish()
        let ledger = try #require(result.measured).ledger
        #expect(ledger.receiptsMatched > 500, "\(style.testDescription), seed \(seed)")
        #expect(
            result.receiptIDForms["me"] == style.form, "\(style.testDescription), seed \(seed)")
    }

    /// A receipt that found another's message would show another time.
    @Test(arguments: IDStyle.all)
    func aReceiptThatWasHeldKeepsTheTimeItCame(style: IDStyle) throws {
        let delay = 40 * Self.millisecond
        let simulation = try simulation(style, count: 300) { request, _ in
            let id = style.value(request.number)
            return [
                request.accepted(id: style.response.text(id), after: 3 * Self.millisecond),
                request.receipt(id: style.receipt.text(id), after: delay),
            ]
        }
        #expect(simulation.receiptsOutstanding == 0)
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.receiptsMatched == 300)
        let receipt = measured.timings.receiptFromSubmit
        #expect(try #require(receipt.min) >= delay - Self.millisecond)
        #expect(try #require(receipt.max) <= delay + 2 * Self.millisecond)
    }

    @Test(arguments: IDStyle.all.filter { $0.value(1) > 0xFFFF })
    func aSingleMessagesReceiptIsFoundOnceAllIsAnswered(style: IDStyle) throws {
        let simulation = try simulation(style, count: 1) { request, _ in
            let id = style.value(1)
            return [
                request.accepted(id: style.response.text(id), after: Self.millisecond),
                request.receipt(id: style.receipt.text(id), after: 5 * Self.millisecond),
            ]
        }
        // Decided without the wait for more.
        #expect(simulation.receiptsOutstanding == 0)
        #expect(try #require(simulation.finish().measured).ledger.receiptsMatched == 1)
    }

    @Test(arguments: [1, 3], [UInt64(1), 2, 3])
    func receiptsOfNobodyMatchNothing(shards: Int, seed: UInt64) throws {
        let style = IDStyle.all[2]
        let simulation = try simulation(style, count: 200, shards: shards, seed: seed) {
            request, random in
            let others = (0..<3).map { _ in
                request.receipt(
                    id: String(random.next() % 100_000_000),
                    after: Int64.random(in: 1...60, using: &random) * Self.millisecond)
            }
            let id = style.value(request.number)
            return [request.accepted(id: style.response.text(id), after: Self.millisecond)] + others
        }
        let ledger = try #require(simulation.finish().measured).ledger
        #expect(ledger.receiptsMatched == 0, "seed \(seed)")
        #expect(ledger.receiptsMissing == 200, "seed \(seed)")
    }

    @Test func accountsThatAreGivenTheSameIDsAreKeptApart() throws {
        var plan = SimulatedPlan.closed(count: 400, sessions: 2)
        plan.receipts = .final
        plan.sessions[1].bind.systemID = "other"
        let simulation = try ShardCoreSimulation(plan)
        var numbers: [Int: Int] = [:]
        simulation.smsc.script = { request, _ in
            let number = numbers[request.place.session, default: 0]
            numbers[request.place.session] = number + 1
            // The second account's receipts take longer.
            let delay = Int64(request.place.session == 0 ? 10 : 30) * Self.millisecond
            return [
                request.accepted(id: "\(number)", after: Self.millisecond),
                request.receipt(id: "\(number)", after: delay),
            ]
        }
        let account = { (id: String) in id }
        simulation.model.meaning = (account, account)
        simulation.start()
        simulation.runToTheEnd()
        #expect(simulation.receiptsOutstanding == 0)
        let result = simulation.finishWithoutModel()
        let measured = try #require(result.measured)
        #expect(measured.ledger.receiptsMatched == 400)
        #expect(measured.ledger.receiptsDuplicate == 0)
        #expect(result.receiptIDForms == ["me": .same, "other": .same])
        let times = measured.timings.receiptFromSubmit
        #expect(try #require(times.min) <= 11 * Self.millisecond)
        #expect(try #require(times.value(atPercentile: 45)) <= 12 * Self.millisecond)
        #expect(try #require(times.value(atPercentile: 55)) >= 29 * Self.millisecond)
    }

    @Test func intermediateReceiptsAreCountedAndCloseNothing() throws {
        let style = IDStyle.all[0]
        let simulation = try simulation(style, count: 100) { request, _ in
            let id = style.value(request.number)
            let receipt = style.receipt.text(id)
            return [
                request.accepted(id: style.response.text(id), after: Self.millisecond),
                request.receipt(id: receipt, after: 2 * Self.millisecond, stat: "ENROUTE"),
                request.receipt(id: receipt, after: 9 * Self.millisecond),
            ]
        }
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.receiptsIntermediate == 100)
        #expect(measured.ledger.receiptsMatched == 100)
        #expect(measured.receiptStates == [MessageState.delivered.rawValue: 100])
        #expect(try #require(measured.timings.receiptFromSubmit.min) >= 8 * Self.millisecond)
    }

    @Test func whatHasNoReceiptAtTheEndIsCensoredAtItsAge() throws {
        let style = IDStyle.all[0]
        let simulation = try simulation(style, count: 100) { request, _ in
            let id = style.value(request.number)
            let response = request.accepted(
                id: style.response.text(id), after: Self.millisecond)
            guard request.number % 4 != 0 else { return [response] }
            let receipt = style.receipt.text(id)
            return [response, request.receipt(id: receipt, after: 50 * Self.millisecond)]
        }
        let measured = try #require(simulation.finish().measured)
        #expect(measured.ledger.receiptsMissing == 25)
        #expect(measured.timings.receiptCensored.count == 25)
        #expect(try #require(measured.timings.receiptCensored.min) >= 40 * Self.millisecond)
    }
}
