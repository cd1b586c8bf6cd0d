// Damaged profiles: whatever a file holds, it resolves or is refused with a line per mistake.

import Foundation
import Profiles
import Testing

@Suite struct ProfileFuzzTests {
    @Test(arguments: 0..<8 as Range<UInt64>) func aDamagedProfileNeverTraps(
        _ seed: UInt64
    ) throws {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let tokens = [
            "{", "}", "[", "]", ",", ":", "//", "/*", "*/", "'", "\"", "\\", "\n", "1", "-", "0x",
            "null", "smsc", "tags", "\u{FF}", ".", "=", "NaN", "1e999", "é",
        ].map { Array($0.utf8) }
        let file = try TemporaryProfile("")
        for name in ShippedProfilesTests.names {
            let path = "\(projectFolder)/Profiles/\(name).json5"
            let original = try Data(contentsOf: URL(filePath: path))
            for round in 0..<40 {
                var bytes = Array(original)
                for _ in 0...random.next(4) {
                    let place = random.next(bytes.count)
                    let end = min(bytes.count, place + random.next(12))
                    bytes.replaceSubrange(place..<end, with: tokens[random.next(tokens.count)])
                }
                try Data(bytes).write(to: URL(filePath: file.path))
                let lines = complaints(["run", file.path])
                let named = lines.allSatisfy { $0.contains(file.path) && !$0.contains("\n") }
                #expect(named, "seed \(seed) \(name) round \(round): \(lines)")
            }
        }
    }
}

/// SplitMix64.
private struct Random {
    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(max(1, limit)))
    }
}
