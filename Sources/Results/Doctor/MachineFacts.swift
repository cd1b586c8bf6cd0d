// What `smppbench doctor` knows of a machine before it judges: what results keep too, what only matters
// here, and what was tried for about a second. Values only, so that any machine can be judged anywhere.

/// A machine as it was found.
public struct MachineFacts: Codable, Sendable, Equatable {
    /// What results say of it.
    public var environment: Environment
    /// What the kernel's files say besides.
    public var layout: Layout
    /// What was tried.
    public var trials: Trials

    /// Which processors this process has, and what else the mending of something depends on.
    public struct Layout: Codable, Sendable, Equatable {
        /// The processors this process may use, by number.
        @Nullable public var allowed: [Int]?
        /// The processors on the same core as the first of them, itself included.
        @Nullable public var sharingFirstCore: [Int]?
        /// Memory nodes that the allowed processors belong to.
        @Nullable public var allowedNodes: Int?
        /// What sets the frequency: "intel_pstate", "acpi-cpufreq".
        @Nullable public var frequencyDriver: String?
        /// Clock sources that could be chosen.
        public var clockSources: [String]
        /// Ports held by connections that have ended (TIME_WAIT).
        @Nullable public var waitingPorts: Int64?

        /// Nothing known.
        public init() { clockSources = [] }
    }

    /// What a second's trial showed.
    public struct Trials: Codable, Sendable, Equatable {
        /// Of all processors' time in that second: the hypervisor gave it to others.
        @Nullable public var stealShare: Double?
        /// The same since boot.
        @Nullable public var stealShareSinceBoot: Double?
        /// Processors that other programs kept busy, 1.5 for one and a half.
        @Nullable public var otherProcessors: Double?
        /// The busiest of them.
        @Nullable public var busiest: Busiest?
        /// What a look at the clock costs, nanoseconds.
        @Nullable public var clockCost: Double?
        /// By how much sleeps of 100 us were longer: median, nanoseconds.
        @Nullable public var sleepOvershootP50: Int64?
        /// The same: 99th percentile, nanoseconds.
        @Nullable public var sleepOvershootP99: Int64?
        /// The longest time a busy thread was kept off its processor, nanoseconds.
        @Nullable public var longestStall: Int64?
        /// Whether the kernel notes when a socket received something.
        @Nullable public var stampsReceives: Bool?
        /// Why the processor's counter of instructions is refused; nil if it counts.
        @Nullable public var counterRefusal: String?

        /// Nothing tried.
        public init() {}
    }

    /// A program and what it used.
    public struct Busiest: Codable, Sendable, Equatable {
        /// Its name, as `ps` shows it.
        public var name: String
        /// Processors it kept busy.
        public var processors: Double

        /// A program.
        public init(name: String, processors: Double) {
            self.name = name
            self.processors = processors
        }
    }

    /// Facts as given.
    public init(environment: Environment, layout: Layout, trials: Trials) {
        self.environment = environment
        self.layout = layout
        self.trials = trials
    }
}
