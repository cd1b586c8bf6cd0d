// A shell command run as a child, with all that it starts in a process group of its own, so that
// stopping it leaves nothing behind. Used by the command line alone.

import CLinux
import Glibc

/// A running shell command.
///
/// What it prints goes to standard error; it reads nothing.
public struct ChildProcess: Sendable {
    private let identifier: Int32

    /// Starts `command` with /bin/sh.
    public init(shell command: String) throws(SystemError) {
        identifier = unsafe clinux_spawn_shell(command)
        guard identifier > 0 else { throw SystemError(code: -identifier, doing: "start /bin/sh") }
    }

    /// Waits for its end: its exit status, or 128 and the number of the signal that ended it.
    public func wait() -> Int32 {
        clinux_wait_child(identifier)
    }

    /// Asks it and all it started to end, by SIGTERM.
    public func stop() {
        clinux_stop_group(identifier)
    }
}
