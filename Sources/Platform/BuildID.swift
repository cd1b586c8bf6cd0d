// The commit this program was built from. `make build` has the linker write it as the build ID, which takes
// no generated source and recompiles nothing; programs built otherwise have an ID that is none of ours.

import CLinux

/// What the linker wrote into this program to tell it by.
public enum BuildID {
    /// How an ID of ours begins: "git:".
    private static let mark: [UInt8] = [0x67, 0x69, 0x74, 0x3A]
    /// Hexadecimal digits of a commit that are shown.
    private static let shown = 12

    /// The commit, with "-dirty" where sources had changes beside it; nil where `make build` did not
    /// build this program, or not from git.
    public static let commit: String? = commit(
        of: (0..<Int32(64)).lazy.map { clinux_build_id($0) }.prefix { $0 >= 0 }
            .map { UInt8(truncatingIfNeeded: $0) })

    /// The commit in an ID: the mark, the commit's 20 or 32 bytes, and 1 for changes or 0.
    package static func commit(of id: [UInt8]) -> String? {
        guard id.starts(with: mark), [25, 37].contains(id.count), let changes = id.last, changes < 2
        else { return nil }
        let digits = id[mark.count...].prefix(shown / 2).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return digits.joined() + (changes == 1 ? "-dirty" : "")
    }
}
