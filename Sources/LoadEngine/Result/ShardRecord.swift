// What a sender shard says of itself when it ends: its cost, its stalls, its clocks.
// Made by the shards; the coordinator keeps them in the result.

/// One sender shard's account of itself, from the run's start to the end of sending.
public struct ShardRecord: Sendable, Equatable {
    /// CPU time, nanoseconds; spinning is part of it.
    public var cpuNanoseconds: Int64 = 0
    /// System calls; those made spinning are part of them.
    public var systemCalls: Int64 = 0
    /// Heap allocations; nil where they are not counted.
    public var allocations: Int64?
    /// Of the CPU time: spent looking whether the next send is due yet.
    public var spinNanoseconds: Int64 = 0
    /// Of the system calls: those that looked for events meanwhile.
    public var spinSystemCalls: Int64 = 0
    /// Longest time by which a turn of the loop came too late in the measured phase, nanoseconds.
    public var longestStall: Int64 = 0
    /// Whether the last stretch before a send is spun for.
    public var spins = false
    /// Reads timed by the kernel, and by the thread.
    public var kernelReads: Int64 = 0
    /// Reads timed by the thread.
    public var userReads: Int64 = 0
    /// TCP segments that the shard's connections sent more than once.
    public var retransmits: Int64 = 0

    /// A shard that did nothing.
    public init() {}

    mutating func add(_ cost: ShardCost, since start: ShardCost) {
        cpuNanoseconds = cost.cpu - start.cpu
        systemCalls = cost.systemCalls - start.systemCalls
        if let now = cost.allocations, let before = start.allocations { allocations = now - before }
        spinNanoseconds = min(cost.spunTime - start.spunTime, cpuNanoseconds)
        spinSystemCalls = cost.spunCalls - start.spunCalls
    }
}

/// A shard's counters at one instant.
struct ShardCost {
    var cpu: Int64
    var systemCalls: Int64
    var allocations: Int64?
    var spunTime: Int64
    var spunCalls: Int64
}

extension RunCost {
    /// The cost of these shards together.
    init(_ shards: [ShardRecord]) {
        self.init()
        var counted: Int64? = 0
        for shard in shards {
            cpuNanoseconds += shard.cpuNanoseconds
            systemCalls += shard.systemCalls
            spinNanoseconds += shard.spinNanoseconds
            spinSystemCalls += shard.spinSystemCalls
            counted = counted.flatMap { total in shard.allocations.map { total + $0 } }
        }
        allocations = counted
    }
}

extension RunClock {
    /// How most of what these shards read was timed, and whether one of them spins.
    init(_ shards: [ShardRecord]) {
        self.init()
        kernelReads = shards.reduce(0) { $0 + $1.kernelReads }
        userReads = shards.reduce(0) { $0 + $1.userReads }
        receive = kernelReads > userReads ? .kernel : .user
        wait = shards.contains(where: \.spins) ? .spin : .sleep
    }
}
