// No octets a peer can send make the decoder trap, and its two ways to read a message agree.

import SMPP
import TestSupport
import Testing

@Suite("Decoding of damaged PDUs")
struct DecodingRobustnessTests {
    /// Decodes by every way there is; a trap would end the test process.
    private func decodeEveryWay(_ octets: [UInt8]) {
        for rules in [DecodingRules.strict, .tolerant] {
            let owned = Result { try PDU(decoding: octets, rules: rules) }
            guard octets.count >= PDUHeader.byteCount else { continue }
            octets.withRawSpan { frame in
                _ = MessageIDField.decode(frame)
                let fields = inPlace(frame, rules)
                expectAgreement(owned, fields, frame)
            }
        }
    }

    private func inPlace(
        _ frame: RawSpan, _ rules: DecodingRules
    ) -> Result<ShortMessageFields, PDUError> {
        var fields = ShortMessageFields()
        let error = ShortMessageFields.decode(frame, into: &fields, rules: rules)
        return error.map { .failure($0) } ?? .success(fields)
    }

    /// A message read in place has the fields, or the error, of the owned one.
    private func expectAgreement(
        _ owned: Result<PDU, any Error>, _ fields: Result<ShortMessageFields, PDUError>,
        _ frame: RawSpan
    ) {
        switch (owned, fields) {
        case (.success(.submitSM(let message)), .success(let fields)):
            #expect(message.sourceAddress == frame.text(fields.sourceAddress))
            #expect(message.destinationAddress == frame.text(fields.destinationAddress))
            #expect(message.shortMessage == frame.octets(fields.shortMessage))
            #expect(message.registeredDelivery == fields.registeredDelivery)
            #expect(message.defaultMessageID == fields.defaultMessageID)
            #expect(fields.tlvs.end == frame.byteCount)
        case (.success(.deliverSM(let message)), .success(let fields)):
            #expect(message.esmClass == fields.esmClass)
            #expect(message.dataCoding == fields.dataCoding)
            #expect(message.shortMessage == frame.octets(fields.shortMessage))
        case (.success(.submitSM), .failure), (.success(.deliverSM), .failure):
            Issue.record("in place refused, owned accepted")
        case (.failure(let error as PDUError), .failure(let inPlace)):
            let isMessage = error.commandID == .submitSM || error.commandID == .deliverSM
            if isMessage, error.reason != .badCommandLength { #expect(error == inPlace) }
        default:
            break
        }
    }

    @Test(arguments: Sample.all)
    func everyPrefixIsDecodedOrRefused(_ sample: Sample) {
        for count in 0...sample.octets.count {
            var prefix = Array(sample.octets[..<count])
            decodeEveryWay(prefix)
            guard count >= 4 else { continue }
            prefix.replaceSubrange(0..<4, with: [0, 0, 0, UInt8(count)])
            decodeEveryWay(prefix)
        }
    }

    @Test(arguments: Sample.all)
    func everyChangeOfOneOctetIsDecodedOrRefused(_ sample: Sample) {
        for index in 4..<sample.octets.count {
            for value in UInt8.min...UInt8.max {
                var octets = sample.octets
                octets[index] = value
                _ = try? PDU(decoding: octets)
            }
        }
    }

    @Test(arguments: Sample.all)
    func changesOfSeveralOctetsAreDecodedOrRefused(_ sample: Sample) {
        let seed: UInt64 = 0x5EED
        var random = SeededGenerator(seed: seed &+ UInt64(sample.octets.count))
        for _ in 0..<300 {
            var octets = sample.octets
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 4..<octets.count, using: &random)
                octets[index] = UInt8.random(in: 0...255, using: &random)
            }
            decodeEveryWay(octets)
        }
    }

    @Test(arguments: Sample.all)
    func whatDecodesStrictlyEncodesToTheSameOctets(_ sample: Sample) {
        let seed: UInt64 = 0xC0DEC
        var random = SeededGenerator(seed: seed &+ UInt64(sample.octets.count))
        for round in 0..<300 {
            var octets = sample.octets
            let index = Int.random(in: 16...max(16, octets.count - 1), using: &random)
            guard index < octets.count else { return }
            octets[index] = UInt8.random(in: 0...255, using: &random)
            guard let pdu = try? PDU(decoding: octets), pdu.hasBody else { continue }
            let encoded = try? pdu.encoded(
                commandStatus: sample.status, sequenceNumber: sample.sequenceNumber,
                rules: .tolerant)
            #expect(encoded == octets, "seed \(seed), round \(round)")
        }
    }

    @Test func randomOctetsAfterAHeaderAreDecodedOrRefused() {
        let seed: UInt64 = 42
        var random = SeededGenerator(seed: seed)
        let commands = Sample.all.map { $0.pdu.commandID }
        for _ in 0..<3000 {
            let count = Int.random(in: 16...90, using: &random)
            var octets = (0..<count).map { _ -> UInt8 in
                // Many zeroes, so that strings end and lengths are small.
                let isZero = Bool.random(using: &random)
                return isZero ? 0 : UInt8.random(in: 0...255, using: &random)
            }
            let command = commands.randomElement(using: &random) ?? .submitSM
            let header = PDUHeader(
                commandLength: UInt32(count), commandID: command, commandStatus: .ok,
                sequenceNumber: 1)
            octets.withMutableRawSpan { header.write(into: &$0, at: 0) }
            decodeEveryWay(octets)
        }
    }
}

extension PDU {
    /// Whether nothing of the PDU was left out.
    fileprivate var hasBody: Bool {
        switch self {
        case .bindResp(_, nil), .submitSMResp(nil), .submitMultiResp(nil), .deliverSMResp(nil),
            .dataSMResp(nil), .querySMResp(nil):
            false
        default:
            true
        }
    }
}
