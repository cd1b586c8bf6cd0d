// Ten million receipts outstanding at once, for real: all have a place, and what they take is resident
// memory as the system counts it. `make soak` runs it; it needs half a gigabyte.

import Foundation
import LoadEngine
import Platform
import TestSupport
import Testing

private let isSoak = ProcessInfo.processInfo.environment["SOAK"] != nil

/// Resident memory of this process, bytes.
private func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = try #require(Int(text.split(separator: " ")[1]))
    return pages * 4_096
}

@Suite(.serialized) struct ReceiptTableSoakTests {
    @Test(.enabled(if: isSoak, "part of make soak"), arguments: [true, false])
    func tenMillionThatWaitTakeAtMost48BytesEachAndAllHaveAPlace(shared: Bool) throws {
        let count = 10_000_000
        let before = try residentBytes()
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let table = ReceiptTable(capacity: count, shared: shared, arena: arena)
        let entry = ReceiptEntry(sendTime: 1, time: 2, detail: 1)
        var random = SeededGenerator(seed: 11)
        var full = 0
        for _ in 0..<count {
            if case .full = table.submitted(random.next(), entry) { full += 1 }
        }
        let bytes = try residentBytes() - before
        print("\(bytes / count) bytes each, \(full) of \(count) without a place")
        #expect(full == 0)
        #expect(bytes <= count * 48)
        random = SeededGenerator(seed: 11)
        var matched = 0
        for _ in 0..<count {
            if case .matched = table.receipted(random.next(), at: 3) { matched += 1 }
        }
        #expect(matched == count)
    }
}
