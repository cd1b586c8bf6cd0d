// Stored results read back: what `report`, `merge` and `compare` begin with.

import FoundationEssentials

/// A file that holds no result, and why.
public struct ResultReadError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// Why it cannot be read.
    public let reason: String

    /// One line with both.
    public var description: String { "cannot read \(path): \(reason)" }

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}

/// Reads results.
public enum ResultReader {
    /// The newest format this version knows.
    private static let schemaVersion = 1

    private struct Head: Decodable {
        var schemaVersion: Int?
        var tool: RunReport.Tool?
    }

    /// The result that the file at `path`, a result or a run's journal, holds.
    public static func report(at path: String) throws(ResultReadError) -> RunReport {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ResultReadError(path: path, reason: ResultWriteError(path: path, error).reason)
        }
        func refuse(_ reason: String) -> ResultReadError {
            ResultReadError(path: path, reason: reason)
        }
        if JournalReader.isJournal(data) { return try JournalReader.report(data, at: path) }
        guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
            throw refuse("not JSON")
        }
        guard let version = head.schemaVersion, head.tool != nil else {
            throw refuse("JSON, but no result of smppbench run: it has no schemaVersion and tool")
        }
        guard version == schemaVersion else {
            throw refuse("schemaVersion \(version); this version reads \(schemaVersion)")
        }
        do {
            return try JSONDecoder().decode(RunReport.self, from: data)
        } catch let error as DecodingError {
            throw refuse("not a whole result: \(place(of: error))")
        } catch {
            throw refuse("not a whole result")
        }
    }

    /// Where and what: "counts.planned is missing".
    private static func place(of error: DecodingError) -> String {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            (context.codingPath + [last].compactMap { $0 }).map(\.stringValue)
                .joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(path(context, key)) is missing"
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(path(context)) has another type"
        case .valueNotFound(_, let context): "\(path(context)) is null"
        @unknown default: "unreadable"
        }
    }
}
