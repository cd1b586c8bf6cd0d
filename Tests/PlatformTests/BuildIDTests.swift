// The commit in a build ID: only in one of ours, and told with what was changed beside it.
// What this test program itself was linked with is nobody's claim.

import Platform
import Testing

@Suite struct BuildIDTests {
    private static let mark: [UInt8] = Array("git:".utf8)
    private static let commit: [UInt8] =
        [0x0A, 0xB1, 0xC2, 0xD3, 0xE4, 0xF5] + Array(repeating: 7, count: 14)

    @Test func aCommitIsToldByItsFirstDigits() {
        #expect(BuildID.commit(of: Self.mark + Self.commit + [0]) == "0ab1c2d3e4f5")
        #expect(BuildID.commit(of: Self.mark + Self.commit + [1]) == "0ab1c2d3e4f5-dirty")
    }

    @Test(arguments: [
        [], mark, commit, mark + commit, mark + commit + [2], mark + commit + [0, 0],
        [0x78, 0xE0] + commit,
    ]) func anIDThatIsNoneOfOursHasNoCommit(_ id: [UInt8]) {
        #expect(BuildID.commit(of: id) == nil)
    }

    @Test func aProgramThatMakeBuildDidNotMakeHasNone() {
        #expect(BuildID.commit == nil)
    }
}
