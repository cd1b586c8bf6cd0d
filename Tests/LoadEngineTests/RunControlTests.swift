// Where a run is, told by two threads at once: the coordinator and whoever interrupts it.

import LoadEngine
import Platform
import Synchronization
import Testing

@Suite struct RunControlTests {
    @Test func theStateNeverGoesBackWhoeverAdvancesIt() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        let controls = (0..<500).map { _ in RunControl(shardCount: 1, arena: arena) }
        let ready = Atomic<Int>(0)
        // A thread each for the coordinator's states and for the second interrupt.
        let threads = try [RunState.draining, .aborting].map { state in
            try ShardThread(name: "advance-\(state)") {
                for (turn, control) in controls.enumerated() {
                    ready.add(1, ordering: .sequentiallyConsistent)
                    while ready.load(ordering: .sequentiallyConsistent) < 2 * turn + 2 {}
                    control.advance(to: state)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(controls.allSatisfy { $0.state == .aborting })
    }
}
