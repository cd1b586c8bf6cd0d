// What each program of the machine has used of its processors, by /proc/PID/stat. Two readings tell
// which was the busiest in between. Read by `smppbench doctor` alone; names never go into a result.

import FoundationEssentials

/// Processor time of each process since its start, in ticks of the kernel (a hundredth of a second).
package struct ProcessTimes {
    /// A process.
    package struct Entry: Equatable {
        package var name: String
        package var ticks: Int64
        /// When it was started: numbers are used again, and threads of the kernel change their names.
        var start: Int64

        /// What the text of /proc/PID/stat says; a name may hold anything, brackets too.
        package init?(stat text: String) {
            guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"),
                open < close
            else { return nil }
            let fields = text[close...].dropFirst().split(separator: " ")
            guard fields.count > 19, let user = Int64(fields[11]), let kernel = Int64(fields[12]),
                let start = Int64(fields[19])
            else { return nil }
            name = String(text[text.index(after: open)..<close])
            ticks = user + kernel
            self.start = start
        }
    }

    private(set) var entries: [Int32: Entry] = [:]

    /// The processes now; `root` is where /proc is looked for.
    package init(root: String = "") {
        let files = SystemFiles(root: root)
        let names = try? FileManager.default.contentsOfDirectory(atPath: files.root + "/proc")
        for name in names ?? [] {
            guard let identifier = Int32(name),
                let entry = files.text("/proc/\(name)/stat").flatMap({ Entry(stat: $0) })
            else { continue }
            entries[identifier] = entry
        }
    }

    /// Ticks that `process` used up to `later`.
    package func ticks(of process: Int32, until later: ProcessTimes) -> Int64 {
        (later.entries[process]?.ticks ?? 0) - (entries[process]?.ticks ?? 0)
    }

    /// Who used most up to `later`, besides `process`; nil if nobody used a tick.
    package func busiest(until later: ProcessTimes, besides process: Int32) -> Entry? {
        var best: Entry?
        for (identifier, entry) in later.entries where identifier != process {
            let before = entries[identifier].map { $0.start == entry.start ? $0.ticks : 0 } ?? 0
            let used = entry.ticks - before
            if used > best?.ticks ?? 0 {
                best = entry
                best?.ticks = used
            }
        }
        return best
    }
}
