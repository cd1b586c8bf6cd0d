// What came of the run's TLS handshakes. The shards add to it when a connection is made, which is
// seldom; the coordinator reads it at the end.

public import Metrics
import Platform
import Synchronization

/// TLS as a run used it.
public struct TLSResult: Sendable {
    /// `TLSv1.3`, `TLSv1.2`: that of the last handshake; empty if none was completed.
    public var version = ""
    /// The cipher suite of the last handshake, as OpenSSL calls it.
    public var cipher = ""
    /// From the end of connecting to the end of the handshake, nanoseconds.
    public var handshake = Histogram(.response)
    /// Handshakes that took up an earlier session.
    public var resumed: Int64 = 0
    /// Whether the SMSC's certificate was checked, and its name.
    public var isVerified: Bool

    /// No handshake yet.
    public init(isVerified: Bool) {
        self.isVerified = isVerified
    }
}

/// Collects the handshakes of all shards.
final class HandshakeLog: Sendable {
    private let state: Mutex<TLSResult>

    init(isVerified: Bool) {
        state = Mutex(TLSResult(isVerified: isVerified))
    }

    var result: TLSResult { state.withLock { $0 } }

    /// A handshake was completed within `time` nanoseconds.
    func add(_ tls: TLSSession, time: Int64) {
        state.withLock { result in
            result.version = tls.version
            result.cipher = tls.cipher
            result.handshake.record(time)
            if tls.isResumed { result.resumed += 1 }
        }
    }
}

extension TLSContext {
    /// The context of a plan's connections.
    convenience init(_ plan: LoadPlan.TLS) throws(TLSError) {
        let trust: Trust =
            switch plan.trust {
            case .system: .system
            case .file(let path): .file(path)
            case .certificates(let text): .certificates(text)
            case .anyone: .anyone
            }
        let identity = plan.certificateFile.map {
            Identity(certificate: $0, key: plan.keyFile ?? $0)
        }
        try self.init(trust: trust, identity: identity)
    }
}
