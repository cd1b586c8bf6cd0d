// A file that only grows, written past every buffer of this process, so that what was appended
// outlives it. Used for the journal of a run and the taps; never by a shard.

import Glibc

/// A file open for appending; closed when it is given up.
public final class AppendedFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Makes an empty file at `path`, in place of what was there.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemError(code: errno, doing: "write \(path)") }
    }

    deinit {
        close(descriptor)
    }

    /// Appends `text`; when it returns, the system has all of it.
    ///
    /// After an error a part may have been written.
    public func append(_ text: String) throws(SystemError) {
        try append(Array(text.utf8))
    }

    /// Appends `bytes` likewise.
    public func append(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { rest in
                unsafe write(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 || errno == EINTR else {
                throw SystemError(code: errno, doing: "write \(path)")
            }
            written += max(0, count)
        }
    }
}
