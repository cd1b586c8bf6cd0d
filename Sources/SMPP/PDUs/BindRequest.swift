// The body shared by bind_transmitter, bind_receiver and bind_transceiver.

/// What an ESME says of itself when it binds (SMPP 3.4 § 4.1.1, § 4.1.3, § 4.1.5).
public struct BindRequest: Sendable, Equatable {
    /// `system_id`: who the ESME is; at most 15 characters.
    public var systemID: String
    /// `password`: at most 8 characters.
    public var password: String
    /// `system_type`: the category of the ESME; at most 12 characters.
    public var systemType: String
    /// `interface_version`: 0x34 for this version of the protocol.
    public var interfaceVersion: UInt8
    /// `addr_ton` of the ESME's addresses.
    public var addressTON: UInt8
    /// `addr_npi` of the ESME's addresses.
    public var addressNPI: UInt8
    /// `address_range`: the addresses served, at most 40 characters.
    public var addressRange: String
    /// Optional parameters; the standard has none here.
    public var tlvs: [TLV]

    /// A bind request; the defaults are what most providers expect.
    public init(
        systemID: String = "", password: String = "", systemType: String = "",
        interfaceVersion: UInt8 = 0x34, addressTON: UInt8 = 0, addressNPI: UInt8 = 0,
        addressRange: String = "", tlvs: [TLV] = []
    ) {
        self.systemID = systemID
        self.password = password
        self.systemType = systemType
        self.interfaceVersion = interfaceVersion
        self.addressTON = addressTON
        self.addressNPI = addressNPI
        self.addressRange = addressRange
        self.tlvs = tlvs
    }
}

extension BindRequest: PDUBody {
    package init() {
        self.init(systemID: "")
    }

    package mutating func walk(
        _ visitor: inout some FieldVisitor, _ frame: RawSpan, _ output: inout MutableRawSpan
    ) {
        visitor.text(&systemID, .systemID, max: FieldLimit.systemID, frame, &output)
        visitor.text(&password, .password, max: FieldLimit.password, frame, &output)
        visitor.text(&systemType, .systemType, max: FieldLimit.systemType, frame, &output)
        visitor.octet(&interfaceVersion, .interfaceVersion, frame, &output)
        visitor.octet(&addressTON, .addressTON, frame, &output)
        visitor.octet(&addressNPI, .addressNPI, frame, &output)
        visitor.text(&addressRange, .addressRange, max: FieldLimit.addressRange, frame, &output)
        visitor.tlvs(&tlvs, frame, &output)
    }
}
