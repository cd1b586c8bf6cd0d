// One connection's TLS: OpenSSL between two rings of memory, of which one call to the kernel fills or
// empties as much as it can. Looks like a plain socket to its users: what a write reports is with
// the kernel, and a read that filled its buffer may have left more behind (`hasInput`).
// Runs on: shard threads. Allocates: OpenSSL does, inside.

import CLinux
import COpenSSL
import Glibc

/// What a connection's TLS keeps beside OpenSSL's own state.
@usableFromInline
@safe struct TLSState {
    let ssl: OpaquePointer
    /// The ring ends that face the network.
    let network: OpaquePointer
    let context: Unmanaged<TLSContext>
    let host: String
    /// Bytes at the front of the caller's output that are encrypted, but not yet with the kernel.
    var held = 0
    /// Why the session broke: OpenSSL's code, 0 while it has not.
    var failure: UInt = 0
    /// Whom a certificate that was refused is for.
    var names = ""
}

// Safe because one thread at a time uses a connection, and whoever closes it forgets the handle.
/// The TLS of one connection, or none.
@safe public struct TLSSession: @unchecked Sendable, BitwiseCopyable {
    @usableFromInline let state: UnsafeMutablePointer<TLSState>?

    /// Plain TCP.
    public static let none = unsafe TLSSession(state: nil)

    private init(state: UnsafeMutablePointer<TLSState>?) {
        unsafe self.state = state
    }

    /// Whether there is TLS.
    @inlinable @inline(__always) public var isPresent: Bool { unsafe state != nil }

    /// Bytes of either ring: the records of a full output fit.
    static let ringSize = 272 << 10

    /// A session of `context` with the peer called `host`; an empty name for the listening side.
    ///
    /// nil if OpenSSL has no memory.
    init?(_ context: TLSContext, host: String) {
        guard let ssl = unsafe SSL_new(context.handle.pointer) else { return nil }
        guard let network = unsafe copenssl_rings(ssl, Self.ringSize),
            unsafe context.isServer || copenssl_expect(ssl, host, context.verifies ? 1 : 0) == 1
        else {
            unsafe SSL_free(ssl)
            return nil
        }
        if context.isServer {
            unsafe SSL_set_accept_state(ssl)
        } else {
            unsafe SSL_set_connect_state(ssl)
            if let session = context.resumable.take() {
                unsafe SSL_set_session(ssl, session.pointer)
                unsafe SSL_SESSION_free(session.pointer)
            }
        }
        unsafe state = .allocate(capacity: 1)
        unsafe state?.initialize(
            to: TLSState(
                ssl: ssl, network: network, context: .passRetained(context), host: host))
        unsafe SSL_set_ex_data(ssl, 0, state)
    }

    /// Says goodbye if the peer listens, keeps the session for the next connection, frees it all.
    func end(_ descriptor: Int32) {
        guard let state = unsafe state else { return }
        finish(descriptor)
        let (ssl, context) = unsafe (state.pointee.ssl, state.pointee.context)
        let owner = unsafe context.takeUnretainedValue()
        let isWhole = unsafe state.pointee.failure == 0 && SSL_is_init_finished(ssl) == 1
        if isWhole, !owner.isServer,
            let session = unsafe SSL_get1_session(ssl)
        {
            unsafe owner.resumable.keep(.init(pointer: session))
        }
        // Else a connection that was cut would take its session with it.
        unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe SSL_free(ssl)
        unsafe BIO_free(state.pointee.network)
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
        unsafe context.release()
    }

    /// Tells the peer that nothing more will be written (close_notify).
    func finish(_ descriptor: Int32) {
        guard let state = unsafe state else { return }
        let ssl = unsafe state.pointee.ssl
        if unsafe state.pointee.failure == 0 && SSL_is_init_finished(ssl) == 1 {
            ERR_clear_error()
            unsafe SSL_shutdown(ssl)
        }
        _ = flush(descriptor)
    }
}

