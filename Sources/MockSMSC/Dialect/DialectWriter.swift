// Writes delivery receipts as a provider's dialect has them: whole deliver_sm PDUs, ready but for
// their sequence_number. Slower than ReceiptWriter, which knows the standard's form alone.
// Runs on: shard threads. Allocates: never after its creation.

import Platform
import SMPP

/// What a receipt is about.
struct ReceiptFacts: Sendable, BitwiseCopyable {
    /// The message's number, as `MessageIDs` counts.
    var number: UInt64
    /// The text that is quoted.
    var text: SubmitText
    var end: ReceiptEnd
    /// Wall clock, nanoseconds.
    var submitted: Int64
    var done: Int64
    /// An intermediate notification rather than a receipt.
    var isIntermediate = false
}

/// Writes receipts in one dialect.
struct DialectWriter: Sendable {
    /// The longest receipt: header, service_type, two addresses, the fixed fields, the text with
    /// every field at its longest, the two TLVs.
    static let lengthLimit =
        16 + 1 + 2 * (2 + 21) + 10 + (3 + IDWriter.lengthLimit + 8 + 10 + 27 + 25 + 19 + 9 + 26 + 8)
        + (4 + IDWriter.lengthLimit + 1 + 5)

    private struct Piece: BitwiseCopyable {
        var offset: Int32 = 0
        var count: Int32 = 0
    }

    /// Keys by field, in the order of the text, then state words by state.
    private let pieces: Cells<Piece>
    private let octets: Bytes
    private let fieldCount: Int
    /// The field each key is of.
    private let fields: Cells<UInt8>
    private let id: IDWriter
    private let hasText: Bool
    private let hasTLVs: Bool
    private let dates: ReceiptDialect.Dates
    private let dateLength: Int
    private let hasZeroDoneDate: Bool
    private let errorDigits: Int

    private enum Code {
        static let id: UInt8 = 0
        static let sub: UInt8 = 1
        static let dlvrd: UInt8 = 2
        static let submitDate: UInt8 = 3
        static let doneDate: UInt8 = 4
        static let stat: UInt8 = 5
        static let err: UInt8 = 6
    }

    init(_ dialect: ReceiptDialect, arena: Arena) {
        let all = ReceiptDialect.Field.allCases
        let written = all.filter { !dialect.omitted.contains($0) }
        var list: [Piece] = []
        var text: [UInt8] = []
        func add(_ piece: String) {
            list.append(Piece(offset: Int32(text.count), count: Int32(piece.utf8.count)))
            text += Array(piece.utf8)
        }
        for (index, field) in written.enumerated() {
            add((index == 0 ? "" : " ") + Self.key(field, dialect.keys))
        }
        for raw in UInt8(0)...MessageState.rejected.rawValue {
            add(Self.word(MessageState(rawValue: raw), isLong: dialect.hasLongStates))
        }
        pieces = arena.cells(Piece.self, count: list.count)
        for (index, piece) in list.enumerated() { pieces[index] = piece }
        octets = arena.bytes(text.count)
        octets.copy(text, to: 0)
        fields = arena.cells(UInt8.self, count: written.count)
        for (index, field) in written.enumerated() {
            fields[index] = UInt8(all.firstIndex(of: field) ?? 0)
        }
        fieldCount = written.count
        id = IDWriter(dialect.receiptID)
        hasText = dialect.content != .tlvs
        hasTLVs = dialect.content != .text
        dates = dialect.dates
        dateLength = dialect.dates.rawValue.utf8.count
        hasZeroDoneDate = dialect.hasZeroDoneDate
        errorDigits = dialect.errorDigits
    }

    private static func key(
        _ field: ReceiptDialect.Field, _ keys: ReceiptDialect.Keys
    ) -> String {
        switch keys {
        case .standard: field.rawValue + ":"
        case .joined: field.rawValue.filter { $0 != " " } + ":"
        case .lower: field.rawValue.lowercased() + ":"
        case .spaced: field.rawValue + ": "
        case .bareState: field == .stat ? "" : field.rawValue + ":"
        }
    }

    private static func word(_ state: MessageState, isLong: Bool) -> String {
        guard isLong else { return state.receiptName ?? "UNKNOWN" }
        return switch state {
        case .delivered: "DELIVERED"
        case .undeliverable: "UNDELIVERABLE"
        case .accepted: "ACCEPTED"
        case .rejected: "REJECTED"
        default: state.receiptName ?? "UNKNOWN"
        }
    }

