// The body of submit_sm_resp, deliver_sm_resp and data_sm_resp, decoded in place: the sender calls
// it once per response. Runs on: shard threads. Allocates: never. Throws: never.

/// The `message_id` of a response (SMPP 3.4 § 4.4.2, § 4.6.2, § 4.7.2).
public enum MessageIDField {
    /// Where the `message_id` of a whole response lies; nil if it has none.
    ///
    /// A response with an error status may have no body, and several SMSCs omit the NUL at the end
    /// of the PDU: both are accepted here whatever the status, since the message's fate is told
    /// by the header alone.
    public static func decode(_ frame: RawSpan) -> FieldRange? {
        let start = PDUHeader.byteCount
        let end = frame.byteCount
        guard end > start else { return nil }
        let nul = frame.offsetOfNUL(from: start, before: end)
        return FieldRange(offset: start, count: nul &- start)
    }
}
