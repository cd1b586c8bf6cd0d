// Splits a byte stream into PDUs by command_length. Called by every receive path, once per PDU.
// Holds no bytes: the caller keeps what is left over and comes again with more.

/// Finds the PDUs in a receive buffer.
public struct FrameScanner: Sendable, BitwiseCopyable {
    /// A length limit with room for a `submit_multi` to 254 destinations that carries a
    /// `message_payload` of 65,535 octets: 72 KiB.
    public static let defaultLengthLimit = 73_728

    /// The longest PDU accepted, in octets.
    public let lengthLimit: Int

    /// A scanner that refuses a `command_length` above `lengthLimit` octets (16 or more).
    public init(lengthLimit: Int = FrameScanner.defaultLengthLimit) {
        precondition(lengthLimit >= PDUHeader.byteCount)
        self.lengthLimit = lengthLimit
    }

    /// What lies at an offset of the stream.
    public enum Step: Sendable, Equatable {
        /// A whole PDU of `length` octets.
        case frame(length: Int)
        /// The start of a PDU, or nothing: read more.
        case needMore
        /// A `command_length` below 16 or above the limit. The stream cannot be followed any
        /// further: close the session.
        case badLength(UInt32)
    }

    /// Looks at the bytes of `span` from `offset`, which may be its end.
    @inlinable
    public func next(in span: RawSpan, from offset: Int) -> Step {
        let available = span.byteCount &- offset
        guard available >= 4 else { return .needMore }
        let commandLength = span.uint32(at: offset)
        let length = Int(commandLength)
        guard length >= PDUHeader.byteCount, length <= lengthLimit else {
            return .badLength(commandLength)
        }
        return length <= available ? .frame(length: length) : .needMore
    }
}
