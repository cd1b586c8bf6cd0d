// Receipts of a shard that came before the form of their account's ids was decided: kept with their
// times, weighed against the messages that wait, and given back once it is decided.
// Runs on: the shard's thread. Allocates: only when made.

import Platform
import SMPP

/// A receipt whose message is looked up later.
struct HeldReceipt: BitwiseCopyable {
    /// The key of its message in each form; 0 where the id cannot be written so.
    var same: UInt64
    var hexDecimal: UInt64
    var decimalHex: UInt64
    /// When it came.
    var time: Int64
    var account: Int32
    var state: UInt8
    var hasLetter: Bool
    /// Characters of the id without leading zeroes.
    var length: UInt8

    /// The key of its message under a form.
    func key(_ form: ReceiptIDForm) -> UInt64 {
        let key =
            switch form {
            case .same: same
            case .hexDecimal: hexDecimal
            case .decimalHex: decimalHex
            }
        return key == 0 ? same : key
    }
}

/// A shard's held receipts, in the order they came.
struct HeldReceipts {
    /// Room for a burst of receipts on a busy shard; beyond it the best guess has to do.
    private static let capacity = 4_096
    /// So many different ids are weighed, found among so many receipts.
    private static let weighed = 64
    static let looked = 512

    private let cells: Cells<HeldReceipt>
    private(set) var count = 0

    init(arena: Arena) {
        cells = arena.cells(HeldReceipt.self, count: Self.capacity)
    }

    var isFull: Bool { count == Self.capacity }

    subscript(_ index: Int) -> HeldReceipt { cells[index] }

    mutating func append(_ receipt: HeldReceipt) {
        cells[count] = receipt
        count += 1
    }

    /// Forgets all; those that `cells` still holds can be read until the next is appended over them.
    mutating func removeAll() {
        count = 0
    }

    /// What the account's first held receipts and its first responses say.
    func evidence(
        _ account: Int32, in table: ReceiptTable, _ forms: ReceiptForms
    ) -> ReceiptFormEvidence {
        var evidence = ReceiptFormEvidence()
        (evidence.responses, evidence.responseLetters) = forms.responses(account)
        for index in 0..<min(count, Self.looked) {
            let receipt = cells[index]
            guard receipt.account == account, isFirst(index) else { continue }
            weigh(receipt, in: table, &evidence)
            if evidence.receipts == Self.weighed { break }
        }
        return evidence
    }

    /// Whether no receipt before this one is of the same message.
    private func isFirst(_ index: Int) -> Bool {
        for earlier in 0..<index where cells[earlier].same == cells[index].same { return false }
        return true
    }

    private func weigh(
        _ receipt: HeldReceipt, in table: ReceiptTable, _ evidence: inout ReceiptFormEvidence
    ) {
        evidence.receipts += 1
        if receipt.hasLetter { evidence.receiptLetters += 1 }
        let digits = Int(receipt.length)
        let isSame = table.awaits(receipt.same)
        if isSame {
            evidence.same.add(digits: digits)
            if receipt.hasLetter { evidence.hasLetterMatch = true }
        }
        // A number of one digit is the same in both bases and tells nothing.
        if receipt.hexDecimal != 0, receipt.hexDecimal != receipt.same,
            table.awaits(receipt.hexDecimal)
        {
            evidence.hexDecimal.add(digits: digits)
        } else if isSame && receipt.hexDecimal == receipt.same {
            evidence.hexDecimal.add(digits: 0)
        }
        if receipt.decimalHex != 0, receipt.decimalHex != receipt.same,
            table.awaits(receipt.decimalHex)
        {
            evidence.decimalHex.add(digits: digits)
        } else if isSame && receipt.decimalHex == receipt.same {
            evidence.decimalHex.add(digits: 0)
        }
    }
}
