// How each account's SMSC writes message ids in its receipts: as the plan says, or decided once in the
// run from what came, before anything relies on it.
// Runs on: all shard threads, and the coordinator. Allocates: only when made. Lock-free.

import Platform
package import SMPP

/// The form of each account's receipts, and what the responses tell about it.
package struct ReceiptForms: Sendable {
    private enum Word {
        /// 0 while undecided, else the form's place in `allCases` + 1.
        static let form = 0
        /// Ids of responses that may be numbers, and those of them with a letter; of the first ones.
        static let numbers = 1
        static let letters = 2
        static let line = 8
    }

    /// As many responses are looked at.
    private static let sample: Int64 = 64

    private let words: AtomicCells
    /// Set once nothing more will be sent or answered.
    private let ending: AtomicCells
    /// The account of each session of the plan.
    private let accounts: [Int32]
    /// The accounts' system_ids.
    let names: [String]

    init(plan: LoadPlan, arena: Arena) {
        var names: [String] = []
        var known: [String: Int32] = [:]
        accounts = plan.sessions.map { session in
            let name = session.bind.systemID
            if let account = known[name] { return account }
            names.append(name)
            known[name] = Int32(names.count - 1)
            return Int32(names.count - 1)
        }
        self.names = names
        words = arena.atomicCells(max(names.count, 1) * Word.line)
        ending = arena.atomicCells(1)
        if let form = plan.receiptIDs.form {
            for account in names.indices { settle(Int32(account), form) }
        }
    }

    func account(ofSession number: Int) -> Int32 { accounts[number] }

    /// What is mixed into the keys of an account: two accounts may be given the same ids.
    @inline(__always)
    static func salt(_ account: Int32) -> UInt64 {
        UInt64(truncatingIfNeeded: account) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The form of an account's receipts; nil while it is undecided.
    @inline(__always)
    package func form(_ account: Int32) -> ReceiptIDForm? {
        switch words.load(Int(account) * Word.line + Word.form) {
        case 1: .same
        case 2: .hexDecimal
        case 3: .decimalHex
        default: nil
        }
    }

    /// Decides the form of an account; the first decision stays.
    func settle(_ account: Int32, _ form: ReceiptIDForm) {
        let word: Int64 =
            switch form {
            case .same: 1
            case .hexDecimal: 2
            case .decimalHex: 3
            }
        _ = words.exchange(0, with: word, at: Int(account) * Word.line + Word.form)
    }

    /// Takes note of a response's id while the account's form is undecided.
    func note(_ account: Int32, response frame: RawSpan, _ id: FieldRange) {
        let line = Int(account) * Word.line
        guard words.load(line + Word.numbers) < Self.sample,
            let number = NumericMessageID(frame, id)
        else { return }
        // The letters first: whoever sees this number counted sees its letter.
        if number.hasLetter { words.add(1, at: line + Word.letters) }
        words.add(1, at: line + Word.numbers)
    }

    /// The ids of an account's first responses.
    func responses(_ account: Int32) -> (numbers: Int64, letters: Int64) {
        let line = Int(account) * Word.line
        let numbers = words.load(line + Word.numbers)
        return (numbers, words.load(line + Word.letters))
    }

    /// Nothing more will be sent or answered: what explains all receipts is right.
    package func noteAllAnswered() {
        ending.store(1, at: 0)
    }

    package var areAllAnswered: Bool { ending.load(0) == 1 }
}
