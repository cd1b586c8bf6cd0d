// A unit-rate Poisson process whose n-th point can be found without drawing the n - 1 before it.
// Used by Schedule; allocates one number per 256 points when it is made.

import Platform

/// Points of a unit-rate Poisson process on 0 ..< length.
///
/// Points come in blocks of 256. A block's length is Gamma(256) distributed, drawn from its own
/// seed; within it the gaps are exponentials scaled to that length, which is the process's exact
/// law (given its sum, a vector of exponentials has a fixed shape independent of the sum).
struct PoissonProcess: Sendable {
    static let blockSize = 256

    private let seed: UInt64
    /// Start of each block.
    private let starts: [Double]
    /// Points below the length.
    let pointCount: Int64

    init(length: Double, seed: UInt64) {
        self.seed = seed
        var starts = [0.0]
        var block: UInt64 = 0
        while let last = starts.last, last < length {
            var random = SplitMix64(seed: Self.mix(seed, block, salt: 1))
            starts.append(last + random.gamma(Double(Self.blockSize)))
            block += 1
        }
        self.starts = starts
        // The last block straddles the end: count its points one by one.
        var count = Int64(max(starts.count - 2, 0)) * Int64(Self.blockSize)
        if starts.count >= 2 {
            for index in 0..<Self.blockSize {
                let point = Self.point(
                    block: starts.count - 2, index: index, starts: starts, seed: seed)
                if point < length { count += 1 } else { break }
            }
        }
        pointCount = count
    }

    private static func mix(_ seed: UInt64, _ block: UInt64, salt: UInt64) -> UInt64 {
        var random = SplitMix64(seed: seed &+ block &* 0x9E37_79B9_7F4A_7C15 &+ salt << 62)
        return random.next()
    }

    /// Writes where the points of a block lie into `points`, which has `blockSize` cells.
    func fill(_ points: Cells<Double>, withBlock block: Int) {
        var random = SplitMix64(seed: Self.mix(seed, UInt64(block), salt: 2))
        var sum = 0.0
        for index in 0..<Self.blockSize {
            sum += random.exponential()
            points[index] = sum
        }
        let length = starts[block + 1] - starts[block]
        for index in 0..<Self.blockSize {
            points[index] = starts[block] + length * (points[index] / sum)
        }
    }

    /// Where point `number` lies.
    func point(_ number: Int64) -> Double {
        Self.point(
            block: Int(number) / Self.blockSize, index: Int(number) % Self.blockSize,
            starts: starts, seed: seed)
    }

    private static func point(block: Int, index: Int, starts: [Double], seed: UInt64) -> Double {
        var random = SplitMix64(seed: mix(seed, UInt64(block), salt: 2))
        var sum = 0.0
        var atIndex = 0.0
        for position in 0..<blockSize {
            sum += random.exponential()
            if position == index { atIndex = sum }
        }
        // The block's last point lies on the next block's start.
        return starts[block] + (starts[block + 1] - starts[block]) * (atIndex / sum)
    }
}
