// What the frame scanner and the decoder make of octets that arrive in pieces.

import SMPP

/// The outcome of receiving a stream.
struct Stream {
    /// A PDU found in the stream.
    struct Found {
        /// The header's own fields.
        var header: [String: JSONValue]
        /// All fields, if the PDU could be decoded.
        var fields: [String: JSONValue]
        /// Why it could not.
        var error: PDUError?
    }

    /// The PDUs, in order.
    private(set) var pdus: [Found] = []
    /// Octets after the last whole PDU.
    private(set) var leftOver = 0
    /// Why the stream could not be followed to its end: `incomplete` or `bad_command_length`.
    private(set) var end: String?

    /// Receives `octets` in pieces of these lengths; what they do not cover comes last.
    static func outcome(_ octets: [UInt8], segments: [Int]) -> Stream {
        var stream = Stream()
        var received: [UInt8] = []
        var offset = 0
        for count in segments + [octets.count] where stream.end != "bad_command_length" {
            received += octets[received.count..<min(received.count + count, octets.count)]
            offset = stream.scan(received, from: offset)
        }
        stream.leftOver = octets.count - offset
        if stream.leftOver == 0 { stream.end = nil }
        return stream
    }

    /// Takes every whole PDU from `offset`; the offset where it stopped.
    private mutating func scan(_ received: [UInt8], from start: Int) -> Int {
        let scanner = FrameScanner()
        var offset = start
        while true {
            switch received.withRawSpan({ scanner.next(in: $0, from: offset) }) {
            case .needMore:
                end = "incomplete"
                return offset
            case .badLength:
                end = "bad_command_length"
                return offset
            case .frame(let length):
                pdus.append(Self.found(Array(received[offset..<offset + length])))
                offset += length
            }
        }
    }

    private static func found(_ frame: [UInt8]) -> Found {
        let header = frame.withRawSpan { PDUHeader(reading: $0, at: 0) }
        let headerFields = FieldLister.list(header)
        do throws(PDUError) {
            let pdu = try PDU(decoding: frame)
            return Found(header: headerFields, fields: FieldLister.list(pdu, header))
        } catch {
            return Found(header: headerFields, fields: headerFields, error: error)
        }
    }
}
