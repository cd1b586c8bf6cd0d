// A word of an outcome rule: whether an address begins with it, or a text has it, whatever the case of
// its ASCII letters, eight octets at a time. Runs on: shard threads. Allocates: never.

package import Platform

/// A word, somewhere in memory; one that is looked for in texts is in lower case.
package struct WordSearch: Sendable, BitwiseCopyable {
    private static let low: UInt64 = 0x0101_0101_0101_0101
    private static let high: UInt64 = 0x8080_8080_8080_8080

    private let offset: Int32
    private let count: Int32
    /// Its first octet, eight times.
    private let firsts: UInt64
    /// What makes lower case of a letter, eight times, if the first octet is one.
    private let fold: UInt64

    /// The word of `count` octets at `offset` of `octets`.
    package init(_ octets: Bytes, at offset: Int, count: Int) {
        self.offset = Int32(offset)
        self.count = Int32(count)
        let first = count > 0 ? octets.load8(at: offset) : 0
        firsts = UInt64(first) &* Self.low
        fold = first &- 0x61 < 26 ? 0x20 &* Self.low : 0
    }

    /// Whether the `length` octets from `start` on of `address` begin with the word, which lies in
    /// `octets`.
    @inline(__always)
    func isPrefix(of address: Bytes, _ start: Int, _ length: Int, word octets: Bytes) -> Bool {
        Int(count) <= length && address.equals(octets, at: Int(offset), start, count: Int(count))
    }

    /// Whether the word, which lies in `octets`, is in the `length` octets from `start` on of `text`.
    package func isIn(_ text: Bytes, _ start: Int, _ length: Int, word octets: Bytes) -> Bool {
        guard count > 0 else { return true }
        let last = start &+ length &- Int(count)
        var place = start
        while place <= last, place &+ 8 <= text.count {
            var candidates = Self.zeros((text.load(UInt64.self, at: place) | fold) ^ firsts)
            while candidates != 0 {
                let start = place &+ candidates.trailingZeroBitCount &>> 3
                if start > last { return false }
                if matches(text, at: start, octets) { return true }
                candidates &= candidates &- 1
            }
            place &+= 8
        }
        // Fewer than eight octets of memory are left.
        while place <= last {
            if matches(text, at: place, octets) { return true }
            place &+= 1
        }
        return false
    }

    @inline(__always)
    private func matches(_ text: Bytes, at start: Int, _ octets: Bytes) -> Bool {
        for place in 0..<Int(count) {
            let octet = Self.lower(text.load8(at: start &+ place))
            guard octet == octets.load8(at: Int(offset) &+ place) else { return false }
        }
        return true
    }

    /// An ASCII letter in lower case.
    @inline(__always)
    static func lower(_ octet: UInt8) -> UInt8 {
        octet &- 0x41 < 26 ? octet | 0x20 : octet
    }

    /// The high bit of each octet that is 0, and perhaps of others behind the first such.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- low) & ~word & high
    }
}
