// A PDU as one line of text: its name, sequence_number and status, and the fields that matter most.

import SMPP

/// The words of the PDU log.
package enum PDULine {
    /// `submit_sm seq=5 source=12345 destination=79001234567 …`; every line stands for itself.
    package static func text(_ octets: [UInt8]) -> String {
        let header = octets.withRawSpan { PDUHeader(reading: $0, at: 0) }
        var text = "\(header.commandID.name) seq=\(header.sequenceNumber)"
        if header.commandID.isResponse || header.commandStatus != .ok {
            text += " status=\(header.commandStatus.name)"
        }
        do throws(PDUError) {
            text += fields(of: try PDU(decoding: octets))
        } catch {
            text += " malformed length=\(octets.count)"
        }
        return text
    }

    private static func fields(of pdu: PDU) -> String {
        switch pdu {
        case .bind(_, let body):
            // The password is nobody's business.
            return field("system_id", body.systemID) + field("system_type", body.systemType)
                + " interface_version=0x" + hex([body.interfaceVersion])
        case .bindResp(_, let body):
            return field("system_id", body?.systemID ?? "")
        case .outbind(let body):
            return field("system_id", body.systemID)
        case .submitSM(let body):
            return message(
                body.sourceAddress, body.destinationAddress, esmClass: body.esmClass,
                body.dataCoding, body.shortMessage, body.tlvs)
                + " registered_delivery=\(body.registeredDelivery)"
        case .deliverSM(let body):
            return message(
                body.sourceAddress, body.destinationAddress, esmClass: body.esmClass,
                body.dataCoding, body.shortMessage, body.tlvs)
        case .dataSM(let body):
            return message(
                body.sourceAddress, body.destinationAddress, esmClass: body.esmClass,
                body.dataCoding, [], body.tlvs)
        case .submitMulti(let body):
            return field("source", body.sourceAddress)
                + " destinations=\(body.destinations.count)"
        case .submitSMResp(let body): return field("message_id", body?.messageID ?? "")
        case .submitMultiResp(let body): return field("message_id", body?.messageID ?? "")
        case .dataSMResp(let body): return field("message_id", body?.messageID ?? "")
        case .querySM(let body): return field("message_id", body.messageID)
        case .querySMResp(let body):
            guard let body else { return "" }
            return field("message_id", body.messageID) + " message_state=\(body.messageState)"
        case .cancelSM(let body): return field("message_id", body.messageID)
        case .replaceSM(let body): return field("message_id", body.messageID)
        default: return ""
        }
    }

    private static func message(
        _ source: String, _ destination: String, esmClass: UInt8, _ dataCoding: UInt8,
        _ text: [UInt8], _ tlvs: [TLV]
    ) -> String {
        var line = field("source", source) + field("destination", destination)
        line += " esm_class=0x\(hex([esmClass])) data_coding=0x\(hex([dataCoding]))"
        line += " sm_length=\(text.count)"
        if !text.isEmpty { line += " text=" + quoted(text) }
        if !tlvs.isEmpty { line += " tlvs=\(tlvs.count)" }
        return line
    }

    private static func field(_ name: String, _ value: String) -> String {
        value.isEmpty ? "" : " \(name)=" + safe(Array(value.utf8))
    }

    /// The octets as they read in ASCII, others as `\xNN`; nothing that ends the line or the quotes.
    private static func quoted(_ octets: [UInt8]) -> String {
        "\"" + safe(octets) + "\""
    }

    private static func safe(_ octets: [UInt8]) -> String {
        var text = ""
        for octet in octets {
            let isPlain = (0x20...0x7E).contains(octet) && octet != 0x22 && octet != 0x5C
            text += isPlain ? String(UnicodeScalar(octet)) : "\\x" + hex([octet])
        }
        return text
    }

    /// Two digits an octet.
    static func hex(_ octets: some Sequence<UInt8>) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// `2026-01-31T12:00:00.123456789Z`.
    static func time(_ nanoseconds: Int64) -> String {
        let time = CivilTime(secondsSince1970: nanoseconds / 1_000_000_000)
        func digits(_ value: some BinaryInteger, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(width - text.count, 0)) + text
        }
        return "\(digits(time.year, 4))-\(digits(time.month, 2))-\(digits(time.day, 2))T"
            + "\(digits(time.hour, 2)):\(digits(time.minute, 2)):\(digits(time.second, 2))."
            + "\(digits(nanoseconds % 1_000_000_000, 9))Z"
    }
}
