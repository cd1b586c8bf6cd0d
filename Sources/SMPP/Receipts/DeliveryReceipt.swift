// A receipt text with all its fields, owned: for the SMSC, for tests, for people who look at one.
// The hot path uses ReceiptFields, which reads the same way in place.

/// The text of a delivery receipt, read as tolerantly as peers write it.
///
/// SMPP 3.4 Appendix B:
/// `id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DDDDDDD err:E
/// Text: . . .`, and calls the format vendor specific. What vendors do: leave fields out; put them in
/// any order; write keys and states in any case; put several blanks between fields and one behind a
/// key; write words where digits belong; add fields of their own; cut the text short; end it with a
/// NUL. A key counts only at the start of a word, so `msgid:` is no `id:`; of two equal keys the first
/// wins; `text` takes all that follows.
///
/// Values are kept as written. Octets above 0x7F stand for the Unicode scalar of the same number.
public struct DeliveryReceipt: Hashable, Sendable {
    /// The message id, as written; empty when the key is there without a value.
    public private(set) var id: String?
    /// How many messages were submitted, as written; usually three digits.
    public private(set) var sub: String?
    /// How many messages were delivered, as written; usually three digits.
    public private(set) var dlvrd: String?
    /// When the message was submitted, as written; see ``submitTime``.
    public private(set) var submitDate: String?
    /// When the message reached its state, as written; see ``doneTime``.
    public private(set) var doneDate: String?
    /// The state, as written; see ``messageState``.
    public private(set) var stat: String?
    /// The network's or the SMSC's own error code, as written; not always a number.
    public private(set) var err: String?
    /// The octets of the message's beginning, up to 20; they are in the message's own encoding.
    public private(set) var text: [UInt8]?
    /// The state that ``stat`` names, or `nil` when it is none of SMPP 3.4 § 5.2.28.
    public private(set) var messageState: MessageState?

    /// Reads the text that `text` marks in `span`; never fails, see ``isReceipt``.
    public init(reading span: RawSpan, text range: FieldRange) {
        var scanner = ReceiptScanner(span, range)
        while let (key, value) = scanner.next(in: span) {
            switch key {
            case .id: id = span.text(value)
            case .sub: sub = span.text(value)
            case .dlvrd: dlvrd = span.text(value)
            case .submitDate: submitDate = span.text(value)
            case .doneDate: doneDate = span.text(value)
            case .stat:
                stat = span.text(value)
                messageState = ReceiptState.state(in: span, value)
            case .err: err = span.text(value)
            case .text: text = span.octets(value)
            }
        }
    }

    /// Reads a whole short_message as a receipt text.
    public init(reading octets: [UInt8]) {
        let span = RawSpan(_elements: octets.span)
        self.init(reading: span, text: FieldRange(offset: 0, count: octets.count))
    }

    /// Whether any field of a receipt was found.
    public var isReceipt: Bool {
        id != nil || sub != nil || dlvrd != nil || submitDate != nil || doneDate != nil
            || stat != nil || err != nil || text != nil
    }

    /// Whether the text alone says what became of a message: it has a state, and no empty id.
    public var isUsable: Bool { stat.map { !$0.isEmpty } ?? false && id != "" }

    /// Whether the id must come from the TLV `receipted_message_id`, because this text has none.
    public var needsReceiptedMessageID: Bool { isReceipt && (id ?? "").isEmpty }

    /// The state word in upper case, also one that only the vendor knows.
    public var stateName: String? { stat?.uppercased() }

    /// When the message was submitted, or `nil` when the digits are no date.
    public var submitTime: CivilTime? { submitDate.flatMap { CivilTime(receiptDigits: $0) } }

    /// When the message reached its state, or `nil` when the digits are no date.
    public var doneTime: CivilTime? { doneDate.flatMap { CivilTime(receiptDigits: $0) } }
}
