// An ESME that the SMSC calls itself, rather than wait for its connection. Profiles and tests build it;
// `OutbindCaller` calls.

import SMPP

/// An ESME that listens, and gets an outbind over plain TCP (SMPP 3.4 § 2.2.1).
public struct OutbindTarget: Sendable, Equatable {
    /// Where it listens: an address or a name.
    public var host: String
    /// Its TCP port.
    public var port: UInt16
    /// The SMSC's system_id in the outbind, at most 15 characters; nil: that of its bind responses.
    public var systemID: String?
    /// The SMSC's password for it, at most 8 characters.
    public var password = ""
    /// From the end of a connection to the next call, nanoseconds; doubled after each call in vain, up
    /// to a minute or to this, whichever is longer.
    public var retry: Int64 = 5_000_000_000

    /// How many targets a server may have.
    public static let limit = 64

    /// The PDU that it gets from a server of `systemID`; nil if a field of it is too long.
    func outbind(from systemID: String) -> [UInt8]? {
        var outbind = Outbind()
        outbind.systemID = self.systemID ?? systemID
        outbind.password = password
        return try? PDU.outbind(outbind).encoded(sequenceNumber: 1)
    }

    /// An ESME at `host` and `port`.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
