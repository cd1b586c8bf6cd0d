// TCP sockets as the shards use them: non-blocking, by descriptor, with results as values. Set-up
// throws; read and write never do. TCP_NODELAY is set on every connection. TLS, where there is any,
// stands behind the same calls.

import CLinux
import Glibc

/// What a read or write on a socket came to.
public struct IOResult: Sendable, BitwiseCopyable {
    @usableFromInline let value: Int64

    @usableFromInline
    init(value: Int64) {
        self.value = value
    }

    /// Bytes moved; 0 when nothing was.
    @inlinable public var count: Int { value > 0 ? Int(value) : 0 }
    /// The kernel would have had to wait.
    @inlinable public var wouldBlock: Bool { value == -11 }
    /// The peer has closed (a read of 0 bytes).
    @inlinable public var isEnd: Bool { value == 0 }
    /// The errno value of a failure other than waiting, else 0.
    @inlinable public var error: Int32 { value < 0 && value != -11 ? Int32(-value) : 0 }
}

/// A resolved IPv4 or IPv6 address with a port.
public struct SocketAddress: Sendable {
    var storage: [UInt8]
    /// The host as it was given, and the port: "localhost:2775".
    public let description: String

    /// Resolves `host` (name or literal) and `port`.
    public init(host: String, port: UInt16) throws(SystemError) {
        var bytes = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        let length = unsafe bytes.withUnsafeMutableBytes { raw -> Int32 in
            guard let base = raw.baseAddress else { return 0 }
            return unsafe host.withCString { unsafe clinux_resolve($0, port, base) }
        }
        let shown = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        guard length > 0 else {
            let reason = unsafe gai_strerror(length).map { unsafe String(cString: $0) }
            throw SystemError(
                code: ENXIO, doing: "resolve the host \"\(host)\" (\(reason ?? "unknown"))")
        }
        storage = Array(bytes[..<Int(length)])
        description = shown
    }

    /// 127.0.0.0/8, ::1, or an IPv4-mapped form of it.
    public var isLoopback: Bool {
        unsafe storage.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return false }
            return unsafe clinux_is_loopback(base) != 0
        }
    }

    func withAddress<R>(_ body: (UnsafeRawPointer, Int32) -> R) -> R {
        unsafe storage.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { preconditionFailure("empty address") }
            return unsafe body(base, Int32(raw.count))
        }
    }
}

/// A TCP socket's descriptor, and the TLS over it if there is any.
///
/// A plain value: whoever opened it closes it once, with its TLS.
public struct Socket: Sendable, BitwiseCopyable, Equatable {
    /// The descriptor; -1 for none.
    public let descriptor: Int32
    /// The TLS of the connection.
    public let tls: TLSSession

    /// Wraps a descriptor, with the TLS over it.
    @inlinable
    public init(descriptor: Int32, tls: TLSSession = .none) {
        self.descriptor = descriptor
        self.tls = tls
    }

    /// Whether two are the same connection.
    public static func == (left: Socket, right: Socket) -> Bool {
        left.descriptor == right.descriptor
    }

    /// No socket.
    public static let none = Socket(descriptor: -1)

    /// Starts a non-blocking connect; the socket becomes writable when it has ended.
    public static func connect(to address: SocketAddress) throws(SystemError) -> Socket {
        let fd = unsafe address.withAddress { unsafe clinux_connect($0, $1) }
        guard fd >= 0 else {
            throw SystemError(code: -fd, doing: "connect to \(address.description)")
        }
        return Socket(descriptor: fd)
    }

    /// Listens on `address`.
    public static func listen(on address: SocketAddress) throws(SystemError) -> Socket {
        let fd = unsafe address.withAddress { unsafe clinux_listen($0, $1, 4096) }
        guard fd >= 0 else {
            throw SystemError(code: -fd, doing: "listen on \(address.description)")
        }
        return Socket(descriptor: fd)
    }

    /// The errno value a connect ended with, 0 for success.
    public func connectError() -> Int32 {
        clinux_socket_error(descriptor)
    }

    /// The local port.
    public var localPort: UInt16 {
        UInt16(clamping: clinux_local_port(descriptor))
    }

