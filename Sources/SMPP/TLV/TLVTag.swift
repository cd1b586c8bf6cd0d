// The tag of an optional parameter: a struct over the integer, because vendors define their own.

extension TLV {
    /// The tag of an optional parameter (SMPP 3.4 § 5.3.1).
    ///
    /// The standard's own are named; 0x1400 to 0x3FFF belong to SMSC vendors.
    public struct Tag: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
        /// The value on the wire.
        public let rawValue: UInt16

        /// A tag with the given wire value.
        @inlinable
        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// The name the standard gives this tag, such as `message_payload`; nil for other tags.
        public var specName: String? {
            Self.table[self]?.specName
        }

        /// What reports call this tag: the standard's name, or four hexadecimal digits.
        public var name: String {
            specName ?? hexadecimal(UInt32(rawValue), digits: 4)
        }

        /// What the value of this parameter is; nil for tags the standard does not define.
        public var kind: Kind? {
            Self.table[self]?.kind
        }
    }

    /// What the value of an optional parameter is (SMPP 3.4 § 5.3.2).
    public enum Kind: Sendable, Equatable {
        /// An integer of this many octets.
        case integer(width: Int)
        /// Text of at most this many octets, the NUL included.
        case cString(max: Int)
        /// Octets, with the least and the greatest number of them.
        case octets(ClosedRange<Int>)
        /// No value: the parameter's presence is the message.
        case flag

        /// The lengths the standard allows, in octets.
        public var lengths: ClosedRange<Int> {
            switch self {
            case .integer(let width): width...width
            case .cString(let max): 1...max
            case .octets(let lengths): lengths
            case .flag: 0...0
            }
        }
    }
}
