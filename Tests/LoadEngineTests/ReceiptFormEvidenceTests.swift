// What the first receipts prove about the base of their ids, and what they do not.

import LoadEngine
import SMPP
import Testing

@Suite struct ReceiptFormEvidenceTests {
    /// Evidence of receipts with ids of `digits` digits, of which so many find a message each way.
    private func evidence(
        receipts: Int, letters: Int = 0, digits: Int = 8, same: Int = 0, hexDecimal: Int = 0,
        decimalHex: Int = 0, responses: Int64 = 64, responseLetters: Int64 = 0
    ) -> ReceiptFormEvidence {
        var evidence = ReceiptFormEvidence()
        evidence.receipts = receipts
        evidence.receiptLetters = letters
        evidence.responses = responses
        evidence.responseLetters = responseLetters
        for _ in 0..<same { evidence.same.add(digits: digits) }
        for _ in 0..<hexDecimal { evidence.hexDecimal.add(digits: digits) }
        for _ in 0..<decimalHex { evidence.decimalHex.add(digits: digits) }
        return evidence
    }

    @Test func twoLongIDsInTheOtherBaseAreProof() {
        #expect(
            evidence(receipts: 2, hexDecimal: 2, responses: 2, responseLetters: 2).conclusion
                == .hexDecimal)
        #expect(evidence(receipts: 2, letters: 2, decimalHex: 2).conclusion == .decimalHex)
        #expect(evidence(receipts: 2, same: 2).conclusion == .same)
    }

    @Test func oneIDOrShortIDsProveNothing() {
        #expect(evidence(receipts: 1, hexDecimal: 1, responseLetters: 60).conclusion == nil)
        #expect(
            evidence(receipts: 9, digits: 3, hexDecimal: 9, responseLetters: 60).conclusion == nil)
        #expect(evidence(receipts: 9, digits: 3, same: 9, responses: 20).conclusion == nil)
    }

    @Test func theOtherBaseNeedsTheLettersOnTheRightSide() {
        // Decimal responses cannot be read in hexadecimal receipts without a letter, and so on.
        #expect(evidence(receipts: 31, hexDecimal: 31, responseLetters: 0).conclusion == nil)
        #expect(
            evidence(receipts: 40, letters: 1, hexDecimal: 40, responseLetters: 40).conclusion
                == nil)
        #expect(
            evidence(receipts: 40, letters: 20, decimalHex: 40, responseLetters: 1).conclusion
                == nil)
    }

    @Test func aMatchAsTextThatWeighsAgainstTheOtherBaseWaitsForMany() {
        let few = evidence(receipts: 10, same: 1, hexDecimal: 10, responseLetters: 40)
        #expect(few.conclusion == nil)
        let many = evidence(receipts: 32, same: 3, hexDecimal: 30, responseLetters: 40)
        #expect(many.conclusion == .hexDecimal)
    }

    @Test func aLetterMatchedAsTextIsProofAtOnce() {
        var evidence = evidence(receipts: 1, letters: 1, same: 1, responses: 1, responseLetters: 1)
        evidence.hasLetterMatch = true
        #expect(evidence.conclusion == .same)
    }

    @Test func manyIDsWithoutALetterOnEitherSideAreAlike() {
        #expect(evidence(receipts: 32, digits: 2, same: 5, hexDecimal: 3).conclusion == .same)
    }

    @Test func whatTwoFormsExplainIsLeftUndecided() {
        let both = evidence(
            receipts: 4, digits: 4, same: 4, hexDecimal: 4, responses: 9, responseLetters: 4)
        #expect(both.explanation == nil)
        #expect(both.isAmbiguous)
        let one = evidence(receipts: 4, digits: 4, same: 4, responses: 9, responseLetters: 4)
        #expect(one.explanation == .same)
        #expect(!one.isAmbiguous)
    }

    @Test func aSingleLongIDIsBelievedAtTheEnd() {
        let one = evidence(receipts: 1, hexDecimal: 1, responses: 1, responseLetters: 1)
        #expect(one.explanation == .hexDecimal)
        let short = evidence(
            receipts: 1, digits: 4, hexDecimal: 1, responses: 1, responseLetters: 1)
        #expect(short.explanation == nil)
    }
}
