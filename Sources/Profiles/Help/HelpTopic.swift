// What help can be asked for.

/// A text of help.
public enum HelpTopic: Sendable, Equatable {
    /// All commands.
    case overview
    /// One command with its flags and examples.
    case command(Command)
    /// Every profile key.
    case keys

    /// The topic named after `help`.
    init(_ words: [String]) throws(UsageError) {
        guard let word = words.first else {
            self = .overview
            return
        }
        if word == "keys" {
            self = .keys
        } else if let command = Command(rawValue: word) {
            self = .command(command)
        } else {
            let nearest = nearestName(to: word, among: Command.allCases.map(\.rawValue) + ["keys"])
            throw UsageError(
                "help \"\(shown(word))\": no such topic; nearest: \(nearest ?? "")")
        }
    }
}
