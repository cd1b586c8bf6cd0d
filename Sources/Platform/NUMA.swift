// Memory beside the processor that uses it, through libnuma. Used by threads once they are pinned, and
// by whoever makes their memory before. Does nothing on a machine without NUMA.

import CLinux
import CNuma

/// The machine's memory nodes.
public enum NUMA {
    /// Nodes with memory; 1 on a machine without NUMA.
    public static var nodeCount: Int {
        numa_available() < 0 ? 1 : max(1, Int(numa_num_configured_nodes()))
    }

    /// Lets pages that the calling thread is the first to touch come from its own node.
    public static func preferLocalMemory() {
        if numa_available() >= 0 { numa_set_localalloc() }
    }

    /// Lets pages that the calling thread is the first to touch come from the node of a processor: the
    /// `index`-th among those this process may use, counted round.
    public static func preferMemory(ofAllowedProcessor index: Int) {
        guard numa_available() >= 0, nodeCount > 1 else { return }
        let cpu = clinux_allowed_cpu(Int32(index % Processors.allowedCount))
        let node = cpu < 0 ? -1 : numa_node_of_cpu(cpu)
        if node >= 0 { numa_set_preferred(node) }
    }
}
