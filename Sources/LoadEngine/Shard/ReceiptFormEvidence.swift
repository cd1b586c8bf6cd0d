// What some receipts and responses of one account say about the form of its receipts' ids. Pure; used
// by HeldReceipts and by tests. Allocates: never.

package import SMPP

/// Counts of an account's first receipts and responses, and what follows from them.
///
/// A hexadecimal id may have no letter, and a small number is soon found in any base: one match
/// proves nothing. Each match therefore weighs as many digits as its id has beyond three; together they
/// must weigh as much as one match of 11 digits, and come from two receipts at least.
package struct ReceiptFormEvidence {
    /// Receipts under a form that find their message.
    package struct Matches {
        package var count = 0
        package var weight = 0

        package init() {}

        package mutating func add(digits: Int) {
            count += 1
            weight += max(0, digits - Self.freeDigits)
        }

        private static let freeDigits = 3
        var suffice: Bool { weight >= 8 && count >= 2 }
    }

    /// Different ids of receipts, and those of them with a letter.
    package var receipts = 0
    package var receiptLetters = 0
    /// Ids of responses looked at, and those of them with a letter.
    package var responses: Int64 = 0
    package var responseLetters: Int64 = 0
    /// What each form finds.
    package var same = Matches()
    package var hexDecimal = Matches()
    package var decimalHex = Matches()
    /// A receipt with a letter in it has found a response with the same text.
    package var hasLetterMatch = false

    package init() {}

    /// Of so many ids in hexadecimal one has a letter, whatever their law.
    private static let many = 32

    /// The form that the evidence leaves no doubt about.
    package var conclusion: ReceiptIDForm? {
        if hasLetterMatch { return .same }
        let mayBeHexDecimal = receiptLetters == 0 && responseLetters > 0
        let mayBeDecimalHex = receiptLetters > 0 && responseLetters == 0
        if same.count == 0 {
            if mayBeHexDecimal && hexDecimal.suffice { return .hexDecimal }
            if mayBeDecimalHex && decimalHex.suffice { return .decimalHex }
        }
        if same.suffice && hexDecimal.count == 0 && decimalHex.count == 0 { return .same }
        guard receipts >= Self.many && responses >= Self.many else { return nil }
        if neverLetters { return .same }
        if mayBeHexDecimal && responseLetters * 4 >= responses && hexDecimal.count * 2 >= receipts {
            return .hexDecimal
        }
        if mayBeDecimalHex && receiptLetters * 8 >= receipts && decimalHex.count * 2 >= receipts {
            return .decimalHex
        }
        return nil
    }

    private var neverLetters: Bool { receiptLetters == 0 && responseLetters == 0 }

    /// The form that explains all receipts, once every message has been answered; nil if none does, or
    /// more than one.
    package var explanation: ReceiptIDForm? {
        if let conclusion { return conclusion }
        guard receipts > 0 else { return nil }
        let isHexDecimal =
            hexDecimal.count == receipts && receiptLetters == 0 && responseLetters > 0
        let isDecimalHex = decimalHex.count == receipts && responseLetters == 0
        if same.count == receipts {
            return isHexDecimal && hexDecimal.weight > 0 || isDecimalHex && decimalHex.weight > 0
                ? nil : .same
        }
        if neverLetters && same.count > max(hexDecimal.count, decimalHex.count) { return .same }
        // A single id is believed from eight digits on.
        if isHexDecimal && hexDecimal.weight >= 5 { return .hexDecimal }
        if isDecimalHex && decimalHex.weight >= 5 { return .decimalHex }
        return nil
    }

    /// Whether matching the ids as they are may pair a receipt with another's message.
    package var isAmbiguous: Bool {
        let others = max(hexDecimal.count, decimalHex.count)
        return same.count > 0 && others * 2 >= same.count && explanation == nil
    }
}

extension LoadPlan.ReceiptIDs {
    /// The form it stands for; nil for `auto`.
    var form: ReceiptIDForm? {
        switch self {
        case .auto: nil
        case .same: .same
        case .hexDecimal: .hexDecimal
        case .decimalHex: .decimalHex
        }
    }
}
