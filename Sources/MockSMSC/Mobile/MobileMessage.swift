// A mobile-originated message as the deliver_sm it takes, encoded once when the server starts. The
// shards copy them and patch numbers. Pure: text in, octets out.

import SMPP

/// Why a text cannot be sent as asked.
package struct MobileTextError: Error, Equatable {
    /// One line for a person.
    let message: String
}

/// The deliver_sm of one message.
package struct MobileMessage: Sendable, Equatable {
    /// One deliver_sm, whole but for its numbers.
    package struct Part: Sendable, Equatable {
        package var octets: [UInt8]
        /// Where the message's reference number is, and its octets; 0: nowhere.
        package var reference = 0
        package var referenceLength = 0
    }

    /// The parts in their order.
    package let parts: [Part]

    /// The parts of what `traffic` describes.
    package init(_ traffic: MobileTraffic) throws(MobileTextError) {
        let (coding, units) = try Self.units(traffic.text, traffic.encoding)
        let single = coding == .smscDefault ? 160 : 140
        var message = DeliverSM()
        message.sourceTON = 1
        message.sourceNPI = 1
        message.sourceAddress = traffic.source
        message.destinationAddress = traffic.destination
        message.dataCoding = coding.rawValue
        let length = units.reduce(0) { $0 + $1.count }
        if length <= single {
            message.shortMessage = units.flatMap { $0 }
            parts = [try Self.part(message)]
            return
        }
        if traffic.longForm == .payload {
            message.tlvs = [TLV(tag: .messagePayload, value: units.flatMap { $0 })]
            parts = [try Self.part(message)]
            return
        }
        // The header takes 6 octets of 140, or 7, which are 7 or 8 septets; an SMSC makes the same
        // header of the sar parameters.
        let isWide = traffic.longForm == .udh16
        let room = single - (coding == .smscDefault ? (isWide ? 8 : 7) : (isWide ? 7 : 6))
        let texts = Self.split(units, room: room)
        guard texts.count <= 255 else {
            throw MobileTextError(message: "the text takes \(texts.count) parts; allowed 255")
        }
        var made: [Part] = []
        for (index, text) in texts.enumerated() {
            made.append(
                try Self.part(
                    message, text, number: UInt8(index + 1), of: UInt8(texts.count),
                    traffic.longForm))
        }
        parts = made
    }

    /// The alert_notification of the same telephone.
    static func alert(_ traffic: MobileTraffic) -> [UInt8] {
        var alert = AlertNotification()
        (alert.sourceTON, alert.sourceNPI, alert.sourceAddress) = (1, 1, traffic.source)
        alert.esmeAddress = traffic.destination
        // 0: available (SMPP 3.4 § 5.3.2.30).
        alert.tlvs = [TLV(tag: .msAvailabilityStatus, 0 as UInt8)]
        return (try? PDU.alertNotification(alert).encoded(sequenceNumber: 1)) ?? []
    }

    /// Octets of all parts.
    var byteCount: Int { parts.reduce(0) { $0 + $1.octets.count } }

    /// The text's characters, each as octets that stay together.
    private static func units(
        _ text: String, _ encoding: MobileTraffic.Encoding
    ) throws(MobileTextError) -> (DataCoding, [[UInt8]]) {
        var units: [[UInt8]] = []
        switch encoding {
        case .binary: return (.binary, text.utf8.map { [$0] })
        case .ucs2:
            for scalar in text.unicodeScalars {
                units.append(
                    UTF16.encode(scalar)?.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? [])
            }
            return (.ucs2, units)
        case .gsm, .latin1:
            for scalar in text.unicodeScalars {
                let octets =
                    encoding == .gsm
                    ? GSM7.encode(String(scalar)) : UInt8(exactly: scalar.value).map { [$0] }
                guard let octets else {
                    throw MobileTextError(
                        message: "the character \"\(scalar)\" is not in \(encoding.rawValue)")
                }
                units.append(octets)
            }
            return (encoding == .gsm ? .smscDefault : .latin1, units)
        }
    }

    /// Runs of characters of at most `room` octets.
    private static func split(_ units: [[UInt8]], room: Int) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        for unit in units {
            if parts[parts.count - 1].count + unit.count > room { parts.append([]) }
            parts[parts.count - 1] += unit
        }
        return parts
    }

    private static func part(
        _ message: DeliverSM, _ text: [UInt8], number: UInt8, of count: UInt8,
        _ form: MobileTraffic.LongForm
    ) throws(MobileTextError) -> Part {
        var message = message
        // Where the reference is, from the start of the text.
        var place = 0
        switch form {
        case .udh8:
            message.esmClass = 0x40
            message.shortMessage = [5, 0, 3, 0, count, number] + text
            place = 3
        case .udh16:
            message.esmClass = 0x40
            message.shortMessage = [6, 8, 4, 0, 0, count, number] + text
            place = 3
        case .sar, .payload:
            message.shortMessage = text
            message.tlvs = [
                TLV(tag: .sarMsgRefNum, 0 as UInt16),
                TLV(tag: .sarTotalSegments, count), TLV(tag: .sarSegmentSeqnum, number),
            ]
            // Behind the tag and the length.
            place = text.count + 4
        }
        var part = try part(message)
        let tlvs = message.tlvs.reduce(0) { $0 + 4 + $1.value.count }
        let start = part.octets.count - tlvs - message.shortMessage.count
        part.reference = start + place
        part.referenceLength = form == .udh8 ? 1 : 2
        return part
    }

    private static func part(_ message: DeliverSM) throws(MobileTextError) -> Part {
        do throws(PDUError) {
            return Part(octets: try PDU.deliverSM(message).encoded(sequenceNumber: 1))
        } catch {
            throw MobileTextError(message: "the message cannot be sent: \(error)")
        }
    }
}
