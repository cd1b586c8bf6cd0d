// The only place that reads a clock. Callers sample once per loop turn and pass `now` down.
// Int64 nanoseconds throughout, by way of the vDSO: no switch to the kernel.

import CLinux
import Glibc

/// The clocks, in nanoseconds.
public enum Clock {
    /// Nanoseconds since boot; never steps.
    @inline(__always)
    public static func monotonic() -> Int64 {
        clinux_monotonic()
    }

    /// Nanoseconds since 1970; read once per run, for correlation only.
    public static func wall() -> Int64 {
        clinux_realtime()
    }

    /// Lets the calling thread rest; never on a shard.
    public static func rest(_ nanoseconds: Int64) {
        clinux_rest(nanoseconds)
    }

    /// CPU time the calling thread has used, nanoseconds.
    public static func threadCPU() -> Int64 {
        clinux_thread_cpu()
    }

    /// CPU time all threads of this process have used, nanoseconds.
    public static func processCPU() -> Int64 {
        clinux_clock(CLOCK_PROCESS_CPUTIME_ID)
    }
}
