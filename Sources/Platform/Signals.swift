// Ctrl-C and SIGTERM, taken on a thread of their own so that no handler runs on a shard.
// Used by the command line alone: a library leaves its program's signals as they are.

import CLinux
import Glibc

/// The stop signals of the process.
public enum Signals {
    /// Calls `handler` on a thread of its own at each SIGINT or SIGTERM; SIGPIPE and SIGXFSZ
    /// (a file beyond its limit) are ignored: the write that met them fails.
    ///
    /// Call once, from the main thread, before any other thread starts: the block is inherited.
    public static func onStop(_ handler: @escaping @Sendable () -> Void) throws(SystemError) {
        clinux_block_stop_signals()
        _ = try ShardThread(name: "signals") {
            while clinux_wait_stop_signal() > 0 { handler() }
        }
    }
}
