// The help, pinned word for word: whoever changes the table sees in the difference what users read.

import Profiles
import Testing

@Suite struct HelpTests {
    static let topics: [HelpTopic] =
        [.overview, .keys] + Command.allCases.map { .command($0) }

    @Test(arguments: topics) func theHelpIsTheOneOnFile(_ topic: HelpTopic) {
        let golden =
            switch topic {
            case .overview: goldenOverview
            case .command(.run): goldenRun
            case .command(.baseline): goldenBaseline
            case .command(.smsc): goldenSMSC
            case .command(.report): goldenReport
            case .command(.merge): goldenMerge
            case .command(.compare): goldenCompare
            case .command(.doctor): goldenDoctor
            case .keys: goldenKeys
            }
        #expect(topic.text == golden)
    }

    @Test(arguments: topics) func noLineIsWiderThanAHundredColumns(_ topic: HelpTopic) {
        let wide = topic.text.split(separator: "\n").filter { $0.count > 100 }
        #expect(wide == [])
    }

    @Test(arguments: [
        (["--help"], HelpTopic.overview), (["help"], .overview), (["-h"], .overview),
        (["help", "keys"], .keys), (["help", "smsc"], .command(.smsc)),
        (["run", "--help"], .command(.run)), (["run", "--windw", "5", "-h"], .command(.run)),
        (["baseline", "--help"], .command(.baseline)),
    ]) func helpIsFoundWhereItIsAskedFor(_ line: [String], _ topic: HelpTopic) throws {
        guard case .help(let found) = try invocation(line) else {
            Issue.record("no help")
            return
        }
        #expect(found == topic)
    }

    @Test(arguments: Command.allCases) func everyExampleIsAcceptedAsItStands(
        _ command: Command
    ) throws {
        var host = fourProcessors
        host.currentFolder = projectFolder
        let lines = HelpTopic.command(command).text.split(separator: "\n")
            .filter { $0.hasPrefix("  smppbench ") }
        #expect(lines.count >= 2)
        for line in lines {
            let arguments = shellWords(String(line)).dropFirst().map {
                $0.hasPrefix("Profiles/") ? "\(projectFolder)/\($0)" : $0
            }
            #expect(complaints(Array(arguments), host) == [], "\(line)")
        }
    }
}

/// Words separated by spaces; single quotes keep spaces.
private func shellWords(_ line: String) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
        $0.isMultiple(of: 2) ? words(String($1)) : [String($1)]
    }
}
