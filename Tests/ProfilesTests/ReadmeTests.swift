// What the README shows is typed in as it stands: every command line of its examples has to be accepted.
// Whether the script does what it says is for the end-to-end tests.

import Foundation
import Profiles
import Testing

@Suite struct ReadmeTests {
    /// The command lines of the program in the README's examples, continued lines joined.
    private static func commandLines() throws -> [String] {
        let text = try String(contentsOfFile: "\(projectFolder)/README.md", encoding: .utf8)
        let blocks = text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }
        let lines = blocks.flatMap {
            $0.element.replacingOccurrences(
                of: "\\\\\\n *", with: "", options: .regularExpression
            ).split(separator: "\n")
        }
        return lines.compactMap { line in
            var line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("run: ") { line = String(line.dropFirst(5)) }
            line = line.replacingOccurrences(
                of: "^pass \\d+ ", with: "smppbench ", options: .regularExpression)
            guard line.hasPrefix("smppbench ") else { return nil }
            for end in [" &&", " ||", " # "] {
                line = line.components(separatedBy: end)[0]
            }
            return line
        }
    }

    /// The words of a line of shell, quotes taken away.
    private static func shellWords(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line + " " {
            if character == quote {
                quote = nil
            } else if quote == nil, "'\"".contains(character) {
                quote = character
            } else if quote == nil, character == " " {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return words
    }

    @Test func everyCommandLineOfTheReadmeIsAccepted() throws {
        let lines = try Self.commandLines()
        #expect(lines.count >= 9)
        var host = fourProcessors
        host.environment["SMSC_PASSWORD"] = "hunter2"
        for line in lines {
            let arguments = Self.shellWords(line).dropFirst().map { word in
                let path = word == "$profile" ? "Profiles/baseline.json5" : word
                guard path.hasPrefix("Profiles/") || path.hasPrefix("new/Profiles/") else {
                    return path
                }
                return "\(projectFolder)/" + path.replacingOccurrences(of: "new/", with: "")
            }
            #expect(complaints(Array(arguments), host) == [], "\(line)")
        }
    }

    @Test func theStoredBaselineIsOfTheShippedProfile() throws {
        var host = fourProcessors
        host.currentFolder = projectFolder
        let hash = try load(["baseline"], host).hash
        // Made on one machine, looked at on another. One processor alone has nothing to pin to.
        for count in [2, 3, 64] {
            host.processorCount = count
            #expect(try load(["baseline"], host).hash == hash)
        }
        let byName = try load(["run", "\(projectFolder)/Profiles/baseline.json5"])
        #expect(byName.hash == hash)
        let folder = "\(projectFolder)/results/baseline"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasSuffix(".json") {
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            let result = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            #expect(
                result?["profileHash"] as? String == hash,
                "\(file) is of another profile; make reference")
        }
    }
}
