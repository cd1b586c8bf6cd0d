// The machine's description, from files as Linux writes them and from none at all.
// The files lie in a folder that each test makes for itself.

import FoundationEssentials
import Results
import Testing

@Suite struct EnvironmentTests {
    /// A folder with the given files, removed at the end of `body`.
    private func withFiles(
        _ files: [String: String], _ body: (String) throws -> Void
    ) throws {
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

    @Test func machineIsReadFromTheKernelsFiles() throws {
        try withFiles([
            "etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
            "proc/sys/kernel/osrelease": "6.8.0-31-generic\n",
            "proc/cpuinfo": "processor\t: 0\nmodel name\t: Example CPU @ 3.00GHz\nflags\t\t: a b\n",
            "proc/meminfo": "MemTotal:        8048576 kB\nMemFree:          100 kB\n",
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

    @Test func machineThatSaysNothingIsNotAnError() {
        let machine = Environment.capture(root: "/no-such-folder")
        #expect(machine.kernel == nil)
        #expect(machine.cpuModel == nil)
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
}
