// How closely a PDU must follow the standard to be decoded.

/// What a decoder or encoder refuses.
public enum DecodingRules: Sendable, BitwiseCopyable {
    /// Everything the standard does not allow.
    case strict

    /// Only what cannot be understood.
    ///
    /// Accepts what real peers send: fields longer than the standard's maximum, a string at the
    /// end of the PDU without its NUL (`message_id` of several SMSCs), and a successful response
    /// without a body.
    case tolerant
}
