// Walks the optional parameters of a PDU in place. Runs on: shard threads. Allocates: never.

/// A walk over the optional parameters of one PDU, in the order they were sent.
public struct TLVCursor: Sendable, BitwiseCopyable {
    @usableFromInline var offset: Int
    @usableFromInline let end: Int

    /// A walk over the parameters at `range` of a frame, as a decoder reported it.
    @inlinable
    public init(_ range: FieldRange) {
        offset = range.offset
        end = range.end
    }

    /// One parameter in place.
    public struct Element: Sendable, Equatable, BitwiseCopyable {
        /// What the parameter is.
        public let tag: TLV.Tag
        /// Where its value lies in the frame.
        public let value: FieldRange

        @inlinable
        init(tag: TLV.Tag, value: FieldRange) {
            self.tag = tag
            self.value = value
        }
    }

    /// The next parameter of `frame`; nil at the end, or where one does not fit the range.
    @inlinable
    public mutating func next(in frame: RawSpan) -> Element? {
        guard end &- offset >= 4 else { return nil }
        let tag = TLV.Tag(rawValue: frame.uint16(at: offset))
        let length = Int(frame.uint16(at: offset &+ 2))
        guard length <= end &- offset &- 4 else { return nil }
        let value = FieldRange(offset: offset &+ 4, count: length)
        offset = value.end
        return Element(tag: tag, value: value)
    }

    /// Walks over `range` to its end and says what is wrong, if anything is.
    static func validate(_ range: FieldRange, in frame: RawSpan) -> PDUError? {
        if range.isEmpty { return nil }
        var cursor = TLVCursor(range)
        while cursor.next(in: frame) != nil {}
        return cursor.rest(in: frame)
    }

    /// What stopped the walk; nil if every octet of the range belonged to a parameter.
    private func rest(in frame: RawSpan) -> PDUError? {
        guard offset < end else { return nil }
        guard end &- offset >= 4 else {
            return PDUError(.truncatedTLV, .tlvHeader, offset: offset, in: frame.commandID)
        }
        let tag = TLV.Tag(rawValue: frame.uint16(at: offset))
        return PDUError(.overrunTLV, .tlv(tag), offset: offset, in: frame.commandID)
    }
}

extension RawSpan {
    /// Copies of the optional parameters at `range`.
    func tlvs(_ range: FieldRange) -> [TLV] {
        var parameters: [TLV] = []
        var cursor = TLVCursor(range)
        while let parameter = cursor.next(in: self) {
            parameters.append(TLV(tag: parameter.tag, value: octets(parameter.value)))
        }
        return parameters
    }
}
