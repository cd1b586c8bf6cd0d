// Where a setting's value came from, so that every complaint about it can name the place.

/// The place a value was given.
struct Origin: Sendable, Equatable {
    /// Which of two places wins: the later one.
    enum Layer: Int, Sendable {
        /// The profile that `smsc.profile` of the run's profile names.
        case smscBase
        case profile
        /// The profile that `--smsc` names.
        case smscProfile
        case commandLine
    }

    var layer: Layer
    /// `FILE:LINE: ` for a profile, empty for the command line.
    var prefix: String
    /// `window`, `--window` or `--set window`.
    var name: String

    /// The place inside a sentence about another one.
    var place: String {
        prefix.isEmpty ? name : "\(name) (\(prefix.dropLast(2)))"
    }

    /// A complaint about the value.
    func complaint(_ value: String?, _ reason: String) -> String {
        "\(prefix)\(name)\(value.map { " " + shown($0) } ?? ""): \(reason)"
    }
}
