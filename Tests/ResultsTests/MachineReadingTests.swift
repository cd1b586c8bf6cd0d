// The kernel's files that tell of processors, processes and sockets, as Linux writes them.
// Texts are recorded ones, shortened; folders are made by each test.

import FoundationEssentials
import Results
import Testing

@Suite struct MachineReadingTests {
    private static func stat(_ first: String) -> String {
        "cpu  \(first)\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 14143954 0 0\nctxt 33760352\n"
    }

    @Test func timeIsToldApartIntoOthersAndStolen() throws {
        let before = try #require(
            ProcessorTimes(stat: Self.stat("1000 100 300 8000 200 0 100 300 50 0")))
        #expect(before.stealShare == 0.03)
        let after = try #require(
            ProcessorTimes(stat: Self.stat("1050 100 320 8100 210 0 110 310 50 0")))
        // 200 ticks: 80 of work, 10 stolen, 110 idle; of the work 30 (0.3 s) were our own.
        let shares = try #require(before.shares(until: after, ownNanoseconds: 300_000_000))
        #expect(shares.steal == 0.05)
        #expect(shares.others == 0.25)
        #expect(before.shares(until: before, ownNanoseconds: 0) == nil)
        // Our own time is finer than ticks: what it has over is not told as negative.
        #expect(before.shares(until: after, ownNanoseconds: 5_000_000_000)?.others == 0)
    }

    @Test(arguments: ["", "cpu 1 2 3\n", "intr 1 2 3\n", "cpu  a b c d e f g h\n"])
    func textsThatAreNoTimesGiveNone(_ text: String) {
        #expect(ProcessorTimes(stat: text) == nil)
    }

    @Test(arguments: ["cat", "a) R (b", "", "two words"])
    func aProcessMayBeCalledAnything(_ name: String) throws {
        let entry = try #require(
            ProcessTimes.Entry(
                stat: "12257 (\(name)) R 12244 12244 9102 0 -1 4194304 101 0 0 0 70 7 0 0 20 0 1 0 "
                    + "1231744 3133440 417 18446744073709551615\n"))
        #expect(entry.name == name)
        #expect(entry.ticks == 77)
    }

    @Test func theBusiestIsWhoUsedMostSinceAndNotWhoIsOld() throws {
        func files(_ rows: [(Int32, String, Int, Int)]) -> [String: String] {
            var files: [String: String] = ["proc/loadavg": "0 0 0\n"]
            for (identifier, name, ticks, start) in rows {
                files["proc/\(identifier)/stat"] =
                    "\(identifier) (\(name)) S 1 1 1 0 -1 0 0 0 0 0 \(ticks) 0 0 0 20 0 1 0 \(start) 1 1\n"
            }
            return files
        }
        let old = [(10, "old", 90_000, 1), (11, "builder", 100, 5), (12, "us", 0, 6)]
            .map { (Int32($0.0), $0.1, $0.2, $0.3) }
        let new = [(10, "old", 90_001, 1), (11, "builder", 140, 5), (12, "us", 70, 6)]
            .map { (Int32($0.0), $0.1, $0.2, $0.3) }
        try withFiles(files(old)) { root in
            let before = ProcessTimes(root: root)
            try withFiles(files(new)) { root in
                let after = ProcessTimes(root: root)
                let busiest = before.busiest(until: after, besides: 12)
                #expect(busiest?.name == "builder")
                #expect(busiest?.ticks == 40)
                #expect(before.ticks(of: 12, until: after) == 70)
            }
        }
    }

    @Test func theLayoutOfATwoNodeServerIsRead() throws {
        let cpu = "sys/devices/system/cpu/cpu8"
        try withFiles([
            "proc/self/status": "Name:\tx\nCpus_allowed_list:\t8-9,40\nMems_allowed_list:\t0\n",
            "\(cpu)/topology/thread_siblings_list": "8,40\n",
            "\(cpu)/cpufreq/scaling_driver": "acpi-cpufreq\n",
            "sys/devices/system/node/online": "0-2\n",
            "sys/devices/system/node/node0/cpulist": "0-15,32-47\n",
            "sys/devices/system/node/node1/cpulist": "16-31\n",
            "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet \n",
            "proc/net/sockstat": "sockets: used 13\nTCP: inuse 1 orphan 0 tw 6 alloc 1 mem 44\n",
        ]) { root in
            let layout = MachineFacts.Layout(root: root)
            #expect(layout.allowed == [8, 9, 40])
            #expect(layout.sharingFirstCore == [8, 40])
            #expect(layout.allowedNodes == 1)
            #expect(layout.frequencyDriver == "acpi-cpufreq")
            #expect(layout.clockSources == ["tsc", "hpet"])
            #expect(layout.waitingPorts == 6)
        }
    }
}
