// What several machines' certificates say about a ceiling over all of them. Each machine saw only its
// own sends: their fullest windows need not have coincided, so the sum is a bound from above.

/// The union of ceiling certificates.
enum CeilingSum {
    /// One certificate for each kind of ceiling, of the parts' certificates.
    ///
    /// A ceiling of a session belongs to one machine, and the worst of all is kept. One of a run or an
    /// account is shared: its rate and its fullest windows are the sums, and its smallest gap is not
    /// known.
    static func certificates(_ parts: [[RunReport.Ceiling]]) -> [RunReport.Ceiling] {
        var sums: [RunReport.Ceiling] = []
        for (number, part) in parts.enumerated() {
            var taken: Set<Int> = []
            for ceiling in part {
                let place = sums.indices.first {
                    !taken.contains($0) && sums[$0].scope == ceiling.scope
                        && sums[$0].unit == ceiling.unit
                }
                guard let place else {
                    taken.insert(sums.count)
                    sums.append(ceiling)
                    continue
                }
                taken.insert(place)
                guard number > 0 else { continue }
                if ceiling.scope == "session" {
                    sums[place].takeWorst(ceiling)
                } else {
                    sums[place].add(ceiling)
                }
            }
        }
        return sums
    }
}

extension RunReport.Ceiling {
    /// Of two sessions the one that came closer, with the faults of both.
    fileprivate mutating func takeWorst(_ other: RunReport.Ceiling) {
        if (worstSecond, worst100ms, worst10ms)
            < (other.worstSecond, other.worst100ms, other.worst10ms)
        {
            name = other.name
        }
        worstSecond = max(worstSecond, other.worstSecond)
        worst100ms = max(worst100ms, other.worst100ms)
        worst10ms = max(worst10ms, other.worst10ms)
        minimumGap = [minimumGap, other.minimumGap].compactMap(\.self).min()
        addFaults(other)
    }

    fileprivate mutating func add(_ other: RunReport.Ceiling) {
        if name != other.name { name = nil }
        tps = rounded(tps + other.tps, to: 1_000)
        burst += other.burst
        limit100ms += other.limit100ms
        limit10ms += other.limit10ms
        worstSecond += other.worstSecond
        worst100ms += other.worst100ms
        worst10ms += other.worst10ms
        minimumGap = nil
        addFaults(other)
    }

    private mutating func addFaults(_ other: RunReport.Ceiling) {
        violations += other.violations
        violations100ms += other.violations100ms
        violations10ms += other.violations10ms
        unread += other.unread
    }
}
