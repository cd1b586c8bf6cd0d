// The report as JSON text and back: sorted keys, two spaces, integer nanoseconds.
// Used by whoever writes a result or reads a stored one.

import FoundationEssentials

extension RunReport {
    /// The report as JSON, in the same order every time, with a final newline.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// The report that `json` holds.
    public init(json: String) throws {
        self = try JSONDecoder().decode(RunReport.self, from: Data(json.utf8))
    }
}
