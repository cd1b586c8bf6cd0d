// Writes a message id in any of the forms providers have. Runs on: shard threads. Allocates: never.

import Platform

/// A form of message ids at work; zero bits: 16 decimal digits.
struct IDWriter: Sendable, BitwiseCopyable {
    /// The longest form's length: a UUID.
    static let lengthLimit = 36

    private enum Kind: UInt8, BitwiseCopyable {
        case decimal, hex, uuid
    }

    private let kind: Kind
    /// Fewest digits.
    private let width: Int
    private let letters: UInt8

    init(_ form: ReceiptDialect.IDForm) {
        switch form {
        case .decimal: (kind, width) = (.decimal, 16)
        case .decimal10: (kind, width) = (.decimal, 10)
        case .decimal20: (kind, width) = (.decimal, 20)
        case .hex, .hexUpper: (kind, width) = (.hex, 1)
        case .hex32: (kind, width) = (.hex, 32)
        case .uuid: (kind, width) = (.uuid, 0)
        }
        // What a digit above 9 is away from ":".
        letters = form == .hex || form == .uuid ? 0x27 : 7
    }

    /// Writes `number` at `start`; returns the count of octets, at most `lengthLimit`.
    func write(_ number: UInt64, to out: Bytes, at start: Int) -> Int {
        switch kind {
        case .decimal: return writeDigits(number, base: 10, width, to: out, at: start)
        case .hex: return writeDigits(number, base: 16, width, to: out, at: start)
        case .uuid: return writeUUID(number, to: out, at: start)
        }
    }

    private func writeDigits(
        _ number: UInt64, base: UInt64, _ width: Int, to out: Bytes, at start: Int
    ) -> Int {
        var length = 1
        var rest = number / base
        while rest > 0 {
            length &+= 1
            rest /= base
        }
        length = max(length, width)
        rest = number
        var place = start &+ length
        while place > start {
            place &-= 1
            out.store(digit(rest % base), at: place)
            rest /= base
        }
        return length
    }

    @inline(__always)
    private func digit(_ value: UInt64) -> UInt8 {
        let octet = UInt8(truncatingIfNeeded: value) &+ 0x30
        return octet > 0x39 ? octet &+ letters : octet
    }

    /// 8-4-4-4-12 digits of the number and of a hash of it, in the shape of a random UUID.
    private func writeUUID(_ number: UInt64, to out: Bytes, at start: Int) -> Int {
        var random = SplitMix64(seed: number)
        let high = random.next() & ~0xF000 | 0x4000
        let low = number & 0x0FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var place = start
        for position in 0..<32 {
            if position == 8 || position == 12 || position == 16 || position == 20 {
                out.store(UInt8(ascii: "-"), at: place)
                place &+= 1
            }
            let word = position < 16 ? high : low
            let shift = UInt64(60 &- (position & 15) &* 4)
            out.store(digit((word &>> shift) & 15), at: place)
            place &+= 1
        }
        return place &- start
    }
}
