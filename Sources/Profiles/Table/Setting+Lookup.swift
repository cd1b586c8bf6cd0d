// Finds rows of the table by key or by flag, and words the complaint when there is none.

extension Setting {
    private static let byKey = Dictionary(
        all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// The row of a profile key.
    static func named(_ key: String) -> Setting? {
        byKey[key]
    }

    /// The row of a flag as `command` understands it.
    static func flagged(_ flag: String, for command: Command) -> Setting? {
        all.first { $0.flag == flag && $0.flagCommands.contains(command) }
    }

    /// The complaint about a key that no row has.
    static func unknownKey(_ key: String) -> String {
        let nearest = nearestName(to: key, among: all.map(\.key)) ?? ""
        return "key \"\(shown(key))\" is unknown; nearest: \"\(nearest)\""
    }
}
