// The doctor's judgement on machines of several kinds, described as facts, and what it writes of them.
// No test looks at the machine it runs on.

import FoundationEssentials
import Results
import Testing

@Suite struct DoctorTests {
    /// A server of one's own that is set up for measuring: nothing is in the way.
    private static let quiet: MachineFacts = {
        var machine = Environment.capture(root: "/no-such-folder")
        machine.cpuModel = "Example CPU @ 3.00GHz"
        machine.cpuCount = 16
        machine.cpuOnline = 16
        machine.cpuThreads = false
        machine.cpuBoost = false
        machine.virtualMachine = false
        machine.cpuGovernor = "performance"
        machine.memoryBytes = 64 << 30
        machine.memoryAvailableBytes = 60 << 30
        machine.swapUsedBytes = 0
        machine.clockSource = "tsc"
        machine.openFileLimit = 1_048_576
        machine.lockedMemoryLimitBytes = .max
        machine.receiveBufferMaximumBytes = 212_992
        machine.sendBufferMaximumBytes = 212_992
        machine.tcpReceiveBufferBytes = [4_096, 131_072, 6_291_456]
        machine.tcpSendBufferBytes = [4_096, 16_384, 4_194_304]
        machine.ephemeralPortCount = 28_232
        machine.listenBacklogLimit = 4_096
        machine.loadAverage = [0.1, 0.1, 0.1]
        var layout = MachineFacts.Layout()
        layout.allowed = Array(0..<16)
        layout.sharingFirstCore = [0]
        layout.allowedNodes = 1
        layout.frequencyDriver = "intel_pstate"
        layout.clockSources = ["tsc", "hpet"]
        layout.waitingPorts = 3
        var trials = MachineFacts.Trials()
        trials.stealShare = 0
        trials.stealShareSinceBoot = 0
        trials.otherProcessors = 0.02
        trials.busiest = MachineFacts.Busiest(name: "sshd", processors: 0.01)
        trials.clockCost = 21
        trials.sleepOvershootP50 = 5_000
        trials.sleepOvershootP99 = 40_000
        trials.longestStall = 30_000
        trials.stampsReceives = true
        return MachineFacts(environment: machine, layout: layout, trials: trials)
    }()

    private func quiet(_ change: (inout MachineFacts) -> Void) -> Diagnosis {
        var facts = Self.quiet
        change(&facts)
        return Diagnosis(facts)
    }

    private func graded(_ diagnosis: Diagnosis, _ grade: Finding.Grade) -> [String] {
        diagnosis.findings.filter { $0.grade == grade }.map(\.subject)
    }

    @Test func aServerMadeReadyHasNothingInTheWay() {
        let diagnosis = Diagnosis(Self.quiet)
        #expect(diagnosis.grade == .ok)
        #expect(diagnosis.findings.allSatisfy { $0.grade == .ok })
    }

    @Test func aServerAsItIsDeliveredSavesPowerAndSpeedsUpAtWill() throws {
        let diagnosis = quiet {
            $0.environment.cpuGovernor = "powersave"
            $0.environment.cpuBoost = true
            $0.environment.cpuThreads = true
            $0.layout.sharingFirstCore = [0, 8]
            $0.layout.allowedNodes = 2
            $0.environment.openFileLimit = 1_024
        }
        #expect(diagnosis.grade == .warning)
        #expect(graded(diagnosis, .warning) == ["NUMA", "governor", "turbo", "open files"])
        let governor = try #require(diagnosis.findings.first { $0.subject == "governor" })
        #expect(
            governor.mend
                == "echo performance | sudo tee "
                + "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
        // The same word is the lowest frequency with another driver.
        let other = quiet {
            $0.environment.cpuGovernor = "powersave"
            $0.layout.frequencyDriver = "acpi-cpufreq"
        }
        #expect(graded(other, .bad) == ["governor"])
    }

    @Test func aCloudMachineLosesTimeToItsNeighbours() {
        let diagnosis = quiet {
            $0.environment.cpuCount = 2
            $0.environment.cpuOnline = 2
            $0.environment.virtualMachine = true
            $0.environment.cpuGovernor = nil
            $0.environment.cpuBoost = nil
            $0.layout.allowed = [0, 1]
            $0.layout.sharingFirstCore = [0, 1]
            $0.trials.stealShare = 0.12
            $0.trials.longestStall = 24_000_000
            $0.trials.sleepOvershootP50 = 60_000
            $0.trials.counterRefusal = "No such file or directory"
        }
        #expect(diagnosis.grade == .bad)
        #expect(graded(diagnosis, .bad) == ["steal", "stalls"])
        #expect(graded(diagnosis, .warning) == ["processors", "cores"])
        #expect(graded(diagnosis, .note) == ["governor", "turbo", "counters"])
    }