extension TLSSession {
    /// Hands the kernel what is encrypted: 1 when nothing is left, else a negative errno value.
    func flush(_ descriptor: Int32) -> Int64 {
        guard let state = unsafe state else { return 1 }
        let network = unsafe state.pointee.network
        var bytes: UnsafeMutablePointer<CChar>?
        while true {
            let count = unsafe BIO_nread0(network, &bytes)
            guard count > 0 else { return 1 }
            let sent = unsafe clinux_write(descriptor, bytes, Int64(count))
            guard sent > 0 else { return sent == 0 ? Int64(-EAGAIN) : sent }
            unsafe BIO_nread(network, &bytes, Int32(sent))
        }
    }

    /// Whether encrypted bytes wait for the kernel.
    var hasOutput: Bool {
        guard let state = unsafe state else { return false }
        return unsafe BIO_ctrl_pending(state.pointee.network) > 0
    }

    /// Whether bytes have come that the next read gives without the kernel.
    var hasInput: Bool {
        guard let state = unsafe state else { return false }
        return unsafe copenssl_has_input(state.pointee.ssl) != 0
    }

    /// Fills the ring from the socket by one call; as `clinux_read`.
    private func receive(_ descriptor: Int32) -> Int64 {
        guard let state = unsafe state else { return 0 }
        var room: UnsafeMutablePointer<CChar>?
        let network = unsafe state.pointee.network
        let limit = unsafe BIO_nwrite0(network, &room)
        // The ring is only filled once it has been emptied.
        guard limit > 0 else { return Int64(-EPROTO) }
        let count = unsafe clinux_read(descriptor, room, Int64(limit))
        if count > 0 { unsafe BIO_nwrite(network, &room, Int32(count)) }
        return count
    }

    /// Reads as `clinux_read` does, and completes the handshake of the listening side.
    func read(_ descriptor: Int32, _ into: UnsafeMutableRawPointer, _ count: Int) -> Int64 {
        guard let state = unsafe state else { return 0 }
        let ssl = unsafe state.pointee.ssl
        var total = 0
        var result: Int64 = 0
        var hasReceived = false
        while total < count {
            var moved = 0
            ERR_clear_error()
            if unsafe SSL_read_ex(ssl, into + total, count - total, &moved) == 1 {
                total += moved
                continue
            }
            let code = unsafe SSL_get_error(ssl, 0)
            if code == SSL_ERROR_ZERO_RETURN { break }
            guard code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE else {
                result = fail()
                break
            }
            if hasOutput {
                result = flush(descriptor)
                guard result > 0 else { break }
            }
            if hasReceived, total > 0 { break }
            result = receive(descriptor)
            guard result > 0 else { break }
            hasReceived = true
        }
        // Tickets, key updates and alerts.
        if hasOutput { _ = flush(descriptor) }
        return total > 0 ? Int64(total) : min(result, 0)
    }

    /// Writes as `clinux_write` does: what it reports is with the kernel.
    ///
    /// The rest must be offered again, from its first byte on.
    func write(_ descriptor: Int32, _ from: UnsafeMutableRawPointer, _ count: Int) -> Int64 {
        guard let state = unsafe state else { return 0 }
        let ssl = unsafe state.pointee.ssl
        var flushed = flush(descriptor)
        guard flushed > 0 else { return flushed }
        var written = unsafe min(state.pointee.held, count)
        while written < count {
            var accepted = 0
            while written + accepted < count {
                var moved = 0
                ERR_clear_error()
                let done = unsafe SSL_write_ex(
                    ssl, from + written + accepted, count - written - accepted, &moved)
                guard done == 1 else { break }
                accepted += moved
            }
            if accepted == 0, unsafe SSL_get_error(ssl, 0) == SSL_ERROR_SSL { return fail() }
            guard hasOutput else { break }
            flushed = flush(descriptor)
            guard flushed > 0 else {
                unsafe state.pointee.held = accepted
                return written > 0 ? Int64(written) : flushed
            }
            written += accepted
        }
        unsafe state.pointee.held = 0
        return written > 0 ? Int64(written) : Int64(-EAGAIN)
    }

