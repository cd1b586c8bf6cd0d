// TLS in the report: what was agreed on, what the handshakes took, and whether anybody checked whom
// the run was talking to.

import LoadEngine

extension RunReport {
    /// TLS of a run's connections.
    public struct TLS: Codable, Sendable, Equatable {
        /// `TLSv1.3`, `TLSv1.2`; empty if no handshake was completed.
        public var version: String
        /// The cipher suite, as OpenSSL calls it.
        public var cipher: String
        /// From the end of connecting to the end of the handshake, nanoseconds.
        public var handshake: Distribution
        /// Handshakes that took up an earlier session.
        public var resumed: Int64
        /// Whether the SMSC's certificate was checked, and its name.
        public var verified: Bool

        init(_ result: TLSResult) {
            version = result.version
            cipher = result.cipher
            handshake = Distribution(result.handshake)
            resumed = result.resumed
            verified = result.isVerified
        }

        /// What nobody should overlook; nil if all is well.
        var warning: String? {
            guard !verified else { return nil }
            return "TLS WAS NOT VERIFIED: nobody checked whose certificate the SMSC showed"
        }

        /// The line of the text report.
        var items: [String] {
            let times = [
                ("shortest", handshake.min), ("mean", handshake.mean), ("longest", handshake.max),
            ]
            return [
                version, cipher, verified ? "verified" : "NOT VERIFIED",
                "handshakes \(HumanUnits.count(handshake.count))",
                "resumed \(HumanUnits.count(resumed))",
            ]
                + times.compactMap { name, time in
                    time.map { "\(name) \(HumanUnits.duration($0))" }
                }
        }
    }
}
