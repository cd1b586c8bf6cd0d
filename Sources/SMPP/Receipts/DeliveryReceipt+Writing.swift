// Writes receipt texts for the built-in SMSC, straight into its output buffer.
// Runs on: shard thread. Allocates: never. Throws: never.

extension DeliveryReceipt {
    /// The octets of the message that a receipt repeats at most (SMPP 3.4 Appendix B).
    public static let textCountMax = 20

    /// How many octets ``write(into:at:messageID:submitted:done:state:error:text:)`` will write.
    ///
    /// At most 112 and the id: a receipt with the longest id fits short_message.
    @inlinable
    public static func writtenByteCount(messageIDCount: Int, textCount: Int) -> Int {
        92 + messageIDCount + min(textCount, textCountMax)
    }

    /// Writes a receipt text for one message at `offset` and returns how many octets it took.
    ///
    /// `id:ID sub:001 dlvrd:001 submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DELIVRD err:000
    /// Text:…` as SMPP 3.4 Appendix B has it; `dlvrd` is 000 unless the state is `delivered`. The caller
    /// has made sure of the room: ``writtenByteCount(messageIDCount:textCount:)``.
    ///
    /// - Parameters:
    ///   - span: Where the text goes.
    ///   - offset: Where in `span` it begins.
    ///   - messageID: The id as the submit_sm_resp had it, without a NUL.
    ///   - submitted: When the message was submitted.
    ///   - done: When the message reached its state.
    ///   - state: The state; one without seven letters of its own is written `UNKNOWN`.
    ///   - error: The error code, 0 to 999.
    ///   - text: The message's octets; the first 20 are repeated.
    /// - Returns: The number of octets written.
    public static func write(
        into span: inout MutableRawSpan, at offset: Int, messageID: RawSpan, submitted: CivilTime,
        done: CivilTime, state: MessageState, error: UInt16 = 0, text: RawSpan
    ) -> Int {
        precondition(error <= 999)
        // The constants are the octets of the text, the first one in the lowest bits.
        var end = offset
        append(0x3A_6469, 3, to: &span, at: &end)  // "id:"
        append(messageID, messageID.byteCount, to: &span, at: &end)
        append(0x3130_303A_6275_7320, 8, to: &span, at: &end)  // " sub:001"
        append(0x3A_6472_766C_6420, 7, to: &span, at: &end)  // " dlvrd:"
        append(state == .delivered ? 0x31_3030 : 0x30_3030, 3, to: &span, at: &end)
        append(0x2074_696D_6275_7320, 8, to: &span, at: &end)  // " submit "
        append(0x3A_6574_6164, 5, to: &span, at: &end)  // "date:"
        append(submitted, to: &span, at: &end)
        append(0x6164_2065_6E6F_6420, 8, to: &span, at: &end)  // " done da"
        append(0x3A_6574, 3, to: &span, at: &end)  // "te:"
        append(done, to: &span, at: &end)
        append(0x3A74_6174_7320, 6, to: &span, at: &end)  // " stat:"
        append(ReceiptState.letters(of: state), 7, to: &span, at: &end)
        append(0x3A_7272_6520, 5, to: &span, at: &end)  // " err:"
        append(digits(of: error), 3, to: &span, at: &end)
        append(0x3A74_7865_5420, 6, to: &span, at: &end)  // " Text:"
        append(text, min(text.byteCount, textCountMax), to: &span, at: &end)
        return end - offset
    }

    /// Writes the `count` lowest octets of `octets`, lowest first.
    @inline(__always)
    private static func append(
        _ octets: UInt64, _ count: Int, to span: inout MutableRawSpan, at end: inout Int
    ) {
        if end &+ 8 <= span.byteCount {
            // What goes beyond `count` is written over by what comes next, or stays unread.
            span.storeBytes(of: octets.littleEndian, toByteOffset: end, as: UInt64.self)
        } else {
            for index in 0..<count {
                let octet = UInt8(truncatingIfNeeded: octets &>> UInt64(index &* 8))
                span.storeBytes(of: octet, toByteOffset: end &+ index, as: UInt8.self)
            }
        }
        end &+= count
    }

    @inline(__always)
    private static func append(
        _ octets: RawSpan, _ count: Int, to span: inout MutableRawSpan, at end: inout Int
    ) {
        var done = 0
        while done < count {
            let step = min(8, count &- done)
            append(octets.littleEndianWord(at: done, before: count), step, to: &span, at: &end)
            done &+= step
        }
    }

    /// Writes `YYMMDDhhmm`.
    @inline(__always)
    private static func append(
        _ time: CivilTime, to span: inout MutableRawSpan, at end: inout Int
    ) {
        let date =
            digits(of: UInt8(truncatingIfNeeded: time.year % 100)) | digits(of: time.month) &<< 16
            | digits(of: time.day) &<< 32 | digits(of: time.hour) &<< 48
        append(date, 8, to: &span, at: &end)
        append(digits(of: time.minute), 2, to: &span, at: &end)
    }

    @inline(__always)
    private static func digits(of value: UInt8) -> UInt64 {
        UInt64(value / 10) | UInt64(value % 10) &<< 8 | 0x3030
    }

    @inline(__always)
    private static func digits(of value: UInt16) -> UInt64 {
        UInt64(value / 100) | UInt64(value / 10 % 10) &<< 8 | UInt64(value % 10) &<< 16 | 0x30_3030
    }
}
