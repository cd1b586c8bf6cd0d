// The 16 octets every PDU starts with. Read and written once per message, in place.

/// The header of a PDU (SMPP 3.4 § 3.2).
public struct PDUHeader: Sendable, Equatable, BitwiseCopyable {
    /// The length of a header in octets.
    public static let byteCount = 16

    /// The length of the whole PDU in octets, this header included.
    public var commandLength: UInt32
    /// What the PDU is.
    public var commandID: CommandID
    /// The outcome, in a response; 0 in a request.
    public var commandStatus: CommandStatus
    /// The number that ties a response to its request.
    public var sequenceNumber: UInt32

    /// A header with these four fields.
    @inlinable
    public init(
        commandLength: UInt32, commandID: CommandID, commandStatus: CommandStatus,
        sequenceNumber: UInt32
    ) {
        self.commandLength = commandLength
        self.commandID = commandID
        self.commandStatus = commandStatus
        self.sequenceNumber = sequenceNumber
    }

    /// The header at `offset` of `span`; 16 octets must be there.
    @inlinable
    public init(reading span: RawSpan, at offset: Int) {
        commandLength = span.uint32(at: offset)
        commandID = CommandID(rawValue: span.uint32(at: offset &+ 4))
        commandStatus = CommandStatus(rawValue: span.uint32(at: offset &+ 8))
        sequenceNumber = span.uint32(at: offset &+ 12)
    }

    /// Writes the header at `offset` of `span`; there must be room for 16 octets.
    @inlinable
    public func write(into span: inout MutableRawSpan, at offset: Int) {
        span.storeBytes(of: commandLength.bigEndian, toByteOffset: offset, as: UInt32.self)
        span.storeBytes(
            of: commandID.rawValue.bigEndian, toByteOffset: offset &+ 4, as: UInt32.self)
        span.storeBytes(
            of: commandStatus.rawValue.bigEndian, toByteOffset: offset &+ 8, as: UInt32.self)
        span.storeBytes(
            of: sequenceNumber.bigEndian, toByteOffset: offset &+ 12, as: UInt32.self)
    }
}
