// A file of a tap: entries are gathered, handed to the system together, and left out beyond the file's size.
// Used by the PDU log and the capture file, on the tap's thread alone.

import Platform

/// A file of at most `limit` octets, but for what `append` adds.
struct TapFile: Sendable {
    private static let bufferLength = 1 << 16

    let limit: Int64
    private let file: AppendedFile
    private var buffer: [UInt8] = []
    private var size: Int64 = 0
    private var isFull = false
    /// Entries that are in the buffer only.
    private var pending: Int64 = 0

    init(_ path: String, limit: Int64) throws(SystemError) {
        file = try AppendedFile(path)
        self.limit = limit
    }

    /// Adds an entry; false once it, or one before it, goes beyond the limit.
    mutating func add(_ octets: [UInt8]) -> Bool {
        guard !isFull, size + Int64(octets.count) <= limit else {
            isFull = true
            return false
        }
        append(octets)
        pending += 1
        return true
    }

    /// Adds what is no entry, whatever the limit.
    mutating func append(_ octets: [UInt8]) {
        size += Int64(octets.count)
        buffer += octets
    }

    /// Enough is gathered to be handed to the system.
    var isDue: Bool { buffer.count >= Self.bufferLength }

    /// Hands the system what has been added; the entries go to `written`, or to `lost` if that fails.
    mutating func flush(_ written: inout Int64, _ lost: inout Int64) throws(SystemError) {
        guard !buffer.isEmpty else { return }
        defer {
            lost += pending
            pending = 0
            buffer.removeAll(keepingCapacity: true)
        }
        try file.append(buffer)
        written += pending
        pending = 0
    }
}
