// TLS on either side: what needs what, and that the files are there before anything starts.

import FoundationEssentials
import LoadEngine
import MockSMSC

extension Resolver {
    /// The port for TLS where none is given.
    static var tlsPort: UInt16 { 3443 }

    /// TLS to the SMSC, if the profile asks for it.
    mutating func tls() -> LoadPlan.TLS? {
        let needs = ["tlsCA", "tlsInsecure", "tlsCertificate", "tlsKey"]
        guard values.tls else {
            for key in needs where origin(key) != nil { complain(key, "means nothing without tls") }
            needs.forEach { omitted.insert($0) }
            return nil
        }
        if values.tlsInsecure, let other = origin("tlsCA") {
            complain("tlsInsecure", "not together with \(other.place)")
        }
        checkPair("tlsKey", values.tlsKey, "tlsCertificate", values.tlsCertificate)
        checkReadable("tlsCA", values.tlsCA)
        checkReadable("tlsCertificate", values.tlsCertificate)
        checkReadable("tlsKey", values.tlsKey)
        let trusted = values.tlsCA.map { LoadPlan.TLS.Trust.file($0) } ?? .system
        var tls = LoadPlan.TLS(trust: values.tlsInsecure ? .anyone : trusted)
        tls.certificateFile = values.tlsCertificate
        tls.keyFile = values.tlsKey
        return tls
    }

    /// TLS of the built-in SMSC: asked for by a port, by a certificate, or by the run it is for.
    mutating func tlsOfServer() -> MockSMSCConfiguration.TLS? {
        let smsc = values.smsc
        let isForRun = command != .smsc
        guard smsc.tlsPort != nil || smsc.tlsCertificate != nil || isForRun && values.tls else {
            for key in ["smsc.tlsKey", "smsc.tlsClientCA"] where origin(key) != nil {
                complain(key, "means nothing without smsc.tlsPort or smsc.tlsCertificate")
            }
            return nil
        }
        checkPair("smsc.tlsKey", smsc.tlsKey, "smsc.tlsCertificate", smsc.tlsCertificate)
        checkReadable("smsc.tlsCertificate", smsc.tlsCertificate)
        checkReadable("smsc.tlsKey", smsc.tlsKey)
        checkReadable("smsc.tlsClientCA", smsc.tlsClientCA)
        values.smsc.tlsPort = smsc.tlsPort ?? (isForRun ? 0 : Self.tlsPort)
        var tls = MockSMSCConfiguration.TLS(port: values.smsc.tlsPort ?? 0)
        tls.certificateFile = smsc.tlsCertificate
        tls.keyFile = smsc.tlsKey
        tls.clientAuthoritiesFile = smsc.tlsClientCA
        return tls
    }

    private mutating func checkPair(
        _ key: String, _ file: String?, _ owner: String, _ certificate: String?
    ) {
        guard file != nil, certificate == nil else { return }
        complain(key, "a key without a certificate; name it with \(owner)")
    }

    private mutating func checkReadable(_ key: String, _ path: String?) {
        guard let path, FileManager.default.contents(atPath: path) == nil else { return }
        complain(key, "\"\(shown(path))\" cannot be read")
    }
}
