// C-octet strings as Swift text and back, and the search for their NUL.

extension String {
    /// The text of these octets, one character for each.
    ///
    /// The standard's strings are ASCII; octets above 0x7F are read as ISO 8859-1, so that any
    /// string survives decoding and encoding unchanged.
    public init(octets: some Collection<UInt8>) {
        if octets.allSatisfy({ $0 < 0x80 }) {
            self.init(decoding: octets, as: UTF8.self)
        } else {
            self.init(String.UnicodeScalarView(octets.lazy.map { Unicode.Scalar($0) }))
        }
    }
}

extension RawSpan {
    /// The text of the octets at `range`, one character for each.
    public func text(_ range: FieldRange) -> String {
        String(octets: octets(range))
    }

    /// The command of the PDU whose header opens this span.
    var commandID: CommandID {
        CommandID(rawValue: uint32(at: 4))
    }

    /// Takes a C-octet string: its place into `field`, `offset` after its NUL.
    ///
    /// False, and `offset` unchanged, if there is no NUL before `end`.
    @inline(__always)
    func takeString(_ field: inout FieldRange, at offset: inout Int, before end: Int) -> Bool {
        let start = offset
        guard start < end else { return false }
        // Most strings are empty: a branch the processor can foresee, where the search is not.
        let nul = octet(at: start) == 0 ? start : offsetOfNUL(from: start, before: end)
        guard nul < end else { return false }
        field = FieldRange(offset: start, count: nul &- start)
        offset = nul &+ 1
        return true
    }

    /// A copy of the octets at `range`.
    public func octets(_ range: FieldRange) -> [UInt8] {
        range.bounds.map { octet(at: $0) }
    }

    /// The offset of the first NUL from `start` and before `end`; `end` if there is none.
    ///
    /// Eight octets a step: a word minus 0x01 in every octet borrows into the top bit of exactly
    /// the octets that were 0, as far as the lowest of them is concerned.
    @inlinable
    func offsetOfNUL(from start: Int, before end: Int) -> Int {
        var offset = start
        while end &- offset >= 8 {
            let word = littleEndianWord(at: offset)
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 {
                return offset &+ zeros.trailingZeroBitCount &>> 3
            }
            offset &+= 8
        }
        while offset < end, octet(at: offset) != 0 {
            offset &+= 1
        }
        return offset
    }
}
