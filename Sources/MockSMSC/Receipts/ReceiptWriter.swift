// Writes delivery receipts: whole deliver_sm PDUs, ready but for their sequence_number. One per
// shard. Runs on: shard threads. Allocates: never after its creation.

import Platform
import SMPP

/// Writes the receipt of a submit_sm in one pass, most of it copied from a template.
///
/// The text is that of `DeliveryReceipt.write`; receipted_message_id and message_state say the same
/// again (SMPP 3.4 § 5.3.2.12, § 5.3.2.35). Dates are UTC and written once a minute.
struct ReceiptWriter: Sendable {
    /// The longest receipt: header, empty service_type, two addresses with TON and NPI, the fixed
    /// fields and the text, 20 octets of the message, and the two TLVs.
    static let lengthLimit = 16 + 1 + 2 * (2 + FieldSize.address) + bodyLength + 20 + tlvLength

    private enum FieldSize {
        /// An address of 20 characters and its NUL.
        static let address = 21
    }

    /// From service_type's successor on: what follows the addresses, up to sm_length.
    private static let fixedFields: [UInt8] = [
        0x04,  // esm_class: delivery receipt
        0, 0,  // protocol_id, priority_flag
        0, 0,  // schedule_delivery_time, validity_period
        0, 0, 0, 0,  // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id
        0,  // sm_length, patched
    ]
    private static let tlvs: [UInt8] =
        [0x00, 0x1E, 0, UInt8(MessageIDs.length + 1)]
        + [UInt8](repeating: 0, count: MessageIDs.length + 1)
        + [0x04, 0x27, 0, 1, MessageState.delivered.rawValue]

    /// The text up to the quoted message, and where in it the id is.
    private static let textLength = DeliveryReceipt.writtenByteCount(
        messageIDCount: MessageIDs.length, textCount: 0)
    private static let idOffset = 3
    private static let tlvLength = 26
    private static let fixedLength = 10
    private static let bodyLength = fixedLength + textLength

    private let template: Bytes
    private let placeholder: Bytes
    private let wallOffset: Int64
    private let delay: Int64
    private var datesValidUntil: Int64 = .min

    /// A writer whose receipts are done `delay` nanoseconds after the submission.
    ///
    /// `wallOffset` is the wall clock minus the monotonic one, nanoseconds.
    init(arena: Arena, delay: Int64, wallOffset: Int64) {
        precondition(Self.fixedFields.count == Self.fixedLength)
        precondition(Self.tlvs.count == Self.tlvLength)
        template = arena.bytes(Self.bodyLength + Self.tlvLength)
        template.copy(Self.fixedFields, to: 0)
        template.copy(Self.tlvs, to: Self.bodyLength)
        placeholder = arena.bytes(MessageIDs.length)
        self.delay = delay
        self.wallOffset = wallOffset
    }

    /// Brings the dates up to `now`; call once a turn.
    @inline(__always)
    mutating func advance(to now: Int64) {
        if now >= datesValidUntil { writeDates(now) }
    }

    private mutating func writeDates(_ now: Int64) {
        let minute: Int64 = 60_000_000_000
        let submitted = now &+ wallOffset
        let done = submitted &+ delay
        placeholder.withSpan(0, MessageIDs.length) { id in
            template.withMutableSpan(Self.fixedLength, Self.textLength) { text in
                let length = DeliveryReceipt.write(
                    into: &text, at: 0, messageID: id,
                    submitted: CivilTime(secondsSince1970: submitted / 1_000_000_000),
                    done: CivilTime(secondsSince1970: done / 1_000_000_000),
                    state: .delivered, text: RawSpan())
                precondition(length == Self.textLength)
            }
        }
        datesValidUntil = now &+ min(minute - submitted % minute, minute - done % minute)
    }

    /// Writes the receipt of the submit_sm at `frame` in `input` to `out` at `start`.
    ///
    /// - Returns: Its length, at most `lengthLimit`, which must be free.
    @inline(__always)
    func write(
        _ fields: ShortMessageFields, of input: Bytes, at frame: Int, id: MessageIDs,
        to out: Bytes, at start: Int
    ) -> Int {
        var at = start &+ 16
        out.store(0 as UInt8, at: at)
        at &+= 1
        at = Self.writeAddress(
            fields.destinationTON, fields.destinationNPI, fields.destinationAddress,
            of: input, at: frame, to: out, at: at)
        at = Self.writeAddress(
            fields.sourceTON, fields.sourceNPI, fields.sourceAddress,
            of: input, at: frame, to: out, at: at)

        let quoted = Self.isText(fields) ? min(fields.shortMessage.count, 20) : 0
        out.copy(from: template, 0, count: Self.bodyLength, to: at)
        out.store(UInt8(truncatingIfNeeded: Self.textLength &+ quoted), at: at &+ 9)
        out.store(id.firstWord, at: at &+ Self.fixedLength &+ Self.idOffset)
        out.store(id.lastWord, at: at &+ Self.fixedLength &+ Self.idOffset &+ 8)
        at &+= Self.bodyLength
        out.copy(from: input, frame &+ fields.shortMessage.offset, count: quoted, to: at)
        at &+= quoted

        out.copy(from: template, Self.bodyLength, count: Self.tlvLength, to: at)
        out.store(id.firstWord, at: at &+ 4)
        out.store(id.lastWord, at: at &+ 12)
        at &+= Self.tlvLength

        let length = at &- start
        out.store32(UInt32(truncatingIfNeeded: length), at: start)
        out.store32(CommandID.deliverSM.rawValue, at: start &+ 4)
        out.store(0 as UInt64, at: start &+ 8)
        return length
    }

    /// Whether the start of the message reads as text: one octet a character, no header.
    @inline(__always)
    static func isText(_ fields: ShortMessageFields) -> Bool {
        // data_coding 2 and 4: octets; 8: UCS-2.
        let coding = fields.dataCoding
        let isBytewise = coding != 2 && coding != 4 && coding != 8
        return isBytewise && fields.esmClass & 0x40 == 0
    }

    @inline(__always)
    static func writeAddress(
        _ ton: UInt8, _ npi: UInt8, _ address: FieldRange, of input: Bytes, at frame: Int,
        to out: Bytes, at start: Int
    ) -> Int {
        out.store(ton, at: start)
        out.store(npi, at: start &+ 1)
        // The NUL comes along.
        out.copy(
            from: input, frame &+ address.offset, count: address.count &+ 1, to: start &+ 2)
        return start &+ address.count &+ 3
    }
}
