// Ctrl-C, SIGTERM and SIGUSR1, taken on a thread of their own so that no handler runs on a shard.
// Used by the command line alone: a library leaves its program's signals as they are.

import CLinux
import Glibc

/// The signals of the process.
public enum Signals {
    /// Calls `handler` on a thread of its own at each SIGINT or SIGTERM.
    ///
    /// SIGPIPE and SIGXFSZ (a file beyond its limit) are ignored: the write that met them fails. With
    /// `report`, that is called at each SIGUSR1, which else ends the process.
    ///
    /// Call once, from the main thread, before any other thread starts: the block is inherited.
    public static func onStop(
        _ handler: @escaping @Sendable () -> Void, report: (@Sendable () -> Void)? = nil
    ) throws(SystemError) {
        let reports: Int32 = report == nil ? 0 : 1
        clinux_block_stop_signals(reports)
        _ = try ShardThread(name: "signals") {
            while true {
                let signal = clinux_wait_stop_signal(reports)
                guard signal > 0 else { return }
                if signal == SIGUSR1 { report?() } else { handler() }
            }
        }
    }
}
