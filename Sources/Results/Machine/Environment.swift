// The machine a result was measured on: what a reader needs to judge whether two results may be
// compared. Read once before the run from /proc and /sys; what cannot be read is null. The host's
// name is left out on purpose: results are passed on.

import FoundationEssentials

/// The machine, as far as it says.
public struct Environment: Codable, Sendable, Equatable {
    /// Distribution and release.
    @Nullable public var operatingSystem: String?
    /// Kernel release.
    @Nullable public var kernel: String?
    /// Instruction set this program was compiled for.
    public var architecture: String
    /// Processor model.
    @Nullable public var cpuModel: String?
    /// Processors this process may use.
    public var cpuCount: Int
    /// Processors of the machine that are online.
    @Nullable public var cpuOnline: Int?
    /// Whether two threads of a core count as two processors (SMT).
    @Nullable public var cpuThreads: Bool?
    /// Whether a processor may run above its nominal frequency while it is cool.
    @Nullable public var cpuBoost: Bool?
    /// Whether a hypervisor runs the machine, by the processor's flags.
    @Nullable public var virtualMachine: Bool?
    /// Memory nodes, as the kernel lists them: "0", "0-1".
    @Nullable public var numaNodes: String?
    /// Frequency governor of the first processor.
    @Nullable public var cpuGovernor: String?
    /// Processors the control group allows, 1.5 for one and a half; nil if unlimited.
    @Nullable public var cgroupCPULimit: Double?
    /// Physical memory, bytes.
    @Nullable public var memoryBytes: Int64?
    /// Memory the control group allows, bytes; nil if unlimited.
    @Nullable public var cgroupMemoryLimitBytes: Int64?
    /// The kernel's clock source.
    @Nullable public var clockSource: String?
    /// Memory that programs can still have, bytes.
    @Nullable public var memoryAvailableBytes: Int64?
    /// Memory of programs that was moved to disk, bytes.
    @Nullable public var swapUsedBytes: Int64?
    /// Open files this process may have, each connection is one; `Int64.max` for any number.
    @Nullable public var openFileLimit: Int64?
    /// Memory this process may lock, bytes; `Int64.max` for all of it.
    @Nullable public var lockedMemoryLimitBytes: Int64?
    /// The most a program may ask for as a socket's receive buffer, bytes.
    @Nullable public var receiveBufferMaximumBytes: Int64?
    /// The same of its send buffer, bytes.
    @Nullable public var sendBufferMaximumBytes: Int64?
    /// TCP's receive buffer: least, at first, most that the kernel lets it grow to; bytes.
    @Nullable public var tcpReceiveBufferBytes: [Int64]?
    /// The same of its send buffer, bytes.
    @Nullable public var tcpSendBufferBytes: [Int64]?
    /// Ports that connections to one address may come from.
    @Nullable public var ephemeralPortCount: Int64?
    /// Connections that may wait to be accepted at one port.
    @Nullable public var listenBacklogLimit: Int64?
    /// Load averages over 1, 5 and 15 minutes, before the run.
    public var loadAverage: [Double]
    /// Of all processors' time during the run: the hypervisor gave it to others.
    @Nullable public var stealShare: Double?
    /// Of all processors' time during the run: other programs of this machine used it.
    @Nullable public var otherLoadShare: Double?
    /// Swift release this program was compiled with.
    public var swiftVersion: String

    /// What the machine says now; `root` is where /proc, /sys and /etc are looked for.
    public static func capture(root: String = "") -> Environment {
        let files = SystemFiles(root: root)
        return Environment(
            operatingSystem: files.value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=")?
                .trimming("\""),
            kernel: files.line("/proc/sys/kernel/osrelease"),
            architecture: compiledArchitecture,
            cpuModel: files.value(of: "model name", in: "/proc/cpuinfo"),
            cpuCount: ProcessInfo.processInfo.activeProcessorCount,
            cpuOnline: files.list(at: "/sys/devices/system/cpu/online")?.count,
            cpuThreads: files.number("/sys/devices/system/cpu/smt/active").map { $0 == 1 },
            cpuBoost: files.number("/sys/devices/system/cpu/intel_pstate/no_turbo").map { $0 == 0 }
                ?? files.number("/sys/devices/system/cpu/cpufreq/boost").map { $0 == 1 },
            virtualMachine: files.value(of: "flags", in: "/proc/cpuinfo").map {
                $0.split(separator: " ").contains("hypervisor")
            },
            numaNodes: files.line("/sys/devices/system/node/online"),
            cpuGovernor: files.line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            cgroupCPULimit: files.cgroupCPULimit(),
            memoryBytes: files.memory("MemTotal"),
            cgroupMemoryLimitBytes: files.cgroupMemoryLimit(),
            clockSource: files.line(
                "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
            memoryAvailableBytes: files.memory("MemAvailable"),
            swapUsedBytes: files.memory("SwapTotal").flatMap { total in
                files.memory("SwapFree").map { total - $0 }
            },
            openFileLimit: files.hardLimit("Max open files"),
            lockedMemoryLimitBytes: files.hardLimit("Max locked memory"),
            receiveBufferMaximumBytes: files.number("/proc/sys/net/core/rmem_max"),
            sendBufferMaximumBytes: files.number("/proc/sys/net/core/wmem_max"),
            tcpReceiveBufferBytes: files.numbers("/proc/sys/net/ipv4/tcp_rmem", count: 3),
            tcpSendBufferBytes: files.numbers("/proc/sys/net/ipv4/tcp_wmem", count: 3),
            ephemeralPortCount: files.numbers("/proc/sys/net/ipv4/ip_local_port_range", count: 2)
                .map { $0[1] - $0[0] + 1 },
            listenBacklogLimit: files.number("/proc/sys/net/core/somaxconn"),
            loadAverage: (files.line("/proc/loadavg") ?? "").split(separator: " ").prefix(3)
                .compactMap { Double($0) },
            stealShare: nil, otherLoadShare: nil,
            swiftVersion: compilerVersion)
    }

    private static var compiledArchitecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }

    private static var compilerVersion: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
