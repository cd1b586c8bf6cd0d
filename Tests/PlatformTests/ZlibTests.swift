// zlib streams: what is deflated comes back, and what is damaged does not.

import Platform
import TestSupport
import Testing

@Suite struct ZlibTests {
    private static func octets(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    }

    @Test(arguments: [0, 1, 15, 4_096, 100_000])
    func inflateGivesBackWhatWasDeflated(_ count: Int) {
        let bytes = Self.octets(count)
        #expect(Zlib.inflate(Zlib.deflate(bytes), limit: count) == bytes)
        #expect(Zlib.inflate(Zlib.deflate(bytes), limit: count + 1_000) == bytes)
    }

    @Test func repetitionIsShorter() {
        #expect(Zlib.deflate([UInt8](repeating: 7, count: 100_000)).count < 200)
    }

    @Test func streamOfAnotherMakerInflates() {
        // RFC 1950: header 78 9C; RFC 1951: one fixed block of "a"; Adler-32 00620062.
        #expect(Zlib.inflate(hex("78 9C 4B 04 00 00 62 00 62"), limit: 10) == [0x61])
    }

    @Test func longerThanItsLimitIsRefused() {
        #expect(Zlib.inflate(Zlib.deflate(Self.octets(1_000)), limit: 999) == nil)
        #expect(Zlib.inflate(Zlib.deflate([1]), limit: 0) == nil)
    }

    @Test(arguments: 0..<40)
    func damageIsNoticed(_ place: Int) {
        var stream = Zlib.deflate(Array("The quick brown fox jumps over it".utf8))
        let index = place % stream.count
        stream[index] ^= 0x55
        #expect(Zlib.inflate(stream, limit: 1_000) == nil, "octet \(index) was changed")
    }

    @Test func cutStreamIsRefused() {
        let stream = Zlib.deflate(Self.octets(500))
        for count in 0..<stream.count {
            #expect(Zlib.inflate(Array(stream[..<count]), limit: 1_000) == nil)
        }
    }
}
