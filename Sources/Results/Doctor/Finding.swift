// One thing that was looked at: what it is, whether it is in the way of a measurement, of which, and how
// it is mended. Made by the judgement, shown by the doctor's report.

/// What was found about one subject.
public struct Finding: Codable, Sendable, Equatable {
    /// How much it matters.
    public enum Grade: String, Codable, Sendable, CaseIterable, Comparable {
        /// Results of this machine would mislead.
        case bad
        /// Some results would be worse than they need to be.
        case warning
        /// Could not be found out here, or is worth knowing and in nobody's way.
        case note
        /// As it should be.
        case ok

        /// The worse one comes first.
        public static func < (left: Grade, right: Grade) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// What was looked at, in one or two words.
    public var subject: String
    /// How much it matters.
    public var grade: Grade
    /// What was found.
    public var fact: String
    /// Which numbers of a run it would spoil, and how; nil where nothing is.
    @Nullable public var spoils: String?
    /// What to do, with the command where there is one; nil where nothing can be or need be done.
    @Nullable public var mend: String?

    /// As it should be.
    static func ok(_ subject: String, _ fact: String) -> Finding {
        Finding(subject: subject, grade: .ok, fact: fact, spoils: nil, mend: nil)
    }

    /// Could not be found out.
    static func unread(_ subject: String, _ where: String) -> Finding {
        Finding(subject: subject, grade: .note, fact: `where`, spoils: nil, mend: nil)
    }
}
