// Differences in words.

/// The difference between two values, if there is one.
func compare(_ name: String, _ found: JSONValue, _ expected: JSONValue) -> [String] {
    found == expected ? [] : ["\(name) is \(found), not \(expected)"]
}

/// The differences between the fields found and those a vector states.
///
/// `error` is a vector's word on the PDU, not a field.
func compare(
    _ found: [String: JSONValue], with expected: [String: JSONValue]
) -> [String] {
    let names = Set(found.keys).union(expected.keys).subtracting(["error"])
    return names.sorted().flatMap { name in
        compare(name, found[name] ?? .null, expected[name] ?? .null)
    }
}
