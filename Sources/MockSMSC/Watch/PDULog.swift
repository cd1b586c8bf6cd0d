// The log of PDUs: one line each, decoded. Written by the tap's thread alone.

import Platform
import SMPP

/// A text file of at most `limit` octets, but for its last line, which says what is missing.
struct PDULog: Sendable {
    private var file: TapFile
    private let scanner = FrameScanner(lengthLimit: 1 << 20)
    private var beyondLimit: Int64 = 0

    init(_ path: String, limit: Int64) throws(SystemError) {
        file = try TapFile(path, limit: limit)
    }

    /// Adds a line for every PDU that the record tells of first.
    mutating func add(
        _ record: TapRecord, _ octets: [UInt8], counting counts: inout TapCounts
    ) throws(SystemError) {
        var offset = Int(record.firstPDU)
        while offset < octets.count {
            let step = octets.withRawSpan { scanner.next(in: $0, from: offset) }
            guard case .frame(let length) = step else {
                if case .badLength = step {
                    let text = Self.unreadable(octets[offset...])
                    add(record, text, &counts)
                }
                break
            }
            let line = PDULine.text(Array(octets[offset..<offset + length]))
            add(record, line, &counts)
            offset += length
        }
        if file.isDue { try flush(counting: &counts) }
    }

    private static func unreadable(_ octets: ArraySlice<UInt8>) -> String {
        "impossible command_length, \(octets.count) octets: \(PDULine.hex(octets.prefix(16)))"
    }

    private mutating func add(_ record: TapRecord, _ text: String, _ counts: inout TapCounts) {
        let line =
            "\(PDULine.time(record.time)) \(record.ends.peerText) #\(record.connection) "
            + (record.isOut ? "out " : "in  ") + text + "\n"
        if !file.add(Array(line.utf8)) {
            beyondLimit += 1
            counts.notLogged += 1
        }
    }

    /// Hands the system what has been added.
    mutating func flush(counting counts: inout TapCounts) throws(SystemError) {
        try file.flush(&counts.logged, &counts.notLogged)
    }

    /// The last line, if anything is missing; `lost` PDUs never came here.
    mutating func end(lost: Int64) {
        guard beyondLimit + lost > 0 else { return }
        let line =
            "# \(beyondLimit + lost) PDUs left out: \(beyondLimit) beyond \(file.limit) octets, \(lost) "
            + "that came faster than they could be written\n"
        file.append(Array(line.utf8))
    }
}
