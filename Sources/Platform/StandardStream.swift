// Standard output and standard error, written at once and without a buffer, and the process's exit.
// Used by the command line alone; never by a shard.

import CLinux
import Glibc

/// Standard output or standard error.
public enum StandardStream: Int32, Sendable {
    /// File descriptor 1.
    case output = 1
    /// File descriptor 2.
    case error = 2

    /// Writes `text` whole; what the reader no longer takes (a closed pipe) is dropped.
    public func write(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { rest in
                unsafe Glibc.write(rawValue, rest.baseAddress, rest.count)
            }
            guard count > 0 || errno == EINTR else { return }
            written += max(0, count)
        }
    }

    /// Columns of the terminal it is connected to; nil if it is none.
    public var terminalColumns: Int? {
        let columns = clinux_terminal_columns(rawValue)
        return columns < 0 ? nil : Int(columns)
    }

    /// Lines of the terminal it is connected to; nil if it is none.
    public var terminalRows: Int? {
        let rows = clinux_terminal_rows(rawValue)
        return rows < 0 ? nil : Int(rows)
    }
}

/// The end of this process.
public enum Exit {
    /// Ends the process with `status`.
    public static func now(_ status: Int32) -> Never {
        exit(status)
    }
}
