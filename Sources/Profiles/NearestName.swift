// Finds the name a person most likely meant. Used for unknown commands, flags and profile keys.

/// The number of insertions, deletions, replacements and swaps of neighbours between two names.
func editDistance(_ first: String, _ second: String) -> Int {
    let left = Array(first.utf8)
    let right = Array(second.utf8)
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                distance = min(distance, beforeLast[j - 1] + 1)
            }
            row.append(distance)
        }
        beforeLast = last
        last = row
    }
    return last[right.count]
}

/// The candidate nearest to `name`, the first one among equals; nil only without candidates.
///
/// Case, `_` and `-` count for nothing, and the last part of a dotted name may match alone, so that
/// `receipt_delay` finds `smsc.receiptDelay`.
func nearestName(to name: String, among candidates: [String]) -> String? {
    let wanted = plain(name.prefix(80))
    let wantedLeaf = leaf(wanted)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
        let offered = plain(candidate[...])
        let distance = min(
            editDistance(wanted, offered), editDistance(wantedLeaf, leaf(offered)) + 1)
        if distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.name
}

private func plain(_ name: Substring) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
}

private func leaf(_ path: String) -> String {
    path.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? path
}
