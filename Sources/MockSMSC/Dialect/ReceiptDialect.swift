// How receipts and message ids are written: what the standard shows, and what providers do instead.
// Profiles and tests build it; `DialectWriter` writes so.

/// A provider's way to write message ids and receipts.
public struct ReceiptDialect: Sendable, Equatable {
    /// How a message id is written; every form is of the same number.
    public enum IDForm: String, CaseIterable, Sendable {
        /// 16 decimal digits.
        case decimal
        /// 10 decimal digits, zeroes in front; the number starts again after 100 million messages.
        case decimal10
        /// 20 decimal digits, zeroes in front.
        case decimal20
        /// Hexadecimal, lower case, no zeroes in front.
        case hex
        /// Hexadecimal, upper case, no zeroes in front.
        case hexUpper = "hex-upper"
        /// Hexadecimal, upper case, 32 digits, zeroes in front.
        case hex32
        /// 8-4-4-4-12 hexadecimal digits.
        case uuid
    }

    /// What carries the receipt.
    public enum Content: String, CaseIterable, Sendable {
        /// The text and the TLVs receipted_message_id and message_state.
        case both
        /// The text alone.
        case text
        /// The TLVs alone; short_message is empty.
        case tlvs
    }

    /// A field of the text.
    public enum Field: String, CaseIterable, Sendable {
        case id, sub, dlvrd
        case submitDate = "submit date"
        case doneDate = "done date"
        case stat, err
        case text = "Text"
    }

    /// How the keys of the text are written.
    public enum Keys: String, CaseIterable, Sendable {
        /// As SMPP 3.4 appendix B has them.
        case standard
        /// Without a space inside: `submitdate:`, `donedate:`.
        case joined
        /// All in lower case: `text:`.
        case lower
        /// A space behind every colon.
        case spaced
        /// The state's word without its key.
        case bareState = "bare-stat"
    }

    /// How dates are written.
    public enum Dates: String, CaseIterable, Sendable {
        /// `YYMMDDhhmm`.
        case minutes = "YYMMDDhhmm"
        /// `YYMMDDhhmmss`.
        case seconds = "YYMMDDhhmmss"
        /// `YYYYMMDDhhmmss`.
        case century = "YYYYMMDDhhmmss"
    }

    /// The id in submit_sm_resp.
    public var responseID = IDForm.decimal
    /// The id in receipts.
    public var receiptID = IDForm.decimal
    /// What carries the receipt.
    public var content = Content.both
    /// Fields left out of the text.
    public var omitted: [Field] = []
    /// How the keys are written.
    public var keys = Keys.standard
    /// How dates are written.
    public var dates = Dates.minutes
    /// The done date is all zeroes.
    public var hasZeroDoneDate = false
    /// Digits of err, 3 or 4.
    public var errorDigits = 3
    /// States in full: `REJECTED` rather than `REJECTD`.
    public var hasLongStates = false

    /// The standard's way.
    public init() {}
}
