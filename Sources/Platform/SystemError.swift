// A failed system call: its errno and what was being done. Thrown at set-up only; on the hot path
// the errno travels inside an IOResult.

import Glibc

/// A system call that failed.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The errno value of a call that would have had to wait.
    public static let wouldBlock: Int32 = EAGAIN
    /// The errno value of a connection that the peer has reset.
    public static let connectionReset: Int32 = ECONNRESET

    /// The errno value.
    public var code: Int32
    /// What was being done, for people: "listen on 127.0.0.1:2775".
    public var doing: String

    /// The failure `code` (an errno value) of `doing`.
    public init(code: Int32, doing: String) {
        self.code = code
        self.doing = doing
    }

    /// The system's words for the code: "Connection refused".
    public var reason: String {
        Self.reason(code)
    }

    /// One line: "cannot listen on 127.0.0.1:2775: Address already in use".
    public var description: String {
        "cannot \(doing): \(reason)"
    }

    /// The system's words for an errno value.
    public static func reason(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