    private func fail() -> Int64 {
        unsafe state?.pointee.failure = max(ERR_peek_error(), 1)
        ERR_clear_error()
        return Int64(-EPROTO)
    }
}

/// How far a handshake has come.
public enum TLSHandshake: Sendable, Equatable {
    /// It is done: messages may go.
    case done
    /// It goes on once the socket can be read.
    case wantsRead
    /// It goes on once the socket can be written.
    case wantsWrite
    /// It has failed; one line for a person.
    case failed(String)
}

extension TLSSession {
    /// Goes on with the handshake as far as the socket allows.
    func handshake(_ descriptor: Int32) -> TLSHandshake {
        guard let state = unsafe state else { return .done }
        while true {
            ERR_clear_error()
            let done = unsafe SSL_do_handshake(state.pointee.ssl)
            let code = unsafe SSL_get_error(state.pointee.ssl, done)
            let waits = code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE
            if done != 1, !waits { _ = fail() }
            let flushed = flush(descriptor)
            if done == 1 { return .done }
            guard waits else { return .failed(failure ?? "unknown") }
            if flushed == Int64(-EAGAIN) { return .wantsWrite }
            let count = flushed > 0 ? receive(descriptor) : flushed
            if count == Int64(-EAGAIN) { return .wantsRead }
            if count == 0 { return .failed("the connection was closed in the handshake") }
            if count < 0 { return .failed(SystemError.reason(Int32(-count))) }
        }
    }

    /// Why the session broke, in one line; nil if it did not.
    public var failure: String? {
        guard let state = unsafe state, unsafe state.pointee.failure != 0 else { return nil }
        let verification = unsafe SSL_get_verify_result(state.pointee.ssl)
        let owner = unsafe state.pointee.context.takeUnretainedValue()
        if owner.verifies, verification != X509_V_OK {
            let text = unsafe String(cString: X509_verify_cert_error_string(verification))
            let mismatch = [X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH]
            guard mismatch.contains(Int32(verification)) else { return text }
            let names = unsafe state.pointee.names.isEmpty ? "no name" : state.pointee.names
            return unsafe "\(text): the certificate is for \(names), not for \(state.pointee.host)"
        }
        let text = unsafe TLSContext.reason(state.pointee.failure)
        let isPlain = ["wrong version number", "http request", "packet length too long"]
        return isPlain.contains(text) ? "\(text): the peer does not speak TLS" : text
    }

    /// Whether the handshake is over, with success.
    public var isEstablished: Bool {
        guard let state = unsafe state else { return false }
        return unsafe SSL_is_init_finished(state.pointee.ssl) == 1
    }

    /// Whether a session of an earlier connection was taken up.
    public var isResumed: Bool {
        guard let state = unsafe state else { return false }
        return unsafe SSL_session_reused(state.pointee.ssl) == 1
    }

    /// `TLSv1.3`, `TLSv1.2`.
    public var version: String {
        guard let state = unsafe state else { return "" }
        return unsafe String(cString: SSL_get_version(state.pointee.ssl))
    }

    /// `TLS_AES_256_GCM_SHA384`, as OpenSSL calls it.
    public var cipher: String {
        guard let state = unsafe state,
            let name = unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(state.pointee.ssl))
        else { return "" }
        return unsafe String(cString: name)
    }
}

/// Keeps the names of a certificate that does not pass, and lets the verdict stand.
func noteVerification(_ isGood: Int32, _ store: OpaquePointer?) -> Int32 {
    guard isGood == 0, let certificate = unsafe X509_STORE_CTX_get_current_cert(store) else {
        return isGood
    }
    let index = SSL_get_ex_data_X509_STORE_CTX_idx()
    let ssl = unsafe OpaquePointer(X509_STORE_CTX_get_ex_data(store, index))
    let state = unsafe SSL_get_ex_data(ssl, 0)?.assumingMemoryBound(to: TLSState.self)
    var text = [CChar](repeating: 0, count: 512)
    unsafe copenssl_names(certificate, &text, text.count)
    unsafe state?.pointee.names = TLSContext.text(text)
    return isGood
}