    /// Writes the receipt of the submit_sm at `frame` of `input` to `out` at `start`.
    ///
    /// - Returns: Its length, at most `lengthLimit`, which must be free.
    func write(
        _ facts: ReceiptFacts, _ message: ShortMessageFields, of input: Bytes, at frame: Int,
        to out: Bytes, at start: Int
    ) -> Int {
        var at = start &+ PDUHeader.byteCount
        out.store(0 as UInt8, at: at)
        at &+= 1
        at = ReceiptWriter.writeAddress(
            message.destinationTON, message.destinationNPI, message.destinationAddress,
            of: input, at: frame, to: out, at: at)
        at = ReceiptWriter.writeAddress(
            message.sourceTON, message.sourceNPI, message.sourceAddress,
            of: input, at: frame, to: out, at: at)
        // esm_class: a receipt, or an intermediate notification (SMPP 3.4 § 5.2.12).
        out.store(facts.isIntermediate ? 0x20 : 0x04 as UInt8, at: at)
        for place in 1..<10 { out.store(0 as UInt8, at: at &+ place) }
        let body = at &+ 10
        let quoted = ReceiptWriter.isText(message) ? min(facts.text.count, 20) : 0
        at = hasText ? writeText(facts, quoted, of: input, to: out, at: body) : body
        out.store(UInt8(truncatingIfNeeded: at &- body), at: body &- 1)
        if hasTLVs { at = writeTLVs(facts, to: out, at: at) }
        out.store32(UInt32(truncatingIfNeeded: at &- start), at: start)
        out.store32(CommandID.deliverSM.rawValue, at: start &+ 4)
        out.store(0 as UInt64, at: start &+ 8)
        return at &- start
    }

    private func writeTLVs(_ facts: ReceiptFacts, to out: Bytes, at start: Int) -> Int {
        let length = id.write(facts.number, to: out, at: start &+ 4)
        out.store32(0x001E_0000 | UInt32(length &+ 1), at: start)
        out.store(0 as UInt8, at: start &+ 4 &+ length)
        let state = start &+ 5 &+ length
        out.store32(0x0427_0001, at: state)
        out.store(facts.end.state.rawValue, at: state &+ 4)
        return state &+ 5
    }

    private func writeText(
        _ facts: ReceiptFacts, _ quoted: Int, of input: Bytes, to out: Bytes, at start: Int
    ) -> Int {
        var at = start
        for index in 0..<fieldCount {
            at = copy(pieces[index], to: out, at: at)
            switch fields[index] {
            case Code.id: at &+= id.write(facts.number, to: out, at: at)
            case Code.sub: at = digits(1, 3, to: out, at: at)
            case Code.dlvrd:
                at = digits(facts.end.state == .delivered ? 1 : 0, 3, to: out, at: at)
            case Code.submitDate: at = date(facts.submitted, to: out, at: at)
            case Code.doneDate:
                at =
                    hasZeroDoneDate
                    ? digits(0, dateLength, to: out, at: at)
                    : date(facts.done, to: out, at: at)
            case Code.stat:
                at = copy(pieces[fieldCount &+ Int(facts.end.state.rawValue)], to: out, at: at)
            case Code.err: at = digits(Int(facts.end.error), errorDigits, to: out, at: at)
            default:
                out.copy(from: input, facts.text.offset, count: quoted, to: at)
                at &+= quoted
            }
        }
        return at
    }

    private func copy(_ piece: Piece, to out: Bytes, at start: Int) -> Int {
        out.copy(from: octets, Int(piece.offset), count: Int(piece.count), to: start)
        return start &+ Int(piece.count)
    }

    /// Writes the last `count` decimal digits of `value`.
    private func digits(_ value: Int, _ count: Int, to out: Bytes, at start: Int) -> Int {
        var rest = value
        var place = start &+ count
        while place > start {
            place &-= 1
            out.store(UInt8(truncatingIfNeeded: rest % 10) &+ 0x30, at: place)
            rest /= 10
        }
        return start &+ count
    }

    private func date(_ time: Int64, to out: Bytes, at start: Int) -> Int {
        let civil = CivilTime(secondsSince1970: time / 1_000_000_000)
        var at = start
        let year = Int(civil.year)
        at =
            dates == .century
            ? digits(year, 4, to: out, at: at) : digits(year % 100, 2, to: out, at: at)
        at = digits(Int(civil.month), 2, to: out, at: at)
        at = digits(Int(civil.day), 2, to: out, at: at)
        at = digits(Int(civil.hour), 2, to: out, at: at)
        at = digits(Int(civil.minute), 2, to: out, at: at)
        return dates == .minutes ? at : digits(Int(civil.second), 2, to: out, at: at)
    }
}
