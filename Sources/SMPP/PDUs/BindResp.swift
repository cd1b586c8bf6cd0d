// The body shared by the responses to the three binds.

/// The body of a bind response (SMPP 3.4 § 4.1.2, § 4.1.4, § 4.1.6).
public struct BindResp: Sendable, Equatable {
    /// `system_id`: at most 15 characters.
    public var systemID = ""
    /// Optional parameters in the order they are sent.
    public var tlvs: [TLV] = []

    /// A response of empty fields.
    public init() {}

    /// The answer of the SMSC named `systemID`, with `sc_interface_version` unless it is nil.
    public init(systemID: String, interfaceVersion: UInt8? = 0x34) {
        self.systemID = systemID
        if let interfaceVersion {
            tlvs = [TLV(tag: .scInterfaceVersion, interfaceVersion)]
        }
    }
}

extension BindResp: PDUBody {
    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&systemID, .systemID, max: FieldLimit.systemID, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
