// A profile as the walker sees it: keys, lines, and the untouched text of every value.

/// A place in a profile that holds a value.
struct ProfileNode: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        /// The value's own text, quotes included. Foundation reads it.
        case scalar(String)
        case list([ProfileNode])
        case section([Member])
    }

    struct Member: Sendable, Equatable {
        var key: String
        /// An unquoted key with characters that JSON5 wants quoted.
        var wantsQuotes: Bool
        /// The line of the key, from 1.
        var line: Int
        var node: ProfileNode
    }

    /// The line the value starts on, from 1.
    var line: Int
    var content: Content
}

/// Where a profile is no JSON5, and why.
struct ProfileSyntaxError: Error, Equatable {
    var line: Int
    var reason: String
}
