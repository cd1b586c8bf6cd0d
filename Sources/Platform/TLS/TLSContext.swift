// What all TLS connections of one side have in common: whom to trust, who we are, and the sessions
// that can be taken up again. Made before a run from files or from nothing; OpenSSL does the rest.

import COpenSSL
import Synchronization

/// Why TLS could not be set up; one line for a person.
public struct TLSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, with the file it is about.
    public var message: String
    /// The message.
    public var description: String { message }
}

/// The settings of one side of TLS 1.2 or 1.3, shared by its connections and threads.
public final class TLSContext: Sendable {
    /// Whose certificates are good.
    public enum Trust: Sendable, Equatable {
        /// The system's authorities, and the name must fit.
        case system
        /// The authorities in a PEM file, and the name must fit.
        case file(String)
        /// The certificates in this PEM text and no others, and the name must fit.
        case certificates(String)
        /// Anybody's: nothing is verified.
        case anyone
    }

    /// A certificate chain and its key, in PEM files.
    public struct Identity: Sendable, Equatable {
        /// File with the certificate, then those that lead to the authority.
        public var certificate: String
        /// File with the private key, not encrypted.
        public var key: String

        /// An identity from two files, which may be the same.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    // Safe because OpenSSL counts the references of a context and locks what its connections share.
    @safe struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    let handle: Handle
    /// Whether the peer's chain is checked.
    public let verifies: Bool
    /// The certificate made for this context, as PEM text; nil where files were given.
    public let madeCertificate: String?
    let isServer: Bool
    let resumable = ResumableSessions()

    /// Those who connect: they verify the peer as `trust` says, and show `identity` when asked to.
    public init(trust: Trust, identity: Identity? = nil) throws(TLSError) {
        handle = try Self.make(server: false)
        isServer = false
        madeCertificate = nil
        verifies = trust != .anyone
        switch trust {
        case .anyone: break
        case .system: unsafe SSL_CTX_set_default_verify_paths(handle.pointer)
        case .file(let path): try load(authorities: path)
        case .certificates(let text):
            guard unsafe copenssl_trust(handle.pointer, text) == 1 else {
                throw TLSError(message: "the certificate to trust is no PEM certificate")
            }
        }
        if let identity { try use(identity) }
        if verifies { unsafe SSL_CTX_set_verify(handle.pointer, SSL_VERIFY_PEER, noteVerification) }
    }

    /// Those who are connected to: `identity`, or a certificate made here and now for `names`.
    ///
    /// With `clientAuthorities`, a PEM file, clients must show a certificate signed by one of them.
    public init(
        serving names: [String], identity: Identity?, clientAuthorities: String? = nil
    ) throws(TLSError) {
        handle = try Self.make(server: true)
        isServer = true
        verifies = clientAuthorities != nil
        if let identity {
            madeCertificate = nil
            try use(identity)
        } else {
            madeCertificate = try Self.makeCertificate(handle, names)
        }
        guard let clientAuthorities else { return }
        try load(authorities: clientAuthorities)
        unsafe SSL_CTX_set_client_CA_list(
            handle.pointer, SSL_load_client_CA_file(clientAuthorities))
        unsafe SSL_CTX_set_verify(
            handle.pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }

    deinit {
        unsafe SSL_CTX_free(handle.pointer)
    }

    private static func make(server: Bool) throws(TLSError) -> Handle {
        guard let pointer = unsafe copenssl_context(server ? 1 : 0) else {
            throw TLSError(message: "OpenSSL cannot start: \(reason())")
        }
        return unsafe Handle(pointer: pointer)
    }

    private static func makeCertificate(
        _ handle: Handle, _ names: [String]
    ) throws(TLSError) -> String {
        let list = names.map { isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
        var text = [CChar](repeating: 0, count: 8_192)
        let code = unsafe copenssl_make_certificate(handle.pointer, list, &text, text.count)
        guard code == 1 else {
            throw TLSError(message: "cannot make a certificate for \(list): \(reason())")
        }
        return Self.text(text)
    }

    /// The text before the NUL.
    static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func isAddress(_ name: String) -> Bool {
        name.contains(":") || name.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
    }

    private func load(authorities path: String) throws(TLSError) {
        let code = unsafe SSL_CTX_load_verify_locations(handle.pointer, path, nil)
        guard code == 1 else {
            throw TLSError(message: "no certificate to trust in \(path): \(Self.reason())")
        }
    }

    private func use(_ identity: Identity) throws(TLSError) {
        var code = unsafe SSL_CTX_use_certificate_chain_file(handle.pointer, identity.certificate)
        guard code == 1 else {
            throw TLSError(message: "no certificate in \(identity.certificate): \(Self.reason())")
        }
        code = unsafe SSL_CTX_use_PrivateKey_file(handle.pointer, identity.key, SSL_FILETYPE_PEM)
        guard code == 1 else {
            throw TLSError(
                message: "no key for \(identity.certificate) in \(identity.key): \(Self.reason())")
        }
    }

    /// OpenSSL's words for the first failure since the last look, which they end.
    static func reason() -> String {
        let code = ERR_peek_error()
        ERR_clear_error()
        return reason(code)
    }

    static func reason(_ code: UInt) -> String {
        // ERR_SYSTEM_FLAG: an errno value.
        if code & 0x8000_0000 != 0 { return SystemError.reason(Int32(code & 0x7FFF_FFFF)) }
        guard let text = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

/// Sessions of ended connections that the next ones may take up; each is given out once.
final class ResumableSessions: Sendable {
    // Safe because a session in the list is owned by the list alone, which is behind a lock.
    @safe struct Saved: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private static let limit = 4_096
    private let saved = Mutex<[Saved]>([])

    deinit {
        while let session = take() { unsafe SSL_SESSION_free(session.pointer) }
    }

    /// Keeps a session, unless there are too many or it cannot be taken up.
    func keep(_ session: Saved) {
        let isKept = saved.withLock { list in
            guard list.count < Self.limit, unsafe SSL_SESSION_is_resumable(session.pointer) == 1
            else { return false }
            list.append(session)
            return true
        }
        if !isKept { unsafe SSL_SESSION_free(session.pointer) }
    }

    /// The session kept last.
    func take() -> Saved? {
        saved.withLock { $0.popLast() }
    }
}
