// Memory beside the processor that uses it, through libnuma. Used by threads once they are pinned.
// Does nothing on a machine without NUMA.

import CNuma

/// The machine's memory nodes.
enum NUMA {
    /// Lets pages that the calling thread is the first to touch come from its own node.
    static func preferLocalMemory() {
        if numa_available() >= 0 { numa_set_localalloc() }
    }
}
