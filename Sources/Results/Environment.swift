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
    /// Processors that are online.
    public var cpuCount: Int
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
    /// Load averages over 1, 5 and 15 minutes, before the run.
    public var loadAverage: [Double]
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
            cpuModel: files.value(of: "model name", in: "/proc/cpuinfo", separator: ":"),
            cpuCount: ProcessInfo.processInfo.activeProcessorCount,
            numaNodes: files.line("/sys/devices/system/node/online"),
            cpuGovernor: files.line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            cgroupCPULimit: files.cgroupCPULimit(),
            memoryBytes: files.value(of: "MemTotal", in: "/proc/meminfo", separator: ":")
                .flatMap { Int64($0.prefix { $0.isNumber }) }.map { $0 * 1_024 },
            cgroupMemoryLimitBytes: files.cgroupMemoryLimit(),
            clockSource: files.line(
                "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
            loadAverage: (files.line("/proc/loadavg") ?? "").split(separator: " ").prefix(3)
                .compactMap { Double($0) },
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

/// Small text files of the kernel, below a root folder.
private struct SystemFiles {
    let root: String

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: root + path).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The first line; nil if there is none or it is empty.
    func line(_ path: String) -> String? {
        text(path)?.split(whereSeparator: \.isNewline).first.map { String($0).trimming(" \t") }
    }

    /// What follows `key` and `separator` in the first line that starts with `key`.
    func value(of key: String, in path: String, separator: Character) -> String? {
        for line in text(path)?.split(whereSeparator: \.isNewline) ?? [] {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2, String(parts[0]).trimming(" \t") == key else { continue }
            return String(parts[1]).trimming(" \t")
        }
        return nil
    }

    /// cgroup v2's `cpu.max` ("150000 100000"), else v1's quota and period.
    func cgroupCPULimit() -> Double? {
        let pair = (cgroupLine("cpu.max") ?? v1CPUPair())?.split(separator: " ") ?? []
        guard
            pair.count == 2, let quota = Double(pair[0]), let period = Double(pair[1]),
            quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private func v1CPUPair() -> String? {
        guard
            let quota = line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
            let period = line("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
        else { return nil }
        return quota + " " + period
    }

    /// cgroup v2's `memory.max`, else v1's limit; its huge default means none.
    func cgroupMemoryLimit() -> Int64? {
        let text =
            cgroupLine("memory.max") ?? line("/sys/fs/cgroup/memory/memory.limit_in_bytes")
        guard let bytes = text.flatMap({ Int64($0) }), bytes < 1 << 60 else { return nil }
        return bytes
    }

    /// A v2 control file of this process's own group, else of the root (as in a container).
    private func cgroupLine(_ file: String) -> String? {
        let group = text("/proc/self/cgroup")?.split(whereSeparator: \.isNewline)
            .first { $0.hasPrefix("0::") }?.dropFirst(3)
        return line("/sys/fs/cgroup" + (group ?? "") + "/" + file)
            ?? line("/sys/fs/cgroup/" + file)
    }
}

extension String {
    /// Without the given characters at both ends.
    fileprivate func trimming(_ characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest.removeFirst() }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