    @Test func aContainerHasAShareOfALargeMachine() throws {
        let diagnosis = quiet {
            $0.environment.cpuCount = 2
            $0.environment.cpuOnline = 64
            $0.environment.cgroupCPULimit = 1.5
            $0.environment.cgroupMemoryLimitBytes = 512 << 20
            $0.environment.cpuGovernor = nil
            $0.environment.listenBacklogLimit = 128
            $0.layout.allowed = [4, 5]
            $0.layout.sharingFirstCore = nil
            $0.layout.allowedNodes = nil
            $0.trials.otherProcessors = 30
            $0.trials.stampsReceives = false
        }
        #expect(graded(diagnosis, .bad) == ["processor quota"])
        #expect(
            graded(diagnosis, .warning)
                == ["processors", "other load", "memory", "backlog", "receive times"])
        let processors = try #require(diagnosis.findings.first { $0.subject == "processors" })
        #expect(processors.fact == "2 of 64 may be used")
        #expect(processors.mend?.contains("taskset -c 0-3 smppbench") == true)
        let memory = try #require(diagnosis.findings.first { $0.subject == "memory" })
        #expect(memory.mend == "docker run --memory 2g")
    }

    @Test func aMachineThatTellsNothingIsNoErrorAndNoWarning() {
        var machine = Environment.capture(root: "/no-such-folder")
        machine.cpuCount = 4
        let facts = MachineFacts(
            environment: machine, layout: MachineFacts.Layout(), trials: MachineFacts.Trials())
        let diagnosis = Diagnosis(facts)
        #expect(diagnosis.grade == .ok)
        #expect(diagnosis.count(.warning) + diagnosis.count(.bad) == 0)
        #expect(diagnosis.count(.note) > 10)
        #expect(diagnosis.findings.allSatisfy { !$0.fact.isEmpty })
    }

    @Test(arguments: [
        ("clock", 1_500.0, Finding.Grade.bad), ("clock", 400.0, .warning), ("clock", 60.0, .ok),
    ]) func theClockIsJudgedByWhatItCosts(
        _ subject: String, _ cost: Double, _ grade: Finding.Grade
    ) {
        let diagnosis = quiet {
            $0.environment.clockSource = "hpet"
            $0.trials.clockCost = cost
        }
        #expect(diagnosis.findings.first { $0.subject == subject }?.grade == grade)
    }

    @Test func whatIsInTheWayIsSaidWithWhatItSpoilsAndHowToMendIt() {
        let worst = quiet {
            $0.environment.cpuCount = 1
            $0.environment.cgroupCPULimit = 0.5
            $0.environment.cpuGovernor = "schedutil"
            $0.environment.cpuBoost = true
            $0.environment.memoryAvailableBytes = 100 << 20
            $0.environment.swapUsedBytes = 1 << 30
            $0.environment.openFileLimit = 64
            $0.environment.tcpReceiveBufferBytes = [4_096, 8_192, 16_384]
            $0.environment.tcpSendBufferBytes = [4_096, 8_192, 16_384]
            $0.environment.ephemeralPortCount = 100
            $0.environment.listenBacklogLimit = 16
            $0.layout.allowed = [0, 1, 2]
            $0.layout.sharingFirstCore = [0, 1]
            $0.layout.allowedNodes = 2
            $0.trials.stealShare = 0.5
            $0.trials.otherProcessors = 12
            $0.trials.clockCost = 2_000
            $0.trials.sleepOvershootP50 = 2_000_000
            $0.trials.longestStall = 50_000_000
            $0.trials.stampsReceives = false
        }
        let graded = worst.findings.filter { $0.grade < .note }
        #expect(graded.count == worst.findings.count - 1)
        #expect(graded.allSatisfy { $0.spoils?.isEmpty == false && $0.mend?.isEmpty == false })
        #expect(worst.findings.map(\.grade) == worst.findings.map(\.grade).sorted())
    }

    @Test func theReportBeginsWithTheVerdictAndFitsThePage() throws {
        var facts = Self.quiet
        facts.trials.stealShare = 0.12
        facts.environment.cpuGovernor = "powersave"
        let report = DoctorReport(facts, tool: Fixtures.tool)
        let text = report.text()
        #expect(text.hasPrefix("BAD  1 bad, 1 warning among 20 things looked at\n"))
        #expect(!text.contains("\u{1B}"))
        #expect(report.text(color: true).hasPrefix("\u{1B}[1;31mBAD\u{1B}[0m"))
        for line in text.split(separator: "\n") where !line.contains("mend  ") {
            #expect(line.count <= 100)
        }
        #expect(report.markdown().hasPrefix("### BAD\n"))
        let json = try JSONValue(json: try report.json())
        #expect(json.members["verdict"] == .string("bad"))
        let facts2 = try JSONDecoder().decode(
            Written.self, from: Data(try report.json().utf8)
        ).facts
        #expect(facts2 == facts)
    }

    private struct Written: Decodable {
        var facts: MachineFacts
    }
}
