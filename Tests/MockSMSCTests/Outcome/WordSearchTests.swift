// The search for words in texts beside one that looks at every place. Seeds are printed.

import MockSMSC
import Platform
import TestSupport
import Testing

@Suite struct WordSearchTests {
    private func isUpper(_ octet: UInt8) -> Bool { (0x41...0x5A).contains(octet) }

    private func lower(_ octets: [UInt8]) -> [UInt8] {
        octets.map { isUpper($0) ? $0 + 32 : $0 }
    }

    /// Octets that are often alike: letters of both cases, and their neighbours in the code.
    private func octets(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let letters: [UInt8] = [
            0x40, 0x41, 0x5A, 0x5B, 0x60, 0x61, 0x7A, 0x7B, 0xC1, 0xDA, 0xE1, 0,
        ]
        return (0..<count).map { _ in letters.randomElement(using: &random) ?? 0 }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func aWordIsFoundWhereItIsAndNowhereElse(seed: UInt64) {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let memory = arena.bytes(64)
        let words = arena.bytes(16)
        var random = SeededGenerator(seed: seed)
        var found = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...40, using: &random)
            let start = Int.random(in: 0...64 - length, using: &random)
            memory.copy(octets(64, &random), to: 0)
            let text = (start..<start + length).map { memory.load8(at: $0) }
            let word = lower(octets(.random(in: 0...4, using: &random), &random))
            words.copy(word, to: 0)
            let search = WordSearch(words, at: 0, count: word.count)
            let isIn =
                word.isEmpty
                || (0..<max(0, length - word.count + 1)).contains {
                    lower(Array(text[$0..<$0 + word.count])) == word
                }
            #expect(
                search.isIn(memory, start, length, word: words) == isIn,
                "seed \(seed): \(word) in \(text) at \(start)")
            found += isIn ? 1 : 0
        }
        #expect(found > 2_000 && found < 18_000, "both happen")
    }
}
