// Values for the property tests, spread over all magnitudes as times are; a failing test prints its
// seed, which gives the same values again.

import TestSupport

extension SeededGenerator {
    /// `count` values from 1 to `highest`, each magnitude as likely as any other.
    mutating func values(_ count: Int, upTo highest: Int64) -> [Int64] {
        let magnitudes = UInt64(64 - highest.leadingZeroBitCount)
        return (0..<count).map { _ in
            let bits = next() % magnitudes + 1
            return Int64(next() >> (64 - bits)) % highest + 1
        }
    }
}
