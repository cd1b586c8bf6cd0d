// How many of a list of times share a window: what tests of ceilings judge arrivals by.

/// Most of `times` (ascending) in any half-open stretch of `window` nanoseconds.
public func most(_ times: [Int64], in window: Int64) -> Int {
    var first = 0
    var most = 0
    for (index, time) in times.enumerated() {
        while time - times[first] >= window { first += 1 }
        most = max(most, index - first + 1)
    }
    return most
}

/// Most of `pdus` that certainly came within any half-open stretch of `window` nanoseconds, however
/// late the server's thread read them.
public func mostForCertain(_ pdus: [ServerPDU], in window: Int64) -> Int {
    pdus.map { newest in
        pdus.count { $0.time <= newest.time && $0.notBefore > newest.time - window }
    }.max() ?? 0
}
