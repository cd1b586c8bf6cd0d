// The machine's description, from files as Linux writes them and from none at all.
// The files lie in a folder that each test makes for itself.

import FoundationEssentials
import Results
import Testing

@Suite struct EnvironmentTests {
    @Test func machineIsReadFromTheKernelsFiles() throws {
        try withFiles([
            "etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
            "proc/sys/kernel/osrelease": "6.8.0-31-generic\n",
            "proc/cpuinfo": "processor\t: 0\nmodel name\t: Example CPU @ 3.00GHz\nflags\t\t: a b\n",
            "proc/meminfo":
                "MemTotal:        8048576 kB\nMemAvailable:  1000 kB\nSwapTotal: 9 kB\n"
                + "SwapFree: 2 kB\n",
            "proc/self/limits":
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max open files            1024                 524288               files     \n"
                + "Max locked memory         8388608              unlimited            bytes     \n",
            "proc/sys/net/core/rmem_max": "212992\n",
            "proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456\n",
            "proc/sys/net/ipv4/tcp_wmem": "4096\t16384\n",
            "proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
            "proc/sys/net/core/somaxconn": "4096\n",
            "sys/devices/system/cpu/online": "0-3,8\n",
            "sys/devices/system/cpu/smt/active": "1\n",
            "sys/devices/system/cpu/intel_pstate/no_turbo": "0\n",
            "proc/loadavg": "0.41 0.30 0.20 1/91 11304\n",
            "proc/self/cgroup": "1:cpu:/other\n0::/user.slice/run\n",
            "sys/fs/cgroup/user.slice/run/cpu.max": "150000 100000\n",
            "sys/fs/cgroup/user.slice/run/memory.max": "1073741824\n",
            "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
            "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
        ]) { root in
            let machine = Environment.capture(root: root)
            #expect(machine.operatingSystem == "Debian GNU/Linux 12 (bookworm)")
            #expect(machine.kernel == "6.8.0-31-generic")
            #expect(machine.cpuModel == "Example CPU @ 3.00GHz")
            #expect(machine.memoryBytes == 8_241_741_824)
            #expect(machine.loadAverage == [0.41, 0.30, 0.20])
            #expect(machine.cgroupCPULimit == 1.5)
            #expect(machine.cgroupMemoryLimitBytes == 1 << 30)
            #expect(machine.cpuGovernor == "powersave")
            #expect(machine.clockSource == "tsc")
            #expect(machine.cpuOnline == 5)
            #expect(machine.cpuThreads == true && machine.cpuBoost == true)
            #expect(machine.virtualMachine == false)
            #expect(machine.memoryAvailableBytes == 1_024_000)
            #expect(machine.swapUsedBytes == 7_168)
            #expect(machine.openFileLimit == 524_288)
            #expect(machine.lockedMemoryLimitBytes == .max)
            #expect(machine.receiveBufferMaximumBytes == 212_992)
            #expect(machine.sendBufferMaximumBytes == nil)
            #expect(machine.tcpReceiveBufferBytes == [4_096, 131_072, 6_291_456])
            #expect(machine.tcpSendBufferBytes == nil)
            #expect(machine.ephemeralPortCount == 28_232)
            #expect(machine.listenBacklogLimit == 4_096)
        }
    }

    @Test func unlimitedControlGroupHasNoLimit() throws {
        try withFiles([
            "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n",
            "sys/fs/cgroup/memory.max": "max\n",
        ]) { root in
            #expect(Environment.capture(root: root).cgroupCPULimit == nil)
            #expect(Environment.capture(root: root).cgroupMemoryLimitBytes == nil)
        }
    }

    @Test func oldControlGroupsAreReadToo() throws {
        try withFiles([
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ]) { root in
            #expect(Environment.capture(root: root).cgroupCPULimit == 0.5)
            #expect(Environment.capture(root: root).cgroupMemoryLimitBytes == nil)
        }
    }

    @Test func anOldControlGroupsOwnLimitIsBelowItsOwnPath() throws {
        try withFiles([
            "proc/self/cgroup": "4:memory:/docker/a\n3:cpu,cpuacct:/docker/a\n0::/\n",
            "sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes": "1073741824\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ]) { root in
            #expect(Environment.capture(root: root).cgroupMemoryLimitBytes == 1 << 30)
            #expect(Environment.capture(root: root).cgroupCPULimit == nil)
        }
    }

    @Test func machineThatSaysNothingIsNotAnError() {
        let machine = Environment.capture(root: "/no-such-folder")
        #expect(machine.kernel == nil)
        #expect(machine.cpuModel == nil)
        #expect(machine.cpuOnline == nil && machine.openFileLimit == nil)
        #expect(machine.loadAverage.isEmpty)
        #expect(machine.cpuCount >= 1)
    }

    @Test func thisMachineHasAKernelAndALoad() {
        let machine = Environment.capture()
        #expect(machine.kernel?.isEmpty == false)
        #expect(machine.loadAverage.count == 3)
        #expect((machine.memoryBytes ?? 0) > 0)
        #expect(machine.swiftVersion.hasPrefix("6."))
    }

    @Test func whatElseTheMachineDidIsWrittenDownAfterARun() throws {
        var machine = Environment.capture()
        let before = try #require(ProcessorTimes.now())
        let watch = RunWatch()
        // The kernel counts in hundredths of a second: wait for it to have counted one.
        while ProcessorTimes.now() == before {}
        watch.finish(in: &machine)
        let steal = try #require(machine.stealShare)
        let others = try #require(machine.otherLoadShare)
        #expect((0...1).contains(steal) && (0...1).contains(others))
    }
}

/// A folder with the given files, removed at the end of `body`.
func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory
        .appending(path: "environment-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    try body(root.path)
}
