// The rules that hold for the project as a whole: what is tracked, what stands at the top, how long
// half of the files are, and that the law's own tables name only what is there.

import Foundation
import Testing

@Suite("Repository", .enabled(if: Repository.isCheckout, "needs the checkout's own files"))
struct RepositoryTests {
    /// Build products and local files, which nobody commits.
    static func strays(among paths: [String]) -> [String] {
        paths.filter { path in
            let parts = path.split(separator: "/")
            return parts.contains(".build") || parts.contains("Package.resolved")
                || parts.contains(".DS_Store")
                || (parts.first == "results" && parts.count > 2 && parts[1] != "baseline")
        }
    }

    static func strangers(among paths: [String]) -> [String] {
        Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
            .subtracting(House.topLevel).sorted()
    }

    @Test func nothingBuiltOrResolvedIsTracked() throws {
        #expect(Self.strays(among: try Repository.trackedPaths()) == [])
    }

    @Test func straysAreFound() {
        let strays = [
            ".build/x", "Benchmarks/.build/y", "Package.resolved", "Benchmarks/Package.resolved",
            "results/2026-baseline/result.json", ".DS_Store",
        ]
        let others = ["results/baseline/1.json", "Sources/A.swift"]
        #expect(Self.strays(among: strays + others) == strays)
    }

    @Test func ofResultsOnlyTheStoredBaselineIsTracked() throws {
        guard Repository.isCheckout else { return }
        let left = [
            "results/2026-01-31T12-00-00Z-baseline/result.json", "results/new/1.json",
            "results/baseline/01.json.journal", "results/baseline/compare.html",
        ]
        let kept = ["results/baseline/01.json", "results/README.md", "results/result.schema.json"]
        #expect(try Repository.ignored(left + kept) == left)
    }

    @Test func topLevelHoldsOnlyWhatTheDesignNames() throws {
        #expect(Self.strangers(among: try Repository.trackedPaths()) == [])
    }

    @Test func strangersAreFound() {
        #expect(
            Self.strangers(among: ["docs/a.md", "Sources/B.swift", "notes"]) == ["docs", "notes"])
    }

    @Test func halfOfTheFilesAreShort() throws {
        let counts = try Repository.files().filter(\.isSwift).map(\.lines.count).sorted()
        let median = counts[counts.count / 2]
        print("Median file length: \(median) lines, \(counts.count) Swift files")
        #expect(median <= House.medianLineLimit)
    }

    @Test func theLawNamesOnlyWhatIsThere() throws {
        let files = try Repository.files()
        let sayingUnsafe = files.filter { $0.isSwift && !$0.unsafeTokens().isEmpty }.map(\.path)
        #expect(House.unsafeFiles.subtracting(sayingUnsafe) == [])
        let long = files.filter { $0.lines.count > House.fileLineLimit }.map(\.path)
        #expect(House.longTables.subtracting(long) == [])
        #expect(Set(House.imports.keys).subtracting(files.compactMap(\.target)) == [])
    }
}
