// The profiles that come with the project: each resolves, and the baseline is found from wherever
// the program was started.

import Foundation
import LoadEngine
import Profiles
import Testing

@Suite struct ShippedProfilesTests {
    static let names = ["baseline", "steady", "ramp"]

    @Test(arguments: names) func theProfileResolves(_ name: String) throws {
        let profile = try load(["run", "\(projectFolder)/Profiles/\(name).json5"])
        #expect(profile.name == name)
        #expect(profile.builtInSMSC != nil)
    }

    @Test(arguments: names) func theServerTakesTheSameProfile(_ name: String) throws {
        _ = try invocation(["smsc", "\(projectFolder)/Profiles/\(name).json5"])
    }

    @Test func noOtherProfileIsShippedUntested() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(projectFolder)/Profiles")
        #expect(Set(files) == Set(Self.names.map { "\($0).json5" } + ["smsc"]))
    }

    @Test(arguments: names) func everyGroupOfKeysHasAComment(_ name: String) throws {
        let text = try String(
            contentsOfFile: "\(projectFolder)/Profiles/\(name).json5", encoding: .utf8)
        let groups = text.components(separatedBy: "\n\n")
        #expect(groups.count >= 5)
        #expect(groups.filter { !$0.contains("// ") } == [])
    }

    @Test func theBaselineIsAClosedLoopWithAReceiptPerMessage() throws {
        var host = fourProcessors
        host.currentFolder = projectFolder
        let profile = try load(["baseline"], host)
        #expect(profile.name == "baseline")
        #expect(profile.plan.load == .windowDriven)
        #expect(profile.plan.receipts == .final)
        #expect(profile.plan.duration == 20_000_000_000)
        #expect(profile.plan.sessions.count == 1)
    }

    @Test func theBaselineTakesTheFlagsOfRun() throws {
        var host = fourProcessors
        host.currentFolder = projectFolder
        let profile = try load(words("baseline --duration 5s --window 10000 --sessions 2"), host)
        #expect(profile.plan.duration == 5_000_000_000)
        #expect(profile.plan.window == 10_000)
        #expect(profile.plan.sessions.count == 2)
    }

    @Test(arguments: [
        ("bin/smppbench", "share/smppbench/Profiles"),
        ("project/.build/x86_64/release/smppbench", "project/Profiles"),
        ("elsewhere/smppbench", "current/Profiles"),
    ]) func theBaselineIsFoundBesideTheProgramOrAboveItOrInTheCurrentFolder(
        _ program: String, _ folder: String
    ) throws {
        let root = try TemporaryProfile("{}").folder + "-tree"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let profiles = "\(root)/\(folder)"
        try FileManager.default.createDirectory(
            atPath: profiles, withIntermediateDirectories: true)
        try Data("{ window: 77 }".utf8).write(to: URL(filePath: "\(profiles)/baseline.json5"))
        var host = fourProcessors
        host.executablePath = "\(root)/\(program)"
        host.currentFolder = "\(root)/current"
        #expect(try load(["baseline"], host).plan.window == 77)
    }
}
