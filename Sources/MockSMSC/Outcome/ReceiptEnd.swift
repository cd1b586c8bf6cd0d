// How accepted messages end, drawn by shares. Runs on: shard threads. Allocates: never after its
// creation.

import Platform
import SMPP

/// The end of one message; zero bits: delivered, err 0.
struct ReceiptEnd: Sendable, BitwiseCopyable, Equatable {
    private var code: UInt8 = 0
    /// The err field.
    var error: UInt16 = 0

    private static let noneCode: UInt8 = 255

    /// Delivered.
    init() {}

    init(_ outcome: ReceiptOutcome) {
        code = outcome.state.map { $0 == .delivered ? 0 : $0.rawValue } ?? Self.noneCode
        error = outcome.error
    }

    /// The same end, unless the message has come to another state.
    @inline(__always)
    func with(_ state: MessageState) -> ReceiptEnd {
        state == self.state ? self : ReceiptEnd(ReceiptOutcome(state))
    }

    /// Whether a receipt ever comes.
    @inline(__always) var isTold: Bool { code != Self.noneCode }

    /// Whether it is the plain one.
    @inline(__always) var isPlain: Bool { code == 0 && error == 0 }

    /// The state; delivered where none is told.
    @inline(__always) var state: MessageState {
        code == 0 || code == Self.noneCode ? .delivered : MessageState(rawValue: code)
    }
}

/// Draws ends.
struct ReceiptEnds: Sendable, BitwiseCopyable {
    private struct Part: BitwiseCopyable {
        var upTo = 1.0
        var end = ReceiptEnd()
    }

    private let parts: Cells<Part>

    /// Draws from `shares`; without any, the end is always `otherwise`.
    init(_ shares: [ReceiptShare], otherwise: ReceiptOutcome, arena: Arena) {
        let list = shares.isEmpty ? [ReceiptShare(1, otherwise)] : shares
        let total = list.reduce(0) { $0 + $1.weight }
        parts = arena.cells(Part.self, count: list.count)
        var sum = 0.0
        for (index, share) in list.enumerated() {
            sum += share.weight
            parts[index] = Part(
                upTo: index == list.count - 1 ? 1 : sum / total, end: ReceiptEnd(share.outcome))
        }
    }

    /// The next end.
    @inline(__always)
    func draw(_ random: inout SplitMix64) -> ReceiptEnd {
        if parts.count == 1 { return parts[0].end }
        let place = random.unit()
        var index = 0
        while place > parts[index].upTo { index &+= 1 }
        return parts[index].end
    }
}
