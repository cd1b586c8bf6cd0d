// One optional parameter, owned: for building PDUs and for tools. The hot paths walk them in place
// with TLVCursor.

/// An optional parameter: tag, length and value (SMPP 3.4 § 3.2.4).
public struct TLV: Sendable, Equatable {
    /// What the parameter is.
    public var tag: Tag
    /// The value, at most 65,535 octets.
    public var value: [UInt8]

    /// A parameter of `tag` with these octets.
    public init(tag: Tag, value: [UInt8]) {
        self.tag = tag
        self.value = value
    }

    /// A parameter whose value is one octet.
    public init(tag: Tag, _ value: UInt8) {
        self.init(tag: tag, value: [value])
    }

    /// A parameter whose value is a two-octet integer.
    public init(tag: Tag, _ value: UInt16) {
        self.init(tag: tag, value: [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)])
    }

    /// A parameter whose value is `text` as a C-octet string, the NUL included.
    ///
    /// The text must be ASCII or ISO 8859-1; a character beyond that becomes a question mark.
    public init(tag: Tag, _ text: String) {
        var octets = text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
        octets.append(0)
        self.init(tag: tag, value: octets)
    }

    /// The value as an integer, if it has one to four octets; nil otherwise.
    public var integer: UInt32? {
        guard (1...4).contains(value.count) else { return nil }
        return value.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The value as text, one character for each octet, up to the first NUL or the end.
    ///
    /// Several SMSCs omit the NUL of `receipted_message_id`, so its absence is no error.
    public var text: String {
        String(octets: value.prefix { $0 != 0 })
    }

    /// Whether the length of the value is what the standard allows for the tag; true for tags it
    /// does not define.
    public var hasStandardLength: Bool {
        tag.kind?.lengths.contains(value.count) ?? true
    }
}
