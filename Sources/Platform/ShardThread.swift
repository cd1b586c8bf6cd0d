// Threads of the shards: started once, named, pinned if the system permits, joined at the end.
// Cold: called at the start of a run and at its end.

import CLinux
import Glibc

/// A joinable thread that runs one closure.
public final class ShardThread: Sendable {
    private let handle: pthread_t

    /// The closure, carried across pthread_create.
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts `body` on a new thread called `name` (15 characters are kept).
    public init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var thread = pthread_t()
        let named: @Sendable () -> Void = {
            unsafe name.withCString { unsafe clinux_name_thread($0) }
            clinux_precise_timers()
            body()
        }
        let box = unsafe Unmanaged.passRetained(Body(named))
        let code = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw SystemError(code: code, doing: "start the thread \(name)")
        }
        handle = thread
    }

    /// Waits for the thread's end; call once.
    public func join() {
        pthread_join(handle, nil)
    }

    /// Pins the calling thread, with memory from its node; returns an errno value, 0 for success.
    ///
    /// The processor is the `index`-th among those this process may use, counted round.
    public static func pin(toAllowedProcessor index: Int) -> Int32 {
        let cpu = clinux_allowed_cpu(Int32(index % Processors.allowedCount))
        let code = cpu < 0 ? EINVAL : -clinux_pin(cpu)
        if code == 0 { NUMA.preferLocalMemory() }
        return code
    }
}

/// What the process may use and has used.
public enum Processors {
    /// Processors this process may run on; at least 1.
    public static var allowedCount: Int {
        var count = 0
        while clinux_allowed_cpu(Int32(count)) >= 0 { count += 1 }
        return max(count, 1)
    }
}

/// Open files: each connection is one.
public enum OpenFiles {
    /// Raises the process's limit as far as it may, and returns it (RLIMIT_NOFILE; `ulimit -n`).
    public static func allowAll() -> Int {
        Int(clinux_allow_files())
    }
}

/// Facts about the process's and a thread's memory.
public enum MemoryUse {
    /// High-water mark of resident memory, bytes.
    public static func peakResidentBytes() -> Int64 {
        clinux_peak_resident()
    }

    /// Heap allocations of the calling thread so far; nil where they are not counted.
    public static func threadAllocations() -> Int64? {
        let count = clinux_thread_allocations()
        return count < 0 ? nil : count
    }
}
