// A message id that may be a number written in another base than the id of the response. Used by the
// receive path for receipts whose form is not the response's. Allocates: never. Throws: never.

/// How the message id in a receipt is written, compared with the one in the submit_sm_resp.
public enum ReceiptIDForm: String, Sendable, CaseIterable, BitwiseCopyable {
    /// Alike, but for what ``MessageIDKey`` lets pass.
    case same
    /// The response has the number in hexadecimal, the receipt the same number in decimal.
    case hexDecimal = "hex-decimal"
    /// The response has the number in decimal, the receipt the same number in hexadecimal.
    case decimalHex = "decimal-hex"
}

/// The number, or the two numbers, that the characters of a message id can stand for.
public struct NumericMessageID: Sendable, BitwiseCopyable {
    /// Its value if it is decimal; nil with a letter in it, or beyond 64 bits.
    public private(set) var decimal: UInt64? = 0
    /// Its value if it is hexadecimal; nil beyond 64 bits.
    public private(set) var hexadecimal: UInt64? = 0
    /// Characters without leading zeroes.
    public private(set) var length = 0
    /// Whether it has a letter and therefore can only be hexadecimal.
    public private(set) var hasLetter = false

    /// Reads the id that `range` marks in `span`; nil if it is no number of 64 bits in either base.
    public init?(_ span: RawSpan, _ range: FieldRange) {
        let whole = MessageIDKey.trimmed(span, range.bounds)
        let digits = MessageIDKey.significantPart(of: span, whole)
        guard !digits.isEmpty, digits.count <= 20 else { return nil }
        length = digits.count
        for offset in digits {
            guard let digit = Self.value(of: span.octet(at: offset)) else { return nil }
            if digit > 9 { hasLetter = true }
            decimal = decimal.flatMap { Self.append(digit, to: $0, base: 10) }
            hexadecimal = hexadecimal.flatMap { Self.append(digit, to: $0, base: 16) }
        }
        if hasLetter { decimal = nil }
        if decimal == nil && hexadecimal == nil { return nil }
    }

    private static func value(of octet: UInt8) -> UInt64? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(octet &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(octet &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(octet &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    private static func append(_ digit: UInt64, to value: UInt64, base: UInt64) -> UInt64? {
        let (product, tooLarge) = value.multipliedReportingOverflow(by: base)
        let (sum, overflow) = product.addingReportingOverflow(digit)
        return tooLarge || overflow ? nil : sum
    }

    /// The key of the response that this receipt's id stands for in a form; nil if the id cannot be
    /// written in that form.
    public func responseKey(_ form: ReceiptIDForm) -> UInt64? {
        switch form {
        case .same: nil
        case .hexDecimal: decimal.map { Self.key(of: $0, base: 16) }
        case .decimalHex: hexadecimal.map { Self.key(of: $0, base: 10) }
        }
    }

    /// The key of `value` written in a base.
    private static func key(of value: UInt64, base: UInt64) -> UInt64 {
        var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var start = 20
        var rest = value
        repeat {
            start &-= 1
            let digit = UInt8(truncatingIfNeeded: rest % base)
            digits[start] =
                digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
            rest /= base
        } while rest > 0
        return MessageIDKey.hash(
            RawSpan(_elements: digits.span), FieldRange(offset: start, count: 20 &- start))
    }
}

extension MessageIDKey {
    /// The key of the response that the receipt's id at `range` stands for.
    ///
    /// An id that is no number of the form's base is compared as text.
    @inlinable
    public static func responseKey(
        _ span: RawSpan, _ range: FieldRange, form: ReceiptIDForm
    ) -> UInt64 {
        guard form != .same else { return hash(span, range) }
        return NumericMessageID(span, range)?.responseKey(form) ?? hash(span, range)
    }
}