    /// The peer's address as 16 octets, IPv4 as ::ffff:a.b.c.d; nil once the peer is gone.
    public var peerAddress: [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 16)
        let result = unsafe octets.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -1 }
            return unsafe clinux_peer_address(descriptor, base)
        }
        return result == 0 ? octets : nil
    }

    /// The next waiting connection (non-blocking), or nil and the errno value.
    public func accept() -> (socket: Socket?, error: Int32) {
        let fd = clinux_accept(descriptor)
        return fd >= 0 ? (Socket(descriptor: fd), 0) : (nil, -fd)
    }

    /// The same connection with TLS over it, whose handshake has not begun; nil without memory.
    ///
    /// `host` is whom the peer must show to be; the listening side gives none.
    public func secured(by context: TLSContext, host: String = "") -> Socket? {
        TLSSession(context, host: host).map { Socket(descriptor: descriptor, tls: $0) }
    }

    /// Goes on with the TLS handshake as far as the socket allows.
    public func handshake() -> TLSHandshake {
        tls.handshake(descriptor)
    }

    /// Whether TLS holds bytes that the kernel knows nothing of: read again without being told to.
    @inlinable @inline(__always)
    public var hasInput: Bool { tls.isPresent && tlsHasInput }

    @usableFromInline var tlsHasInput: Bool { tls.hasInput }

    /// Whether TLS holds bytes of its own to write, whatever the caller has.
    @inlinable @inline(__always)
    public var hasOutput: Bool { tls.isPresent && tlsHasOutput }

    @usableFromInline var tlsHasOutput: Bool { tls.hasOutput }

    /// Hands the kernel the bytes that TLS holds.
    public func flush() { _ = tls.flush(descriptor) }

    /// Reads at most `length` bytes into `bytes` at `offset`; never waits.
    public func read(into bytes: Bytes, at offset: Int, count length: Int) -> IOResult {
        if tls.isPresent {
            return IOResult(
                value: unsafe tls.read(descriptor, bytes.pointer(offset, length), length))
        }
        return IOResult(
            value: unsafe clinux_read(descriptor, bytes.pointer(offset, length), Int64(length)))
    }

    /// Has the kernel note when each segment comes in, for `read(into:at:count:stamp:)`; false where
    /// it will not.
    public func stampReceives() -> Bool {
        clinux_stamp_receives(descriptor) == 0
    }

    /// Reads at most `length` bytes into `bytes` at `offset`; never waits.
    ///
    /// `stamp` becomes when the last segment of them came in, nanoseconds since 1970, or 0 where the
    /// kernel did not note it, or TLS lies between.
    public func read(
        into bytes: Bytes, at offset: Int, count length: Int, stamp: inout Int64
    ) -> IOResult {
        stamp = 0
        if tls.isPresent { return read(into: bytes, at: offset, count: length) }
        return IOResult(
            value: unsafe clinux_read_stamped(
                descriptor, bytes.pointer(offset, length), Int64(length), &stamp))
    }

    /// Whether all that was written has been sent: else TCP's window or the peer's is full.
    public var isDrained: Bool { !hasOutput && clinux_unsent(descriptor) <= 0 }

    /// Segments that TCP has sent more than once on this connection.
    public var retransmits: Int64 {
        max(0, clinux_retransmits(descriptor))
    }

    /// Writes at most `length` bytes of `bytes` from `offset`; never waits.
    ///
    /// What was not written must be offered again, from its first byte on.
    public func write(from bytes: Bytes, at offset: Int, count length: Int) -> IOResult {
        if tls.isPresent {
            return IOResult(
                value: unsafe tls.write(descriptor, bytes.pointer(offset, length), length))
        }
        return IOResult(
            value: unsafe clinux_write(descriptor, bytes.pointer(offset, length), Int64(length)))
    }

    /// Reads what comes past TLS, to forget it; never waits.
    public func skim(into bytes: Bytes) -> IOResult {
        Socket(descriptor: descriptor).read(into: bytes, at: 0, count: bytes.count)
    }

    /// Has `close` send a RST and forget what is not written yet.
    public func abandonOnClose() {
        clinux_abandon_on_close(descriptor)
    }

    /// Has the kernel keep about so many bytes that have come and are not read; the connection's
    /// window is no larger from then on.
    public func limitReceiveBuffer(_ count: Int32) {
        clinux_limit_receive_buffer(descriptor, count)
    }

    /// Tells the peer that nothing more will be written (close_notify, FIN).
    public func finish() {
        tls.finish(descriptor)
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes the descriptor and ends its TLS.
    public func close() {
        tls.end(descriptor)
        if descriptor >= 0 { Glibc.close(descriptor) }
    }
}
