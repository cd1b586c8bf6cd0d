// Keys of message ids: equal for the ways of writing one id, different for different ids.

import SMPP
import TestSupport
import Testing

private func key(_ id: String, at offset: Int = 0) -> UInt64 {
    key(Array(id.utf8), at: offset)
}

private func key(_ id: [UInt8], at offset: Int = 0) -> UInt64 {
    let junk = [UInt8](repeating: UInt8(ascii: "0"), count: offset)
    return (junk + id + junk).withRawSpan { span in
        MessageIDKey.hash(span, FieldRange(offset: offset, count: id.count))
    }
}

@Suite struct MessageIDKeyTests {
    @Test(arguments: [
        ("AbC123", "abc123"), ("0000000042", "42"), ("000", "0"), ("  42 ", "42"), (" 0042", "42"),
        ("DA86D4610CE0C0D23B0165A278EC0C43", "da86d4610ce0c0d23b0165a278ec0c43"),
        ("00000000DA86D4610CE0C0D23B0165A278", "da86d4610ce0c0d23b0165a278"),
        ("   ", ""), ("ZAZ", "zaz"), ("42\u{0}", "42"), ("42 \u{0}\u{0}", "42"), ("\t42\r\n", "42"),
        ("6A3ED98A-6644-4E8A-BAC3-ACD9BBA8656F", "6a3ed98a66444e8abac3acd9bba8656f"),
        ("0000d98a-6644-4e8a-bac3-acd9bba8656f", "d98a66444e8abac3acd9bba8656f"),
        (" 6a3ed98a-6644-4e8a-bac3-acd9bba8656f\u{0}", "6A3ED98A66444E8ABAC3ACD9BBA8656F"),
    ])
    func twoWaysToWriteAnIDHaveOneKey(_ one: String, _ other: String) {
        #expect(key(one) == key(other))
    }

    @Test(arguments: [
        ("42", "420"), ("4 2", "42"), ("", "0"), ("@", "`"), ("[", "{"), ("\u{C1}", "\u{E1}"),
        ("a", "aa"), ("abcdefgh", "abcdefghh"), ("12345678", "1234567"),
        ("1234567890123456", "12345678901234567"), ("1-2", "12"),
        ("6a3ed98a6-644-4e8a-bac3-acd9bba8656f", "6a3ed98a66444e8abac3acd9bba8656f"),
    ])
    func differentIDsHaveDifferentKeys(_ one: String, _ other: String) {
        #expect(key(one) != key(other))
    }

    @Test func whereTheIDLiesDoesNotMatter() {
        let id = Array("6a3ed98a66444e8abac3acd9bba8656f".utf8)
        for count in 0...id.count {
            let part = Array(id[..<count])
            for offset in 1...17 {
                #expect(key(part, at: offset) == key(part), "\(count) octets at \(offset)")
            }
        }
    }

    @Test func everyOctetOfAnIDCounts() {
        for count in 1...40 {
            let id = (0..<count).map { UInt8(ascii: "b") + UInt8($0 % 7) }
            for index in id.indices {
                var other = id
                other[index] = UInt8(ascii: "z")
                #expect(key(other) != key(id), "octet \(index) of \(count)")
            }
        }
    }

    @Test func consecutiveIDsHaveNoKeyTwiceAndFillATableEvenly() {
        var keys = Set<UInt64>()
        var buckets = [Int](repeating: 0, count: 256)
        var highBuckets = buckets
        for number in 0..<100_000 {
            let id = String(number + 1_000_000_000)
            let hash = key(id)
            #expect(hash != 0)
            keys.insert(hash)
            buckets[Int(hash & 255)] += 1
            highBuckets[Int(hash >> 56)] += 1
        }
        #expect(keys.count == 100_000)
        // 390 in each on average, standard deviation 20: six of them to either side.
        for bucket in buckets + highBuckets { #expect((270...510).contains(bucket)) }
    }
}
